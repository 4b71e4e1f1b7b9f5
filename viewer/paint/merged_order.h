/* Sequences of numbers merged into one that holds them all in their order: what several have in
 * common stands in it once, with the set of those that it belongs to. Pictures that are painted
 * from one list each are painted from one list together (shared_drawing). */
#ifndef THREADLANE_VIEWER_PAINT_MERGED_ORDER_H
#define THREADLANE_VIEWER_PAINT_MERGED_ORDER_H

#include <stddef.h>
#include <stdint.h>

#define NO_SET UINT32_MAX

/* A set of sequences: that of `parent` and one more, later one. Equal sets are the same set. */
struct sequence_set {
    uint32_t parent; /* or NO_SET */
    uint32_t sequence;
};

struct merged_entry {
    uint32_t number, set;
};

struct merged_order {
    struct merged_entry *entries;
    size_t entry_count;
    struct sequence_set *sets;
    size_t set_count, set_capacity;
    uint32_t sequence_count;
};

/* Begins zeroed. Numbers are below `number_limit`. */
void merged_order_add(struct merged_order *order, const uint32_t *numbers, size_t count,
                      uint32_t number_limit);
void merged_order_finish(struct merged_order *order);

#endif
