#include "tracer/process/pipe.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "tracer/sync/door.h"
#include "tracer/sync/schedule.h"
#include "tracer/threadlane.h"

#define NS_PER_SECOND   1000000000u
#define PIPE_PIECES_MAX 4
#define JOINED_MAX      1024 /* in bytes: so little is copied into one piece, quicker to write */

/* ---- SIGPIPE ---- */

/* Written and read by the thread itself, also in the handler. */
static _Thread_local volatile sig_atomic_t is_writing __attribute__((tls_model("initial-exec")));

/* It is sent to the thread that wrote. One that printed into a closed pipe dies as ever. */
static void pass_unless_ours(int signal_number)
{
    if (!is_writing) {
        signal(signal_number, SIG_DFL);
        raise(signal_number);
    }
}

static void take_signal(void)
{
    struct sigaction old, ours = {.sa_handler = pass_unless_ours, .sa_flags = SA_RESTART};
    if (sigaction(SIGPIPE, NULL, &old) == 0 && old.sa_handler == SIG_DFL) {
        sigemptyset(&ours.sa_mask);
        sigaction(SIGPIPE, &ours, NULL);
    }
}

static void take_signal_once(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, take_signal);
}

/* ---- descriptors ---- */

bool pipe_open(int fds[2])
{
    take_signal_once();
    return pipe2(fds, O_CLOEXEC | O_NONBLOCK) == 0;
}

void pipe_adopt(int fd)
{
    take_signal_once();
    fcntl(fd, F_SETFD, FD_CLOEXEC);
    fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
}

/* ---- waiting ---- */

static bool is_ahead(struct pipe_end end)
{
    return end.ahead && end.ahead->begin != end.ahead->end;
}

/* False when the time is over. */
static bool poll_until(struct pipe_end end, short events, uint64_t deadline_ns)
{
    struct pollfd polled[] = {
        {.fd = end.fd, .events = events},
        {.fd = end.stop_fd ? end.stop_fd : -1, .events = POLLIN},
    };
    int result;
    do {
        uint64_t now = schedule_now();
        uint64_t left = deadline_ns > now ? deadline_ns - now : 0;
        struct timespec rest = {(time_t)(left / NS_PER_SECOND), (long)(left % NS_PER_SECOND)};
        result = ppoll(polled, 2, deadline_ns == WAIT_FOREVER ? NULL : &rest, NULL);
    } while (result < 0 && errno == EINTR);
    return result != 0;
}

/* What could not be done at once, may perhaps be done when this returns true. */
static bool await(struct pipe_end end, short events, struct limit limit)
{
    if (limit.asked_ns == 0) {
        return false;
    }
    struct door_wait wait = door_begin_kernel_wait(end.pipe, limit);
    bool is_ready = poll_until(end, events, limit.deadline_ns);
    door_end_kernel_wait(&wait, is_ready);
    return is_ready;
}

/* A failed record has its reason where the others have the part. */
static int fail(struct door_point *point, enum event_reason reason, uint64_t bytes, int error)
{
    point->flags &= (uint16_t)~FLAG_DETAIL_MASK;
    door_point_fail_with(point, reason, bytes);
    return error;
}

static int fail_late(struct door_point *point, struct limit limit)
{
    return fail(point, limit.asked_ns == 0 ? REASON_BUSY : REASON_TIMEOUT, 0, TL_TIMEOUT);
}

/* ---- writing ---- */

static ssize_t write_some(int fd, const struct iovec *pieces, int count)
{
    is_writing = 1;
    ssize_t written =
        count == 1 ? write(fd, pieces->iov_base, pieces->iov_len) : writev(fd, pieces, count);
    is_writing = 0;
    return written;
}

/* Past what has been written. */
static void advance(struct iovec **pieces, int *count, size_t written)
{
    while (*count > 0 && written >= (*pieces)->iov_len) {
        written -= (*pieces)->iov_len;
        (*pieces)++;
        (*count)--;
    }
    if (*count > 0) {
        (*pieces)->iov_base = (char *)(*pieces)->iov_base + written;
        (*pieces)->iov_len -= written;
    }
}

static bool write_all(struct pipe_end end, struct iovec *pieces, int count)
{
    advance(&pieces, &count, 0);
    while (count > 0) {
        ssize_t written = write_some(end.fd, pieces, count);
        if (written >= 0) {
            advance(&pieces, &count, (size_t)written);
        } else if (errno == EAGAIN) {
            await(end, POLLOUT, limit_forever());
        } else if (errno != EINTR) {
            return false;
        }
    }
    return true;
}

static uint64_t total(const struct iovec *pieces, int count)
{
    uint64_t size = 0;
    for (int i = 0; i < count; i++) {
        size += pieces[i].iov_len;
    }
    return size;
}

static void begin_write(struct door_point *point, struct pipe_end end, enum transfer_part part,
                        uint64_t size)
{
    door_point_open(point, OPERATION_PIPE_WRITE, end.pipe);
    point->begin_value = size;
    point->flags |= (uint16_t)part;
    door_point_begin(point);
}

static bool write_joined(struct pipe_end end, const struct iovec *pieces, int count)
{
    char joined[JOINED_MAX];
    struct iovec whole = {joined, 0};
    for (int i = 0; i < count; i++) {
        if (pieces[i].iov_len > 0) {
            memcpy(joined + whole.iov_len, pieces[i].iov_base, pieces[i].iov_len);
            whole.iov_len += pieces[i].iov_len;
        }
    }
    return write_all(end, &whole, 1);
}

/* Of the pieces only those from `told` on are told of. */
static int write_pieces(struct pipe_end end, enum transfer_part part, struct iovec *pieces,
                        int count, int told)
{
    struct door_point point;
    bool is_joined = count > 1 && total(pieces, count) <= JOINED_MAX;
    begin_write(&point, end, part, total(pieces + told, count - told));
    int result = TL_OK;
    if (is_joined ? write_joined(end, pieces, count) : write_all(end, pieces, count)) {
        door_point_done(&point, point.begin_value);
    } else {
        result = fail(&point, REASON_BROKEN, 0, TL_BROKEN_PIPE);
    }
    door_point_close(&point);
    return result;
}

int pipe_write(struct pipe_end end, enum transfer_part part, struct iovec *pieces, int count)
{
    return write_pieces(end, part, pieces, count, 0);
}

int pipe_write_with(struct pipe_end end, enum transfer_part part, struct iovec earlier,
                    struct iovec *pieces, int count)
{
    struct iovec all[PIPE_PIECES_MAX] = {earlier};
    assert(count < PIPE_PIECES_MAX);
    memcpy(all + 1, pieces, (size_t)count * sizeof(*pieces));
    return write_pieces(end, part, all, count + 1, 1);
}

bool pipe_has_reader(struct pipe_end end)
{
    struct pollfd polled = {.fd = end.fd};
    return poll(&polled, 1, 0) == 0;
}

bool pipe_write_untold(struct pipe_end end, const void *bytes, size_t size)
{
    struct iovec piece = {(void *)(uintptr_t)bytes, size};
    return write_all(end, &piece, 1);
}

/* ---- reading ---- */

static void open_read(struct door_point *point, struct pipe_end end, enum transfer_part part,
                      struct limit limit)
{
    door_point_open_limited(point, OPERATION_PIPE_READ, end.pipe, limit);
    point->flags |= (uint16_t)part;
}

static bool has_stopped(struct pipe_end end)
{
    struct pollfd polled = {.fd = end.stop_fd, .events = POLLIN};
    return end.stop_fd && poll(&polled, 1, 0) > 0;
}

const char *pipe_ahead_peek(const struct pipe_ahead *ahead, size_t size)
{
    uint32_t begin = ahead->begin;
    return size <= ahead->end - begin ? ahead->bytes + begin : NULL;
}

void pipe_ahead_drop(struct pipe_ahead *ahead, size_t size)
{
    uint32_t begin = atomic_load_explicit(&ahead->begin, memory_order_relaxed);
    atomic_store_explicit(&ahead->begin, begin + (uint32_t)size, memory_order_relaxed);
}

/* The file's answer, if there is none. */
static ssize_t fill(int fd, struct pipe_ahead *ahead)
{
    ssize_t count = read(fd, ahead->bytes, sizeof(ahead->bytes));
    if (count > 0) {
        ahead->begin = 0;
        ahead->end = (uint32_t)count;
    }
    return count;
}

static ssize_t read_some(struct pipe_end end, char *buffer, size_t size)
{
    struct pipe_ahead *ahead = end.ahead;
    if (!ahead || (!is_ahead(end) && size >= sizeof(ahead->bytes))) {
        return read(end.fd, buffer, size);
    }
    ssize_t filled = is_ahead(end) ? 0 : fill(end.fd, ahead);
    uint32_t begin = ahead->begin, left = ahead->end - begin;
    if (left == 0) {
        return filled;
    }
    uint32_t count = size < left ? (uint32_t)size : left;
    memcpy(buffer, ahead->bytes + begin, count);
    ahead->begin = begin + count;
    return count;
}

/* With other looks before it says that there is nothing. */
static ssize_t read_patiently(struct pipe_end end, char *buffer, size_t size)
{
    ssize_t count = read_some(end, buffer, size);
    if (count >= 0 || errno != EAGAIN || !end.patience) {
        return count;
    }
    struct looking looking = patience_begin(end.patience);
    while (count < 0 && errno == EAGAIN && patience_look_again(&looking)) {
        count = read_some(end, buffer, size);
    }
    int error = errno;
    patience_end(&looking, count >= 0);
    errno = error;
    return count;
}

/* At least a byte; 0: the file has ended, -1: the limit has passed. */
static ssize_t read_or_wait(struct pipe_end end, char *buffer, size_t size, struct limit limit)
{
    bool is_stopped = false; /* if so, what came before is read first */
    for (;;) {
        ssize_t count =
            limit.asked_ns == 0 ? read_some(end, buffer, size) : read_patiently(end, buffer, size);
        if (count >= 0) {
            return count;
        }
        if (errno == EAGAIN && !is_stopped) {
            is_stopped = has_stopped(end);
            if (!is_stopped && !await(end, POLLIN, limit)) {
                return -1;
            }
        } else if (errno != EINTR) {
            return 0;
        }
    }
}

size_t pipe_read_some(struct pipe_end end, void *buffer, size_t size)
{
    ssize_t count = read_or_wait(end, buffer, size, limit_forever());
    return count > 0 ? (size_t)count : 0;
}

static int read_all(struct pipe_end end, char *buffer, size_t size, struct limit limit, size_t *got)
{
    while (*got < size) {
        ssize_t count = read_or_wait(end, buffer + *got, size - *got, limit);
        if (count <= 0) {
            return count < 0 ? TL_TIMEOUT : TL_END_OF_FILE;
        }
        *got += (size_t)count;
        limit = limit_forever();
    }
    return TL_OK;
}

int pipe_read(struct pipe_end end, enum transfer_part part, void *buffer, size_t size,
              struct limit limit, size_t *got)
{
    struct door_point point;
    *got = 0;
    open_read(&point, end, part, limit);
    door_point_begin(&point);
    int result = read_all(end, buffer, size, limit, got);
    if (result == TL_OK) {
        door_point_done(&point, size);
    } else if (result == TL_TIMEOUT) {
        fail_late(&point, limit);
    } else {
        fail(&point, REASON_END_OF_FILE, *got, result);
    }
    door_point_close(&point);
    return result;
}

/* Only noted before it waits, so that looking again and again costs one record. */
int pipe_poll(struct pipe_end end, struct limit limit)
{
    struct door_point point;
    open_read(&point, end, TRANSFER_RAW, limit);
    int result = TL_OK;
    if (is_ahead(end) || poll_until(end, POLLIN, 0) || await(end, POLLIN, limit)) {
        door_point_done(&point, 0);
    } else {
        result = fail_late(&point, limit);
    }
    door_point_close(&point);
    return result;
}
