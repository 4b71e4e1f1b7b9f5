/* Builds a trace from records in any order: a format's reader, or a test, hands over what it finds,
 * the builder resolves identity (docs/trace-format.md, section identity), clamps stamps so that no
 * thread goes backwards, sorts, and hands out the finished trace. One thread at a time. */
#ifndef THREADLANE_MODEL_TRACE_BUILDER_H
#define THREADLANE_MODEL_TRACE_BUILDER_H

#include "tracer/event/raw_event.h"
#include "tracer/model/trace.h"

/* Of threads and processes; larger numbers are not believed. A fuzzer's build has a lower one. */
#ifndef TRACE_NUMBER_LIMIT
#define TRACE_NUMBER_LIMIT (1u << 20)
#endif

struct trace_builder;

struct trace_builder *trace_builder_create(void);

/* Who a thread number is, from a packet head; may be said again. False: the numbers are not
 * believed, or the thread is said to be of two processes. */
bool trace_builder_add_thread(struct trace_builder *builder, uint32_t thread, uint32_t tid,
                              uint32_t process, uint32_t pid);
/* False: as above of one of them; those before it are taken. */
bool trace_builder_add_events(struct trace_builder *builder, const struct raw_event *events,
                              size_t count);
static inline bool trace_builder_add_event(struct trace_builder *builder,
                                           const struct raw_event *event)
{
    return trace_builder_add_events(builder, event, 1);
}
void trace_builder_add_text(struct trace_builder *builder, const struct raw_text *raw);
/* No text follows, but so many events, in the order of tracer/event/event_order.h: they need not be
 * kept twice. */
void trace_builder_expect_sorted(struct trace_builder *builder, size_t event_count);
void trace_builder_add_lost(struct trace_builder *builder, uint64_t count);
/* Something was torn: the trace will say is_complete = false. */
void trace_builder_mark_torn(struct trace_builder *builder);

/* Makes the trace and destroys the builder. Never fails: an empty builder gives an empty trace. */
struct trace *trace_builder_finish(struct trace_builder *builder, const char *file_name);
void trace_builder_destroy(
    struct trace_builder *builder); /* without making a trace; accepts NULL */

#endif
