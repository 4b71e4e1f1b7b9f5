/* Growing arrays in an analysis' arena, and lists of thread, object or event indexes made of them.
 */
#ifndef THREADLANE_ANALYSIS_INDEX_LIST_H
#define THREADLANE_ANALYSIS_INDEX_LIST_H

#include <stdbool.h>
#include <stdint.h>

#include "tracer/model/arena.h"

struct index_list {
    uint32_t *items;
    uint32_t count;
};

/* Makes room for item number `count` of an array that grows one by one from NULL: the array itself,
 * or a longer copy of it. */
void *arena_grow_array(struct arena *arena, void *array, uint32_t count, size_t item_size);

/* NONE_INDEX and what is already there are left out. */
void index_list_add(struct index_list *list, struct arena *arena, uint32_t index);
/* The same without looking for it there. */
void index_list_push(struct index_list *list, struct arena *arena, uint32_t index);
bool index_list_has(const struct index_list *list, uint32_t index);
void index_list_sort(struct index_list *list);

#endif
