#include "tracer/process/connection.h"

#include <assert.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "tracer/process/pipe.h"
#include "tracer/process/value.h"
#include "tracer/record/recorder.h"
#include "tracer/sync/door.h"
#include "tracer/sync/object.h"

#define NAME_SIZE    128
#define STACK_SIZE   512 /* a longer value is packed on the heap */
#define CHECK_MAGIC  0x7e1a9e5du
#define CHECK_FACTOR 0x9e3779b1u
#define COUNTER_SIZE sizeof(_Atomic uint32_t)

struct tl_connection {
    int fd;                 /* -1: closed in this process */
    int stop_fd;            /* 0: none */
    uint64_t out;           /* the pipe it sends into; 0: it does not send */
    uint64_t in;            /* ... and receives from */
    _Atomic uint32_t *sent; /* messages sent into `out` so far; in shared memory of its own, which
                             * goes with the last process that has it. NULL without `out` */
};

struct message_header {
    uint32_t size; /* of the body */
    uint32_t number;
    uint32_t check;
};

/* ---- making ---- */

static _Atomic uint32_t *create_counter(void)
{
    void *memory =
        mmap(NULL, COUNTER_SIZE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    return memory == MAP_FAILED ? NULL : memory;
}

static void destroy_counter(_Atomic uint32_t *counter)
{
    if (counter) {
        munmap((void *)counter, COUNTER_SIZE);
    }
}

/* Without descriptor and pipes yet. */
static struct tl_connection *create(bool sends)
{
    struct tl_connection *connection = calloc(1, sizeof(*connection));
    if (!connection) {
        return NULL;
    }
    connection->fd = -1;
    connection->sent = sends ? create_counter() : NULL;
    if (sends && !connection->sent) {
        free(connection);
        return NULL;
    }
    return connection;
}

static void destroy(struct tl_connection *connection)
{
    if (connection) {
        destroy_counter(connection->sent);
        free(connection);
    }
}

static int fail_to_create(struct tl_connection *ends[2])
{
    struct door_point point;
    door_point_open(&point, OPERATION_OBJECT_CREATE, 0);
    door_point_fail(&point, REASON_LIMIT);
    door_point_close(&point);
    for (int i = 0; i < 2; i++) {
        destroy(ends[i]);
        ends[i] = NULL;
    }
    return TL_NO_MEMORY;
}

static uint64_t create_pipe(uint64_t parent, const char *name)
{
    struct door_point point;
    uint64_t id = object_create_shared(&point, TYPE_PIPE, parent, name);
    door_point_close(&point);
    return id;
}

/* Of a two-way pipe each direction is a pipe: NAME 0→1 and NAME 1→0. */
static uint64_t create_direction(uint64_t parent, const char *name, int from)
{
    char whole[NAME_SIZE];
    snprintf(whole, sizeof(whole), "%s %d→%d", name ? name : "", from, 1 - from);
    return create_pipe(parent, name ? whole : NULL);
}

int connection_init_pair(bool is_duplex, uint64_t parent, const char *name,
                         struct tl_connection *ends[2])
{
    int fds[2];
    ends[0] = create(is_duplex);
    ends[1] = create(true);
    if (!ends[0] || !ends[1] || !pipe_open(is_duplex, fds)) {
        return fail_to_create(ends);
    }
    ends[0]->fd = fds[0];
    ends[1]->fd = fds[1];
    if (is_duplex) {
        ends[0]->out = ends[1]->in = create_direction(parent, name, 0);
        ends[1]->out = ends[0]->in = create_direction(parent, name, 1);
    } else {
        ends[1]->out = ends[0]->in = create_pipe(parent, name);
    }
    return TL_OK;
}

struct tl_connection *connection_from_socket(int fd, uint64_t pipe_out, uint64_t pipe_in)
{
    struct tl_connection *connection = create(pipe_out != 0);
    if (connection) {
        pipe_adopt(fd);
        connection->fd = fd;
        connection->out = pipe_out;
        connection->in = pipe_in;
    }
    return connection;
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

static int refuse(enum event_operation operation, const struct tl_connection *connection,
                  enum misuse misuse)
{
    uint64_t pipe = operation == OPERATION_PIPE_SEND ? connection->out : connection->in;
    uint64_t other = connection->out ? connection->out : connection->in;
    return door_refuse(operation, pipe ? pipe : other, misuse, TL_STATE);
}

/* 0 if it may send. */
static enum misuse send_refusal(const struct tl_connection *connection)
{
    return connection->fd < 0 ? MISUSE_CONNECTION_CLOSED
           : !connection->out ? MISUSE_CONNECTION_READ_ONLY
                              : 0;
}

static enum misuse recv_refusal(const struct tl_connection *connection)
{
    return connection->fd < 0 ? MISUSE_CONNECTION_CLOSED
           : !connection->in  ? MISUSE_CONNECTION_WRITE_ONLY
                              : 0;
}

void connection_set_stop(struct tl_connection *connection, int stop_fd)
{
    connection->stop_fd = stop_fd;
}

int connection_fd(const struct tl_connection *connection)
{
    return connection->fd;
}

uint64_t connection_pipe_out(const struct tl_connection *connection)
{
    return connection->out;
}

uint64_t connection_pipe_in(const struct tl_connection *connection)
{
    return connection->in;
}

/* ---- messages ---- */

/* What stands elsewhere in the stream does not look like a header. */
static uint32_t check_of(const struct message_header *header)
{
    uint32_t mixed = (header->size ^ CHECK_MAGIC) * CHECK_FACTOR;
    mixed = (mixed ^ mixed >> 15 ^ header->number) * CHECK_FACTOR;
    return mixed ^ mixed >> 13;
}

static struct message_header make_header(struct tl_connection *connection, size_t size)
{
    struct message_header header = {
        .size = (uint32_t)size,
        .number = atomic_fetch_add_explicit(connection->sent, 1, memory_order_relaxed) + 1,
    };
    header.check = check_of(&header);
    return header;
}

/* As events tell it. */
static uint64_t message_value(const struct message_header *header)
{
    return header->number | (uint64_t)header->size << 32;
}

/* ---- send ---- */

static int write_message(const struct tl_connection *connection, struct message_header *header,
                         const void *data)
{
    struct pipe_end end = {connection->fd, connection->out, 0};
    struct iovec pieces[] = {{header, sizeof(*header)}, {(void *)(uintptr_t)data, header->size}};
    if (sizeof(*header) + header->size <= MESSAGE_SIZE_AT_ONCE) {
        return pipe_write(end, TRANSFER_MESSAGE, pieces, 2);
    }
    int result = pipe_write(end, TRANSFER_HEADER, pieces, 1);
    return result == TL_OK ? pipe_write(end, TRANSFER_BODY, pieces + 1, 1) : result;
}

static int send_message(struct tl_connection *connection, const void *data, size_t size)
{
    struct message_header header = make_header(connection, size);
    struct door_point point;
    door_point_open(&point, OPERATION_PIPE_SEND, connection->out);
    point.begin_value = message_value(&header);
    door_point_begin(&point);
    int result = write_message(connection, &header, data);
    if (result == TL_OK) {
        door_point_done(&point, point.begin_value);
    } else {
        door_point_fail(&point, REASON_BROKEN);
    }
    door_point_close(&point);
    return result;
}

static int fail_to_send(const struct tl_connection *connection, int error)
{
    struct door_point point;
    door_point_open(&point, OPERATION_PIPE_SEND, connection->out);
    door_point_fail(&point, REASON_LIMIT);
    door_point_close(&point);
    return error;
}

int connection_send_bytes(struct tl_connection *connection, const void *data, size_t size)
{
    enum misuse misuse = send_refusal(connection);
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
    enum misuse misuse = send_refusal(connection);
    if (misuse) {
        return refuse(OPERATION_PIPE_SEND, connection, misuse);
    }
    misuse = value_refusal(value);
    if (misuse) {
        return door_refuse(OPERATION_PIPE_SEND, connection->out, misuse, TL_INVALID);
    }
    size_t size = value_packed_size(value);
    if (size > MESSAGE_SIZE_MAX) {
        return fail_to_send(connection, TL_INVALID);
    }
    return send_packed(connection, value, size);
}

/* ---- recv ---- */

/* One that knows no more where a message begins receives no more; what cannot send either is
 * closed. */
static void stop_receiving(struct tl_connection *connection)
{
    if (connection->out) {
        connection->in = 0;
    } else {
        tl_connection_close(connection);
    }
}

static int read_header(struct pipe_end end, struct message_header *header, struct limit limit)
{
    size_t got;
    int result = pipe_read(end, TRANSFER_HEADER, header, sizeof(*header), limit, &got);
    bool is_torn = result == TL_OK
                       ? header->check != check_of(header) || header->size > MESSAGE_SIZE_MAX
                       : got > 0;
    return is_torn ? TL_CORRUPT : result;
}

/* With a 0 after it. */
static int read_body(struct pipe_end end, size_t size, void **data)
{
    size_t got = 0;
    char *body = malloc(size + 1);
    if (!body) {
        return TL_NO_MEMORY;
    }
    if (size > 0 && pipe_read(end, TRANSFER_BODY, body, size, limit_forever(), &got) != TL_OK) {
        free(body);
        return TL_CORRUPT;
    }
    body[size] = '\0';
    *data = body;
    return TL_OK;
}

static int read_message(struct tl_connection *connection, struct message_header *header,
                        size_t limit_size, void **data, struct limit limit)
{
    struct pipe_end end = {connection->fd, connection->in, connection->stop_fd};
    int result = read_header(end, header, limit);
    if (result != TL_OK) {
        return result;
    }
    result = header->size > limit_size ? TL_CORRUPT : read_body(end, header->size, data);
    if (header->size > limit_size || result == TL_NO_MEMORY) {
        stop_receiving(connection);
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
    struct message_header header;
    door_point_open_limited(&point, OPERATION_PIPE_RECV, connection->in, limit);
    door_point_begin(&point);
    int result = read_message(connection, &header, limit_size, data, limit);
    if (result == TL_OK) {
        *size = header.size;
        door_point_done(&point, message_value(&header));
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
    return pipe_poll((struct pipe_end){connection->fd, connection->in, 0}, limit);
}

int tl_connection_poll(struct tl_connection *connection, double timeout)
{
    DOOR_ENTER();
    if (!connection) {
        return door_refuse(OPERATION_PIPE_READ, 0, MISUSE_NULL_HANDLE, TL_INVALID);
    }
    return connection_poll(connection, limit_from_seconds(timeout));
}

/* ---- close ---- */

static void record_close(uint64_t pipe, enum close_how which)
{
    struct door_point point;
    if (pipe) {
        door_point_open(&point, OPERATION_OBJECT_CLOSE, pipe);
        door_point_done_with(&point, 0, which);
        door_point_close(&point);
    }
}

int tl_connection_close(struct tl_connection *connection)
{
    DOOR_ENTER();
    if (!connection) {
        return door_refuse(OPERATION_OBJECT_CLOSE, 0, MISUSE_NULL_HANDLE, TL_INVALID);
    }
    if (connection->fd >= 0) {
        record_close(connection->in, CLOSE_READ_END);
        record_close(connection->out, CLOSE_WRITE_END);
        close(connection->fd);
        connection->fd = -1;
    }
    return TL_OK;
}

bool tl_connection_is_closed(const struct tl_connection *connection)
{
    return !connection || connection->fd < 0;
}

void tl_connection_destroy(struct tl_connection *connection)
{
    DOOR_ENTER();
    if (connection) {
        tl_connection_close(connection);
        destroy(connection);
    }
}
