/* Blocks of 64 intervals, each with a running sum: what lies between two blocks is a difference,
 * and only the blocks at both ends are walked. */
#include "tracer/model/interval_index.h"

#include <stdlib.h>

#include "tracer/model/arena.h"

static uint64_t length_of(const struct interval_index *index, uint32_t at)
{
    uint64_t begin_ns = interval_begin(index, at), end_ns = interval_end(index, at);
    return end_ns > begin_ns ? end_ns - begin_ns : 0;
}

/* How long it counts as when long ones are looked for. */
static uint64_t told_length(const struct interval_index *index, uint32_t at)
{
    return interval_end(index, at) >= index->endless_ns ? UINT64_MAX : length_of(index, at);
}

static uint32_t block_count_of(const struct interval_index *index)
{
    return (index->count + INTERVAL_BLOCK - 1) / INTERVAL_BLOCK;
}

static uint32_t block_end(const struct interval_index *index, uint32_t block)
{
    uint64_t end = ((uint64_t)block + 1) * INTERVAL_BLOCK;
    return end < index->count ? (uint32_t)end : index->count;
}

static void fill_block(struct interval_index *index, uint32_t number,
                       uint64_t running[INTERVAL_CLASSES_MAX])
{
    struct interval_block *block = &index->blocks[number];
    uint32_t first = number * INTERVAL_BLOCK;
    *block = (struct interval_block){
        .begin_ns = interval_begin(index, first),
        .end_ns = number > 0 ? index->blocks[number - 1].end_ns : 0,
    };
    for (uint32_t class = 0; class < index->class_count; class ++) {
        index->sums[(uint64_t)number * index->class_count + class] = running[class];
    }
    for (uint32_t i = first; i < block_end(index, number); i++) {
        uint64_t length = told_length(index, i), end_ns = interval_end(index, i);
        running[interval_class(index, i)] += length_of(index, i);
        block->longest_ns = length > block->longest_ns ? length : block->longest_ns;
        block->end_ns = end_ns > block->end_ns ? end_ns : block->end_ns;
    }
}

void interval_index_init(struct interval_index *index, const void *items, uint32_t count,
                         uint32_t item_size, uint32_t class_offset, uint32_t class_count,
                         uint64_t endless_ns)
{
    *index = (struct interval_index){.items = items,
                                     .count = count,
                                     .item_size = item_size,
                                     .class_offset = class_offset,
                                     .class_count = class_count,
                                     .endless_ns = endless_ns};
    if (count <= 2 * INTERVAL_BLOCK) {
        return;
    }
    uint32_t block_count = block_count_of(index);
    uint64_t running[INTERVAL_CLASSES_MAX] = {0};
    index->blocks = array_of(block_count, sizeof *index->blocks);
    index->sums = array_of((uint64_t)block_count * class_count, sizeof *index->sums);
    index->longest_ns = array_of(block_count / INTERVAL_BLOCK + 1, sizeof *index->longest_ns);
    for (uint32_t i = 0; i < block_count; i++) {
        fill_block(index, i, running);
        uint64_t *longest_ns = &index->longest_ns[i / INTERVAL_BLOCK];
        bool is_longer = i % INTERVAL_BLOCK == 0 || index->blocks[i].longest_ns > *longest_ns;
        *longest_ns = is_longer ? index->blocks[i].longest_ns : *longest_ns;
    }
}

void interval_index_finish(struct interval_index *index)
{
    free(index->blocks);
    free(index->longest_ns);
    free(index->sums);
    *index = (struct interval_index){0};
}

/* How many of the intervals [low, high) and all before them begin before an instant. */
static uint32_t search(const struct interval_index *index, uint32_t low, uint32_t high,
                       uint64_t time_ns)
{
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (interval_begin(index, middle) < time_ns) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

uint32_t interval_index_count_before(const struct interval_index *index, uint64_t time_ns)
{
    if (index->blocks == NULL) {
        return search(index, 0, index->count, time_ns);
    }
    uint32_t low = 0, high = block_count_of(index); /* blocks that begin before */
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (index->blocks[middle].begin_ns < time_ns) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low == 0 ? 0
                    : search(index, (low - 1) * INTERVAL_BLOCK, block_end(index, low - 1), time_ns);
}

uint32_t interval_index_count_from(const struct interval_index *index, uint32_t from,
                                   uint64_t time_ns)
{
    if (index->blocks == NULL) {
        return search(index, from, index->count, time_ns);
    }
    uint32_t block = from / INTERVAL_BLOCK, block_count = block_count_of(index), step = 1;
    while (block + step < block_count && index->blocks[block + step].begin_ns < time_ns) {
        block += step;
        step *= 2;
    }
    while (step > 0) {
        bool is_before =
            block + step < block_count && index->blocks[block + step].begin_ns < time_ns;
        block += is_before ? step : 0;
        step /= 2;
    }
    uint32_t low = block * INTERVAL_BLOCK;
    low = low > from ? low : from;
    return low >= index->count ? index->count
                               : search(index, low, block_end(index, block), time_ns);
}

static void walk_sums(const struct interval_index *index, uint32_t from, uint32_t to,
                      uint64_t sums[INTERVAL_CLASSES_MAX])
{
    for (uint32_t i = from; i < to; i++) {
        sums[interval_class(index, i)] += length_of(index, i);
    }
}

void interval_index_add_sums(const struct interval_index *index, uint32_t from, uint32_t to,
                             uint64_t sums[INTERVAL_CLASSES_MAX])
{
    if (index->blocks == NULL || to - from < 2 * INTERVAL_BLOCK) {
        walk_sums(index, from, to, sums);
        return;
    }
    uint32_t first = (from + INTERVAL_BLOCK - 1) / INTERVAL_BLOCK, last = to / INTERVAL_BLOCK;
    last = last < block_count_of(index) ? last : block_count_of(index) - 1;
    for (uint32_t class = 0; class < index->class_count; class ++) {
        sums[class] += index->sums[(uint64_t)last * index->class_count + class] -
                       index->sums[(uint64_t)first * index->class_count + class];
    }
    walk_sums(index, from, first * INTERVAL_BLOCK, sums);
    walk_sums(index, last * INTERVAL_BLOCK, to, sums);
}

uint32_t interval_index_first_after(const struct interval_index *index, uint64_t time_ns)
{
    if (index->blocks == NULL) {
        return 0;
    }
    uint32_t low = 0, high = block_count_of(index); /* blocks up to whose ends all has ended */
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (index->blocks[middle].end_ns <= time_ns) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low * INTERVAL_BLOCK < index->count ? low * INTERVAL_BLOCK : index->count;
}

/* Whether none of a block's intervals is so long, or none of them reaches past an instant: they
 * begin before the next block does. */
static bool is_passed_over(const struct interval_index *index, uint32_t block, uint64_t least_ns,
                           uint64_t after_ns)
{
    uint64_t longest_ns = index->blocks[block].longest_ns;
    bool has_next = block + 1 < block_count_of(index) && longest_ns != UINT64_MAX;
    return longest_ns < least_ns ||
           (has_next && index->blocks[block + 1].begin_ns + longest_ns <= after_ns);
}

uint32_t interval_index_next_long(const struct interval_index *index, uint32_t from, uint32_t to,
                                  uint64_t least_ns, uint64_t after_ns)
{
    for (uint32_t i = from; i < to;) {
        uint32_t block = i / INTERVAL_BLOCK;
        if (index->blocks != NULL && i % (INTERVAL_BLOCK * INTERVAL_BLOCK) == 0 &&
            index->longest_ns[block / INTERVAL_BLOCK] < least_ns) {
            i = block_end(index, block | (INTERVAL_BLOCK - 1));
            continue;
        }
        if (index->blocks != NULL && is_passed_over(index, block, least_ns, after_ns)) {
            i = block_end(index, block);
            continue;
        }
        if (told_length(index, i) >= least_ns && interval_end(index, i) > after_ns) {
            return i;
        }
        i++;
    }
    return to;
}
