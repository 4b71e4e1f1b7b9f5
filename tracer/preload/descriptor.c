/* Calls that make, copy and close descriptors. */
#undef _FILE_OFFSET_BITS /* with it the headers would make one name of fcntl and fcntl64 */

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tracer/preload/channel.h"
#include "tracer/preload/gate.h"
#include "tracer/preload/real.h"

int pipe2(int fds[2], int flags)
{
    int result = real()->pipe2(fds, flags);
    if (result == 0 && gate_is_open_outside(GATE_CALLER)) {
        channel_made_pipe(fds, GATE_CALLER);
    }
    return result;
}

int pipe(int fds[2])
{
    int result = real()->pipe2(fds, 0);
    if (result == 0 && gate_is_open_outside(GATE_CALLER)) {
        channel_made_pipe(fds, GATE_CALLER);
    }
    return result;
}

int socketpair(int domain, int type, int protocol, int fds[2])
{
    int result = real()->socketpair(domain, type, protocol, fds);
    if (result == 0 && gate_is_open_outside(GATE_CALLER)) {
        channel_made_pair(fds, GATE_CALLER);
    }
    return result;
}

int dup(int fd)
{
    int copy = real()->dup(fd);
    if (copy >= 0 && gate_is_open_outside(GATE_CALLER)) {
        channel_copy(fd, copy);
    }
    return copy;
}

/* What the new number stood for is closed by it. */
static void prepare_copy(int fd, int copy, uint64_t caller)
{
    int saved_errno = errno;
    if (fd != copy && real()->fcntl(fd, F_GETFD) >= 0) {
        channel_close(copy, caller);
    }
    errno = saved_errno;
}

int dup2(int fd, int copy)
{
    bool is_open = gate_is_open_outside(GATE_CALLER);
    if (is_open) {
        prepare_copy(fd, copy, GATE_CALLER);
    }
    int result = real()->dup2(fd, copy);
    if (is_open && result >= 0) {
        channel_copy(fd, copy);
    }
    return result;
}

int dup3(int fd, int copy, int flags)
{
    bool is_open = gate_is_open_outside(GATE_CALLER);
    if (is_open) {
        prepare_copy(fd, copy, GATE_CALLER);
    }
    int result = real()->dup3(fd, copy, flags);
    if (is_open && result >= 0) {
        channel_copy(fd, copy);
    }
    return result;
}

static int control(int fd, int command, unsigned long argument, uint64_t caller)
{
    int result = real()->fcntl(fd, command, argument);
    bool is_copy = command == F_DUPFD || command == F_DUPFD_CLOEXEC;
    if (is_copy && result >= 0 && gate_is_open_outside(caller)) {
        channel_copy(fd, result);
    }
    return result;
}

int fcntl(int fd, int command, ...)
{
    va_list list;
    va_start(list, command);
    unsigned long argument = va_arg(list, unsigned long);
    va_end(list);
    return control(fd, command, argument, GATE_CALLER);
}

int fcntl64(int fd, int command, ...)
{
    va_list list;
    va_start(list, command);
    unsigned long argument = va_arg(list, unsigned long);
    va_end(list);
    return control(fd, command, argument, GATE_CALLER);
}

int close(int fd)
{
    if (gate_is_open_outside(GATE_CALLER)) {
        channel_close(fd, GATE_CALLER);
    }
    return real()->close(fd);
}

int close_range(unsigned first, unsigned last, int flags)
{
    if (gate_is_open_outside(GATE_CALLER) && flags == 0) {
        channel_close_range(first, last, GATE_CALLER);
    }
    return real()->close_range(first, last, flags);
}

void closefrom(int first)
{
    if (gate_is_open_outside(GATE_CALLER)) {
        channel_close_range(first < 0 ? 0 : (unsigned)first, UINT_MAX, GATE_CALLER);
    }
    real()->closefrom(first);
}
