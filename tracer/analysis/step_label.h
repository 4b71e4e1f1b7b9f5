/* Which events are worth a step of the story, and the few characters of code that stand at it in
 * the picture: one row an operation. */
#ifndef THREADLANE_ANALYSIS_STEP_LABEL_H
#define THREADLANE_ANALYSIS_STEP_LABEL_H

#include "tracer/analysis/story.h"

/* Whether the event deserves a step: an operation of user code that changes what happens next. To
 * give a lock back does if the thread's next event, of `next_kind`, wakes somebody. */
bool event_is_step(const struct trace *trace, const struct event *event, uint16_t next_kind);

/* Whether an executor takes a task here: it is then told as submitted, not as made. */
bool event_submits(const struct trace *trace, const struct event *event);

/* The tone of a step at this event, if nothing worse is known of it. */
enum step_tone event_step_tone(const struct trace *trace, uint32_t event);

/* "notify()", "start(小爱)", "with cond:". Into `buffer`; returns buffer. */
const char *event_label(const struct trace *trace, uint32_t event, char *buffer, size_t size);

#endif
