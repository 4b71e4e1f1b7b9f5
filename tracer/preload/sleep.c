/* Sleeping: waits for nothing but time. */
#include <errno.h>
#include <sched.h>
#include <time.h>
#include <unistd.h>

#include "tracer/preload/gate.h"
#include "tracer/preload/real.h"

static struct gate_wait begin(const struct gate_limit *limit, uint64_t caller)
{
    struct gate_wait wait = gate_begin(OPERATION_SLEEP, 0, 0, caller, limit);
    gate_sleep(&wait);
    return wait;
}

/* The time it slept for is over, or a signal was handled. */
static void end(struct gate_wait *wait, bool is_interrupted)
{
    gate_wake(wait, is_interrupted ? REASON_INTERRUPTED : REASON_TIMEOUT);
    gate_end(wait, is_interrupted ? REASON_INTERRUPTED : 0, 0);
}

int clock_nanosleep(clockid_t clock, int flags, const struct timespec *time, struct timespec *left)
{
    if (!gate_is_open_outside(GATE_CALLER)) {
        return real()->clock_nanosleep(clock, flags, time, left);
    }
    struct gate_limit limit = {clock, time, !(flags & TIMER_ABSTIME)};
    GATE_WAIT wait = begin(&limit, GATE_CALLER);
    int error = real()->clock_nanosleep(clock, flags, time, left);
    end(&wait, error == EINTR);
    return error;
}

int nanosleep(const struct timespec *time, struct timespec *left)
{
    if (!gate_is_open_outside(GATE_CALLER)) {
        return real()->nanosleep(time, left);
    }
    struct gate_limit limit = {CLOCK_MONOTONIC, time, true};
    GATE_WAIT wait = begin(&limit, GATE_CALLER);
    int result = real()->nanosleep(time, left);
    int saved_errno = errno;
    end(&wait, result != 0 && errno == EINTR);
    errno = saved_errno;
    return result;
}

unsigned sleep(unsigned seconds)
{
    if (!gate_is_open_outside(GATE_CALLER)) {
        return real()->sleep(seconds);
    }
    struct timespec time = {.tv_sec = seconds};
    struct gate_limit limit = {CLOCK_MONOTONIC, &time, true};
    GATE_WAIT wait = begin(&limit, GATE_CALLER);
    unsigned left = real()->sleep(seconds);
    end(&wait, left != 0);
    return left;
}

int usleep(useconds_t microseconds)
{
    if (!gate_is_open_outside(GATE_CALLER)) {
        return real()->usleep(microseconds);
    }
    struct timespec time = {microseconds / 1000000, (long)(microseconds % 1000000) * 1000};
    struct gate_limit limit = {CLOCK_MONOTONIC, &time, true};
    GATE_WAIT wait = begin(&limit, GATE_CALLER);
    int result = real()->usleep(microseconds);
    int saved_errno = errno;
    end(&wait, result != 0 && errno == EINTR);
    errno = saved_errno;
    return result;
}

int sched_yield(void)
{
    if (gate_is_open(GATE_CALLER)) {
        recorder_event_or_repeat(EVENT_SLEEP, FLAG_TRY, GATE_CALLER, 0, 0);
    }
    return real()->sched_yield();
}
