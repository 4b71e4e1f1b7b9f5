/* The longest part that a new sequence has in common with what is merged so far, as Hunt and
 * Szymanski find it: all pairs of equal numbers, by place in the new sequence, then the longest
 * chain of pairs that ascends in both. */
#include "viewer/paint/merged_order.h"

#include <stdlib.h>
#include <string.h>

#include "tracer/model/arena.h"

#define NO_PAIR UINT32_MAX

/* A place in what is merged that equals one of the new sequence; `before` leads back the chain. */
struct pair {
    uint32_t old_place, new_place, before;
};

struct merging {
    struct merged_order *order;
    const uint32_t *numbers;
    size_t count;
    uint32_t *last_place;   /* by number: its last place in the entries + 1, or 0 */
    uint32_t *place_before; /* by place: the one before of the same number + 1, or 0 */
    struct pair *pairs;
    size_t pair_count, pair_capacity;
    uint32_t *ends; /* by length - 1: the pair that ends the best chain of that length */
    size_t length;
};

static void index_places(struct merging *merging)
{
    const struct merged_order *order = merging->order;
    for (size_t i = 0; i < order->entry_count; i++) {
        uint32_t number = order->entries[i].number;
        merging->place_before[i] = merging->last_place[number];
        merging->last_place[number] = (uint32_t)i + 1;
    }
}

/* How long the chain before a pair at this place can be. */
static size_t length_before(const struct merging *merging, uint32_t old_place)
{
    size_t low = 0, high = merging->length;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (merging->pairs[merging->ends[middle]].old_place < old_place) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

static void add_pair(struct merging *merging, uint32_t old_place, uint32_t new_place)
{
    size_t length = length_before(merging, old_place);
    merging->pairs = array_grow(merging->pairs, merging->pair_count + 1, &merging->pair_capacity,
                                sizeof *merging->pairs);
    merging->pairs[merging->pair_count] =
        (struct pair){old_place, new_place, length > 0 ? merging->ends[length - 1] : NO_PAIR};
    merging->ends[length] = (uint32_t)merging->pair_count++;
    merging->length = length == merging->length ? length + 1 : merging->length;
}

/* Places of one number are tried from the last to the first, so that no two of them chain. */
static void find_chain(struct merging *merging)
{
    for (size_t i = 0; i < merging->count; i++) {
        for (uint32_t place = merging->last_place[merging->numbers[i]]; place != 0;
             place = merging->place_before[place - 1]) {
            add_pair(merging, place - 1, (uint32_t)i);
        }
    }
}

/* By place in the new sequence: its place in the entries + 1, or 0 if it is new there. */
static uint32_t *matches_of(const struct merging *merging)
{
    uint32_t *matches = array_of(merging->count + 1, sizeof *matches);
    memset(matches, 0, (merging->count + 1) * sizeof *matches);
    uint32_t pair = merging->length > 0 ? merging->ends[merging->length - 1] : NO_PAIR;
    for (; pair != NO_PAIR; pair = merging->pairs[pair].before) {
        matches[merging->pairs[pair].new_place] = merging->pairs[pair].old_place + 1;
    }
    return matches;
}

/* The set with the present sequence added; `extended` remembers those already made, + 1, the first
 * for NO_SET. */
static uint32_t extend(struct merged_order *order, uint32_t set, uint32_t *extended)
{
    uint32_t *made = &extended[set == NO_SET ? 0 : set + 1];
    if (*made == 0) {
        order->sets = array_grow(order->sets, order->set_count + 1, &order->set_capacity,
                                 sizeof *order->sets);
        order->sets[order->set_count] = (struct sequence_set){set, order->sequence_count};
        *made = (uint32_t)++order->set_count;
    }
    return *made - 1;
}

/* Old entries up to a match, then the match; what is new stands after the old ones it follows. */
static void merge(struct merging *merging, const uint32_t *matches)
{
    struct merged_order *order = merging->order;
    size_t capacity = order->entry_count + merging->count - merging->length;
    struct merged_entry *merged = array_of(capacity + 1, sizeof *merged);
    uint32_t *extended = array_of(order->set_count + 1, sizeof *extended);
    memset(extended, 0, (order->set_count + 1) * sizeof *extended);
    size_t count = 0, old = 0;
    for (size_t i = 0; i < merging->count; i++) {
        if (matches[i] == 0) {
            merged[count++] =
                (struct merged_entry){merging->numbers[i], extend(order, NO_SET, extended)};
            continue;
        }
        for (; old < matches[i]; old++) {
            merged[count++] = order->entries[old];
        }
        merged[count - 1].set = extend(order, merged[count - 1].set, extended);
    }
    for (; old < order->entry_count; old++) {
        merged[count++] = order->entries[old];
    }
    free(extended);
    free(order->entries);
    order->entries = merged;
    order->entry_count = count;
}

void merged_order_add(struct merged_order *order, const uint32_t *numbers, size_t count,
                      uint32_t number_limit)
{
    struct merging merging = {
        .order = order,
        .numbers = numbers,
        .count = count,
        .last_place = array_of((size_t)number_limit + 1, sizeof(uint32_t)),
        .place_before = array_of(order->entry_count + 1, sizeof(uint32_t)),
        .ends = array_of(count + 1, sizeof(uint32_t)),
    };
    memset(merging.last_place, 0, ((size_t)number_limit + 1) * sizeof(uint32_t));
    index_places(&merging);
    find_chain(&merging);
    uint32_t *matches = matches_of(&merging);
    merge(&merging, matches);
    order->sequence_count++;
    free(matches);
    free(merging.ends);
    free(merging.pairs);
    free(merging.place_before);
    free(merging.last_place);
}

void merged_order_finish(struct merged_order *order)
{
    free(order->entries);
    free(order->sets);
    *order = (struct merged_order){0};
}
