#include "tracer/model/reader_holds.h"

#include <stdlib.h>

#include "tracer/model/arena.h"
#include "tracer/model/trace.h"

static uint32_t take_free(struct reader_holds *readers)
{
    uint32_t place = readers->first_free;
    if (place != NONE_INDEX) {
        readers->first_free = readers->holds[place].next;
        return place;
    }
    readers->holds = array_grow(readers->holds, readers->count + (size_t)1, &readers->capacity,
                                sizeof *readers->holds);
    return readers->count++;
}

static void drop(struct reader_holds *readers, uint32_t *link)
{
    uint32_t place = *link;
    *link = readers->holds[place].next;
    readers->holds[place].next = readers->first_free;
    readers->first_free = place;
}

/* The link to a thread's hold, or the end of the list. */
static uint32_t *find_link(const struct reader_holds *readers, uint32_t *first, uint32_t thread)
{
    uint32_t *link = first;
    while (*link != NONE_INDEX && readers->holds[*link].thread != thread) {
        link = &readers->holds[*link].next;
    }
    return link;
}

void reader_holds_take(struct reader_holds *readers, uint32_t *first, uint32_t thread,
                       uint32_t event)
{
    uint32_t own = *find_link(readers, first, thread);
    if (own != NONE_INDEX) {
        readers->holds[own].depth++;
        return;
    }
    uint32_t place = take_free(readers);
    readers->holds[place] = (struct reader_hold){thread, 1, event, *first};
    *first = place;
}

bool reader_holds_give_back(struct reader_holds *readers, uint32_t *first, uint32_t thread)
{
    uint32_t *link = find_link(readers, first, thread);
    bool is_own = *link != NONE_INDEX;
    link = is_own ? link : first;
    if (*link != NONE_INDEX && --readers->holds[*link].depth == 0) {
        drop(readers, link);
    }
    return is_own;
}

const struct reader_hold *reader_holds_find(const struct reader_holds *readers, uint32_t first,
                                            uint32_t thread)
{
    uint32_t place = *find_link(readers, &first, thread);
    return place == NONE_INDEX ? NULL : &readers->holds[place];
}

void reader_holds_drop_all(struct reader_holds *readers, uint32_t *first)
{
    while (*first != NONE_INDEX) {
        drop(readers, first);
    }
}

void reader_holds_clear(struct reader_holds *readers)
{
    readers->count = 0;
    readers->first_free = NONE_INDEX;
}

void reader_holds_finish(struct reader_holds *readers)
{
    free(readers->holds);
    *readers = (struct reader_holds){0};
}
