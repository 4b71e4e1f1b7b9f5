/* The raw recording's stream files: packet N of a slot lies at N * PACKET_SIZE of DIRECTORY/stream_
 * SLOT, so that writing a packet again, with more in it, needs no memory of the first time. Files
 * are a whole number of packets long, but for the one that is being written, and a packet that
 * could not be written leaves the file as it was. One thread.
 *
 * The disk is asked for room ahead of what is written, as much as a file has, up to a few
 * megabytes: asked page by page it takes half as long again. What was not needed is given back. */
#ifndef THREADLANE_COLLECT_STREAM_STORE_H
#define THREADLANE_COLLECT_STREAM_STORE_H

#include <stdbool.h>
#include <stdint.h>

#include "tracer/event/record.h"
#include "tracer/format/trace_sink.h"

#define STORE_OPEN_FILES                                                                           \
    128 /* kept open at once, the place of a slot's file being slot modulo it */

struct stream_file {
    int fd; /* -1: none */
    uint32_t slot;
    int64_t size;
    int64_t kept_end; /* up to here the disk keeps room for it, beyond its size; 0: does not */
};

struct stream_store {
    const char *directory; /* borrowed; it exists */
    struct stream_file files[STORE_OPEN_FILES];
    bool keeps_no_room; /* the disk has too little, or cannot do it */
};

void stream_store_open(struct stream_store *store, const char *directory);
/* Writes the first `content_size` bytes of a packet to its place; the rest of the place reads 0. */
bool stream_store_write(struct stream_store *store, uint32_t slot, const struct packet_head *packet,
                        uint32_t content_size, struct trace_error *error);
void stream_store_close(struct stream_store *store);

/* How many events stand at the place of a packet, because it was written before. */
uint32_t stream_store_event_count(const struct stream_store *store, uint32_t slot,
                                  uint32_t sequence);

/* After a failure, or when whoever wrote here was killed: cuts each stream file where its first
 * packet is missing, so that what came before can be read. Returns how many events that costs. */
uint64_t stream_store_mend(const char *directory);
/* So many events did not find their way into the files: the trace will say so. Needs no room. */
void stream_store_tell_lost(const char *directory, uint64_t count);

#endif
