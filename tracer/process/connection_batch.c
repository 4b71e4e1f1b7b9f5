/* Several messages in one write, and one that came in the same read as others. */
#include "tracer/process/connection_part.h"

/* ---- send ---- */

#define SEND_EVENTS 4
#define TRAIN_COUNT 32 /* messages */

/* Those that wait for the write of a later one, and what is to be told of them. */
struct batch {
    struct message_train train;
    struct event_draft events[TRAIN_COUNT * SEND_EVENTS];
};

static void draft_send(uint64_t pipe, const struct message_header *header,
                       struct event_draft events[SEND_EVENTS])
{
    uint16_t storey = door_storey_flags(door_thread_self()->point);
    uint16_t inside = door_storey_above(storey) | (uint16_t)TRANSFER_MESSAGE;
    uint64_t value = message_value(header), bytes = sizeof(*header) + header->size;
    events[0] = (struct event_draft){EVENT_PIPE_SEND_BEGIN, storey, pipe, value};
    events[1] = (struct event_draft){EVENT_PIPE_WRITE_BEGIN, inside, pipe, bytes};
    events[2] = (struct event_draft){EVENT_PIPE_WRITE, inside | FLAG_CONTENDED, pipe, bytes};
    events[3] = (struct event_draft){EVENT_PIPE_SEND, storey | FLAG_CONTENDED, pipe, value};
}

static void send_later(struct tl_connection *connection, struct batch *batch,
                       const struct connection_message *message)
{
    uint32_t size = (uint32_t)message->size;
    struct message_header header = message_header(traffic_begin_send(connection->sent, size), size);
    draft_send(connection->out.pipe, &header, batch->events + batch->train.count * SEND_EVENTS);
    message_train_add(&batch->train, &header, message->data);
}

/* With those in the train, which it empties. They are told of at one instant, before all are
 * written. */
static int send_with(struct tl_connection *connection, struct batch *batch,
                     const struct connection_message *message)
{
    struct door_point point;
    uint32_t count = batch->train.count;
    door_record_together(door_thread_self(), batch->events, count * SEND_EVENTS);
    struct message_header header = connection_begin_send(connection, &point, message->size);
    int result = message_write_with(&batch->train, connection->out, &header, message->data);
    connection_end_send(connection, &point, count + 1, result);
    return result;
}

/* Sends the one at `last`, behind those before it that are in the train. */
static void send_train(struct tl_connection *connection, struct batch *batch,
                       struct connection_message *messages, size_t last)
{
    const struct connection_message *message = &messages[last];
    size_t first = last - batch->train.count;
    int result = batch->train.count > 0
                     ? send_with(connection, batch, message)
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
    struct batch batch;
    batch.train.size = batch.train.count = 0;
    bool may_send = connection_send_refusal(connection) == 0;
    begin_outer();
    for (size_t i = 0; i < count; i++) {
        if (may_send && i + 1 < count && batch.train.count < TRAIN_COUNT &&
            message_train_has_room(&batch.train, messages[i].size, messages[i + 1].size)) {
            send_later(connection, &batch, &messages[i]);
        } else {
            send_train(connection, &batch, messages, i);
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
