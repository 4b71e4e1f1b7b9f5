/* Our own records as LTTng has them: tracepoints of the provider `threadlane`, decoded by
 * libbabeltrace2 (docs/trace-format.md, section LTTng). */
#ifndef THREADLANE_FORMAT_LTTNG_RECORD_H
#define THREADLANE_FORMAT_LTTNG_RECORD_H

#include <babeltrace2/babeltrace.h>
#include <stdbool.h>
#include <stdint.h>

#include "tracer/event/raw_event.h"

enum lttng_record_kind {
    LTTNG_FOREIGN, /* none of ours */
    LTTNG_EVENT,
    LTTNG_TEXT,
    LTTNG_CLOCK,
    LTTNG_LOST,
};

struct lttng_clock {
    uint64_t frequency; /* ticks per second; 0: not said */
    uint64_t offset_seconds;
    uint64_t offset_ticks;
};

struct lttng_record {
    uint64_t ticks; /* of event and text */
    uint32_t tid;   /* the kernel's numbers of its thread */
    uint32_t pid;
    union {
        struct raw_event event; /* without time_ns */
        struct raw_text text;   /* without time_ns; strings live as long as the event */
        struct lttng_clock clock;
        uint64_t lost;
    };
};

/* By the event's name, provider included; NULL is foreign. */
enum lttng_record_kind lttng_record_kind(const char *name);

/* NULL: read. Else the name of a field that is missing or not of its kind. */
const char *lttng_record_read(struct lttng_record *record, enum lttng_record_kind kind,
                              const bt_field *payload);

#endif
