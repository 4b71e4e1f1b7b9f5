/* What tl_as_completed and tl_executor_map have in common: something that gives one item after the
 * other, waiting for each. */
#ifndef THREADLANE_SYNC_ITERATOR_H
#define THREADLANE_SYNC_ITERATOR_H

#include <stdbool.h>
#include <stddef.h>

struct tl_iterator;

struct iterator_ways {
    /* As tl_iterator_next, when there is an item left. After a failure there is none left. */
    int (*next)(struct tl_iterator *iterator, void **item);
    /* Frees it; what was not delivered is given up. */
    void (*destroy)(struct tl_iterator *iterator);
};

/* First in the memory of each kind of iterator. */
struct tl_iterator {
    const struct iterator_ways *ways;
    size_t remaining; /* items still to come */
    bool is_over;     /* has failed: no more items, whatever remains */
};

#endif
