/* Threads, as others need them: their trace-wide numbers, and what pthread_join does, recorded for
 * whoever called it. */
#ifndef THREADLANE_PRELOAD_THREAD_H
#define THREADLANE_PRELOAD_THREAD_H

#include <pthread.h>
#include <stdint.h>

#include "tracer/preload/gate.h"

int thread_join(pthread_t thread, void **result, const struct gate_limit *limit, uint64_t caller);
/* 0: a thread that was not started here. Waits until one that has been started knows it. */
uint32_t thread_number(pthread_t thread);

#endif
