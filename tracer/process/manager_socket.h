/* The socket of a manager: in Linux's abstract name space, so that nothing is left in a file system
 * however the manager ends, and under a name that nobody guesses. What waits here waits at the
 * door, inside the caller's open point. */
#ifndef THREADLANE_PROCESS_MANAGER_SOCKET_H
#define THREADLANE_PROCESS_MANAGER_SOCKET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tracer/sync/limit.h"

#define MANAGER_ADDRESS_SIZE 48

struct manager_address {
    char name[MANAGER_ADDRESS_SIZE]; /* a text; without the 0 that makes it abstract */
};

/* Chooses the address and listens there. The descriptor, or -1. */
int manager_socket_listen(struct manager_address *address);
/* The descriptor of the next connection, -1 if that one came to nothing; `object` is awaited. Who
 * is another user is not let in. */
int manager_socket_accept(int listener, uint64_t object);
/* The descriptor, or -1: nobody listens there. */
int manager_socket_connect(const struct manager_address *address, uint64_t object);

/* All of it, or false: the other end is gone, or the limit passed. */
bool manager_socket_read(int fd, void *data, size_t size, uint64_t object, struct limit limit);
/* For the little that a fresh connection takes without waiting. */
bool manager_socket_write(int fd, const void *data, size_t size);

#define MANAGER_DESCRIPTORS_MAX 3

/* Descriptors that go through it; the sender keeps his. Those that were received are closed on
 * exec. How many came: 0 also when it failed. */
bool manager_socket_send_descriptors(int fd, const int *descriptors, unsigned count);
unsigned manager_socket_receive_descriptors(int fd, int descriptors[MANAGER_DESCRIPTORS_MAX],
                                            uint64_t object, struct limit limit);

/* What it is in a trace: its inode, which is named here. */
uint64_t manager_socket_id(int fd);

#endif
