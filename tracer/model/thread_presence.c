#include "tracer/model/thread_presence.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "tracer/model/arena.h"
#include "tracer/model/trace.h"

#define WORD_BITS 64u

/* A new row is as wide as the one before it: threads seldom become more. */
static void add_row(struct thread_presence *presence)
{
    presence->rows = array_grow(presence->rows, presence->count + 1, &presence->capacity,
                                sizeof *presence->rows);
    uint32_t width = presence->count > 0 ? presence->rows[presence->count - 1].word_count : 1;
    uint64_t *words = array_of(width, sizeof *words);
    memset(words, 0, width * sizeof *words);
    presence->rows[presence->count++] = (struct presence_row){words, width};
}

static void widen(struct presence_row *row, uint32_t word)
{
    uint32_t width = word + 1 > 2 * row->word_count ? word + 1 : 2 * row->word_count;
    row->words = array_resize(row->words, width, sizeof *row->words);
    memset(row->words + row->word_count, 0, (width - row->word_count) * sizeof *row->words);
    row->word_count = width;
}

void thread_presence_note(struct thread_presence *presence, uint32_t thread, size_t event)
{
    if (event / PRESENCE_STRETCH >= presence->count) {
        add_row(presence);
    }
    struct presence_row *row = &presence->rows[event / PRESENCE_STRETCH];
    uint32_t word = thread / WORD_BITS;
    if (word >= row->word_count) {
        widen(row, word);
    }
    row->words[word] |= UINT64_C(1) << thread % WORD_BITS;
}

void thread_presence_finish(struct thread_presence *presence)
{
    for (size_t i = 0; i < presence->count; i++) {
        free(presence->rows[i].words);
    }
    free(presence->rows);
    *presence = (struct thread_presence){0};
}

static bool is_present(const struct trace *trace, uint32_t thread, size_t stretch)
{
    if (stretch >= trace->presence.count) {
        return true; /* nobody has noted it */
    }
    const struct presence_row *row = &trace->presence.rows[stretch];
    uint32_t word = thread / WORD_BITS;
    return word < row->word_count && (row->words[word] >> thread % WORD_BITS & 1) != 0;
}

uint32_t trace_next_event_of(const struct trace *trace, uint32_t thread, size_t from)
{
    while (from < trace->event_count) {
        size_t stretch = from / PRESENCE_STRETCH, end = (stretch + 1) * PRESENCE_STRETCH;
        end = end < trace->event_count ? end : trace->event_count;
        from = is_present(trace, thread, stretch) ? from : end;
        for (; from < end; from++) {
            if (trace->events[from].thread == thread) {
                return (uint32_t)from;
            }
        }
    }
    return NONE_INDEX;
}

uint32_t trace_last_event_of(const struct trace *trace, uint32_t thread, size_t before)
{
    while (before > 0) {
        size_t stretch = (before - 1) / PRESENCE_STRETCH, first = stretch * PRESENCE_STRETCH;
        before = is_present(trace, thread, stretch) ? before : first;
        for (; before > first; before--) {
            if (trace->events[before - 1].thread == thread) {
                return (uint32_t)before - 1;
            }
        }
    }
    return NONE_INDEX;
}
