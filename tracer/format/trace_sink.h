/* Where a reader puts what it finds. Readers know files, not traces: whoever calls one hands over
 * this table of functions (tracer/model/trace_load.c does). Records may come in any order. */
#ifndef THREADLANE_FORMAT_TRACE_SINK_H
#define THREADLANE_FORMAT_TRACE_SINK_H

#include <stdbool.h>
#include <stddef.h>

#include "tracer/event/raw_event.h"

struct trace_sink {
    void *context;
    /* Who a thread number is; may be said again. False: not believed, the reader reports and stops.
     */
    bool (*take_thread)(void *context, uint32_t thread, uint32_t tid, uint32_t process,
                        uint32_t pid);
    /* One or several; the reader's memory. False: as above. */
    bool (*take_events)(void *context, const struct raw_event *events, size_t count);
    void (*take_text)(void *context, const struct raw_text *text); /* strings are borrowed */
    void (*take_lost)(void *context, uint64_t count);
    void (*take_torn)(void *context); /* the file ends in the middle; what came before is good */
    /* The reader has handed over all words; what follows is so many events, each where
     * tracer/event/event_order.h has it, so that nothing has to be kept and sorted. Readers that
     * cannot promise it do not call it. May be NULL. */
    void (*expect_sorted)(void *context, size_t event_count);
};

/* Why a file was refused: "trace.json: line 17: expected a number for ts". */
struct trace_error {
    char text[512];
};

#endif
