/* The raw recording's stream files: packet N of a slot lies at N * PACKET_SIZE of DIRECTORY/stream_
 * SLOT, so that writing a packet again, with more in it, needs no memory of the first time. Files
 * are always a whole number of packets long, and a packet that could not be written leaves the file
 * as it was. One thread. */
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
};

struct stream_store {
    const char *directory; /* borrowed; it exists */
    struct stream_file files[STORE_OPEN_FILES];
};

void stream_store_open(struct stream_store *store, const char *directory);
/* Writes the first `content_size` bytes of a packet to its place; the rest of the place reads 0. */
bool stream_store_write(struct stream_store *store, uint32_t slot, const struct packet_head *packet,
                        uint32_t content_size, struct trace_error *error);
void stream_store_close(struct stream_store *store);

/* After a failure, or when whoever wrote here was killed: cuts each stream file where its first
 * packet is missing, so that what came before can be read. */
void stream_store_mend(const char *directory);

#endif
