/* What a thread needs that waits for a pipe or for the end of a process. The kernel ends such waits
 * and nobody says so, so it follows from what has gone through the pipe, and from where its ends
 * are open. Used by liveness alone. */
#ifndef THREADLANE_ANALYSIS_PIPE_NEED_H
#define THREADLANE_ANALYSIS_PIPE_NEED_H

#include "tracer/analysis/liveness.h"

/* The end that must do something for a wait in this operation; 0: it is not about a pipe. */
unsigned pipe_opposite_end(uint16_t operation);
/* Whether bytes, room or the end of the pipe may be there for the thread that waits at the leaf. */
bool pipe_is_ready(const struct moment *moment, uint32_t thread, const struct wait_leaf *leaf);
/* One of a program that was not written with our library: of what goes through it some may not be
 * recorded, so only the kernel knows whether there is anything. */
bool pipe_is_kernels(const struct moment *moment, uint32_t object);
/* Whether the trace knows who has its ends. */
bool pipe_is_known(const struct moment *moment, uint32_t object);

/* Whether a process is there and has not ended. */
bool process_is_running(const struct moment *moment, uint32_t process);
/* Whether it has been sent a signal that may still end it; not if its first thread sleeps on. */
bool process_may_end_of_signal(const struct moment *moment, uint32_t process);
/* Who may end this process next to its own threads: the nearest of its ancestors that is running,
 * or NONE_INDEX. */
uint32_t process_keeper(const struct moment *moment, uint32_t process);

#endif
