/* What moment.c shares with moment_process.c and moment_pipe.c: the single changes of a moment.
 * Internal to the model. */
#ifndef THREADLANE_MODEL_MOMENT_PART_H
#define THREADLANE_MODEL_MOMENT_PART_H

#include "tracer/model/moment.h"

/* A lock in somebody's hands from here on; the record is right, whoever had it before has not. */
void moment_take_hold(struct moment *moment, uint32_t object, uint32_t thread, uint32_t depth,
                      uint32_t event);
void moment_push_bracket(struct moment *moment, uint32_t thread, struct open_bracket bracket);
/* The thread is inside of no operation any more, and holds nothing that lies in its memory alone.
 */
void moment_leave_all(struct moment *moment, uint32_t thread);

/* The state before the first event. */
void moment_reset_processes(struct moment *moment);
/* What an event about a process does; its thread's brackets know of it already. */
void moment_apply_to_process(struct moment *moment, const struct event *event, uint32_t index);
/* A thread begins to wait for a lock: one that a fork copied may turn out to be taken. */
void moment_find_taken(struct moment *moment, const struct event *event);

/* Numbers the pipes of the trace. */
void moment_init_pipes(struct moment *moment);
void moment_reset_pipes(struct moment *moment);
void moment_apply_to_pipe(struct moment *moment, const struct event *event, uint32_t index);
/* Transfers that a process had under way when it ended are over. */
void moment_end_transfers(struct moment *moment, uint32_t process, uint32_t index);

#endif
