/* Mutexes, as conditions need them. */
#ifndef THREADLANE_PRELOAD_MUTEX_H
#define THREADLANE_PRELOAD_MUTEX_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

/* How many levels the calling thread, who holds it, has. */
uint32_t mutex_depth(const pthread_mutex_t *mutex);

/* Shared between processes. */
bool mutex_is_shared(const pthread_mutex_t *mutex);

#endif
