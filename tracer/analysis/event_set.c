#include "tracer/analysis/event_set.h"

#include <stdlib.h>
#include <string.h>

#include "tracer/model/arena.h"

#define STRIDE 8u /* words between two counts */

void event_set_init(struct event_set *set, size_t event_count)
{
    size_t word_count = event_count / 64 + 1;
    *set = (struct event_set){.words = array_of(word_count, sizeof *set->words),
                              .word_count = word_count};
    memset(set->words, 0, word_count * sizeof *set->words);
}

void event_set_finish(struct event_set *set)
{
    free(set->words);
    free(set->counts_before);
    *set = (struct event_set){0};
}

void event_set_seal(struct event_set *set)
{
    set->counts_before = array_of(set->word_count / STRIDE + 1, sizeof *set->counts_before);
    for (size_t i = 0; i < set->word_count; i++) {
        if (i % STRIDE == 0) {
            set->counts_before[i / STRIDE] = set->count;
        }
        set->count += (uint32_t)__builtin_popcountll(set->words[i]);
    }
}

/* The last stretch of words with no more than `index` members before it. */
static size_t stretch_of(const struct event_set *set, uint32_t index)
{
    size_t low = 0, high = (set->word_count - 1) / STRIDE;
    while (low < high) {
        size_t middle = low + (high - low + 1) / 2;
        if (set->counts_before[middle] <= index) {
            low = middle;
        } else {
            high = middle - 1;
        }
    }
    return low;
}

uint32_t event_set_at(const struct event_set *set, uint32_t index)
{
    size_t stretch = stretch_of(set, index), word = stretch * STRIDE;
    uint32_t before = set->counts_before[stretch], within;
    while (within = (uint32_t)__builtin_popcountll(set->words[word]), before + within <= index) {
        before += within;
        word++;
    }
    uint64_t bits = set->words[word];
    for (; before < index; before++) {
        bits &= bits - 1;
    }
    return (uint32_t)(word * 64) + (uint32_t)__builtin_ctzll(bits);
}

uint32_t event_set_count_before(const struct event_set *set, size_t event)
{
    if (event / 64 >= set->word_count) {
        return set->count;
    }
    size_t word = event / 64;
    uint32_t count = set->counts_before[word / STRIDE];
    for (size_t i = word - word % STRIDE; i < word; i++) {
        count += (uint32_t)__builtin_popcountll(set->words[i]);
    }
    uint64_t below = (UINT64_C(1) << event % 64) - 1;
    return count + (uint32_t)__builtin_popcountll(set->words[word] & below);
}
