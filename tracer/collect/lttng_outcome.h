/* What came of recording through LTTng, for summary and report. Plain data. */
#ifndef THREADLANE_COLLECT_LTTNG_OUTCOME_H
#define THREADLANE_COLLECT_LTTNG_OUTCOME_H

#include <stdbool.h>
#include <stdint.h>

#include "tracer/format/trace_sink.h"

struct lttng_outcome {
    const char *place;  /* the folder or the URL; borrowed */
    uint64_t expected;  /* events that our own recorder has */
    uint64_t taken;     /* of them, that LTTng's tracepoints took */
    uint64_t discarded; /* of them, for which LTTng had no room */
    bool is_remote;     /* nobody here can count what arrives */
    bool was_counted;
    uint64_t recorded;          /* if counted: events that its trace has */
    bool is_complete;           /* as far as one can tell; else: */
    struct trace_error problem; /* what is missing, and why */
};

#endif
