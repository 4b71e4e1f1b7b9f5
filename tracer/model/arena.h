/* Memory that is freed at once: strings and small arrays that live as long as their owner (a trace,
 * an analysis, a scene). Only for tools that read traces; out of memory ends the program with a
 * message. One thread at a time. */
#ifndef THREADLANE_MODEL_ARENA_H
#define THREADLANE_MODEL_ARENA_H

#include <stdarg.h>
#include <stddef.h>

struct arena;

struct arena *arena_create(void);
/* Zeroed, aligned for anything. */
void *arena_allocate(struct arena *arena, size_t size);
char *arena_copy_text(struct arena *arena, const char *text);
char *arena_print_text(struct arena *arena, const char *format, ...)
    __attribute__((format(printf, 2, 3), nonnull(2)));
char *arena_print_arguments(struct arena *arena, const char *format, va_list arguments)
    __attribute__((format(printf, 2, 0), nonnull(2)));
/* Forgets everything but keeps the memory for what comes next. */
void arena_clear(struct arena *arena);
void arena_destroy(struct arena *arena); /* accepts NULL */

/* The allocation of growing arrays: realloc to at least `count` items, doubling `capacity`; ends
 * the program when memory is out. The caller frees with free(). */
void *array_grow(void *items, size_t count, size_t *capacity, size_t item_size);
/* The allocation of an array that will not grow, as above. */
void *array_of(size_t count, size_t item_size);
/* For exactly so many items, fewer or more than before; NULL is none so far. */
void *array_resize(void *items, size_t count, size_t item_size);
/* A grown array that grows no more gives back what it has too much; NULL stays NULL. */
void *array_fit(void *items, size_t count, size_t item_size);

#endif
