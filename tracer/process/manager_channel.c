#include "tracer/process/manager_channel.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tracer/process/connection.h"
#include "tracer/process/pipe.h"
#include "tracer/sync/door.h"
#include "tracer/sync/object.h"

#define ROOM_FIRST 4096
#define ROOM_KEPT  65536 /* what a longer message took is given back */

struct message_header {
    uint32_t size; /* of what follows */
    uint32_t number;
};

struct manager_channel {
    struct manager_channel_end end;
    struct patience patience;
    uint32_t sent_count;
    char *buffer;
    size_t room;
    size_t filled;   /* bytes received so far */
    size_t consumed; /* of these, the message that was handed out */
};

struct manager_channel *manager_channel_create(const struct manager_channel_end *end)
{
    struct manager_channel *channel = calloc(1, sizeof(*channel));
    char *buffer = channel ? malloc(ROOM_FIRST) : NULL;
    if (!buffer) {
        free(channel);
        close(end->in_fd);
        close(end->out_fd);
        return NULL;
    }
    pipe_adopt(end->in_fd);
    pipe_adopt(end->out_fd);
    channel->end = *end;
    channel->buffer = buffer;
    channel->room = ROOM_FIRST;
    return channel;
}

void manager_channel_abandon(struct manager_channel *channel)
{
    close(channel->end.in_fd);
    close(channel->end.out_fd);
    free(channel->buffer);
    free(channel);
}

static void record_close(uint64_t pipe, enum close_how which)
{
    struct door_point point;
    door_point_open(&point, OPERATION_OBJECT_CLOSE, pipe);
    door_point_done_with(&point, 0, which);
    door_point_close(&point);
}

void manager_channel_destroy(struct manager_channel *channel)
{
    record_close(channel->end.in, CLOSE_READ_END);
    record_close(channel->end.out, CLOSE_WRITE_END);
    manager_channel_abandon(channel);
}

/* As events tell it. */
static uint64_t message_value(const struct message_header *header)
{
    return header->number | (uint64_t)header->size << 32;
}

/* ---- send ---- */

static int write_message(struct manager_channel *channel, struct message_header *header,
                         const void *message)
{
    struct pipe_end end = {.fd = channel->end.out_fd, .pipe = channel->end.out};
    struct iovec pieces[] = {{header, sizeof(*header)}, {(void *)(uintptr_t)message, header->size}};
    return pipe_write(end, TRANSFER_MESSAGE, pieces, 2);
}

int manager_channel_send(struct manager_channel *channel, const void *message, size_t size)
{
    struct message_header header = {(uint32_t)size, ++channel->sent_count};
    struct door_point point;
    int result = TL_INVALID;
    door_point_open(&point, OPERATION_PIPE_SEND, channel->end.out);
    point.begin_value = message_value(&header);
    door_point_begin(&point);
    if (size <= MESSAGE_SIZE_MAX) {
        result = write_message(channel, &header, message);
    }
    if (result == TL_OK) {
        door_point_done(&point, point.begin_value);
    } else {
        door_point_fail(&point, result == TL_INVALID ? REASON_LIMIT : REASON_BROKEN);
    }
    door_point_close(&point);
    return result;
}

/* ---- receive ---- */

static int read_more(struct manager_channel *channel)
{
    struct pipe_end end = {
        .fd = channel->end.in_fd,
        .pipe = channel->end.in,
        .patience = &channel->patience,
    };
    size_t count =
        pipe_read_answer(end, channel->buffer + channel->filled, channel->room - channel->filled);
    channel->filled += count;
    return count > 0 ? TL_OK : TL_END_OF_FILE;
}

static int reserve(struct manager_channel *channel, size_t room)
{
    if (room <= channel->room) {
        return TL_OK;
    }
    char *buffer = realloc(channel->buffer, room);
    if (!buffer) {
        return TL_NO_MEMORY;
    }
    channel->buffer = buffer;
    channel->room = room;
    return TL_OK;
}

/* What came after the last message is the beginning of the next one. */
static void forget_last(struct manager_channel *channel)
{
    channel->filled -= channel->consumed;
    memmove(channel->buffer, channel->buffer + channel->consumed, channel->filled);
    channel->consumed = 0;
    if (channel->room > ROOM_KEPT && channel->filled <= ROOM_KEPT) {
        char *buffer = realloc(channel->buffer, ROOM_KEPT);
        channel->buffer = buffer ? buffer : channel->buffer;
        channel->room = buffer ? ROOM_KEPT : channel->room;
    }
}

static int fill(struct manager_channel *channel, size_t size)
{
    int result = reserve(channel, size);
    while (result == TL_OK && channel->filled < size) {
        result = read_more(channel);
    }
    return result;
}

static int read_message(struct manager_channel *channel, struct message_header *header)
{
    int result = fill(channel, sizeof(*header));
    if (result != TL_OK) {
        return result;
    }
    memcpy(header, channel->buffer, sizeof(*header));
    if (header->size > MESSAGE_SIZE_MAX) {
        return TL_CORRUPT;
    }
    result = fill(channel, sizeof(*header) + header->size);
    channel->consumed = result == TL_OK ? sizeof(*header) + header->size : 0;
    return result;
}

static int read_recorded(struct manager_channel *channel, struct message_header *header)
{
    struct door_point point;
    door_point_open_limited(&point, OPERATION_PIPE_READ, channel->end.in, limit_forever());
    point.flags |= TRANSFER_MESSAGE;
    door_point_begin(&point);
    int result = read_message(channel, header);
    if (result == TL_OK) {
        door_point_done(&point, channel->consumed);
    } else {
        point.flags &= (uint16_t)~FLAG_DETAIL_MASK; /* where a failed record has its reason */
        door_point_fail(&point, result == TL_END_OF_FILE ? REASON_END_OF_FILE : REASON_BROKEN);
    }
    door_point_close(&point);
    return result;
}

int manager_channel_receive(struct manager_channel *channel, const void **message, size_t *size)
{
    struct message_header header;
    struct door_point point;
    forget_last(channel);
    door_point_open_limited(&point, OPERATION_PIPE_RECV, channel->end.in, limit_forever());
    door_point_begin(&point);
    int result = read_recorded(channel, &header);
    if (result == TL_OK) {
        *message = channel->buffer + sizeof(header);
        *size = header.size;
        door_point_done(&point, message_value(&header));
    } else {
        door_point_fail(&point, result == TL_END_OF_FILE ? REASON_END_OF_FILE : REASON_BROKEN);
    }
    door_point_close(&point);
    return result;
}
