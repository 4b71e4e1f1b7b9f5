#include "tracer/process/manager_socket.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdalign.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "tracer/event/id.h"
#include "tracer/sync/door.h"

#define NAME_NUMBERS      2 /* of 64 bits each */
#define EXHAUSTED_WAIT_US 10000
#define NS_PER_MS         1000000u

static socklen_t make_address(const struct manager_address *address, struct sockaddr_un *made)
{
    size_t size = strnlen(address->name, sizeof(address->name));
    *made = (struct sockaddr_un){.sun_family = AF_UNIX};
    memcpy(made->sun_path + 1, address->name, size);
    return (socklen_t)(offsetof(struct sockaddr_un, sun_path) + 1 + size);
}

static bool choose_address(struct manager_address *address)
{
    uint64_t numbers[NAME_NUMBERS];
    if (getrandom(numbers, sizeof(numbers), 0) != (ssize_t)sizeof(numbers)) {
        return false;
    }
    snprintf(address->name, sizeof(address->name), "threadlane-%016llx%016llx",
             (unsigned long long)numbers[0], (unsigned long long)numbers[1]);
    return true;
}

static int make_socket(void)
{
    return socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
}

int manager_socket_listen(struct manager_address *address)
{
    struct sockaddr_un made;
    int fd = choose_address(address) ? make_socket() : -1;
    socklen_t size = make_address(address, &made);
    bool is_listening =
        fd >= 0 && bind(fd, (struct sockaddr *)&made, size) == 0 && listen(fd, SOMAXCONN) == 0;
    if (fd >= 0 && !is_listening) {
        close(fd);
    }
    return is_listening ? fd : -1;
}

/* Out of descriptors or memory there is always somebody to accept, and no way to do it. */
static bool is_exhausted(int error)
{
    return error == EMFILE || error == ENFILE || error == ENOBUFS || error == ENOMEM;
}

static bool is_same_user(int fd)
{
    struct ucred peer;
    socklen_t size = sizeof(peer);
    return getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0 && peer.uid == geteuid();
}

int manager_socket_accept(int listener, uint64_t object)
{
    struct door_wait wait = door_begin_kernel_wait(object, limit_forever());
    int fd = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
    if (fd < 0 && is_exhausted(errno)) {
        usleep(EXHAUSTED_WAIT_US);
    }
    door_end_kernel_wait(&wait, true);
    if (fd >= 0 && !is_same_user(fd)) {
        close(fd);
        fd = -1;
    }
    return fd;
}

static bool connect_again(int fd, const struct sockaddr_un *address, socklen_t size)
{
    int result;
    do {
        result = connect(fd, (const struct sockaddr *)address, size);
    } while (result != 0 && errno == EINTR);
    return result == 0;
}

/* The first try takes no time: only with very many callers at once there is a queue. */
int manager_socket_connect(const struct manager_address *address, uint64_t object)
{
    struct sockaddr_un made;
    socklen_t size = make_address(address, &made);
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0) {
        return -1;
    }
    bool is_connected = connect_again(fd, &made, size);
    bool is_crowded = !is_connected && errno == EAGAIN;
    int flags = fcntl(fd, F_GETFL);
    fcntl(fd, F_SETFL, flags & ~O_NONBLOCK);
    if (is_crowded) {
        struct door_wait wait = door_begin_kernel_wait(object, limit_forever());
        is_connected = connect_again(fd, &made, size);
        door_end_kernel_wait(&wait, true);
    }
    if (!is_connected) {
        close(fd);
    }
    return is_connected ? fd : -1;
}

/* For poll; rounded up, so that the limit has passed when it says so. */
static int left_ms(struct limit limit)
{
    if (limit.deadline_ns == WAIT_FOREVER) {
        return -1;
    }
    uint64_t now = schedule_now();
    uint64_t left = limit.deadline_ns > now ? limit.deadline_ns - now : 0;
    return (int)((left + NS_PER_MS - 1) / NS_PER_MS);
}

/* False when the limit has passed. */
static bool await_bytes(int fd, uint64_t object, struct limit limit)
{
    struct pollfd readable = {.fd = fd, .events = POLLIN};
    struct door_wait wait = door_begin_kernel_wait(object, limit);
    int result = poll(&readable, 1, left_ms(limit));
    door_end_kernel_wait(&wait, result != 0);
    return result != 0;
}

bool manager_socket_read(int fd, void *data, size_t size, uint64_t object, struct limit limit)
{
    char *next = data;
    while (size > 0) {
        ssize_t count = recv(fd, next, size, MSG_DONTWAIT);
        if (count > 0) {
            next += count;
            size -= (size_t)count;
        } else if (count == 0 || (errno != EAGAIN && errno != EINTR) ||
                   (errno == EAGAIN && !await_bytes(fd, object, limit))) {
            return false;
        }
    }
    return true;
}

bool manager_socket_write(int fd, const void *data, size_t size)
{
    return send(fd, data, size, MSG_NOSIGNAL | MSG_DONTWAIT) == (ssize_t)size;
}

/* ---- descriptors: with one byte, as they cannot travel alone ---- */

#define DESCRIPTORS_SIZE (MANAGER_DESCRIPTORS_MAX * sizeof(int))

/* What both ends need: `message` points to the rest. */
struct letter {
    char byte;
    struct iovec piece;
    struct msghdr message;
    alignas(struct cmsghdr) char control[CMSG_SPACE(DESCRIPTORS_SIZE)];
};

static void address_letter(struct letter *letter)
{
    memset(letter, 0, sizeof(*letter));
    letter->piece = (struct iovec){&letter->byte, 1};
    letter->message = (struct msghdr){
        .msg_iov = &letter->piece,
        .msg_iovlen = 1,
        .msg_control = letter->control,
        .msg_controllen = CMSG_LEN(DESCRIPTORS_SIZE), /* more than that does not fit */
    };
}

bool manager_socket_send_descriptors(int fd, const int *descriptors, unsigned count)
{
    struct letter letter;
    address_letter(&letter);
    struct cmsghdr *header = CMSG_FIRSTHDR(&letter.message);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(count * sizeof(int));
    letter.message.msg_controllen = header->cmsg_len;
    memcpy(CMSG_DATA(header), descriptors, count * sizeof(int));
    return sendmsg(fd, &letter.message, MSG_NOSIGNAL | MSG_DONTWAIT) == 1;
}

/* The kernel closes those that do not fit. */
static unsigned take_descriptors(struct letter *letter, int *descriptors)
{
    struct cmsghdr *header = CMSG_FIRSTHDR(&letter->message);
    if (!header || header->cmsg_level != SOL_SOCKET || header->cmsg_type != SCM_RIGHTS) {
        return 0;
    }
    size_t size = header->cmsg_len - CMSG_LEN(0);
    memcpy(descriptors, CMSG_DATA(header), size);
    return (unsigned)(size / sizeof(int));
}

unsigned manager_socket_receive_descriptors(int fd, int descriptors[MANAGER_DESCRIPTORS_MAX],
                                            uint64_t object, struct limit limit)
{
    struct letter letter;
    ssize_t count;
    do {
        address_letter(&letter);
        count = recvmsg(fd, &letter.message, MSG_CMSG_CLOEXEC | MSG_DONTWAIT);
    } while (count < 0 && (errno == EINTR || (errno == EAGAIN && await_bytes(fd, object, limit))));
    return count == 1 ? take_descriptors(&letter, descriptors) : 0;
}

uint64_t manager_socket_id(int fd)
{
    struct stat status;
    if (!recorder_is_on() || fstat(fd, &status) != 0) {
        return 0;
    }
    uint64_t id = id_make(ID_KERNEL, status.st_ino);
    recorder_name(id, "socket");
    return id;
}
