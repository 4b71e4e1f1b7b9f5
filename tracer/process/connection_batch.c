/* Several messages in one write, and one that came in the same read as others. */
#include "tracer/process/connection_part.h"

/* ---- send ---- */

/* All of it at one instant, for it is done by a later write. */
static void record_send(uint64_t pipe, const struct message_header *header)
{
    const struct door_thread *self = door_thread_self();
    uint16_t storey = door_storey_flags(self->point);
    uint16_t inside = door_storey_above(storey) | (uint16_t)TRANSFER_MESSAGE;
    uint64_t value = message_value(header), bytes = sizeof(*header) + header->size;
    const struct event_draft events[] = {
        {EVENT_PIPE_SEND_BEGIN, storey, pipe, value},
        {EVENT_PIPE_WRITE_BEGIN, inside, pipe, bytes},
        {EVENT_PIPE_WRITE, inside | FLAG_CONTENDED, pipe, bytes},
        {EVENT_PIPE_SEND, storey | FLAG_CONTENDED, pipe, value},
    };
    door_record_together(self, events, sizeof(events) / sizeof(events[0]));
}

static void send_later(struct tl_connection *connection, struct message_train *train,
                       const struct connection_message *message)
{
    uint32_t size = (uint32_t)message->size;
    struct message_header header = message_header(traffic_begin_send(connection->sent, size), size);
    record_send(connection->out.pipe, &header);
    message_train_add(train, &header, message->data);
}

/* With those in the train, which it empties. */
static int send_with(struct tl_connection *connection, struct message_train *train,
                     const struct connection_message *message)
{
    struct door_point point;
    struct message_header header = connection_begin_send(connection, &point, message->size);
    uint32_t count = train->count + 1;
    int result = message_write_with(train, connection->out, &header, message->data);
    connection_end_send(connection, &point, count, result);
    return result;
}

/* Sends the one at `last`, behind those before it that are in the train. */
static void send_train(struct tl_connection *connection, struct message_train *train,
                       struct connection_message *messages, size_t last)
{
    const struct connection_message *message = &messages[last];
    size_t first = last - train->count;
    int result = train->count > 0 ? send_with(connection, train, message)
                                  : connection_send_bytes(connection, message->data, message->size);
    for (size_t i = first; i <= last; i++) {
        messages[i].result = result;
    }
}

/* What lies around them begins first. */
static void begin_outer(void)
{
    struct door_point *outer = door_thread_self()->point;
    if (outer) {
        door_point_begin(outer);
    }
}

void connection_send_several(struct tl_connection *connection, struct connection_message *messages,
                             size_t count)
{
    struct message_train train;
    train.size = train.count = 0;
    bool may_send = connection_send_refusal(connection) == 0;
    begin_outer();
    for (size_t i = 0; i < count; i++) {
        if (may_send && i + 1 < count &&
            message_train_has_room(&train, messages[i].size, messages[i + 1].size)) {
            send_later(connection, &train, &messages[i]);
        } else {
            send_train(connection, &train, messages, i);
        }
    }
}

/* ---- recv ---- */

bool connection_peek_ahead(const struct tl_connection *connection, struct message *message)
{
    const struct pipe_end *in = &connection->in;
    return in->fd >= 0 && in->ahead && message_peek_ahead(message, in->ahead);
}

void connection_take_ahead(struct tl_connection *connection, const struct message *message,
                           uint16_t storey, struct event_draft events[CONNECTION_TAKE_EVENTS])
{
    const struct message_header *header = &message->header;
    uint64_t size = sizeof(*header) + header->size, pipe = connection->in.pipe;
    uint16_t inside = door_storey_above(storey) | (uint16_t)TRANSFER_MESSAGE;
    traffic_begin_recv(connection->received, 0, true);
    pipe_ahead_drop(connection->in.ahead, size);
    events[0] = (struct event_draft){EVENT_PIPE_READ, inside, pipe, size};
    events[1] = (struct event_draft){EVENT_PIPE_RECV, storey, pipe, message_value(header)};
}
