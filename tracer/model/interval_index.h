/* Answers about long arrays of intervals (segments, holds, waits) that cost what is asked for, not
 * what the array holds: which begin after an instant, how much time a stretch of them takes, which
 * are long. The picture of ten million events asks this for every column of pixels. Built once the
 * array is complete; arrays that are short have an index without blocks, which answers the same.
 *
 * An interval is a struct that begins with begin_ns and end_ns; intervals lie by begin_ns. Those of
 * one lane may overlap. */
#ifndef THREADLANE_MODEL_INTERVAL_INDEX_H
#define THREADLANE_MODEL_INTERVAL_INDEX_H

#include <stdbool.h>
#include <stdint.h>

#define INTERVAL_CLASSES_MAX 6
#define INTERVAL_BLOCK       64u /* intervals that a block sums up */

struct interval_block {
    uint64_t begin_ns;   /* of its first interval */
    uint64_t longest_ns; /* of its intervals */
    uint64_t end_ns;     /* the latest of its intervals and all before them */
};

struct interval_index {
    const char *items; /* borrowed */
    uint32_t count, item_size;
    uint32_t class_offset; /* of an enum within an item; 0: all are of class 0 */
    uint32_t class_count;
    uint64_t endless_ns;           /* what ends then or later never ended: it counts as long */
    struct interval_block *blocks; /* NULL: there are few */
    uint64_t *longest_ns;          /* of each so many blocks as a block has intervals */
    uint64_t *sums; /* by block and class: the time of all intervals before the block */
};

/* The class of an item is an unsigned at class_offset, below class_count; offset 0 is none. What
 * ends at endless_ns or later never ended. */
void interval_index_init(struct interval_index *index, const void *items, uint32_t count,
                         uint32_t item_size, uint32_t class_offset, uint32_t class_count,
                         uint64_t endless_ns);
void interval_index_finish(struct interval_index *index);

/* How many intervals begin before an instant. */
uint32_t interval_index_count_before(const struct interval_index *index, uint64_t time_ns);
/* The same for an instant that is not before the one that gave `from`: near ones cost less. */
uint32_t interval_index_count_from(const struct interval_index *index, uint32_t from,
                                   uint64_t time_ns);
/* An interval before which none ends after an instant: where to begin to look for those that do. */
uint32_t interval_index_first_after(const struct interval_index *index, uint64_t time_ns);
/* Adds to sums, by class, how long the intervals [from, to) are. */
void interval_index_add_sums(const struct interval_index *index, uint32_t from, uint32_t to,
                             uint64_t sums[INTERVAL_CLASSES_MAX]);
/* The first interval from `from` on, but before `to`, that is at least so long, or never ended, and
 * ends after an instant; `to` if there is none. */
uint32_t interval_index_next_long(const struct interval_index *index, uint32_t from, uint32_t to,
                                  uint64_t least_ns, uint64_t after_ns);

static inline uint64_t interval_begin(const struct interval_index *index, uint32_t at)
{
    return *(const uint64_t *)(index->items + (uint64_t)at * index->item_size);
}

static inline uint64_t interval_end(const struct interval_index *index, uint32_t at)
{
    return ((const uint64_t *)(index->items + (uint64_t)at * index->item_size))[1];
}

static inline uint32_t interval_class(const struct interval_index *index, uint32_t at)
{
    const char *item = index->items + (uint64_t)at * index->item_size;
    return index->class_offset == 0 ? 0 : *(const uint32_t *)(item + index->class_offset);
}

#endif
