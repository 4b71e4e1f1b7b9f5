/* Takes packets out of the pool into the stream files: the full ones always, those that are being
 * filled when somebody wants to look. The observed program shares the pool and may write nonsense
 * into it; the collector believes nothing that could lead it outside a packet or a file. One
 * thread. */
#ifndef THREADLANE_COLLECT_COLLECTOR_H
#define THREADLANE_COLLECT_COLLECTOR_H

#include <stdbool.h>
#include <stdint.h>

#include "tracer/collect/pool_owner.h"
#include "tracer/collect/stream_store.h"

#define DRAIN_PACKETS 128u /* eight mebibytes */

struct collector {
    struct pool_header *pool;               /* borrowed */
    struct stream_store *store;             /* borrowed */
    uint32_t packet_count;                  /* as it was at first: nobody else may change it */
    uint32_t next_packet;                   /* where the next drain begins */
    bool has_more;                          /* the last drain left full packets */
    uint64_t full_event_count;              /* in packets that were full */
    uint64_t active_event_count;            /* in packets being filled, at the last flush */
    uint64_t end_ticks;                     /* the latest record written */
    uint32_t broken_count;                  /* packets that were not believed */
    uint32_t told_lost[POOL_SLOT_MAX];      /* events lost, as the slots' written packets say */
    uint64_t process_end[POOL_PROCESS_MAX]; /* ticks of the latest record written of each process */
    bool has_told_end[POOL_PROCESS_MAX];    /* that record or one before said that it ends */
    uint64_t
        process_join[POOL_PROCESS_MAX]; /* ticks of the first record that it was joined, or 0 */
};

/* In memory that is all 0: most of it never needs to be touched. */
void collector_init(struct collector *collector, struct pool_header *pool,
                    struct stream_store *store);

/* Writes full packets out and frees them, up to DRAIN_PACKETS of them, so that whoever calls it
 * gets to something else now and then; has_more says whether there are others. False: the disk did
 * not take it. */
bool collector_drain(struct collector *collector, struct trace_error *error);
/* All of them, and what there is of the packets being filled. */
bool collector_flush(struct collector *collector, struct trace_error *error);

/* Events in the pool that stand in no file: lost, if the disk takes no more. */
uint64_t collector_unwritten(const struct collector *collector);

/* A process has ended: what its threads were filling is full now, and their slots are free. */
void collector_reclaim(struct collector *collector, uint32_t process);

/* Events that were lost and stand in no packet's head yet: nobody found a packet after them. */
uint32_t collector_untold_lost(const struct collector *collector);

/* One number for all published lengths and counters: the same twice means that nothing was recorded
 * in between. */
uint64_t collector_heads(const struct collector *collector);
/* Of the packets that threads are filling: packets [0, used count) may be some. A number for what
 * is in one, 0 if nobody fills it; what its thread waits for, without a time limit, 0 if it does
 * not; and which one a thread fills, UINT32_MAX if none. */
uint32_t collector_used_count(const struct collector *collector);
uint64_t collector_packet_head(const struct collector *collector, uint32_t packet);
uint16_t collector_awaited_operation(const struct collector *collector, uint32_t packet);
uint32_t collector_find_packet(const struct collector *collector, uint32_t thread);
/* True if each thread that is filling a packet has begun to wait and recorded nothing since. */
bool collector_is_quiet(const struct collector *collector);

/* Sleeps until a packet is full, until collector_interrupt, or so long. */
void collector_wait(const struct collector *collector, uint64_t limit_ns, uint32_t seen);
/* What collector_wait compares with; read before looking for work. */
uint32_t collector_seen(const struct collector *collector);
/* Ends the wait that goes on or comes next; for signal handlers, too. */
void collector_interrupt(struct pool_header *pool);

#endif
