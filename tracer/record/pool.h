/* The pool: packets in shared memory, between the observed programs, which fill them, and
 * trace-run, which writes them to the trace. A memfd made by trace-run; the environment names it as
 * a path below /proc (POOL_ENVIRONMENT), so nothing of it is left behind however anybody dies.
 *
 * A thread owns a slot (one stream file) while it lives and takes packets one after the other. Each
 * packet knows its place in the trace when it is taken, sequence * PACKET_SIZE in the slot's file,
 * so whoever writes it out, even twice, writes the same bytes to the same place. */
#ifndef THREADLANE_RECORD_POOL_H
#define THREADLANE_RECORD_POOL_H

#include <stdatomic.h>
#include <stdint.h>

#include "tracer/event/record.h"

#define POOL_ENVIRONMENT "THREADLANE_POOL"
#define POOL_MAGIC       0x6c6f6f70656e616cull
#define POOL_VERSION     1u
#define POOL_PACKET_MAX  16384u /* 1 GiB of address space; memory only for what is used */
#define POOL_SLOT_MAX    65536u

enum packet_state {
    PACKET_FREE = 0,
    PACKET_ACTIVE, /* a thread is filling it */
    PACKET_FULL,   /* waits to be written out; trace-run frees it */
};

/* Beside each packet, because the packet itself is the trace's. */
struct pool_entry {
    _Atomic uint32_t
        state; /* enum packet_state: free→active by the taker, →full by it, →free by trace-run */
    uint32_t slot; /* valid unless free */
};

struct pool_header {
    uint64_t magic;
    uint32_t version;
    uint32_t packet_count; /* POOL_PACKET_MAX */

    /* How to record; written by trace-run before the program starts. */
    double time_scale; /* sleeps and time-outs last 1 / time_scale of what was asked */
    uint32_t
        is_virtual_time; /* section 4 of the design: one thread at a time, a clock of its own */
    uint32_t uses_tsc;   /* else clock_gettime */
    uint64_t virtual_step_ns; /* the virtual clock's tick, one per event */

    _Atomic uint32_t next_thread;  /* numbers, trace-wide, from 1 */
    _Atomic uint32_t next_process; /* from 1 */
    _Atomic uint64_t next_object;  /* serials of ID_LIBRARY */
    _Atomic uint32_t
        ready_count;             /* packets [0, ready_count) are pre-touched; trace-run raises it */
    _Atomic uint32_t next_slot;  /* slots ever used */
    _Atomic uint32_t discarded;  /* events lost by threads that found no packet */
    _Atomic uint64_t free_hint;  /* where to look first */
    _Atomic uint64_t head_futex; /* low half: trace-run sleeps here; raised when a packet is full */

    struct pool_entry entries[POOL_PACKET_MAX];
    _Atomic uint32_t slot_taken[POOL_SLOT_MAX]; /* 1 while a thread owns the slot */
    uint32_t slot_sequence[POOL_SLOT_MAX];      /* the owner's next packet sequence */
};

#define POOL_HEADER_SIZE                                                                           \
    ((sizeof(struct pool_header) + PACKET_SIZE - 1) / PACKET_SIZE * PACKET_SIZE)
#define POOL_SIZE (POOL_HEADER_SIZE + (uint64_t)POOL_PACKET_MAX * PACKET_SIZE)

static inline struct packet_head *pool_packet(struct pool_header *pool, uint32_t index)
{
    return (struct packet_head *)((char *)pool + POOL_HEADER_SIZE + (uint64_t)index * PACKET_SIZE);
}

#endif
