#include "tracer/process/process_guard.h"

#include <assert.h>
#include <errno.h>
#include <time.h>

enum {
    LOOK_AGAIN_SECONDS = 1,
};

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

/* Whether it was got; what a dead holder left is taken over. */
static bool take(struct process_guard *guard, int error)
{
    if (error == EOWNERDEAD) {
        error = pthread_mutex_consistent(&guard->mutex);
    }
    assert(error == 0 || error == EBUSY || error == ETIMEDOUT);
    return error == 0;
}

bool process_guard_try(struct process_guard *guard)
{
    return take(guard, pthread_mutex_trylock(&guard->mutex));
}

/* Whoever unlocks wakes one waiter. If that one is killed on its way, and the guard has a holder
 * again who came by and knows of no waiters, neither kernel nor C library tells the others any
 * more. So they look for themselves. A step of this clock brings one look forward, or puts it off.
 */
void process_guard_lock(struct process_guard *guard)
{
    bool is_mine = process_guard_try(guard);
    while (!is_mine) {
        struct timespec limit;
        clock_gettime(CLOCK_REALTIME, &limit);
        limit.tv_sec += LOOK_AGAIN_SECONDS;
        is_mine = take(guard, pthread_mutex_timedlock(&guard->mutex, &limit));
    }
}

void process_guard_unlock(struct process_guard *guard)
{
    int error = pthread_mutex_unlock(&guard->mutex);
    assert(error == 0);
    (void)error;
}
