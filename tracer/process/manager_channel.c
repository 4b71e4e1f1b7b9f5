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

#define SIZE_OF_NOTE UINT32_MAX /* in the pipe: nothing follows, the message is in the mailbox */

struct manager_channel {
    struct manager_channel_end end;
    struct mailbox *in; /* NULL: none */
    struct mailbox *out;
    bool may_put; /* the pipe is empty: the other one has spoken since it was written to */
    struct patience patience;
    uint32_t sent_count;
    char *buffer;
    size_t room;
    size_t filled;   /* bytes received so far */
    size_t consumed; /* of these, the message that was handed out */
};

static void close_end(const struct manager_channel_end *end)
{
    close(end->in_fd);
    close(end->out_fd);
    mailbox_pair_close(end->mailboxes);
}

struct manager_channel *manager_channel_create(const struct manager_channel_end *end)
{
    struct manager_channel *channel = calloc(1, sizeof(*channel));
    char *buffer = channel ? malloc(ROOM_FIRST) : NULL;
    if (!buffer) {
        free(channel);
        close_end(end);
        return NULL;
    }
    pipe_adopt(end->in_fd);
    pipe_adopt(end->out_fd);
    channel->end = *end;
    channel->buffer = buffer;
    channel->room = ROOM_FIRST;
    channel->may_put = true;
    if (end->mailboxes) {
        struct mailbox *requests = &end->mailboxes->requests, *replies = &end->mailboxes->replies;
        channel->in = end->is_caller ? replies : requests;
        channel->out = end->is_caller ? requests : replies;
    }
    return channel;
}

void manager_channel_abandon(struct manager_channel *channel)
{
    close_end(&channel->end);
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

static struct pipe_end out_end(const struct manager_channel *channel)
{
    return (struct pipe_end){.fd = channel->end.out_fd, .pipe = channel->end.out};
}

static int write_message(struct manager_channel *channel, struct message_header *header,
                         const void *message)
{
    struct iovec pieces[] = {{header, sizeof(*header)}, {(void *)(uintptr_t)message, header->size}};
    return pipe_write(out_end(channel), TRANSFER_MESSAGE, pieces, 2);
}

/* False: nobody would take it. Who sleeps at the pipe is woken by a note. */
static bool put_message(struct manager_channel *channel, const struct message_header *header,
                        const void *message, bool is_precious)
{
    struct message_header note = {SIZE_OF_NOTE, header->number};
    if (is_precious && !pipe_has_reader(out_end(channel))) {
        return false;
    }
    bool is_awaited = mailbox_put(channel->out, header->number, message, header->size);
    return !is_awaited || pipe_write_untold(out_end(channel), &note, sizeof(note));
}

/* Told as what it stands for. */
static int put_recorded(struct manager_channel *channel, const struct message_header *header,
                        const void *message, bool is_precious)
{
    struct door_point point;
    door_point_open(&point, OPERATION_PIPE_WRITE, channel->end.out);
    point.begin_value = sizeof(*header) + header->size;
    point.flags |= TRANSFER_MESSAGE;
    door_point_begin(&point);
    bool is_put = put_message(channel, header, message, is_precious);
    if (is_put) {
        door_point_done(&point, point.begin_value);
    } else {
        point.flags &= (uint16_t)~FLAG_DETAIL_MASK; /* where a failed record has its reason */
        door_point_fail(&point, REASON_BROKEN);
    }
    door_point_close(&point);
    return is_put ? TL_OK : TL_BROKEN_PIPE;
}

static int deliver(struct manager_channel *channel, struct message_header *header,
                   const void *message, bool is_precious)
{
    bool may_put = channel->out && channel->may_put && mailbox_has_room(channel->out, header->size);
    channel->may_put = false;
    return may_put ? put_recorded(channel, header, message, is_precious)
                   : write_message(channel, header, message);
}

int manager_channel_send(struct manager_channel *channel, const void *message, size_t size,
                         bool is_precious)
{
    struct message_header header = {(uint32_t)size, ++channel->sent_count};
    struct door_point point;
    int result = TL_INVALID;
    door_point_open(&point, OPERATION_PIPE_SEND, channel->end.out);
    point.begin_value = message_value(&header);
    door_point_begin(&point);
    if (size <= MESSAGE_SIZE_MAX) {
        result = deliver(channel, &header, message, is_precious);
    }
    if (result == TL_OK) {
        door_point_done(&point, point.begin_value);
    } else {
        door_point_fail(&point, result == TL_INVALID ? REASON_LIMIT : REASON_BROKEN);
    }
    door_point_close(&point);
    return result;
}

/* ---- receive: from the pipe ---- */

/* With a mailbox it has looked there before. */
static int read_more(struct manager_channel *channel)
{
    struct pipe_end end = {
        .fd = channel->end.in_fd,
        .pipe = channel->end.in,
        .patience = channel->in ? NULL : &channel->patience,
    };
    size_t count =
        pipe_read_some(end, channel->buffer + channel->filled, channel->room - channel->filled);
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

static int fill(struct manager_channel *channel, size_t size)
{
    int result = reserve(channel, size);
    while (result == TL_OK && channel->filled < size) {
        result = read_more(channel);
    }
    return result;
}

static void forget(struct manager_channel *channel, size_t size)
{
    channel->filled -= size;
    memmove(channel->buffer, channel->buffer + size, channel->filled);
}

/* A message, or a note, which is forgotten. */
static int read_message(struct manager_channel *channel, struct message_header *header)
{
    int result = fill(channel, sizeof(*header));
    if (result != TL_OK) {
        return result;
    }
    memcpy(header, channel->buffer, sizeof(*header));
    if (header->size == SIZE_OF_NOTE && channel->in) {
        forget(channel, sizeof(*header));
        return TL_OK;
    }
    if (header->size > MESSAGE_SIZE_MAX) {
        return TL_CORRUPT;
    }
    result = fill(channel, sizeof(*header) + header->size);
    channel->consumed = result == TL_OK ? sizeof(*header) + header->size : 0;
    return result;
}

/* ---- receive: from the mailbox ---- */

/* Bytes that have been read already come first. */
static bool has_mail(const struct manager_channel *channel)
{
    return channel->in && channel->filled == 0 && mailbox_is_full(channel->in);
}

/* With other looks before it says that there is none. */
static bool look_for_mail(struct manager_channel *channel)
{
    if (has_mail(channel) || !channel->in || channel->filled > 0) {
        return has_mail(channel);
    }
    struct looking looking = patience_begin(&channel->patience);
    bool has_some = false;
    while (!has_some && patience_look_again(&looking)) {
        has_some = has_mail(channel);
    }
    patience_end(&looking, has_some);
    return has_some;
}

/* Into the buffer, which is empty, as if it had come through the pipe. */
static void take_mail(struct manager_channel *channel, struct message_header *header)
{
    char *message = channel->buffer + sizeof(*header);
    header->size = (uint32_t)mailbox_take(channel->in, &header->number, message);
    memcpy(channel->buffer, header, sizeof(*header));
    channel->filled = channel->consumed = sizeof(*header) + header->size;
}

/* ---- receive: what comes first ---- */

/* Sleeps at the pipe if need be. TL_OK: there is a message or mail, or there was a note. */
static int await_either(struct manager_channel *channel, struct message_header *header)
{
    int result = TL_OK;
    if (!channel->in) {
        return read_message(channel, header);
    }
    mailbox_await(channel->in, true);
    if (!has_mail(channel)) {
        result = read_message(channel, header);
    }
    mailbox_await(channel->in, false);
    return result;
}

/* Who is gone may have left some mail, which comes before the end. */
static int receive_first(struct manager_channel *channel, struct message_header *header)
{
    while (!look_for_mail(channel)) {
        int result = await_either(channel, header);
        if (channel->consumed > 0 || (result != TL_OK && !has_mail(channel))) {
            return result;
        }
    }
    take_mail(channel, header);
    return TL_OK;
}

/* What came after the last message is the beginning of the next one. */
static void forget_last(struct manager_channel *channel)
{
    forget(channel, channel->consumed);
    channel->consumed = 0;
    if (channel->room > ROOM_KEPT && channel->filled <= ROOM_KEPT) {
        char *buffer = realloc(channel->buffer, ROOM_KEPT);
        channel->buffer = buffer ? buffer : channel->buffer;
        channel->room = buffer ? ROOM_KEPT : channel->room;
    }
}

static int read_recorded(struct manager_channel *channel, struct message_header *header)
{
    struct door_point point;
    door_point_open_limited(&point, OPERATION_PIPE_READ, channel->end.in, limit_forever());
    point.flags |= TRANSFER_MESSAGE;
    door_point_begin(&point);
    int result = receive_first(channel, header);
    if (result == TL_OK) {
        door_point_done(&point, channel->consumed);
    } else {
        point.flags &= (uint16_t)~FLAG_DETAIL_MASK; /* where a failed record has its reason */
        door_point_fail(&point, result == TL_END_OF_FILE ? REASON_END_OF_FILE : REASON_BROKEN);
    }
    door_point_close(&point);
    return result;
}

/* What was put has never been taken, as what is written into a pipe that nobody reads. */
static bool is_ignored(const struct manager_channel *channel)
{
    return channel->out && mailbox_is_full(channel->out);
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
        channel->may_put = true;
        *message = channel->buffer + sizeof(header);
        *size = header.size;
        door_point_done(&point, message_value(&header));
    } else {
        door_point_fail(&point, result == TL_END_OF_FILE ? REASON_END_OF_FILE : REASON_BROKEN);
    }
    door_point_close(&point);
    return result == TL_END_OF_FILE && is_ignored(channel) ? TL_BROKEN_PIPE : result;
}
