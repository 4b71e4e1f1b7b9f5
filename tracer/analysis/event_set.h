/* A set of events of one trace, a bit each: a long story has millions of steps, and all that must
 * be kept of them is which events they are. Filled in any order, then sealed, then asked. */
#ifndef THREADLANE_ANALYSIS_EVENT_SET_H
#define THREADLANE_ANALYSIS_EVENT_SET_H

#include <stddef.h>
#include <stdint.h>

struct event_set {
    uint64_t *words;         /* a bit an event */
    uint32_t *counts_before; /* of each so many words: how many members lie before them */
    size_t word_count;
    uint32_t count; /* of members; once sealed */
};

/* Empty, for events below event_count. */
void event_set_init(struct event_set *set, size_t event_count);
void event_set_finish(struct event_set *set);

static inline void event_set_add(struct event_set *set, uint32_t event)
{
    set->words[event / 64] |= UINT64_C(1) << event % 64;
}

static inline void event_set_remove(struct event_set *set, uint32_t event)
{
    set->words[event / 64] &= ~(UINT64_C(1) << event % 64);
}

static inline int event_set_has(const struct event_set *set, uint32_t event)
{
    return (int)(set->words[event / 64] >> event % 64 & 1);
}

/* The first member from an event on; a number beyond all events if there is none. */
static inline uint32_t event_set_next(const struct event_set *set, uint32_t from)
{
    size_t word = from / 64;
    uint64_t bits = word < set->word_count ? set->words[word] & UINT64_MAX << from % 64 : 0;
    while (bits == 0 && ++word < set->word_count) {
        bits = set->words[word];
    }
    return bits == 0 ? UINT32_MAX : (uint32_t)(word * 64) + (uint32_t)__builtin_ctzll(bits);
}

/* No more is added or removed. */
void event_set_seal(struct event_set *set);

/* The member number `index`, from 0, which must exist. */
uint32_t event_set_at(const struct event_set *set, uint32_t index);
/* How many members lie before an event. */
uint32_t event_set_count_before(const struct event_set *set, size_t event);

#endif
