#include "tracer/model/arena.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BLOCK_SIZE 65536

struct block {
    struct block *next;
    size_t size; /* of data */
    size_t used;
    max_align_t data[];
};

struct arena {
    struct block *blocks;  /* the one being filled first */
    struct block *cleared; /* kept by arena_clear for reuse */
};

static void *allocate_or_exit(void *old, size_t size)
{
    void *memory = realloc(old, size);
    if (!memory) {
        fprintf(stderr, "threadlane: out of memory (%zu bytes asked)\n", size);
        exit(EXIT_FAILURE);
    }
    return memory;
}

struct arena *arena_create(void)
{
    struct arena *arena = allocate_or_exit(NULL, sizeof *arena);
    *arena = (struct arena){0};
    return arena;
}

static struct block *take_block(struct arena *arena, size_t size)
{
    struct block *block = arena->cleared;
    if (block && block->size >= size) {
        arena->cleared = block->next;
    } else {
        size_t data_size = size > BLOCK_SIZE ? size : BLOCK_SIZE;
        block = allocate_or_exit(NULL, sizeof *block + data_size);
        block->size = data_size;
    }
    block->used = 0;
    block->next = arena->blocks;
    arena->blocks = block;
    return block;
}

void *arena_allocate(struct arena *arena, size_t size)
{
    size = (size + sizeof(max_align_t) - 1) / sizeof(max_align_t) * sizeof(max_align_t);
    struct block *block = arena->blocks;
    if (!block || block->size - block->used < size) {
        block = take_block(arena, size);
    }
    void *memory = (char *)block->data + block->used;
    block->used += size;
    return memset(memory, 0, size);
}

char *arena_copy_text(struct arena *arena, const char *text)
{
    size_t size = strlen(text) + 1;
    return memcpy(arena_allocate(arena, size), text, size);
}

char *arena_print_arguments(struct arena *arena, const char *format, va_list arguments)
{
    va_list again;
    va_copy(again, arguments);
    int length = vsnprintf(NULL, 0, format, arguments);
    size_t size = length < 0 ? 1 : (size_t)length + 1;
    char *text = arena_allocate(arena, size);
    vsnprintf(text, size, format, again);
    va_end(again);
    return text;
}

char *arena_print_text(struct arena *arena, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    char *text = arena_print_arguments(arena, format, arguments);
    va_end(arguments);
    return text;
}

void arena_clear(struct arena *arena)
{
    while (arena->blocks) {
        struct block *block = arena->blocks;
        arena->blocks = block->next;
        block->next = arena->cleared;
        arena->cleared = block;
    }
}

static void free_blocks(struct block *block)
{
    while (block) {
        struct block *next = block->next;
        free(block);
        block = next;
    }
}

void arena_destroy(struct arena *arena)
{
    if (arena) {
        free_blocks(arena->blocks);
        free_blocks(arena->cleared);
        free(arena);
    }
}

void *array_grow(void *items, size_t count, size_t *capacity, size_t item_size)
{
    if (count <= *capacity) {
        return items;
    }
    size_t larger = *capacity ? *capacity : 16;
    while (larger < count) {
        larger *= 2;
    }
    *capacity = larger;
    return allocate_or_exit(items, larger * item_size);
}

void *array_of(size_t count, size_t item_size)
{
    return allocate_or_exit(NULL, (count ? count : 1) * item_size);
}

void *array_resize(void *items, size_t count, size_t item_size)
{
    return allocate_or_exit(items, (count ? count : 1) * item_size);
}

void *array_fit(void *items, size_t count, size_t item_size)
{
    return items == NULL ? NULL : array_resize(items, count, item_size);
}
