/* A trace as the records that it would be read back from: what stands in a file, whatever its
 * format. Texts and sites are numbered for all processes at once, in the order of their use. */
#ifndef THREADLANE_MODEL_TRACE_RECORDS_H
#define THREADLANE_MODEL_TRACE_RECORDS_H

#include "tracer/event/raw_event.h"
#include "tracer/model/trace.h"

/* Who takes them. Strings are borrowed from the trace. */
struct trace_records_sink {
    void *context;
    void (*take_thread)(void *context, uint32_t thread, uint32_t tid, uint32_t process,
                        uint32_t pid);
    void (*take_text)(void *context, const struct raw_text *text);
};

/* Threads, names, sites, texts: what a reader should know before the events. */
void trace_records_before(const struct trace *trace, const struct trace_records_sink *sink);
/* What trace-run found in the end. */
void trace_records_after(const struct trace *trace, const struct trace_records_sink *sink);

/* Fills in an event as a record. Its site is its number among the sites, from 1. */
void trace_record_fill(struct raw_event *record, const struct trace *trace, uint32_t index);

#endif
