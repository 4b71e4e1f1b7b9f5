#include "tracer/collect/own_stream.h"

#include <string.h>

void own_stream_init(struct own_stream *stream, struct stream_store *store, uint32_t slot,
                     enum stream_class class)
{
    stream->store = store;
    stream->slot = slot;
    stream->size = 0;
    memset(&stream->packet.head, 0, sizeof(stream->packet.head));
    stream->packet.head.magic = PACKET_MAGIC;
    stream->packet.head.stream = class;
    stream->packet.head.packet_bits = PACKET_SIZE * 8;
}

bool own_stream_flush(struct own_stream *stream, struct trace_error *error)
{
    stream->packet.head.content_bits = stream->size * UINT64_C(8);
    return stream->size == 0 || stream_store_write(stream->store, stream->slot,
                                                   &stream->packet.head, stream->size, error);
}

static bool make_room(struct own_stream *stream, size_t size, uint64_t ticks,
                      struct trace_error *error)
{
    if (stream->size != 0 && stream->size + size > PACKET_SIZE) {
        if (!own_stream_flush(stream, error)) {
            return false;
        }
        stream->packet.head.sequence++;
        stream->size = 0;
    }
    if (stream->size == 0) {
        stream->packet.head.begin = ticks;
        stream->size = sizeof(stream->packet.head);
    }
    stream->packet.head.end = ticks;
    return true;
}

static void append(struct own_stream *stream, const void *bytes, size_t size)
{
    memcpy(stream->packet.bytes + stream->size, bytes, size);
    stream->size += (uint32_t)size;
}

bool own_stream_add_event(struct own_stream *stream, const struct record *record,
                          struct trace_error *error)
{
    if (!make_room(stream, sizeof(*record), record->ticks, error)) {
        return false;
    }
    append(stream, record, sizeof(*record));
    return true;
}

bool own_stream_add_text(struct own_stream *stream, const struct raw_text *text,
                         struct trace_error *error)
{
    size_t sizes[TEXT_STRINGS], size = sizeof(struct text_fixed);
    for (int i = 0; i < TEXT_STRINGS; i++) {
        sizes[i] = text_cut_size(text->strings[i]);
        size += sizes[i] + 1;
    }
    if (!make_room(stream, size, text->time_ns, error)) {
        return false;
    }
    struct text_fixed fixed = {text->time_ns, text->kind, text->key, text->value, text->extra};
    append(stream, &fixed, sizeof(fixed));
    for (int i = 0; i < TEXT_STRINGS; i++) {
        append(stream, text->strings[i], sizes[i]);
        append(stream, "", 1);
    }
    return true;
}

void own_stream_tell_lost(struct own_stream *stream, uint32_t count)
{
    stream->packet.head.events_discarded = count;
}
