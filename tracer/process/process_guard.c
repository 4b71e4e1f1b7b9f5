#include "tracer/process/process_guard.h"

#include <assert.h>
#include <errno.h>

void process_guard_init(struct process_guard *guard)
{
    pthread_mutexattr_t attributes;
    pthread_mutexattr_init(&attributes);
    pthread_mutexattr_setpshared(&attributes, PTHREAD_PROCESS_SHARED);
    pthread_mutexattr_setrobust(&attributes, PTHREAD_MUTEX_ROBUST);
    int error = pthread_mutex_init(&guard->mutex, &attributes);
    assert(error == 0);
    (void)error;
    pthread_mutexattr_destroy(&attributes);
}

void process_guard_lock(struct process_guard *guard)
{
    int error = pthread_mutex_lock(&guard->mutex);
    if (error == EOWNERDEAD) {
        error = pthread_mutex_consistent(&guard->mutex);
    }
    assert(error == 0);
    (void)error;
}

void process_guard_unlock(struct process_guard *guard)
{
    int error = pthread_mutex_unlock(&guard->mutex);
    assert(error == 0);
    (void)error;
}
