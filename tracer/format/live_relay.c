/* LTTng's protocol for viewers: a message to the daemon is a head and as many bytes as that says,
 * in network byte order. Answers are passed on as they are. */
#include "tracer/format/live_relay.h"

#include <arpa/inet.h>
#include <endian.h>
#include <errno.h>
#include <netdb.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define PORT_DEFAULT   "5344"
#define PAYLOAD_MAX    4096
#define COMMAND_ATTACH 3u
#define SEEK_BEGINNING 1u

struct head {
    uint64_t payload_size;
    uint32_t command;
    uint32_t version;
};

struct attach_request {
    uint64_t session;
    uint64_t offset;
    uint32_t seek;
} __attribute__((packed));

/* Written before the threads begin. */
static int library_fd, daemon_fd, listener_fd;

static bool get(int fd, void *bytes, size_t size)
{
    ssize_t got;
    do {
        got = recv(fd, bytes, size, MSG_WAITALL);
    } while (got < 0 && errno == EINTR);
    return got == (ssize_t)size;
}

static bool put(int fd, const char *bytes, size_t size)
{
    while (size > 0) {
        ssize_t written = send(fd, bytes, size, MSG_NOSIGNAL);
        if (written < 0 && errno != EINTR) {
            return false;
        }
        bytes += written > 0 ? written : 0;
        size -= written > 0 ? (size_t)written : 0;
    }
    return true;
}

static void hang_up(void)
{
    shutdown(library_fd, SHUT_RDWR);
    shutdown(daemon_fd, SHUT_RDWR);
}

static void *pass_answers(void *unused)
{
    char bytes[65536];
    ssize_t size;
    while ((size = recv(daemon_fd, bytes, sizeof bytes, 0)) > 0 &&
           put(library_fd, bytes, (size_t)size)) {
    }
    hang_up();
    return unused;
}

static bool pass_request(void)
{
    struct {
        struct head head;
        char payload[PAYLOAD_MAX];
    } message;
    if (!get(library_fd, &message.head, sizeof message.head)) {
        return false;
    }
    uint64_t size = be64toh(message.head.payload_size);
    if (size > PAYLOAD_MAX || (size > 0 && !get(library_fd, message.payload, size))) {
        return false;
    }
    if (be32toh(message.head.command) == COMMAND_ATTACH && size == sizeof(struct attach_request)) {
        struct attach_request *request = (struct attach_request *)message.payload;
        request->seek = htobe32(SEEK_BEGINNING);
    }
    return put(daemon_fd, (const char *)&message, sizeof message.head + size);
}

static void *pass_requests(void *unused)
{
    pthread_t answers;
    library_fd = accept4(listener_fd, NULL, NULL, SOCK_CLOEXEC);
    close(listener_fd);
    if (library_fd >= 0 && pthread_create(&answers, NULL, pass_answers, NULL) == 0) {
        pthread_detach(answers);
        while (pass_request()) {
        }
        hang_up();
    }
    return unused;
}

/* net://HOST[:PORT], where HOST may be an address in brackets. */
static void split(const char *relay, char host[256], char port[16])
{
    const char *begin = strstr(relay, "://") + strlen("://");
    bool is_bracketed = *begin == '[';
    begin += is_bracketed;
    size_t size = strcspn(begin, is_bracketed ? "]" : ":/");
    const char *colon = strchr(begin + size, ':');
    snprintf(host, 256, "%.*s", (int)size, begin);
    snprintf(port, 16, "%s", colon ? colon + 1 : PORT_DEFAULT);
}

static int connect_to(const char *relay)
{
    char host[256], port[16];
    struct addrinfo wanted = {.ai_socktype = SOCK_STREAM}, *found = NULL;
    int fd = -1;
    split(relay, host, port);
    if (getaddrinfo(host, port, &wanted, &found) != 0) {
        return -1;
    }
    for (const struct addrinfo *at = found; at && fd < 0; at = at->ai_next) {
        fd = socket(at->ai_family, at->ai_socktype | SOCK_CLOEXEC, at->ai_protocol);
        if (fd >= 0 && connect(fd, at->ai_addr, at->ai_addrlen) != 0) {
            close(fd);
            fd = -1;
        }
    }
    freeaddrinfo(found);
    return fd;
}

static bool listen_here(uint16_t *port)
{
    struct sockaddr_in address = {
        .sin_family = AF_INET,
        .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
    };
    socklen_t size = sizeof address;
    listener_fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    bool is_open = listener_fd >= 0 &&
                   bind(listener_fd, (const struct sockaddr *)&address, sizeof address) == 0 &&
                   listen(listener_fd, 1) == 0 &&
                   getsockname(listener_fd, (struct sockaddr *)&address, &size) == 0;
    *port = ntohs(address.sin_port);
    return is_open;
}

bool live_relay_open(const char *relay, uint16_t *port)
{
    pthread_t requests;
    daemon_fd = connect_to(relay);
    bool is_open = daemon_fd >= 0 && listen_here(port) &&
                   pthread_create(&requests, NULL, pass_requests, NULL) == 0;
    if (is_open) {
        pthread_detach(requests);
    }
    return is_open;
}
