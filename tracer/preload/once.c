/* pthread_once and C11's call_once, which the C library makes of it. Whoever runs the routine holds
 * the once like a lock; who comes meanwhile waits for it, and has it for no longer than to see that
 * it is done. Who comes later leaves no record. */
#include <pthread.h>
#include <threads.h>

#include "tracer/preload/gate.h"
#include "tracer/preload/real.h"

#define IS_DONE      2 /* glibc's bits of a once */
#define IS_UNDER_WAY 1

/* A call on its way to the routine, which gets no argument. */
struct once_call {
    uint64_t id, site;
    void (*routine)(void);
    struct gate_wait wait;
    bool is_waiting;
    struct once_call *outer; /* which this one's routine is called in */
};

static _Thread_local struct once_call *innermost __attribute__((tls_model("initial-exec")));

static void take(struct once_call *call)
{
    if (call->is_waiting) {
        gate_wake(&call->wait, 0);
        gate_end(&call->wait, 0, 1);
        call->is_waiting = false;
    } else {
        recorder_event(EVENT_LOCK_ACQUIRE, TYPE_ONCE, call->site, call->id, 1);
    }
}

/* Also when the routine leaves by an exception or ends its thread. */
static void give_back(struct once_call **call)
{
    recorder_event(EVENT_LOCK_RELEASE, TYPE_ONCE, (*call)->site, (*call)->id, 0);
    innermost = (*call)->outer;
}

static void run(void)
{
    struct once_call *call __attribute__((cleanup(give_back))) = innermost;
    take(call);
    call->routine();
}

static void leave(struct once_call **call)
{
    innermost = (*call)->outer;
}

static int once(pthread_once_t *control, void (*routine)(void), uint64_t caller)
{
    int state = __atomic_load_n(control, __ATOMIC_ACQUIRE);
    /* Whoever is asleep does nothing by itself: it is being cancelled. */
    if (!gate_is_open(caller) || state & IS_DONE || gate_thread.is_asleep) {
        return real()->pthread_once(control, routine);
    }
    struct once_call call = {
        .id = (uint64_t)(uintptr_t)control,
        .site = caller,
        .routine = routine,
        .is_waiting = (state & IS_UNDER_WAY) != 0,
        .outer = innermost,
    };
    struct once_call *current __attribute__((cleanup(leave))) = &call;
    if (call.is_waiting) {
        call.wait = gate_begin(OPERATION_LOCK_ACQUIRE, TYPE_ONCE, call.id, caller, GATE_FOREVER);
        gate_sleep(&call.wait);
    }
    innermost = current;
    int error = real()->pthread_once(control, run);
    if (call.is_waiting) {
        take(&call);
        recorder_event(EVENT_LOCK_RELEASE, TYPE_ONCE, caller, call.id, 0);
    }
    return error;
}

int pthread_once(pthread_once_t *control, void (*routine)(void))
{
    return once(control, routine, GATE_CALLER);
}

void call_once(once_flag *flag, void (*routine)(void))
{
    once((pthread_once_t *)flag, routine, GATE_CALLER);
}
