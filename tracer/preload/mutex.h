/* Mutexes, as conditions and C11 need them: what POSIX calls them does, recorded for whoever called
 * it. */
#ifndef THREADLANE_PRELOAD_MUTEX_H
#define THREADLANE_PRELOAD_MUTEX_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

#include "tracer/preload/gate.h"

/* How many levels the calling thread, who holds it, has. */
uint32_t mutex_depth(const pthread_mutex_t *mutex);

/* Its address, or its place if it is shared between processes. */
uint64_t mutex_id(const pthread_mutex_t *mutex);

/* It has been initialised. */
void mutex_note_birth(const pthread_mutex_t *mutex, uint64_t caller);
int mutex_lock(pthread_mutex_t *mutex, const struct gate_limit *limit, uint64_t caller);
int mutex_try(pthread_mutex_t *mutex, uint64_t caller);
int mutex_unlock(pthread_mutex_t *mutex, uint64_t caller);
int mutex_destroy(pthread_mutex_t *mutex, uint64_t caller);

#endif
