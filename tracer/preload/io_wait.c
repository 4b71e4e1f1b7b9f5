/* Calls that wait for the outside: descriptors, connections, signals. Each is first made in a way
 * that does not wait; only if that is in vain the thread is said to wait. It is never proven to
 * wait for ever. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tracer/preload/gate.h"
#include "tracer/preload/real.h"

#define MS_PER_SECOND 1000
#define NS_PER_MS     1000000
#define NS_PER_US     1000

static struct gate_wait begin(enum io_what what, const struct timespec *time, uint64_t caller)
{
    struct gate_limit limit = {CLOCK_MONOTONIC, time, .is_relative = true};
    struct gate_wait wait = gate_begin(OPERATION_IO_WAIT, (uint16_t)what, 0, caller, &limit);
    gate_sleep(&wait);
    return wait;
}

/* `result` as the call gives it; of those with a time limit 0 says that it is over. */
static void end(struct gate_wait *wait, int result)
{
    int saved_errno = errno;
    enum event_reason reason = result < 0                                  ? gate_reason(errno)
                               : result == 0 && (wait->flags & FLAG_TIMED) ? REASON_TIMEOUT
                                                                           : 0;
    gate_wake(wait, reason);
    gate_end(wait, reason, (unsigned)result);
    errno = saved_errno;
}

/* NULL: for ever. */
static const struct timespec *from_ms(int ms, struct timespec *time)
{
    *time = (struct timespec){ms / MS_PER_SECOND, (long)(ms % MS_PER_SECOND) * NS_PER_MS};
    return ms < 0 ? NULL : time;
}

static bool is_zero(const struct timespec *time)
{
    return time && time->tv_sec == 0 && time->tv_nsec == 0;
}

/* ---- any of several descriptors ---- */

static int wait_to_poll(struct pollfd *polled, nfds_t count, int ms, uint64_t caller)
{
    if (!gate_is_open_outside(caller) || ms == 0) {
        return real()->poll(polled, count, ms);
    }
    int result = real()->poll(polled, count, 0);
    if (result != 0) {
        return result;
    }
    struct timespec time;
    GATE_WAIT wait = begin(IO_POLL, from_ms(ms, &time), caller);
    result = real()->poll(polled, count, ms);
    end(&wait, result);
    return result;
}

int poll(struct pollfd *polled, nfds_t count, int ms)
{
    return wait_to_poll(polled, count, ms, GATE_CALLER);
}

int __poll_chk(struct pollfd *polled, nfds_t count, int ms, size_t size)
{
    return size / sizeof(*polled) < count ? real()->__poll_chk(polled, count, ms, size)
                                          : wait_to_poll(polled, count, ms, GATE_CALLER);
}

static int wait_to_ppoll(struct pollfd *polled, nfds_t count, const struct timespec *time,
                         const sigset_t *mask, uint64_t caller)
{
    static const struct timespec zero;
    if (!gate_is_open_outside(caller) || is_zero(time)) {
        return real()->ppoll(polled, count, time, mask);
    }
    int result = real()->ppoll(polled, count, &zero, mask);
    if (result != 0) {
        return result;
    }
    GATE_WAIT wait = begin(IO_POLL, time, caller);
    result = real()->ppoll(polled, count, time, mask);
    end(&wait, result);
    return result;
}

int ppoll(struct pollfd *polled, nfds_t count, const struct timespec *time, const sigset_t *mask)
{
    return wait_to_ppoll(polled, count, time, mask, GATE_CALLER);
}

int __ppoll_chk(struct pollfd *polled, nfds_t count, const struct timespec *time,
                const sigset_t *mask, size_t size)
{
    return size / sizeof(*polled) < count ? real()->__ppoll_chk(polled, count, time, mask, size)
                                          : wait_to_ppoll(polled, count, time, mask, GATE_CALLER);
}

/* The sets are overwritten by each try, so there is none. */
int select(int count, fd_set *read_set, fd_set *write_set, fd_set *except_set,
           struct timeval *limit)
{
    struct timespec time = {0};
    if (limit) {
        time = (struct timespec){limit->tv_sec, limit->tv_usec * NS_PER_US};
    }
    if (!gate_is_open_outside(GATE_CALLER) || (limit && is_zero(&time))) {
        return real()->select(count, read_set, write_set, except_set, limit);
    }
    GATE_WAIT wait = begin(IO_POLL, limit ? &time : NULL, GATE_CALLER);
    int result = real()->select(count, read_set, write_set, except_set, limit);
    end(&wait, result);
    return result;
}

int pselect(int count, fd_set *read_set, fd_set *write_set, fd_set *except_set,
            const struct timespec *time, const sigset_t *mask)
{
    if (!gate_is_open_outside(GATE_CALLER) || is_zero(time)) {
        return real()->pselect(count, read_set, write_set, except_set, time, mask);
    }
    GATE_WAIT wait = begin(IO_POLL, time, GATE_CALLER);
    int result = real()->pselect(count, read_set, write_set, except_set, time, mask);
    end(&wait, result);
    return result;
}

static int wait_for_epoll(int fd, struct epoll_event *events, int size, int ms,
                          const sigset_t *mask, uint64_t caller)
{
    if (!gate_is_open_outside(caller) || ms == 0) {
        return real()->epoll_pwait(fd, events, size, ms, mask);
    }
    int result = real()->epoll_pwait(fd, events, size, 0, mask);
    if (result != 0) {
        return result;
    }
    struct timespec time;
    GATE_WAIT wait = begin(IO_POLL, from_ms(ms, &time), caller);
    result = real()->epoll_pwait(fd, events, size, ms, mask);
    end(&wait, result);
    return result;
}

int epoll_wait(int fd, struct epoll_event *events, int size, int ms)
{
    return wait_for_epoll(fd, events, size, ms, NULL, GATE_CALLER);
}

int epoll_pwait(int fd, struct epoll_event *events, int size, int ms, const sigset_t *mask)
{
    return wait_for_epoll(fd, events, size, ms, mask, GATE_CALLER);
}

/* ---- connections ---- */

/* Whether a call would wait: nothing is ready, and the descriptor is one that waits. */
static bool would_wait(int fd, short events)
{
    struct pollfd polled = {.fd = fd, .events = events};
    int saved_errno = errno;
    bool is_ready = real()->poll(&polled, 1, 0) != 0;
    bool waits = !is_ready && (real()->fcntl(fd, F_GETFL) & O_NONBLOCK) == 0;
    errno = saved_errno;
    return waits;
}

int accept4(int fd, struct sockaddr *address, socklen_t *size, int flags)
{
    if (!gate_is_open_outside(GATE_CALLER) || !would_wait(fd, POLLIN)) {
        return real()->accept4(fd, address, size, flags);
    }
    GATE_WAIT wait = begin(IO_SOCKET, NULL, GATE_CALLER);
    int result = real()->accept4(fd, address, size, flags);
    end(&wait, result);
    return result;
}

int accept(int fd, struct sockaddr *address, socklen_t *size)
{
    if (!gate_is_open_outside(GATE_CALLER) || !would_wait(fd, POLLIN)) {
        return real()->accept(fd, address, size);
    }
    GATE_WAIT wait = begin(IO_SOCKET, NULL, GATE_CALLER);
    int result = real()->accept(fd, address, size);
    end(&wait, result);
    return result;
}

/* How long it takes cannot be asked before. */
int connect(int fd, const struct sockaddr *address, socklen_t size)
{
    if (!gate_is_open_outside(GATE_CALLER) || (real()->fcntl(fd, F_GETFL) & O_NONBLOCK) != 0) {
        return real()->connect(fd, address, size);
    }
    GATE_WAIT wait = begin(IO_SOCKET, NULL, GATE_CALLER);
    int result = real()->connect(fd, address, size);
    end(&wait, result);
    return result;
}

/* ---- signals ---- */

int pause(void)
{
    if (!gate_is_open_outside(GATE_CALLER)) {
        return real()->pause();
    }
    GATE_WAIT wait = begin(IO_SIGNAL, NULL, GATE_CALLER);
    int result = real()->pause();
    end(&wait, result);
    return result;
}

int sigsuspend(const sigset_t *mask)
{
    if (!gate_is_open_outside(GATE_CALLER)) {
        return real()->sigsuspend(mask);
    }
    GATE_WAIT wait = begin(IO_SIGNAL, NULL, GATE_CALLER);
    int result = real()->sigsuspend(mask);
    end(&wait, result);
    return result;
}

int sigwait(const sigset_t *set, int *signal)
{
    if (!gate_is_open_outside(GATE_CALLER)) {
        return real()->sigwait(set, signal);
    }
    GATE_WAIT wait = begin(IO_SIGNAL, NULL, GATE_CALLER);
    int error = real()->sigwait(set, signal);
    enum event_reason reason = gate_reason(error);
    gate_wake(&wait, reason);
    gate_end(&wait, reason, error == 0 ? (unsigned)*signal : 0);
    return error;
}

static int wait_for_signal(const sigset_t *set, siginfo_t *info, const struct timespec *time,
                           uint64_t caller)
{
    if (!gate_is_open_outside(caller) || is_zero(time)) {
        return real()->sigtimedwait(set, info, time);
    }
    GATE_WAIT wait = begin(IO_SIGNAL, time, caller);
    int result = real()->sigtimedwait(set, info, time);
    end(&wait, result);
    return result;
}

int sigwaitinfo(const sigset_t *set, siginfo_t *info)
{
    return wait_for_signal(set, info, NULL, GATE_CALLER);
}

int sigtimedwait(const sigset_t *set, siginfo_t *info, const struct timespec *time)
{
    return wait_for_signal(set, info, time, GATE_CALLER);
}
