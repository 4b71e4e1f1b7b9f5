/* Which number each item in a queue has, in the order in which they were put. An item is what its
 * address says; of one that was put several times the last one goes first, as from a stack. With
 * the GIL. */
#ifndef THREADLANE_PYTHON_ITEM_LIST_H
#define THREADLANE_PYTHON_ITEM_LIST_H

#include <stdint.h>

struct item_list;

/* NULL without memory. */
struct item_list *item_list_create(void);
void item_list_destroy(struct item_list *list);

void item_list_add(struct item_list *list, const void *item, uint32_t number);
/* Its number; 0 if it is not there. It is no more. */
uint32_t item_list_take(struct item_list *list, const void *item);

#endif
