#include "tracer/process/connection_part.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "tracer/process/fork.h"
#include "tracer/process/value.h"
#include "tracer/record/recorder.h"
#include "tracer/sync/door.h"
#include "tracer/sync/object.h"

#define NAME_SIZE  128
#define STACK_SIZE 512 /* a longer value is packed on the heap */

/* ---- making ---- */

/* Without pipes yet. */
static struct tl_connection *create(void)
{
    struct tl_connection *connection = calloc(1, sizeof(*connection));
    if (connection) {
        connection->in.fd = connection->out.fd = -1;
        connection->in.patience = &connection->patience;
    }
    return connection;
}

static void destroy(struct tl_connection *connection)
{
    if (connection) {
        traffic_destroy(connection->received);
        traffic_destroy(connection->sent);
        free(connection);
    }
}

static void close_end(struct pipe_end *end)
{
    if (end->fd >= 0) {
        close(end->fd);
        end->fd = -1;
    }
}

static int fail_to_create(struct tl_connection *ends[2])
{
    struct door_point point;
    door_point_open(&point, OPERATION_OBJECT_CREATE, 0);
    door_point_fail(&point, REASON_LIMIT);
    door_point_close(&point);
    for (int i = 0; i < 2; i++) {
        if (ends[i]) {
            close_end(&ends[i]->in);
            close_end(&ends[i]->out);
        }
        destroy(ends[i]);
        ends[i] = NULL;
    }
    return TL_NO_MEMORY;
}

static bool open_direction(struct tl_connection *to, struct tl_connection *from)
{
    int fds[2];
    from->sent = traffic_create();
    to->received = from->sent ? traffic_share(from->sent) : NULL;
    bool is_open = to->received && pipe_open(fds);
    if (is_open) {
        to->in.fd = fds[0];
        from->out.fd = fds[1];
    }
    return is_open;
}

static void name_direction(struct tl_connection *to, struct tl_connection *from, uint64_t parent,
                           const char *name)
{
    struct door_point point;
    to->in.pipe = from->out.pipe = object_create_shared(&point, TYPE_PIPE, parent, name);
    door_point_close(&point);
}

/* Of a two-way pipe: NAME 0→1 and NAME 1→0. */
static void name_directions(struct tl_connection *ends[2], uint64_t parent, const char *name)
{
    for (int from = 0; from < 2; from++) {
        char whole[NAME_SIZE];
        snprintf(whole, sizeof(whole), "%s %d→%d", name ? name : "", from, 1 - from);
        name_direction(ends[1 - from], ends[from], parent, name ? whole : NULL);
    }
}

int connection_init_pair(bool is_duplex, uint64_t parent, const char *name,
                         struct tl_connection *ends[2])
{
    ends[0] = create();
    ends[1] = create();
    if (!ends[0] || !ends[1] || !open_direction(ends[0], ends[1]) ||
        (is_duplex && !open_direction(ends[1], ends[0]))) {
        return fail_to_create(ends);
    }
    if (is_duplex) {
        name_directions(ends, parent, name);
    } else {
        name_direction(ends[0], ends[1], parent, name);
    }
    return TL_OK;
}

int tl_pipe_create(bool is_duplex, struct tl_connection *ends[2], const char *name)
{
    DOOR_ENTER();
    if (!ends) {
        return door_refuse(OPERATION_OBJECT_CREATE, 0, MISUSE_NULL_HANDLE, TL_INVALID);
    }
    ends[0] = ends[1] = NULL;
    if (schedule_is_on()) {
        return door_refuse(OPERATION_OBJECT_CREATE, 0, MISUSE_PROCESS_IN_VIRTUAL_TIME, TL_STATE);
    }
    return connection_init_pair(is_duplex, 0, name, ends);
}

/* ---- what it may do ---- */

bool tl_connection_is_closed(const struct tl_connection *connection)
{
    return !connection || (connection->in.fd < 0 && connection->out.fd < 0);
}

static int refuse(enum event_operation operation, const struct tl_connection *connection,
                  enum misuse misuse)
{
    uint64_t pipe = operation == OPERATION_PIPE_SEND ? connection->out.pipe : connection->in.pipe;
    uint64_t other = connection->out.pipe ? connection->out.pipe : connection->in.pipe;
    return door_refuse(operation, pipe ? pipe : other, misuse, TL_STATE);
}

enum misuse connection_send_refusal(const struct tl_connection *connection)
{
    return connection->out.fd >= 0               ? 0
           : tl_connection_is_closed(connection) ? MISUSE_CONNECTION_CLOSED
                                                 : MISUSE_CONNECTION_READ_ONLY;
}

static enum misuse recv_refusal(const struct tl_connection *connection)
{
    return connection->in.fd >= 0                ? 0
           : tl_connection_is_closed(connection) ? MISUSE_CONNECTION_CLOSED
                                                 : MISUSE_CONNECTION_WRITE_ONLY;
}

void connection_set_stop(struct tl_connection *connection, int stop_fd)
{
    connection->in.stop_fd = stop_fd;
}

void connection_set_locked(struct tl_connection *connection, struct pipe_ahead *ahead)
{
    connection->is_locked = true;
    connection->in.ahead = ahead;
}

int connection_fd(const struct tl_connection *connection)
{
    return connection->in.fd >= 0 ? connection->in.fd : connection->out.fd;
}

uint64_t connection_pipe_out(const struct tl_connection *connection)
{
    return connection->out.pipe;
}

uint64_t connection_pipe_in(const struct tl_connection *connection)
{
    return connection->in.pipe;
}

/* ---- send ---- */

struct message_header connection_begin_send(struct tl_connection *connection,
                                            struct door_point *point, size_t size)
{
    uint32_t number = traffic_begin_send(connection->sent, (uint32_t)size);
    struct message_header header = message_header(number, (uint32_t)size);
    door_point_open(point, OPERATION_PIPE_SEND, connection->out.pipe);
    point->begin_value = message_value(&header);
    door_point_begin(point);
    return header;
}

void connection_end_send(struct tl_connection *connection, struct door_point *point, uint32_t count,
                         int result)
{
    if (result == TL_OK) {
        traffic_end_send(connection->sent, count);
        door_point_done(point, point->begin_value);
    } else {
        door_point_fail(point, REASON_BROKEN);
    }
    door_point_close(point);
}

static int send_message(struct tl_connection *connection, const void *data, size_t size)
{
    struct door_point point;
    struct message_header header = connection_begin_send(connection, &point, size);
    int result = message_write(connection->out, &header, data);
    connection_end_send(connection, &point, 1, result);
    return result;
}

static int fail_to_send(const struct tl_connection *connection, int error)
{
    struct door_point point;
    door_point_open(&point, OPERATION_PIPE_SEND, connection->out.pipe);
    door_point_fail(&point, REASON_LIMIT);
    door_point_close(&point);
    return error;
}

int connection_send_bytes(struct tl_connection *connection, const void *data, size_t size)
{
    enum misuse misuse = connection_send_refusal(connection);
    if (misuse) {
        return refuse(OPERATION_PIPE_SEND, connection, misuse);
    }
    if (size > MESSAGE_SIZE_MAX) {
        return fail_to_send(connection, TL_INVALID);
    }
    return send_message(connection, data, size);
}

static int send_packed(struct tl_connection *connection, struct tl_value value, size_t size)
{
    char on_stack[STACK_SIZE];
    char *packed = size <= sizeof(on_stack) ? on_stack : malloc(size);
    if (!packed) {
        return fail_to_send(connection, TL_NO_MEMORY);
    }
    value_pack(value, packed);
    int result = connection_send_bytes(connection, packed, size);
    if (packed != on_stack) {
        free(packed);
    }
    return result;
}

int tl_connection_send(struct tl_connection *connection, struct tl_value value)
{
    DOOR_ENTER();
    if (!connection) {
        return door_refuse(OPERATION_PIPE_SEND, 0, MISUSE_NULL_HANDLE, TL_INVALID);
    }
    enum misuse misuse = connection_send_refusal(connection);
    if (misuse) {
        return refuse(OPERATION_PIPE_SEND, connection, misuse);
    }
    misuse = value_refusal(value);
    if (misuse) {
        return door_refuse(OPERATION_PIPE_SEND, connection->out.pipe, misuse, TL_INVALID);
    }
    size_t size = value_packed_size(value);
    if (size > MESSAGE_SIZE_MAX) {
        return fail_to_send(connection, TL_INVALID);
    }
    return send_packed(connection, value, size);
}

/* ---- close ---- */

static void close_direction(struct pipe_end *end, enum close_how which)
{
    struct door_point point;
    if (end->fd >= 0) {
        door_point_open(&point, OPERATION_OBJECT_CLOSE, end->pipe);
        door_point_done_with(&point, 0, which);
        door_point_close(&point);
        close_end(end);
    }
}

int tl_connection_close(struct tl_connection *connection)
{
    DOOR_ENTER();
    if (!connection) {
        return door_refuse(OPERATION_OBJECT_CLOSE, 0, MISUSE_NULL_HANDLE, TL_INVALID);
    }
    close_direction(&connection->in, CLOSE_READ_END);
    close_direction(&connection->out, CLOSE_WRITE_END);
    return TL_OK;
}

void tl_connection_destroy(struct tl_connection *connection)
{
    DOOR_ENTER();
    if (connection) {
        tl_connection_close(connection);
        destroy(connection);
    }
}

/* ---- recv ---- */

static uint32_t known_size(struct tl_connection *connection, const struct door_point *point)
{
    uint64_t reader = (uint64_t)process_self() << 32 | point->thread->number;
    return traffic_begin_recv(connection->received, reader, connection->is_locked);
}

/* Who does not take a body knows no more where a message begins, and receives no more. */
static int read_message(struct tl_connection *connection, const struct door_point *point,
                        struct message *message, size_t limit_size, struct limit limit)
{
    int result = message_begin_read(message, connection->in, known_size(connection, point), limit);
    if (result == TL_TIMEOUT) {
        traffic_cancel_recv(connection->received);
    }
    if (result != TL_OK) {
        return result;
    }
    bool is_too_long = message->header.size > limit_size;
    result = is_too_long ? TL_CORRUPT : message_end_read(message, connection->in);
    if (is_too_long || result == TL_NO_MEMORY) {
        close_direction(&connection->in, CLOSE_READ_END);
    }
    return result;
}

static enum event_reason reason_of(int error, struct limit limit)
{
    switch (error) {
    case TL_TIMEOUT:
        return limit.asked_ns == 0 ? REASON_BUSY : REASON_TIMEOUT;
    case TL_END_OF_FILE:
        return REASON_END_OF_FILE;
    case TL_NO_MEMORY:
        return REASON_LIMIT;
    default:
        return REASON_BROKEN;
    }
}

int connection_recv_bytes_at_most(struct tl_connection *connection, size_t limit_size, void **data,
                                  size_t *size, struct limit limit)
{
    enum misuse misuse = recv_refusal(connection);
    if (misuse) {
        return refuse(OPERATION_PIPE_RECV, connection, misuse);
    }
    struct door_point point;
    struct message message;
    door_point_open_limited(&point, OPERATION_PIPE_RECV, connection->in.pipe, limit);
    door_point_begin(&point);
    int result = read_message(connection, &point, &message, limit_size, limit);
    if (result == TL_OK) {
        *data = message.body;
        *size = message.header.size;
        door_point_done(&point, message_value(&message.header));
    } else {
        door_point_fail(&point, reason_of(result, limit));
    }
    door_point_close(&point);
    return result;
}

static int recv_value(struct tl_connection *connection, size_t limit_size, struct tl_value *value)
{
    if (!connection || !value) {
        return door_refuse(OPERATION_PIPE_RECV, 0, MISUSE_NULL_HANDLE, TL_INVALID);
    }
    void *packed;
    size_t size;
    int result =
        connection_recv_bytes_at_most(connection, limit_size, &packed, &size, limit_forever());
    if (result == TL_OK) {
        result = value_unpack(packed, size, value);
        free(packed);
    }
    return result;
}

int tl_connection_recv(struct tl_connection *connection, struct tl_value *value)
{
    DOOR_ENTER();
    return recv_value(connection, MESSAGE_SIZE_MAX, value);
}

int tl_connection_recv_at_most(struct tl_connection *connection, size_t size,
                               struct tl_value *value)
{
    DOOR_ENTER();
    return recv_value(connection, size < MESSAGE_SIZE_MAX ? size + 1 : size, value);
}

/* ---- poll ---- */

int connection_poll(struct tl_connection *connection, struct limit limit)
{
    enum misuse misuse = recv_refusal(connection);
    if (misuse) {
        return refuse(OPERATION_PIPE_READ, connection, misuse);
    }
    return pipe_poll(connection->in, limit);
}

int tl_connection_poll(struct tl_connection *connection, double timeout)
{
    DOOR_ENTER();
    if (!connection) {
        return door_refuse(OPERATION_PIPE_READ, 0, MISUSE_NULL_HANDLE, TL_INVALID);
    }
    return connection_poll(connection, limit_from_seconds(timeout));
}
