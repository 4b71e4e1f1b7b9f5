/* Which of many streams of events is next: by time; of one instant a giving event stands before a
 * getting one, then the stream of the lower turn. Whoever merges streams (the CTF reader, the
 * model) keeps where each stands, asks here whose turn it is, and says what comes next there.
 *
 * A tree of losers (Knuth, volume 3, 5.4.1): the leaves are the streams' next events; each inner
 * node keeps who lost the match there. When the winner has moved on, only the matches on its way up
 * are played again, without a branch that could be guessed wrong. */
#ifndef THREADLANE_EVENT_EVENT_ORDER_H
#define THREADLANE_EVENT_EVENT_ORDER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tracer/event/event_kind.h"

/* What decides; no two are equal. */
struct event_key {
    uint64_t time_ns;
    uint64_t place; /* getting << 32 | turn */
};

struct event_order {
    uint64_t *times;     /* by node, in the caller's memory; [0] is who is next */
    uint64_t *places;    /* beside them: the pair is not moved as one, which would be slower */
    uint32_t leaf_count; /* a power of two */
};

static inline struct event_key event_key_make(uint64_t time_ns, uint16_t kind, uint32_t turn)
{
    return (struct event_key){time_ns, (uint64_t)kind_is_getting(kind) << 32 | turn};
}

/* Of a stream that has ended. */
static inline struct event_key event_key_none(void)
{
    return (struct event_key){UINT64_MAX, UINT64_MAX};
}

/* How many numbers of memory so many streams need. */
size_t event_order_size(uint32_t turn_count);
/* `keys` are those of the first events, by turn; `memory` has the size that event_order_size says
 * and stays the caller's. */
void event_order_begin(struct event_order *order, uint64_t *memory, const struct event_key *keys,
                       uint32_t turn_count);

/* False: all streams have ended. */
static inline bool event_order_next(const struct event_order *order, uint32_t *turn)
{
    *turn = (uint32_t)order->places[0];
    return order->places[0] != UINT64_MAX;
}

/* The one whose turn it was has moved on. */
static inline void event_order_replace(struct event_order *order, uint32_t turn,
                                       struct event_key key)
{
    uint64_t time = key.time_ns, place = key.place;
    for (uint32_t node = (order->leaf_count + turn) / 2; node > 0; node /= 2) {
        uint64_t other_time = order->times[node], other_place = order->places[node];
        bool is_beaten = ((unsigned __int128)other_time << 64 | other_place) <
                         ((unsigned __int128)time << 64 | place);
        uint64_t time_change = (other_time ^ time) & -(uint64_t)is_beaten;
        uint64_t place_change = (other_place ^ place) & -(uint64_t)is_beaten;
        order->times[node] = other_time ^ time_change;
        order->places[node] = other_place ^ place_change;
        time ^= time_change;
        place ^= place_change;
    }
    order->times[0] = time;
    order->places[0] = place;
}

#endif
