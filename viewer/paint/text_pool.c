#include "viewer/paint/text_pool.h"

#include <string.h>

#include "tracer/model/arena.h"

#define SLOTS_FIRST 1024u /* a power of two */

struct text_pool text_pool_in(struct arena *arena)
{
    return (struct text_pool){.arena = arena};
}

static uint64_t hash_of(const char *text)
{
    uint64_t hash = UINT64_C(0xcbf29ce484222325);
    for (; *text != 0; text++) {
        hash = (hash ^ (unsigned char)*text) * UINT64_C(0x100000001b3);
    }
    return hash ^ hash >> 32;
}

/* Where a text's number stands or would stand. */
static uint32_t slot_of(const struct text_pool *pool, const char *text)
{
    uint32_t slot = (uint32_t)hash_of(text) & (pool->slot_count - 1);
    while (pool->slots[slot] != 0 && strcmp(pool->texts[pool->slots[slot] - 1], text) != 0) {
        slot = (slot + 1) & (pool->slot_count - 1);
    }
    return slot;
}

static void grow(struct text_pool *pool)
{
    pool->slot_count = pool->slot_count > 0 ? 2 * pool->slot_count : SLOTS_FIRST;
    pool->slots = arena_allocate(pool->arena, pool->slot_count * sizeof *pool->slots);
    memset(pool->slots, 0, pool->slot_count * sizeof *pool->slots);
    pool->capacity = pool->slot_count / 2;
    const char **texts = arena_allocate(pool->arena, pool->capacity * sizeof *texts);
    if (pool->count > 0) {
        memcpy(texts, pool->texts, pool->count * sizeof *texts);
    }
    pool->texts = texts;
    for (uint32_t i = 0; i < pool->count; i++) {
        pool->slots[slot_of(pool, texts[i])] = i + 1;
    }
}

uint32_t text_pool_number(struct text_pool *pool, const char *text)
{
    if (pool->count == pool->capacity) {
        grow(pool);
    }
    uint32_t slot = slot_of(pool, text);
    if (pool->slots[slot] == 0) {
        pool->texts[pool->count] = arena_copy_text(pool->arena, text);
        pool->slots[slot] = ++pool->count;
    }
    return pool->slots[slot] - 1;
}
