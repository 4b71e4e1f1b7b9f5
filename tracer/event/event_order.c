#include "tracer/event/event_order.h"

static uint32_t count_leaves(uint32_t turn_count)
{
    uint32_t count = 1;
    while (count < turn_count) {
        count *= 2;
    }
    return count;
}

size_t event_order_size(uint32_t turn_count)
{
    return 2 * (size_t)count_leaves(turn_count);
}

static bool comes_before(struct event_key a, struct event_key b)
{
    return a.time_ns != b.time_ns ? a.time_ns < b.time_ns : a.place < b.place;
}

static void put_node(struct event_order *order, uint32_t node, struct event_key key)
{
    order->times[node] = key.time_ns;
    order->places[node] = key.place;
}

/* Who wins below a node; all that lose there are noted. */
static struct event_key play(struct event_order *order, const struct event_key *keys,
                             uint32_t turn_count, uint32_t node)
{
    if (node >= order->leaf_count) {
        uint32_t turn = node - order->leaf_count;
        return turn < turn_count ? keys[turn] : event_key_none();
    }
    struct event_key left = play(order, keys, turn_count, 2 * node);
    struct event_key right = play(order, keys, turn_count, 2 * node + 1);
    bool is_right = comes_before(right, left);
    put_node(order, node, is_right ? left : right);
    return is_right ? right : left;
}

void event_order_begin(struct event_order *order, uint64_t *memory, const struct event_key *keys,
                       uint32_t turn_count)
{
    uint32_t leaf_count = count_leaves(turn_count);
    *order = (struct event_order){
        .times = memory, .places = memory + leaf_count, .leaf_count = leaf_count};
    put_node(order, 0, play(order, keys, turn_count, 1));
}
