/* Threads, as C11 needs them: what pthread_join does, recorded for whoever called it. */
#ifndef THREADLANE_PRELOAD_THREAD_H
#define THREADLANE_PRELOAD_THREAD_H

#include <pthread.h>
#include <stdint.h>

#include "tracer/preload/gate.h"

int thread_join(pthread_t thread, void **result, const struct gate_limit *limit, uint64_t caller);

#endif
