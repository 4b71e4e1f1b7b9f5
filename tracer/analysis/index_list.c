#include "tracer/analysis/index_list.h"

#include <stdlib.h>
#include <string.h>

#include "tracer/model/trace.h"

void *arena_grow_array(struct arena *arena, void *array, uint32_t count, size_t item_size)
{
    /* Full exactly when the count is 0 or a power of two, so no capacity has to be kept. */
    if ((count & (count - 1)) != 0) {
        return array;
    }
    size_t capacity = count == 0 ? 1 : (size_t)count * 2;
    void *longer = arena_allocate(arena, capacity * item_size);
    if (count > 0) {
        memcpy(longer, array, count * item_size);
    }
    return longer;
}

void index_list_add(struct index_list *list, struct arena *arena, uint32_t index)
{
    if (index != NONE_INDEX && !index_list_has(list, index)) {
        index_list_push(list, arena, index);
    }
}

void index_list_push(struct index_list *list, struct arena *arena, uint32_t index)
{
    list->items = arena_grow_array(arena, list->items, list->count, sizeof(*list->items));
    list->items[list->count++] = index;
}

bool index_list_has(const struct index_list *list, uint32_t index)
{
    for (uint32_t i = 0; i < list->count; i++) {
        if (list->items[i] == index) {
            return true;
        }
    }
    return false;
}

static int compare_indexes(const void *left, const void *right)
{
    uint32_t a = *(const uint32_t *)left;
    uint32_t b = *(const uint32_t *)right;
    return (a > b) - (a < b);
}

void index_list_sort(struct index_list *list)
{
    if (list->count > 1) {
        qsort(list->items, list->count, sizeof(*list->items), compare_indexes);
    }
}
