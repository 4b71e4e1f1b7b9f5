/* Which number each item has on its way through a queue between processes. The bytes of an item say
 * nothing of it, but the order does: what a process puts it sends in that order, by whoever has the
 * write lock, and what has been sent is got in the order of the sending, by whoever has the read
 * lock. Numbers are given to all processes by a page they share. With the GIL. */
#ifndef THREADLANE_PYTHON_ITEM_ROAD_H
#define THREADLANE_PYTHON_ITEM_ROAD_H

#include <stdint.h>

struct item_road;

/* NULL without memory. */
struct item_road *item_road_create(void);
/* Another one uses it; each leaves it by destroy. */
struct item_road *item_road_share(struct item_road *road);
void item_road_destroy(struct item_road *road);

/* The next item of this process; its number. */
uint32_t item_road_put(struct item_road *road);
/* The first item of this process that has not been sent is sent now. With the write lock. */
void item_road_send(struct item_road *road);
/* The same item will not be sent. */
void item_road_drop(struct item_road *road);
/* The first item that has been sent and not been got; 0 if nobody knows. With the read lock. */
uint32_t item_road_get(struct item_road *road);

/* How many have been put and not got. */
uint32_t item_road_size(const struct item_road *road);

#endif
