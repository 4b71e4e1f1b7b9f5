#include "tracer/python/item_list.h"

#include <stdlib.h>
#include <string.h>

struct item {
    const void *item;
    uint32_t number;
};

struct item_list {
    struct item *items;
    size_t count, capacity;
};

struct item_list *item_list_create(void)
{
    return calloc(1, sizeof(struct item_list));
}

void item_list_destroy(struct item_list *list)
{
    if (list) {
        free(list->items);
        free(list);
    }
}

void item_list_add(struct item_list *list, const void *item, uint32_t number)
{
    if (list->count == list->capacity) {
        size_t capacity = list->capacity ? list->capacity * 2 : 16;
        struct item *items = realloc(list->items, capacity * sizeof(*items));
        if (!items) {
            return;
        }
        list->items = items;
        list->capacity = capacity;
    }
    list->items[list->count++] = (struct item){item, number};
}

uint32_t item_list_take(struct item_list *list, const void *item)
{
    for (size_t i = list->count; i-- > 0;) {
        if (list->items[i].item == item) {
            uint32_t number = list->items[i].number;
            list->count--;
            memmove(&list->items[i], &list->items[i + 1],
                    (list->count - i) * sizeof(list->items[0]));
            return number;
        }
    }
    return 0;
}
