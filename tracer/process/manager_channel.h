/* The two pipes between one caller and the thread that serves it: whole messages, each way one
 * after the other. Pipes, because a round trip through them takes half the time of one through a
 * Unix socket, whose only use is to find each other. Not shared: each end is one thread's. */
#ifndef THREADLANE_PROCESS_MANAGER_CHANNEL_H
#define THREADLANE_PROCESS_MANAGER_CHANNEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct manager_channel;

/* What an end needs; the descriptors are its own from then on. */
struct manager_channel_end {
    int in_fd;   /* read */
    int out_fd;  /* written */
    uint64_t in; /* the pipes' ids */
    uint64_t out;
};

/* NULL when out of memory: then the descriptors are closed. */
struct manager_channel *manager_channel_create(const struct manager_channel_end *end);
/* TL_OK, TL_BROKEN_PIPE, TL_INVALID for a message of more than MESSAGE_SIZE_MAX. */
int manager_channel_send(struct manager_channel *channel, const void *message, size_t size);
/* TL_OK and a message, which is the channel's until the next one; TL_END_OF_FILE, also in the
 * middle of one; TL_CORRUPT, TL_NO_MEMORY. */
int manager_channel_receive(struct manager_channel *channel, const void **message, size_t *size);
/* Closes it as well: recorded, or not if the thread that had it has ended. */
void manager_channel_destroy(struct manager_channel *channel);
void manager_channel_abandon(struct manager_channel *channel);

#endif
