#include "tracer/model/pipe_ends.h"

#include <stdlib.h>

#include "tracer/model/arena.h"
#include "tracer/model/trace.h"

static uint32_t take_free(struct pipe_ends *ends)
{
    uint32_t place = ends->first_free;
    if (place != NONE_INDEX) {
        ends->first_free = ends->ends[place].next;
        return place;
    }
    ends->ends =
        array_grow(ends->ends, ends->count + (size_t)1, &ends->capacity, sizeof *ends->ends);
    return ends->count++;
}

void pipe_ends_open(struct pipe_ends *ends, uint32_t *first, uint32_t pipe, unsigned bits)
{
    for (uint32_t place = *first; place != NONE_INDEX; place = ends->ends[place].next) {
        if (ends->ends[place].pipe == pipe) {
            ends->ends[place].bits |= bits;
            return;
        }
    }
    uint32_t place = take_free(ends);
    ends->ends[place] = (struct pipe_end){pipe, *first, bits};
    *first = place;
}

static void drop(struct pipe_ends *ends, uint32_t *link)
{
    uint32_t place = *link;
    *link = ends->ends[place].next;
    ends->ends[place].next = ends->first_free;
    ends->first_free = place;
}

void pipe_ends_close(struct pipe_ends *ends, uint32_t *first, uint32_t pipe, unsigned bits)
{
    for (uint32_t *link = first; *link != NONE_INDEX; link = &ends->ends[*link].next) {
        struct pipe_end *end = &ends->ends[*link];
        if (end->pipe == pipe) {
            end->bits &= ~bits;
            if (end->bits == 0) {
                drop(ends, link);
            }
            return;
        }
    }
}

void pipe_ends_close_all(struct pipe_ends *ends, uint32_t *first)
{
    while (*first != NONE_INDEX) {
        drop(ends, first);
    }
}

void pipe_ends_copy(struct pipe_ends *ends, uint32_t *first, uint32_t parent_first)
{
    for (uint32_t place = parent_first; place != NONE_INDEX; place = ends->ends[place].next) {
        struct pipe_end copied = ends->ends[place];
        pipe_ends_open(ends, first, copied.pipe, copied.bits);
    }
}

unsigned pipe_ends_find(const struct pipe_ends *ends, uint32_t first, uint32_t pipe)
{
    for (uint32_t place = first; place != NONE_INDEX; place = ends->ends[place].next) {
        if (ends->ends[place].pipe == pipe) {
            return ends->ends[place].bits;
        }
    }
    return 0;
}

void pipe_ends_clear(struct pipe_ends *ends)
{
    ends->count = 0;
    ends->first_free = NONE_INDEX;
}

void pipe_ends_finish(struct pipe_ends *ends)
{
    free(ends->ends);
    *ends = (struct pipe_ends){0};
}
