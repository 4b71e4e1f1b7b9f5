#include "tracer/event/event_order.h"

static uint32_t count_turn_bits(uint32_t turn_count)
{
    uint32_t bits = 0;
    while (UINT64_C(1) << bits < turn_count) {
        bits++;
    }
    return bits;
}

size_t event_order_size(uint32_t turn_count)
{
    return 2 * ((size_t)1 << count_turn_bits(turn_count));
}

/* Who wins below a node; all that lose there are noted. */
static uint64_t play(struct event_order *order, uint32_t node)
{
    if (node >= order->leaf_count) {
        uint32_t turn = node - order->leaf_count;
        return event_order_key(order, order->ranks[turn], turn);
    }
    uint64_t left = play(order, 2 * node), right = play(order, 2 * node + 1);
    order->keys[node] = left > right ? left : right;
    return left < right ? left : right;
}

void event_order_begin(struct event_order *order, uint64_t *memory, const uint64_t *ranks,
                       uint32_t turn_count)
{
    uint32_t turn_bits = count_turn_bits(turn_count), leaf_count = UINT32_C(1) << turn_bits;
    *order = (struct event_order){
        .keys = memory,
        .ranks = memory + leaf_count,
        .turn_bits = turn_bits,
        .leaf_count = leaf_count,
    };
    for (uint32_t turn = 0; turn < leaf_count; turn++) {
        order->ranks[turn] = turn < turn_count ? ranks[turn] : EVENT_RANK_NONE;
    }
    order->keys[0] = play(order, 1);
}

bool event_order_go_on(struct event_order *order, uint32_t *turn)
{
    uint64_t nearest = EVENT_RANK_NONE;
    for (uint32_t i = 0; i < order->leaf_count; i++) {
        nearest = order->ranks[i] < nearest ? order->ranks[i] : nearest;
    }
    if (nearest == EVENT_RANK_NONE) {
        return false;
    }
    /* Nothing stays far away. A time may come again as that of a giving event. */
    uint64_t highest = EVENT_RANK_NONE - event_order_far(order);
    order->base = (nearest < highest ? nearest : highest) & ~UINT64_C(1);
    order->keys[0] = play(order, 1);
    *turn = (uint32_t)(order->keys[0] & (order->leaf_count - 1));
    return true;
}
