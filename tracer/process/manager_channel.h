/* The two pipes between one caller and the thread that serves it: whole messages, each way one
 * after the other. Pipes, because a round trip through them takes half the time of one through a
 * Unix socket, whose only use is to find each other. And a short message to somebody who is awake
 * does not even pass the pipe, but lies in a mailbox (tracer/process/mailbox.h), which nobody can
 * tell. Not shared: each end is one thread's. */
#ifndef THREADLANE_PROCESS_MANAGER_CHANNEL_H
#define THREADLANE_PROCESS_MANAGER_CHANNEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tracer/process/mailbox.h"

struct manager_channel;

/* What an end needs; descriptors and mailboxes are its own from then on. */
struct manager_channel_end {
    int in_fd;   /* read */
    int out_fd;  /* written */
    uint64_t in; /* the pipes' ids */
    uint64_t out;
    struct mailbox_pair *mailboxes; /* NULL: all go through the pipes */
    bool is_caller;                 /* sends requests */
};

/* NULL when out of memory: then these are closed. */
struct manager_channel *manager_channel_create(const struct manager_channel_end *end);
/* TL_OK, TL_BROKEN_PIPE, TL_INVALID for a message of more than MESSAGE_SIZE_MAX. That nobody reads
 * any more is known for sure of a precious one, which costs a system call, or of a long one; else
 * perhaps only by what is received then. */
int manager_channel_send(struct manager_channel *channel, const void *message, size_t size,
                         bool is_precious);
/* TL_OK and a message, which is the channel's until the next one; TL_END_OF_FILE, also in the
 * middle of one; TL_BROKEN_PIPE: the same, and what was sent before has not been read; TL_CORRUPT,
 * TL_NO_MEMORY. */
int manager_channel_receive(struct manager_channel *channel, const void **message, size_t *size);
/* Closes it as well: recorded, or not if the thread that had it has ended. */
void manager_channel_destroy(struct manager_channel *channel);
void manager_channel_abandon(struct manager_channel *channel);

#endif
