/* Who makes locks of its own of futexes asks the kernel by syscall(): the semaphores, latches,
 * barriers and atomics of C++, the locks of Rust and of GLib. What such a word stands for nobody
 * knows, so who sleeps at one waits for the outside; but where is seen. */
#include <errno.h>
#include <linux/futex.h>
#include <stdarg.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "tracer/preload/gate.h"
#include "tracer/preload/real.h"

#define ARGUMENTS 6

struct futex_call {
    const _Atomic uint32_t *word;
    int operation;
    uint32_t expected;
    const struct timespec *time; /* NULL: for ever */
};

static struct futex_call read_call(const long *arguments)
{
    return (struct futex_call){
        .word = (const _Atomic uint32_t *)(uintptr_t)arguments[0],
        .operation = (int)arguments[1],
        .expected = (uint32_t)arguments[2],
        .time = (const struct timespec *)(uintptr_t)arguments[3],
    };
}

static bool would_wait(const struct futex_call *call)
{
    int command = call->operation & FUTEX_CMD_MASK;
    return (command == FUTEX_WAIT || command == FUTEX_WAIT_BITSET) && call->word &&
           *call->word == call->expected;
}

static long enter(long number, const long *arguments)
{
    return real()->syscall(number, arguments[0], arguments[1], arguments[2], arguments[3],
                           arguments[4], arguments[5]);
}

static long sleep_at(const struct futex_call *call, const long *arguments, uint64_t caller)
{
    bool is_relative = (call->operation & FUTEX_CMD_MASK) == FUTEX_WAIT;
    bool is_realtime = call->operation & FUTEX_CLOCK_REALTIME;
    struct gate_limit limit = {is_realtime ? CLOCK_REALTIME : CLOCK_MONOTONIC, call->time,
                               .is_relative = is_relative};
    GATE_WAIT wait = gate_begin(OPERATION_IO_WAIT, IO_FUTEX, 0, caller, &limit);
    gate_sleep(&wait);
    long result = enter(SYS_futex, arguments);
    int saved_errno = errno;
    enum event_reason reason = result < 0 && errno != EAGAIN ? gate_reason(errno) : 0;
    gate_wake(&wait, reason);
    gate_end(&wait, reason, 0);
    errno = saved_errno;
    return result;
}

/* What a call does not take is whatever lies there. */
long syscall(long number, ...)
{
    long arguments[ARGUMENTS];
    va_list list;
    va_start(list, number);
    for (int i = 0; i < ARGUMENTS; i++) {
        arguments[i] = va_arg(list, long);
    }
    va_end(list);
    if (number != SYS_futex || !gate_is_open(GATE_CALLER)) {
        return enter(number, arguments);
    }
    struct futex_call call = read_call(arguments);
    return would_wait(&call) ? sleep_at(&call, arguments, GATE_CALLER) : enter(number, arguments);
}
