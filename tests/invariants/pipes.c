/* 8: messages received were sent, and no more bytes are read than were begun to be written. */
#include "tests/invariants/rule.h"

struct pipe {
    uint64_t begun, read;
    uint32_t sent; /* the highest message number */
};

static void look(struct checking *checking, void *threads, void *objects)
{
    (void)threads;
    uint32_t object = looked_at_object(checking);
    const struct event *event = checking->event;
    if (object == NONE_INDEX) {
        return;
    }
    struct pipe *pipe = &((struct pipe *)objects)[object];
    switch (event->kind) {
    case EVENT_PIPE_WRITE_BEGIN:
        pipe->begun += event->value;
        break;
    case EVENT_PIPE_READ:
        pipe->read += event->value;
        expect(checking, pipe->read <= pipe->begun, 8, "more bytes are read than were written");
        break;
    case EVENT_PIPE_SEND_BEGIN:
    case EVENT_PIPE_SEND:
        pipe->sent = value_low(event->value) > pipe->sent ? value_low(event->value) : pipe->sent;
        break;
    case EVENT_PIPE_RECV:
        expect(checking, value_low(event->value) <= pipe->sent, 8,
               "a message is received that nobody has sent");
        break;
    default:
        break;
    }
}

const struct rule pipe_rule = {.object_size = sizeof(struct pipe), .look = look};
