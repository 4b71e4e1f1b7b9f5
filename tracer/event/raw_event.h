/* What stands in a trace file, one record at a time: readers of tracer/format hand these over, and
 * tracer/model/trace_builder makes a trace of them. Clocks are already nanoseconds, ids are raw. */
#ifndef THREADLANE_EVENT_RAW_EVENT_H
#define THREADLANE_EVENT_RAW_EVENT_H

#include <stdint.h>

#include "tracer/event/record.h"

#define RAW_TIME_MAX ((uint64_t)INT64_MAX - 1) /* 292 years */

struct raw_event {
    uint64_t time_ns; /* any origin, the same for the whole trace; at most RAW_TIME_MAX */
    uint64_t value;
    uint64_t object; /* 48-bit id */
    uint64_t site;   /* return address or registered number, by FLAG_ADDRESS */
    uint32_t thread; /* numbers, as in the packet head */
    uint32_t process;
    uint16_t kind;
    uint16_t flags;
};

struct raw_text {
    uint64_t time_ns;
    uint64_t key; /* these three as enum text_kind says */
    uint64_t value;
    uint64_t extra;
    const char *strings[TEXT_STRINGS]; /* never NULL */
    uint32_t thread;
    uint32_t process;
    uint16_t kind; /* enum text_kind */
};

#endif
