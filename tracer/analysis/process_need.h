/* What ends a wait for a process: its end; or if a thread waits at its own process, that of any
 * child. Used by the liveness and by the graph of waits. */
#ifndef THREADLANE_ANALYSIS_PROCESS_NEED_H
#define THREADLANE_ANALYSIS_PROCESS_NEED_H

#include "tracer/analysis/liveness.h"

struct wait_need process_need(const struct moment *moment, uint32_t thread, uint32_t process);
/* The process to tell of: who waits for any child is told as waiting for the eldest that runs. */
uint32_t process_awaited(const struct moment *moment, uint32_t thread, uint32_t process);

#endif
