/* The conditions of programs that were linked before 2003. They are one pointer large, of another
 * type than today's, and the C library keeps functions for them under the same names in another
 * version. Shared between processes they cannot be. */
#include <dlfcn.h>
#include <pthread.h>

#include "tracer/preload/condition.h"
#include "tracer/preload/real.h"

#define VERSION "GLIBC_2.2.5"

struct old_condition {
    void *allocated; /* by the C library, at the first call */
};

static uint64_t id_of(const struct old_condition *condition)
{
    return (uint64_t)(uintptr_t)condition;
}

/* Looked for at each call: whoever still calls them does not mind. */
static void *find(const char *name)
{
    return dlvsym(RTLD_NEXT, name, VERSION);
}

static int wait_until(void *condition, pthread_mutex_t *mutex, const struct gate_limit *limit)
{
    int (*wait)(void *, pthread_mutex_t *) =
        (int (*)(void *, pthread_mutex_t *))find("pthread_cond_wait");
    int (*wait_timed)(void *, pthread_mutex_t *, const struct timespec *) =
        (int (*)(void *, pthread_mutex_t *, const struct timespec *))find("pthread_cond_timedwait");
    return limit->time ? wait_timed(condition, mutex, limit->time) : wait(condition, mutex);
}

static int wait_for(struct old_condition *condition, pthread_mutex_t *mutex,
                    const struct gate_limit *limit, uint64_t caller)
{
    return gate_is_open(caller)
               ? condition_wait_by(wait_until, condition, id_of(condition), mutex, limit, caller)
               : wait_until(condition, mutex, limit);
}

static int notify(struct old_condition *condition, const char *name, uint32_t asked,
                  uint64_t caller)
{
    if (gate_is_open(caller)) {
        recorder_event(EVENT_CONDITION_NOTIFY, 0, caller, id_of(condition),
                       asked | (uint64_t)NOTIFY_UNKNOWN << 32);
    }
    return ((int (*)(struct old_condition *))find(name))(condition);
}

/* ---- as POSIX calls it, in the old version ---- */

#define OLD_VERSION(ours, name)                                                                    \
    extern __typeof__(ours) ours __attribute__((visibility("default")));                           \
    __asm__(".symver " #ours ", " #name "@" VERSION)

int old_condition_wait(struct old_condition *condition, pthread_mutex_t *mutex);
OLD_VERSION(old_condition_wait, pthread_cond_wait);
int old_condition_wait(struct old_condition *condition, pthread_mutex_t *mutex)
{
    return wait_for(condition, mutex, GATE_FOREVER, GATE_CALLER);
}

int old_condition_timedwait(struct old_condition *condition, pthread_mutex_t *mutex,
                            const struct timespec *time);
OLD_VERSION(old_condition_timedwait, pthread_cond_timedwait);
int old_condition_timedwait(struct old_condition *condition, pthread_mutex_t *mutex,
                            const struct timespec *time)
{
    return wait_for(condition, mutex, &(struct gate_limit){CLOCK_REALTIME, time}, GATE_CALLER);
}

int old_condition_signal(struct old_condition *condition);
OLD_VERSION(old_condition_signal, pthread_cond_signal);
int old_condition_signal(struct old_condition *condition)
{
    return notify(condition, "pthread_cond_signal", 1, GATE_CALLER);
}

int old_condition_broadcast(struct old_condition *condition);
OLD_VERSION(old_condition_broadcast, pthread_cond_broadcast);
int old_condition_broadcast(struct old_condition *condition)
{
    return notify(condition, "pthread_cond_broadcast", NOTIFY_ALL, GATE_CALLER);
}
