/* Conditions, as C11 and programs of old need them: what POSIX calls them does, recorded for
 * whoever called it. */
#ifndef THREADLANE_PRELOAD_CONDITION_H
#define THREADLANE_PRELOAD_CONDITION_H

#include <pthread.h>
#include <stdint.h>

#include "tracer/preload/gate.h"

int condition_init(pthread_cond_t *condition, const pthread_condattr_t *attributes,
                   uint64_t caller);
int condition_wait(pthread_cond_t *condition, pthread_mutex_t *mutex,
                   const struct gate_limit *limit, uint64_t caller);
/* The same by another function of the C library's, for a condition of another kind. */
typedef int condition_wait_function(void *condition, pthread_mutex_t *mutex,
                                    const struct gate_limit *limit);
int condition_wait_by(condition_wait_function *wait_really, void *condition, uint64_t id,
                      pthread_mutex_t *mutex, const struct gate_limit *limit, uint64_t caller);
/* A time on the condition's own clock. */
struct gate_limit condition_limit(const pthread_cond_t *condition, const struct timespec *time);
int condition_signal(pthread_cond_t *condition, uint64_t caller);
int condition_broadcast(pthread_cond_t *condition, uint64_t caller);
int condition_destroy(pthread_cond_t *condition, uint64_t caller);

#endif
