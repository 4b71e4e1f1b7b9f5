/* Who is whose child (docs/trace-format.md, identity), learnt from the events in time order. Used
 * by the trace builder alone; fills the trace's processes. */
#ifndef THREADLANE_MODEL_PROCESS_TABLE_H
#define THREADLANE_MODEL_PROCESS_TABLE_H

#include "tracer/event/raw_event.h"
#include "tracer/model/trace.h"

struct trace_process process_table_blank(void);
/* `about` is in the trace already, as is the thread that recorded it; `index` is where the event
 * will stand. */
void process_table_learn(struct trace *trace, const struct raw_event *raw, uint32_t about,
                         uint32_t index);
/* The process has become another program. */
static inline bool process_table_is_exec(const struct raw_event *raw)
{
    return raw->kind == EVENT_PROCESS_BEGIN && flags_detail(raw->flags) == PROCESS_EXECUTED;
}
/* When all is known: puts threads and copied objects into the lists of their processes. */
void process_table_finish(struct trace *trace);
/* Those without a name: "process 2", and the threads they began with by their processes. */
void process_table_name(struct trace *trace);

#endif
