/* What trace-run itself has to say, as thread 0 of process 0: what became of the program, the
 * source lines of addresses. Packets are filled in trace-run's own memory and go to the stream
 * files as the others do. One thread. */
#ifndef THREADLANE_COLLECT_OWN_STREAM_H
#define THREADLANE_COLLECT_OWN_STREAM_H

#include <stdbool.h>
#include <stdint.h>

#include "tracer/collect/stream_store.h"
#include "tracer/event/raw_event.h"

struct own_stream {
    struct stream_store *store; /* borrowed */
    uint32_t slot;
    uint32_t size; /* of the packet's content; 0 before the first record */
    union {
        struct packet_head head;
        char bytes[PACKET_SIZE];
    } packet;
};

void own_stream_init(struct own_stream *stream, struct stream_store *store, uint32_t slot,
                     enum stream_class class);
/* Adds a record; ticks must not go back. False: the disk did not take a full packet. */
bool own_stream_add_event(struct own_stream *stream, const struct record *record,
                          struct trace_error *error);
/* The same for a text; `text->time_ns` is ticks here. Strings are cut at TEXT_SIZE_MAX. */
bool own_stream_add_text(struct own_stream *stream, const struct raw_text *text,
                         struct trace_error *error);
/* The packet says that so many events were lost, in whichever stream. */
void own_stream_tell_lost(struct own_stream *stream, uint32_t count);
/* Writes the packet as it is; more may follow. */
bool own_stream_flush(struct own_stream *stream, struct trace_error *error);

#endif
