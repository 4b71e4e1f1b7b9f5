/* The ends of pipes: whole messages (tracer/process/message.h), as multiprocessing.connection sends
 * them.
 *
 * A pipe is one object a direction, known to all processes. A two-way connection is two pipes and
 * not a socket pair as CPython's: half the time for a message, and each direction holds 64 KiB. A
 * message is read at once by the only thread that ever received here (tracer/process/traffic.h). A
 * connection is copied by a fork, and closed by each process for itself. Any thread may call; two
 * threads at one end are two readers. */
#ifndef THREADLANE_PROCESS_CONNECTION_H
#define THREADLANE_PROCESS_CONNECTION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tracer/process/pipe.h"
#include "tracer/record/recorder.h"
#include "tracer/sync/limit.h"
#include "tracer/threadlane_process.h"

/* Two ends as of tl_pipe_create, part of `parent` (0: made by user code). TL_OK; TL_NO_MEMORY when
 * memory or descriptors are used up. */
int connection_init_pair(bool is_duplex, uint64_t parent, const char *name,
                         struct tl_connection *ends[2]);
/* TL_OK; TL_BROKEN_PIPE, TL_STATE, and TL_INVALID beyond MESSAGE_SIZE_MAX. */
int connection_send_bytes(struct tl_connection *connection, const void *data, size_t size);
/* One of several messages; what came of it is written by connection_send_several. */
struct connection_message {
    const void *data;
    size_t size;
    int result;
};
/* The same for each of them, but fewer system calls. What is told is one after the other. */
void connection_send_several(struct tl_connection *connection, struct connection_message *messages,
                             size_t count);
/* A message of at most `limit_size` bytes, which the caller frees, with a 0 after it. The limit is
 * for its first byte. TL_OK; TL_TIMEOUT, TL_END_OF_FILE, TL_CORRUPT, TL_STATE, TL_NO_MEMORY. A
 * longer message is TL_CORRUPT, too, and nothing can be received any more. */
int connection_recv_bytes_at_most(struct tl_connection *connection, size_t limit_size, void **data,
                                  size_t *size, struct limit limit);
static inline int connection_recv_bytes(struct tl_connection *connection, void **data, size_t *size,
                                        struct limit limit)
{
    return connection_recv_bytes_at_most(connection, MESSAGE_SIZE_MAX, data, size, limit);
}
/* TL_OK when there is something to receive, the end of the file included; TL_TIMEOUT, TL_STATE. */
int connection_poll(struct tl_connection *connection, struct limit limit);
/* From now on nothing more comes once that descriptor is readable and no bytes are left: as when
 * the file ended, though somebody may still have a sending end. By whoever knows who would send. */
void connection_set_stop(struct tl_connection *connection, int stop_fd);
/* From now on who receives holds a lock meanwhile that all have in common. `ahead` is in memory
 * that they share; NULL: nothing is read ahead, and the lock may outlive its holder. */
void connection_set_locked(struct tl_connection *connection, struct pipe_ahead *ahead);
/* The next message, if it is short and has been read ahead, in its `start`; false: it is to be
 * received. Who calls holds the lock. Then to take it, at an instant: what there is to record at
 * that instant, on that storey and the one above. */
struct message;
#define CONNECTION_TAKE_EVENTS 2
bool connection_peek_ahead(const struct tl_connection *connection, struct message *message);
void connection_take_ahead(struct tl_connection *connection, const struct message *message,
                           uint16_t storey, struct event_draft events[CONNECTION_TAKE_EVENTS]);
/* To wait for several at once; -1 when closed. */
int connection_fd(const struct tl_connection *connection);
/* The pipe that it sends into, or receives from; 0: none. */
uint64_t connection_pipe_out(const struct tl_connection *connection);
uint64_t connection_pipe_in(const struct tl_connection *connection);

#endif
