/* Intervals between events, packed: a long trace has one for every two or three of its events. A
 * list is filled in the order in which intervals begin, sealed, and then read by any number of
 * threads. It keeps numbers of events, and times relative to the first of each 64 intervals; times
 * that do not fit are looked up at the events. Three forms:
 *
 * pairs       16 bytes; begins at one event and ends at another, may overlap others
 * changes      8 bytes; each lasts until the next begins, and has a class
 * levels      12 bytes; changes that have a number, too
 * references   8 bytes; one interval each of another list of pairs
 *
 * Questions about many of them at once: interval_index.h. */
#ifndef THREADLANE_MODEL_INTERVAL_LIST_H
#define THREADLANE_MODEL_INTERVAL_LIST_H

#include "tracer/model/trace.h"

#define INTERVAL_CLASSES_MAX 6
#define INTERVAL_BLOCK       64u /* intervals that share a begin, and are summed up */
#define INTERVAL_GAP         15u /* the class of a change after which there is nothing */
#define INTERVAL_AHEAD       16u /* references: so early interval_will_ask is said */

enum interval_form { INTERVAL_PAIRS, INTERVAL_CHANGES, INTERVAL_LEVELS, INTERVAL_REFERENCES };

struct interval_list {
    const struct trace *trace;
    uint32_t *words;     /* `width` of them an interval */
    uint64_t *begins_ns; /* of each block; NULL: there is one, that begins at begin_ns */
    uint64_t begin_ns;
    const struct interval_list *owners; /* of references: the first list, and how many bytes … */
    uint32_t owner_size;                /* … there are from one to the next */
    uint32_t count, capacity;
    uint32_t far; /* where a begin stands, and what stands for one that does not fit */
    uint8_t width;
    uint8_t class_count;
    bool is_chain;                /* changes or levels: one ends where the next begins */
    struct interval_index *index; /* NULL: they are few */
};

/* What many intervals of a list do not have: a word for those that do. */
struct interval_column {
    uint32_t *values; /* while it grows */
    void *sealed;     /* the same as numbers of `width` bytes */
    uint32_t count;
    uint8_t width;
};

#define INTERVAL_UNSAID (UINT32_MAX - 1)

void interval_list_init(struct interval_list *list, const struct trace *trace,
                        enum interval_form form, uint32_t class_count);
/* References, to lists that lie so many bytes apart. */
void interval_list_init_references(struct interval_list *list, const struct trace *trace,
                                   const struct interval_list *owners, uint32_t owner_size);
/* A pair that begins and does not end yet; returns its place. */
uint32_t interval_list_begin_pair(struct interval_list *list, uint32_t event);
void interval_list_end_pair(struct interval_list *list, uint32_t place, uint32_t event);
void interval_list_add_change(struct interval_list *list, uint32_t event, uint32_t class);
void interval_list_add_level(struct interval_list *list, uint32_t event, uint32_t level);
/* The latest change is none: nothing lies between it and the next one. */
void interval_list_void_change(struct interval_list *list);
void interval_list_refer(struct interval_list *list, uint32_t owner, uint32_t place);
/* No more is added. Lists that others refer to come first. */
void interval_list_seal(struct interval_list *list);
void interval_list_finish(struct interval_list *list);

void interval_column_set(struct interval_column *column, uint32_t place, uint32_t value);
void interval_column_seal(struct interval_column *column);
void interval_column_finish(struct interval_column *column);

uint32_t interval_column_at(const struct interval_column *column, uint32_t place);

/* The words of an interval; of a reference, those of what it refers to. */
static inline const uint32_t *interval_words(const struct interval_list **list, uint32_t *at)
{
    const uint32_t *words = (*list)->words + (uint64_t)*at * (*list)->width;
    if ((*list)->owners != NULL) {
        const char *first = (const char *)(*list)->owners;
        *list = (const struct interval_list *)(first + (uint64_t)words[0] * (*list)->owner_size);
        *at = words[1];
        words = (*list)->words + (uint64_t)*at * (*list)->width;
    }
    return words;
}

/* References lie far apart in memory: to be said some places before one is asked for. */
static inline void interval_will_ask(const struct interval_list *list, uint32_t at)
{
    if (list->owners != NULL && at < list->count) {
        __builtin_prefetch(interval_words(&list, &at));
    }
}

static inline uint64_t interval_words_begin(const struct interval_list *list, uint32_t at,
                                            const uint32_t *words)
{
    uint32_t offset = words[1] & list->far;
    uint64_t base_ns =
        list->begins_ns != NULL ? list->begins_ns[at / INTERVAL_BLOCK] : list->begin_ns;
    return offset == list->far ? list->trace->events[words[0]].time_ns : base_ns + offset;
}

static inline uint64_t interval_begin(const struct interval_list *list, uint32_t at)
{
    const uint32_t *words = interval_words(&list, &at);
    return interval_words_begin(list, at, words);
}

static inline uint64_t interval_end(const struct interval_list *list, uint32_t at)
{
    const uint32_t *words = interval_words(&list, &at);
    if (list->is_chain) {
        return at + 1 < list->count ? interval_words_begin(list, at + 1, words + list->width)
                                    : list->trace->end_ns;
    }
    if (words[3] != UINT32_MAX) {
        return interval_words_begin(list, at, words) + words[3];
    }
    return words[2] == NONE_INDEX ? list->trace->end_ns : list->trace->events[words[2]].time_ns;
}

static inline uint64_t interval_length(const struct interval_list *list, uint32_t at)
{
    const uint32_t *words = interval_words(&list, &at);
    if (!list->is_chain && words[3] != UINT32_MAX) {
        return words[3];
    }
    uint64_t begin_ns = interval_words_begin(list, at, words), end_ns = interval_end(list, at);
    return end_ns > begin_ns ? end_ns - begin_ns : 0;
}

static inline uint32_t interval_begin_event(const struct interval_list *list, uint32_t at)
{
    return interval_words(&list, &at)[0];
}

/* NONE_INDEX: it never ended. */
static inline uint32_t interval_end_event(const struct interval_list *list, uint32_t at)
{
    const uint32_t *words = interval_words(&list, &at);
    if (list->is_chain) {
        return at + 1 < list->count ? words[list->width] : NONE_INDEX;
    }
    return words[2];
}

/* All of a pair or of a reference at once. */
struct interval_pair {
    uint64_t begin_ns, length_ns;
    uint32_t end_event;
};

static inline struct interval_pair interval_pair_at(const struct interval_list *list, uint32_t at)
{
    const uint32_t *words = interval_words(&list, &at);
    return (struct interval_pair){
        .begin_ns = interval_words_begin(list, at, words),
        .length_ns = words[3] != UINT32_MAX ? words[3] : interval_length(list, at),
        .end_event = words[2],
    };
}

/* Of a change; 0 of all others. */
static inline uint32_t interval_class(const struct interval_list *list, uint32_t at)
{
    return list->is_chain ? list->words[(uint64_t)at * list->width + 1] >> 28 : 0;
}

static inline bool interval_is_gap(const struct interval_list *list, uint32_t at)
{
    return interval_class(list, at) == INTERVAL_GAP;
}

static inline uint32_t interval_level(const struct interval_list *list, uint32_t at)
{
    return list->words[(uint64_t)at * 3 + 2];
}

/* What a reference refers to: which list, and where in it. */
static inline uint32_t interval_owner(const struct interval_list *list, uint32_t at)
{
    return list->words[(uint64_t)at * 2];
}

static inline uint32_t interval_place(const struct interval_list *list, uint32_t at)
{
    return list->words[(uint64_t)at * 2 + 1];
}

#endif
