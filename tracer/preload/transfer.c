/* Bytes that are read and written. Of pipes, and of pairs of sockets, each transfer is told, a
 * write from its begin on; of other descriptors only that somebody waits to read them. Whether a
 * call is going to wait is asked before it, which costs one call more; files are left alone. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <unistd.h>

#include "tracer/preload/channel.h"
#include "tracer/preload/gate.h"
#include "tracer/preload/real.h"

#define NS_PER_US 1000

/* One on its way; in the caller's memory. */
struct transfer {
    struct gate_wait wait; /* open and asleep, if it has begun to wait */
    uint64_t object;       /* 0: not of a pipe */
    uint64_t site;
    enum event_operation operation;
};

static void leave(struct transfer *transfer)
{
    gate_leave(&transfer->wait);
}

#define TRANSFER __attribute__((cleanup(leave))) struct transfer

static bool is_ready(int fd, short events)
{
    struct pollfd polled = {.fd = fd, .events = events};
    return real()->poll(&polled, 1, 0) != 0;
}

static bool is_waiting_kind(int fd, int flags)
{
    return (flags & MSG_DONTWAIT) == 0 && (real()->fcntl(fd, F_GETFL) & O_NONBLOCK) == 0;
}

/* A socket may have one; NULL: for ever. */
static const struct timespec *find_limit(int fd, int option, struct timespec *time)
{
    struct timeval limit = {0, 0};
    socklen_t size = sizeof(limit);
    bool is_set = getsockopt(fd, SOL_SOCKET, option, &limit, &size) == 0 &&
                  (limit.tv_sec != 0 || limit.tv_usec != 0);
    *time = (struct timespec){limit.tv_sec, limit.tv_usec * NS_PER_US};
    return is_set ? time : NULL;
}

/* ---- reading ---- */

static void begin_wait(struct transfer *transfer, int fd, uint16_t what)
{
    struct timespec time;
    struct gate_limit limit = {.clock = CLOCK_MONOTONIC, .is_relative = true};
    limit.time = find_limit(fd, SO_RCVTIMEO, &time);
    transfer->wait =
        gate_begin(transfer->operation, what, transfer->object, transfer->site, &limit);
    gate_sleep(&transfer->wait);
}

/* False: there is nothing to tell. */
static bool begin_read(struct transfer *transfer, int fd, int flags, uint64_t caller)
{
    if (!gate_is_open_outside(caller)) {
        return false;
    }
    struct channel channel = channel_find(fd);
    if (channel.kind <= CHANNEL_FILE || (flags & MSG_PEEK) != 0) {
        return false;
    }
    int saved_errno = errno;
    *transfer = (struct transfer){.object = channel.read_id, .site = caller};
    transfer->operation = channel.read_id ? OPERATION_PIPE_READ : OPERATION_IO_WAIT;
    bool waits = !is_ready(fd, POLLIN) && is_waiting_kind(fd, flags);
    if (waits) {
        begin_wait(transfer, fd, transfer->object ? 0 : fd == STDIN_FILENO ? IO_STDIN : IO_SOCKET);
    }
    errno = saved_errno;
    return waits || transfer->object != 0;
}

static enum event_reason read_reason(ssize_t result)
{
    return result > 0        ? 0
           : result == 0     ? REASON_END_OF_FILE
           : errno == EAGAIN ? REASON_BUSY
                             : gate_reason(errno);
}

static void end_read(struct transfer *transfer, ssize_t result)
{
    int saved_errno = errno;
    enum event_reason reason = read_reason(result);
    uint64_t value = result > 0 ? (uint64_t)result : 0;
    if (transfer->wait.is_open) {
        gate_wake(&transfer->wait, reason == REASON_END_OF_FILE ? 0 : reason);
        gate_end(&transfer->wait, reason, value);
    } else if (reason == 0) {
        recorder_event(EVENT_PIPE_READ, 0, transfer->site, transfer->object, value);
    } else {
        recorder_event_or_repeat(EVENT_PIPE_READ_FAILED, FLAG_TRY | (uint16_t)reason,
                                 transfer->site, transfer->object, 0);
    }
    errno = saved_errno;
}

/* `call` is made in any case, and told if there is anything to tell. */
#define READ_BY(call, fd, flags)                                                                   \
    TRANSFER transfer = {.object = 0};                                                             \
    bool is_told = begin_read(&transfer, fd, flags, GATE_CALLER);                                  \
    ssize_t result = real()->call;                                                                 \
    if (is_told) {                                                                                 \
        end_read(&transfer, result);                                                               \
    }                                                                                              \
    return result

ssize_t read(int fd, void *bytes, size_t size)
{
    READ_BY(read(fd, bytes, size), fd, 0);
}

ssize_t readv(int fd, const struct iovec *pieces, int count)
{
    READ_BY(readv(fd, pieces, count), fd, 0);
}

ssize_t recv(int fd, void *bytes, size_t size, int flags)
{
    READ_BY(recv(fd, bytes, size, flags), fd, flags);
}

ssize_t recvfrom(int fd, void *bytes, size_t size, int flags, struct sockaddr *address,
                 socklen_t *address_size)
{
    READ_BY(recvfrom(fd, bytes, size, flags, address, address_size), fd, flags);
}

/* Descriptors that came with the message are this process's own from here on. */
static void declare_sent(struct msghdr *message)
{
    for (struct cmsghdr *part = CMSG_FIRSTHDR(message); part; part = CMSG_NXTHDR(message, part)) {
        if (part->cmsg_level != SOL_SOCKET || part->cmsg_type != SCM_RIGHTS) {
            continue;
        }
        const int *fds = (const int *)CMSG_DATA(part);
        for (size_t i = 0; i < (part->cmsg_len - CMSG_LEN(0)) / sizeof(int); i++) {
            channel_declare(fds[i]);
        }
    }
}

ssize_t recvmsg(int fd, struct msghdr *message, int flags)
{
    TRANSFER transfer = {.object = 0};
    bool is_told = begin_read(&transfer, fd, flags, GATE_CALLER);
    ssize_t result = real()->recvmsg(fd, message, flags);
    if (is_told) {
        end_read(&transfer, result);
    }
    if (result >= 0 && message->msg_controllen > 0 && gate_is_open_outside(GATE_CALLER)) {
        int saved_errno = errno;
        declare_sent(message);
        errno = saved_errno;
    }
    return result;
}

ssize_t __read_chk(int fd, void *bytes, size_t size, size_t room)
{
    READ_BY(__read_chk(fd, bytes, size, room), fd, 0);
}

ssize_t __recv_chk(int fd, void *bytes, size_t size, size_t room, int flags)
{
    READ_BY(__recv_chk(fd, bytes, size, room, flags), fd, flags);
}

ssize_t __recvfrom_chk(int fd, void *bytes, size_t size, size_t room, int flags,
                       struct sockaddr *address, socklen_t *address_size)
{
    READ_BY(__recvfrom_chk(fd, bytes, size, room, flags, address, address_size), fd, flags);
}

/* ---- writing ---- */

/* Up to a page goes into a pipe that has any room; of more, part may have to wait. */
static bool may_wait(int fd, size_t size, int flags)
{
    return is_waiting_kind(fd, flags) && (size > PIPE_BUF || !is_ready(fd, POLLOUT));
}

/* False: there is nothing to tell. */
static bool begin_write(struct transfer *transfer, int fd, size_t size, int flags, uint64_t caller)
{
    struct channel channel = {0};
    if (gate_is_open_outside(caller)) {
        channel = channel_find(fd);
    }
    if (channel.write_id == 0) {
        return false;
    }
    int saved_errno = errno;
    *transfer = (struct transfer){
        .object = channel.write_id, .site = caller, .operation = OPERATION_PIPE_WRITE};
    struct timespec time;
    bool waits = may_wait(fd, size, flags);
    bool is_timed = waits && find_limit(fd, SO_SNDTIMEO, &time);
    transfer->wait = (struct gate_wait){
        .operation = OPERATION_PIPE_WRITE,
        .flags = is_timed ? FLAG_TIMED : 0,
        .is_open = true,
        .site = caller,
        .object = channel.write_id,
    };
    recorder_event(EVENT_PIPE_WRITE_BEGIN, transfer->wait.flags, caller, channel.write_id, size);
    if (waits) {
        gate_sleep(&transfer->wait);
    }
    errno = saved_errno;
    return true;
}

static void end_write(struct transfer *transfer, ssize_t result)
{
    int saved_errno = errno;
    enum event_reason reason = result >= 0       ? 0
                               : errno == EAGAIN ? REASON_BUSY
                               : errno == EPIPE  ? REASON_BROKEN
                                                 : gate_reason(errno);
    if (transfer->wait.is_asleep) {
        gate_wake(&transfer->wait, reason);
    }
    gate_end(&transfer->wait, reason, result > 0 ? (uint64_t)result : 0);
    errno = saved_errno;
}

#define WRITE_BY(call, fd, size, flags)                                                            \
    TRANSFER transfer = {.object = 0};                                                             \
    bool is_told = begin_write(&transfer, fd, size, flags, GATE_CALLER);                           \
    ssize_t result = real()->call;                                                                 \
    if (is_told) {                                                                                 \
        end_write(&transfer, result);                                                              \
    }                                                                                              \
    return result

static size_t total(const struct iovec *pieces, size_t count)
{
    size_t size = 0;
    for (size_t i = 0; i < count; i++) {
        size += pieces[i].iov_len;
    }
    return size;
}

ssize_t write(int fd, const void *bytes, size_t size)
{
    WRITE_BY(write(fd, bytes, size), fd, size, 0);
}

ssize_t writev(int fd, const struct iovec *pieces, int count)
{
    WRITE_BY(writev(fd, pieces, count), fd, count > 0 ? total(pieces, (size_t)count) : 0, 0);
}

ssize_t send(int fd, const void *bytes, size_t size, int flags)
{
    WRITE_BY(send(fd, bytes, size, flags), fd, size, flags);
}

ssize_t sendto(int fd, const void *bytes, size_t size, int flags, const struct sockaddr *address,
               socklen_t address_size)
{
    WRITE_BY(sendto(fd, bytes, size, flags, address, address_size), fd, size, flags);
}

ssize_t sendmsg(int fd, const struct msghdr *message, int flags)
{
    WRITE_BY(sendmsg(fd, message, flags), fd, total(message->msg_iov, message->msg_iovlen), flags);
}
