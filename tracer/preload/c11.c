/* The threads of C11. The C library makes them of its POSIX ones without calling these, so they are
 * functions of their own here, too: the same, with other error numbers. */
#include <errno.h>
#include <threads.h>

#include "tracer/preload/condition.h"
#include "tracer/preload/gate.h"
#include "tracer/preload/mutex.h"
#include "tracer/preload/real.h"
#include "tracer/preload/thread.h"

static int result_of(int error)
{
    return error == 0           ? thrd_success
           : error == ENOMEM    ? thrd_nomem
           : error == ETIMEDOUT ? thrd_timedout
           : error == EBUSY     ? thrd_busy
                                : thrd_error;
}

static pthread_mutex_t *mutex_of(mtx_t *mutex)
{
    return (pthread_mutex_t *)mutex;
}

static pthread_cond_t *condition_of(cnd_t *condition)
{
    return (pthread_cond_t *)condition;
}

/* ---- mtx ---- */

int mtx_init(mtx_t *mutex, int type)
{
    int result = real()->mtx_init(mutex, type);
    if (result == thrd_success) {
        mutex_note_birth(mutex_of(mutex), GATE_CALLER);
    }
    return result;
}

int mtx_lock(mtx_t *mutex)
{
    return result_of(mutex_lock(mutex_of(mutex), GATE_FOREVER, GATE_CALLER));
}

int mtx_timedlock(mtx_t *restrict mutex, const struct timespec *restrict time)
{
    struct gate_limit limit = {CLOCK_REALTIME, time};
    return result_of(mutex_lock(mutex_of(mutex), &limit, GATE_CALLER));
}

int mtx_trylock(mtx_t *mutex)
{
    return result_of(mutex_try(mutex_of(mutex), GATE_CALLER));
}

int mtx_unlock(mtx_t *mutex)
{
    return result_of(mutex_unlock(mutex_of(mutex), GATE_CALLER));
}

void mtx_destroy(mtx_t *mutex)
{
    mutex_destroy(mutex_of(mutex), GATE_CALLER);
}

/* ---- cnd ---- */

int cnd_init(cnd_t *condition)
{
    return result_of(condition_init(condition_of(condition), NULL, GATE_CALLER));
}

int cnd_wait(cnd_t *condition, mtx_t *mutex)
{
    return result_of(
        condition_wait(condition_of(condition), mutex_of(mutex), GATE_FOREVER, GATE_CALLER));
}

int cnd_timedwait(cnd_t *restrict condition, mtx_t *restrict mutex,
                  const struct timespec *restrict time)
{
    struct gate_limit limit = condition_limit(condition_of(condition), time);
    return result_of(condition_wait(condition_of(condition), mutex_of(mutex), &limit, GATE_CALLER));
}

int cnd_signal(cnd_t *condition)
{
    return result_of(condition_signal(condition_of(condition), GATE_CALLER));
}

int cnd_broadcast(cnd_t *condition)
{
    return result_of(condition_broadcast(condition_of(condition), GATE_CALLER));
}

void cnd_destroy(cnd_t *condition)
{
    condition_destroy(condition_of(condition), GATE_CALLER);
}

/* ---- thrd ---- */

int thrd_join(thrd_t thread, int *result)
{
    void *value = NULL;
    int error = thread_join(thread, &value, GATE_FOREVER, GATE_CALLER);
    if (result) {
        *result = (int)(intptr_t)value;
    }
    return result_of(error);
}

int thrd_sleep(const struct timespec *time, struct timespec *left)
{
    if (!gate_is_open(GATE_CALLER)) {
        return real()->thrd_sleep(time, left);
    }
    struct gate_limit limit = {CLOCK_MONOTONIC, time, true};
    GATE_WAIT wait = gate_begin(OPERATION_SLEEP, 0, 0, GATE_CALLER, &limit);
    gate_sleep(&wait);
    int result = real()->thrd_sleep(time, left);
    gate_wake(&wait, result == -1 ? REASON_INTERRUPTED : REASON_TIMEOUT);
    gate_end(&wait, result == -1 ? REASON_INTERRUPTED : 0, 0);
    return result;
}
