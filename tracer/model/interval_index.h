/* Answers about long lists of intervals (segments, holds, waits) that cost what is asked for, not
 * what the list holds: which begin after an instant, how much time a stretch of them takes, which
 * are long. The picture of ten million events asks this for every column of pixels. Lists that are
 * short have no index, which answers the same. */
#ifndef THREADLANE_MODEL_INTERVAL_INDEX_H
#define THREADLANE_MODEL_INTERVAL_INDEX_H

#include "tracer/model/interval_list.h"

/* Of a list that is complete; NULL if it is short. interval_list_seal calls it. */
struct interval_index *interval_index_create(const struct interval_list *list);
void interval_index_destroy(struct interval_index *index); /* accepts NULL */

/* How many intervals begin before an instant. */
uint32_t interval_index_count_before(const struct interval_list *list, uint64_t time_ns);
/* The same for an instant that is not before the one that gave `from`: near ones cost less. */
uint32_t interval_index_count_from(const struct interval_list *list, uint32_t from,
                                   uint64_t time_ns);
/* An interval before which none ends after an instant: where to begin to look for those that do. */
uint32_t interval_index_first_after(const struct interval_list *list, uint64_t time_ns);
/* Adds to sums, by class, how long the intervals [from, to) are. */
void interval_index_add_sums(const struct interval_list *list, uint32_t from, uint32_t to,
                             uint64_t sums[INTERVAL_CLASSES_MAX]);
/* The first interval from `from` on, but before `to`, that is at least so long, or never ended, and
 * ends after an instant; `to` if there is none. Gaps are none. */
uint32_t interval_index_next_long(const struct interval_list *list, uint32_t from, uint32_t to,
                                  uint64_t least_ns, uint64_t after_ns);
/* What a block of intervals sums up to. */
struct interval_span {
    uint64_t begin_ns, end_ns; /* from its first begin to the next block's */
    uint64_t longest_ns;       /* of its intervals; UINT64_MAX: one never ended */
    uint64_t sums[INTERVAL_CLASSES_MAX];
};

/* False: there is no index, or it is the last block, which may not be full. */
bool interval_index_span(const struct interval_list *list, uint32_t block,
                         struct interval_span *span);
/* The greatest of the levels [from, to); 0 if there is none. */
uint32_t interval_index_greatest(const struct interval_list *list, uint32_t from, uint32_t to);

#endif
