#include "tracer/sync/item_store.h"

#include <assert.h>
#include <stdlib.h>

#define CAPACITY_FIRST 8u

/* Unrolls the ring, so that it begins at 0 again. */
bool item_store_reserve(struct item_store *store)
{
    if (store->size < store->capacity) {
        return true;
    }
    uint32_t capacity = store->capacity ? store->capacity * 2 : CAPACITY_FIRST;
    struct stored_item *items = capacity ? malloc(capacity * sizeof(*items)) : NULL;
    if (!items) {
        return false;
    }
    for (uint32_t i = 0; i < store->size; i++) {
        items[i] = store->items[(store->first + i) & (store->capacity - 1)];
    }
    free(store->items);
    store->items = items;
    store->first = 0;
    store->capacity = capacity;
    return true;
}

/* Equal items leave in the order in which they came. */
static bool is_before(const struct item_store *store, struct stored_item a, struct stored_item b)
{
    int order = store->compare(a.item, b.item);
    return order < 0 || (order == 0 && a.number < b.number);
}

/* The item moves up from `place` until its parent comes before it. */
static void sift_up(struct item_store *store, uint32_t place, struct stored_item item)
{
    while (place > 0 && is_before(store, item, store->items[(place - 1) / 2])) {
        store->items[place] = store->items[(place - 1) / 2];
        place = (place - 1) / 2;
    }
    store->items[place] = item;
}

/* The item moves down from the top until it comes before its children. */
static void sift_down(struct item_store *store, struct stored_item item)
{
    uint32_t place = 0;
    for (uint32_t child = 1; child < store->size; child = 2 * place + 1) {
        bool is_right_first = child + 1 < store->size &&
                              is_before(store, store->items[child + 1], store->items[child]);
        child += is_right_first;
        if (!is_before(store, store->items[child], item)) {
            break;
        }
        store->items[place] = store->items[child];
        place = child;
    }
    store->items[place] = item;
}

void item_store_push(struct item_store *store, struct stored_item item)
{
    assert(store->size < store->capacity);
    uint32_t place = (store->first + store->size++) & (store->capacity - 1);
    if (store->order == ORDER_SMALLEST) {
        sift_up(store, place, item);
    } else {
        store->items[place] = item;
    }
}

struct stored_item item_store_pop(struct item_store *store)
{
    assert(store->size > 0);
    uint32_t last = (store->first + --store->size) & (store->capacity - 1);
    if (store->order == ORDER_LAST) {
        return store->items[last];
    }
    struct stored_item popped = store->items[store->first];
    if (store->order == ORDER_FIRST) {
        store->first = (store->first + 1) & (store->capacity - 1);
    } else if (store->size > 0) {
        sift_down(store, store->items[last]);
    }
    return popped;
}

void item_store_finish(struct item_store *store)
{
    free(store->items);
}
