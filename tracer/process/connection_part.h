/* What the files of tl_connection share. */
#ifndef THREADLANE_PROCESS_CONNECTION_PART_H
#define THREADLANE_PROCESS_CONNECTION_PART_H

#include "tracer/process/connection.h"
#include "tracer/process/message.h"
#include "tracer/process/traffic.h"
#include "tracer/sync/door.h"

/* Each direction is a pipe; an end that is not there, or closed in this process, has no
 * descriptor, one that is not there no traffic either. */
struct tl_connection {
    struct pipe_end in;
    struct pipe_end out;
    struct traffic *received;
    struct traffic *sent;
    struct patience patience;
    bool is_locked; /* who receives holds a lock */
};

/* 0 if it may send. */
enum misuse connection_send_refusal(const struct tl_connection *connection);
struct message_header connection_begin_send(struct tl_connection *connection,
                                            struct door_point *point, size_t size);
/* After `count` messages were written, or should have been. */
void connection_end_send(struct tl_connection *connection, struct door_point *point, uint32_t count,
                         int result);

#endif
