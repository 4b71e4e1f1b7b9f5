/* The pool's maker: a memfd that the observed programs map by the path in their environment. Its
 * memory is touched here, ahead of the threads that will fill it, and grows when free packets get
 * few. Where memfds are forbidden it is a file in /dev/shm or TMPDIR that has no name any more, and
 * does not grow: all of it is there from the beginning, because whoever wrote to memory that a full
 * file system cannot give would die of it. Called by trace-run's one thread, and by tests. */
#ifndef THREADLANE_COLLECT_POOL_OWNER_H
#define THREADLANE_COLLECT_POOL_OWNER_H

#include <stdbool.h>
#include <stdint.h>

#include "tracer/format/trace_sink.h"
#include "tracer/record/pool.h"

#define POOL_FILE_NAME "threadlane-pool" /* as part of what /proc calls it */

/* The slots of trace-run's own two streams. */
enum own_slot { OWN_SLOT_EVENTS, OWN_SLOT_TEXTS, OWN_SLOT_COUNT };

struct pool_settings {
    double time_scale;
    bool is_virtual_time;
    uint64_t virtual_limit_ns; /* 0: none */
    bool uses_tsc;
    uint32_t packet_count; /* the most to use; 0 decides by the machine's memory */
};

struct pool_owner {
    struct pool_header *pool;
    uint32_t packet_count, ready_count; /* as in the header, where others could write */
    int fd;
    bool may_grow;
    char path[64]; /* for the environment of observed programs */
};

bool pool_owner_open(struct pool_owner *owner, const struct pool_settings *settings,
                     struct trace_error *error);
/* Gives memory to more packets if fewer than a quarter of those with memory are free. */
void pool_owner_grow(struct pool_owner *owner);
void pool_owner_close(struct pool_owner *owner);

#endif
