/* Takes free packets of the pool for a slot and hands full ones to trace-run. Called a few times a
 * second by the threads of the observed program, from the slow path of a record; no locks. */
#ifndef THREADLANE_RECORD_PACKET_TAKER_H
#define THREADLANE_RECORD_PACKET_TAKER_H

#include <stdbool.h>
#include <stdint.h>

#include "tracer/record/pool.h"

#define SLOT_NONE UINT32_MAX

/* Who fills a packet, for its head. */
struct packet_owner {
    uint32_t slot;
    enum stream_class stream;
    uint32_t thread, process, tid, pid;
};

/* A slot of the pool for packets of that class: one that was given back, or a new one. SLOT_NONE
 * when all are taken. In virtual time always a new one, because who was quicker to give an old one
 * back is not part of the story. */
uint32_t slot_take(struct pool_header *pool, enum stream_class stream);
/* `end_ticks`: of the last record in it. */
void slot_give_back(struct pool_header *pool, uint32_t slot, enum stream_class stream,
                    uint64_t end_ticks);

/* A free packet with its head filled in and no records, beginning at `begin_ticks`; its index goes
 * to *index. When all are taken: waits for trace-run if `may_wait`, as long as that lives and at
 * most a few seconds. NULL if there is none. */
struct packet_head *packet_take(struct pool_header *pool, const struct packet_owner *owner,
                                uint64_t begin_ticks, bool may_wait, uint32_t *index);
/* The packet gets no more records; trace-run writes it out. */
void packet_give_full(struct pool_header *pool, uint32_t index);

/* The same for all that a process was filling when it became another program: nobody does any more.
 */
void packet_give_all(struct pool_header *pool, uint32_t process);

/* One event of the slot (or of none: SLOT_NONE) was lost for want of a packet. */
void packet_count_lost(struct pool_header *pool, uint32_t slot);

#endif
