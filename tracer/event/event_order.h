/* Which of many streams of events is next: by time; of one instant a giving event stands before a
 * getting one, then the stream of the lower turn. Whoever merges streams (the CTF reader, the
 * model) keeps where each stands, asks here whose turn it is, and says what comes next there.
 *
 * A tree of losers (Knuth, volume 3, 5.4.1): the leaves are the streams' next events; each inner
 * node keeps who lost the match there. When the winner has moved on, only the matches on its way up
 * are played again, without a branch that could be guessed wrong: time and turn are one number, a
 * match is the lower and the higher of two. Times that are too far ahead for that count as the same
 * until all are; then the tree is made anew from there. */
#ifndef THREADLANE_EVENT_EVENT_ORDER_H
#define THREADLANE_EVENT_EVENT_ORDER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tracer/event/event_kind.h"
#include "tracer/event/raw_event.h"

/* The time, at most RAW_TIME_MAX, and below it a bit that says getting. */
static inline uint64_t event_rank_make(uint64_t time_ns, uint16_t kind)
{
    return time_ns << 1 | kind_is_getting(kind);
}

/* Of a stream that has ended. */
#define EVENT_RANK_NONE UINT64_MAX

struct event_order {
    uint64_t *keys;  /* by node, in the caller's memory; [0] is who is next */
    uint64_t *ranks; /* by turn, of the next events, beside them */
    uint64_t base;   /* rank; a key is (rank - base) << turn_bits | turn */
    uint32_t turn_bits;
    uint32_t leaf_count; /* a power of two */
};

/* How many numbers of memory so many streams need. */
size_t event_order_size(uint32_t turn_count);
/* `ranks` are those of the first events, by turn; `memory` has the size that event_order_size says
 * and stays the caller's. */
void event_order_begin(struct event_order *order, uint64_t *memory, const uint64_t *ranks,
                       uint32_t turn_count);
/* What event_order_next does when no stream is near. */
bool event_order_go_on(struct event_order *order, uint32_t *turn);

/* What is as far away as keys can tell, or farther. */
static inline uint64_t event_order_far(const struct event_order *order)
{
    return UINT64_MAX >> order->turn_bits;
}

static inline uint64_t event_order_key(const struct event_order *order, uint64_t rank,
                                       uint32_t turn)
{
    uint64_t distance = rank - order->base, far = event_order_far(order);
    return (distance < far ? distance : far) << order->turn_bits | turn;
}

/* False: all streams have ended. */
static inline bool event_order_next(struct event_order *order, uint32_t *turn)
{
    uint64_t key = order->keys[0];
    *turn = (uint32_t)(key & ((UINT64_C(1) << order->turn_bits) - 1));
    return key >> order->turn_bits != event_order_far(order) || event_order_go_on(order, turn);
}

/* The one whose turn it was has moved on, to an event that is no earlier. */
static inline void event_order_replace(struct event_order *order, uint32_t turn, uint64_t rank)
{
    uint64_t key = event_order_key(order, rank, turn);
    order->ranks[turn] = rank;
    for (uint32_t node = (order->leaf_count + turn) / 2; node > 0; node /= 2) {
        uint64_t other = order->keys[node];
        order->keys[node] = other > key ? other : key;
        key = other < key ? other : key;
    }
    order->keys[0] = key;
}

#endif
