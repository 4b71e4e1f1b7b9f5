/* What a queue holds, and which item comes out next: the first one put in, the last one, or the
 * smallest. Only under the lock of its queue; grows as it is filled. Items are the caller's. */
#ifndef THREADLANE_SYNC_ITEM_STORE_H
#define THREADLANE_SYNC_ITEM_STORE_H

#include <stdbool.h>
#include <stdint.h>

enum item_order {
    ORDER_FIRST = 0, /* first in, first out */
    ORDER_LAST,      /* last in, first out */
    ORDER_SMALLEST,
};

struct stored_item {
    void *item;
    uint32_t number; /* of its put, from 1 */
};

struct item_store {
    enum item_order order;
    int (*compare)(const void *a, const void *b); /* of items, as for qsort; ORDER_SMALLEST only */
    struct stored_item *items; /* ORDER_FIRST: a ring from `first`; ORDER_SMALLEST: a heap */
    uint32_t first;
    uint32_t size;
    uint32_t capacity; /* a power of two, or 0 */
};

/* Makes room for one more item; false when there is no memory. */
bool item_store_reserve(struct item_store *store);
/* Only after a reserve. */
void item_store_push(struct item_store *store, struct stored_item item);
/* Only when the size is not 0. */
struct stored_item item_store_pop(struct item_store *store);
void item_store_finish(struct item_store *store);

#endif
