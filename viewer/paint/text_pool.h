/* Texts, each kept once and known by a number, in the order in which they came. */
#ifndef THREADLANE_VIEWER_PAINT_TEXT_POOL_H
#define THREADLANE_VIEWER_PAINT_TEXT_POOL_H

#include <stdint.h>

struct arena;

struct text_pool {
    const char **texts; /* by number */
    uint32_t count;
    uint32_t capacity;
    uint32_t *slots; /* a hash table of numbers + 1 */
    uint32_t slot_count;
    struct arena *arena; /* holds everything */
};

/* Begins zeroed but for the arena. */
struct text_pool text_pool_in(struct arena *arena);
/* The number of a text, which is copied when it is new. */
uint32_t text_pool_number(struct text_pool *pool, const char *text);

#endif
