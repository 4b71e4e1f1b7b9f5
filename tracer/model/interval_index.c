/* Blocks of 64 intervals, each with a running sum: what lies between two blocks is a difference,
 * and only the blocks at both ends are walked. */
#include "tracer/model/interval_index.h"

#include <stdlib.h>

#include "tracer/model/arena.h"

struct interval_block {
    uint64_t longest_ns; /* of its intervals */
    uint64_t end_ns;     /* the latest of its intervals and all before them */
};

struct interval_index {
    struct interval_block *blocks;
    uint64_t *begins_ns;  /* of each block; borrowed from the list, or of references its own */
    uint64_t *longest_ns; /* of each so many blocks as a block has intervals */
    uint32_t *greatest;   /* of levels, of each block; else NULL */
    uint64_t *sums;       /* by block and class: the time of all intervals before the block */
    bool owns_begins;
};

static uint32_t block_count_of(const struct interval_list *list)
{
    return (list->count + INTERVAL_BLOCK - 1) / INTERVAL_BLOCK;
}

static uint32_t block_end(const struct interval_list *list, uint32_t block)
{
    uint64_t end = ((uint64_t)block + 1) * INTERVAL_BLOCK;
    return end < list->count ? (uint32_t)end : list->count;
}

static void sum_up(const struct interval_list *list, uint32_t at,
                   uint64_t sums[INTERVAL_CLASSES_MAX])
{
    uint32_t class = interval_class(list, at);
    if (class < INTERVAL_CLASSES_MAX) {
        sums[class] += interval_length(list, at);
    }
}

static void fill_block(const struct interval_list *list, struct interval_index *index,
                       uint32_t number, uint64_t running[INTERVAL_CLASSES_MAX])
{
    struct interval_block *block = &index->blocks[number];
    uint32_t first = number * INTERVAL_BLOCK;
    *block = (struct interval_block){.end_ns = number > 0 ? index->blocks[number - 1].end_ns : 0};
    if (index->owns_begins) {
        index->begins_ns[number] = interval_begin(list, first);
    }
    for (uint32_t class = 0; class < list->class_count; class ++) {
        index->sums[(uint64_t)number * list->class_count + class] = running[class];
    }
    for (uint32_t i = first; i < block_end(list, number); i++) {
        uint64_t length = interval_length(list, i), end_ns = interval_end(list, i);
        uint32_t class = interval_class(list, i);
        block->end_ns = end_ns > block->end_ns ? end_ns : block->end_ns;
        if (class == INTERVAL_GAP) {
            continue;
        }
        running[class] += length;
        length = interval_end_event(list, i) == NONE_INDEX ? UINT64_MAX : length;
        block->longest_ns = length > block->longest_ns ? length : block->longest_ns;
    }
}

static uint32_t walk_greatest(const struct interval_list *list, uint32_t from, uint32_t to)
{
    uint32_t greatest = 0;
    for (uint32_t i = from; i < to; i++) {
        uint32_t level = interval_level(list, i);
        greatest = level > greatest ? level : greatest;
    }
    return greatest;
}

struct interval_index *interval_index_create(const struct interval_list *list)
{
    if (list->count <= 2 * INTERVAL_BLOCK) {
        return NULL;
    }
    uint32_t block_count = block_count_of(list);
    uint64_t running[INTERVAL_CLASSES_MAX] = {0};
    struct interval_index *index = array_of(1, sizeof *index);
    *index = (struct interval_index){
        .blocks = array_of(block_count, sizeof *index->blocks),
        .owns_begins = list->begins_ns == NULL,
        .longest_ns = array_of(block_count / INTERVAL_BLOCK + 1, sizeof *index->longest_ns),
        .sums = array_of((uint64_t)block_count * list->class_count, sizeof *index->sums),
    };
    index->begins_ns =
        index->owns_begins ? array_of(block_count, sizeof *index->begins_ns) : list->begins_ns;
    index->greatest = list->width == 3 ? array_of(block_count, sizeof *index->greatest) : NULL;
    for (uint32_t i = 0; i < block_count; i++) {
        fill_block(list, index, i, running);
        if (index->greatest != NULL) {
            index->greatest[i] = walk_greatest(list, i * INTERVAL_BLOCK, block_end(list, i));
        }
        uint64_t *longest_ns = &index->longest_ns[i / INTERVAL_BLOCK];
        bool is_longer = i % INTERVAL_BLOCK == 0 || index->blocks[i].longest_ns > *longest_ns;
        *longest_ns = is_longer ? index->blocks[i].longest_ns : *longest_ns;
    }
    return index;
}

void interval_index_destroy(struct interval_index *index)
{
    if (index == NULL) {
        return;
    }
    free(index->owns_begins ? index->begins_ns : NULL);
    free(index->blocks);
    free(index->greatest);
    free(index->longest_ns);
    free(index->sums);
    free(index);
}

/* How many of the intervals [low, high) and all before them begin before an instant. */
static uint32_t search(const struct interval_list *list, uint32_t low, uint32_t high,
                       uint64_t time_ns)
{
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (interval_begin(list, middle) < time_ns) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

uint32_t interval_index_count_before(const struct interval_list *list, uint64_t time_ns)
{
    if (list->index == NULL) {
        return search(list, 0, list->count, time_ns);
    }
    uint32_t low = 0, high = block_count_of(list); /* blocks that begin before */
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (list->index->begins_ns[middle] < time_ns) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low == 0 ? 0
                    : search(list, (low - 1) * INTERVAL_BLOCK, block_end(list, low - 1), time_ns);
}

uint32_t interval_index_count_from(const struct interval_list *list, uint32_t from,
                                   uint64_t time_ns)
{
    if (list->index == NULL) {
        return search(list, from, list->count, time_ns);
    }
    uint32_t block = from / INTERVAL_BLOCK, block_count = block_count_of(list), step = 1;
    while (block + step < block_count && list->index->begins_ns[block + step] < time_ns) {
        block += step;
        step *= 2;
    }
    while (step > 0) {
        bool is_before =
            block + step < block_count && list->index->begins_ns[block + step] < time_ns;
        block += is_before ? step : 0;
        step /= 2;
    }
    uint32_t low = block * INTERVAL_BLOCK;
    low = low > from ? low : from;
    return low >= list->count ? list->count : search(list, low, block_end(list, block), time_ns);
}

static void walk_sums(const struct interval_list *list, uint32_t from, uint32_t to,
                      uint64_t sums[INTERVAL_CLASSES_MAX])
{
    for (uint32_t i = from; i < to; i++) {
        sum_up(list, i, sums);
    }
}

void interval_index_add_sums(const struct interval_list *list, uint32_t from, uint32_t to,
                             uint64_t sums[INTERVAL_CLASSES_MAX])
{
    uint32_t first = (from + INTERVAL_BLOCK - 1) / INTERVAL_BLOCK, last = to / INTERVAL_BLOCK;
    if (list->index == NULL || last <= first) {
        walk_sums(list, from, to, sums);
        return;
    }
    last = last < block_count_of(list) ? last : block_count_of(list) - 1;
    for (uint32_t class = 0; class < list->class_count; class ++) {
        sums[class] += list->index->sums[(uint64_t)last * list->class_count + class] -
                       list->index->sums[(uint64_t)first * list->class_count + class];
    }
    walk_sums(list, from, first * INTERVAL_BLOCK, sums);
    walk_sums(list, last * INTERVAL_BLOCK, to, sums);
}

uint32_t interval_index_first_after(const struct interval_list *list, uint64_t time_ns)
{
    if (list->index == NULL) {
        return 0;
    }
    uint32_t low = 0, high = block_count_of(list); /* blocks up to whose ends all has ended */
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (list->index->blocks[middle].end_ns <= time_ns) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low * INTERVAL_BLOCK < list->count ? low * INTERVAL_BLOCK : list->count;
}

/* Whether none of a block's intervals is so long, or none of them reaches past an instant: they
 * begin before the next block does. */
static bool is_passed_over(const struct interval_list *list, uint32_t block, uint64_t least_ns,
                           uint64_t after_ns)
{
    uint64_t longest_ns = list->index->blocks[block].longest_ns;
    bool has_next = block + 1 < block_count_of(list) && longest_ns != UINT64_MAX;
    return longest_ns < least_ns ||
           (has_next && list->index->begins_ns[block + 1] + longest_ns <= after_ns);
}

uint32_t interval_index_next_long(const struct interval_list *list, uint32_t from, uint32_t to,
                                  uint64_t least_ns, uint64_t after_ns)
{
    for (uint32_t i = from; i < to;) {
        uint32_t block = i / INTERVAL_BLOCK;
        if (list->index != NULL && i % (INTERVAL_BLOCK * INTERVAL_BLOCK) == 0 &&
            list->index->longest_ns[block / INTERVAL_BLOCK] < least_ns) {
            i = block_end(list, block | (INTERVAL_BLOCK - 1));
            continue;
        }
        if (list->index != NULL && is_passed_over(list, block, least_ns, after_ns)) {
            i = block_end(list, block);
            continue;
        }
        interval_will_ask(list, i + INTERVAL_AHEAD);
        bool is_long =
            interval_length(list, i) >= least_ns || interval_end_event(list, i) == NONE_INDEX;
        if (is_long && !interval_is_gap(list, i) && interval_end(list, i) > after_ns) {
            return i;
        }
        i++;
    }
    return to;
}

bool interval_index_span(const struct interval_list *list, uint32_t block,
                         struct interval_span *span)
{
    const struct interval_index *index = list->index;
    if (index == NULL) {
        return false;
    }
    bool has_next = block + 1 < block_count_of(list);
    span->begin_ns = index->begins_ns[block];
    span->end_ns = has_next ? index->begins_ns[block + 1] : list->trace->end_ns;
    span->longest_ns = index->blocks[block].longest_ns;
    const uint64_t *sums = index->sums + (uint64_t)block * list->class_count;
    for (uint32_t class = 0; has_next && class < list->class_count; class ++) {
        span->sums[class] = sums[list->class_count + class] - sums[class];
    }
    return has_next;
}

uint32_t interval_index_greatest(const struct interval_list *list, uint32_t from, uint32_t to)
{
    if (list->index == NULL || to - from < 2 * INTERVAL_BLOCK) {
        return walk_greatest(list, from, to);
    }
    uint32_t first = (from + INTERVAL_BLOCK - 1) / INTERVAL_BLOCK, last = to / INTERVAL_BLOCK;
    uint32_t greatest = walk_greatest(list, from, first * INTERVAL_BLOCK);
    for (uint32_t i = first; i < last; i++) {
        uint32_t level = list->index->greatest[i];
        greatest = level > greatest ? level : greatest;
    }
    uint32_t rest = walk_greatest(list, last * INTERVAL_BLOCK, to);
    return rest > greatest ? rest : greatest;
}
