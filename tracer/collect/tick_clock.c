#include "tracer/collect/tick_clock.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "tracer/record/clock.h"

#define NS_PER_SECOND UINT64_C(1000000000)
#define LOOKS         20      /* the quickest of so many is the least disturbed */
#define FIRST_WAIT_NS 2000000 /* enough for a frequency that is right to a few millionths */

static bool has_word(FILE *file, const char *wanted)
{
    char word[64];
    bool is_found = false;
    while (!is_found && fscanf(file, "%63s", word) == 1) {
        is_found = strcmp(word, wanted) == 0;
    }
    return is_found;
}

/* The kernel strikes the counter off its list when it has seen it drift or stop. */
bool tick_clock_may_use_tsc(const char *kernel_list)
{
    FILE *file = fopen(kernel_list, "re");
    bool is_believed = !file || has_word(file, "tsc");
    if (file) {
        fclose(file);
    }
    return is_believed && clock_tsc_is_invariant();
}

static uint64_t wall_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return (uint64_t)now.tv_sec * NS_PER_SECOND + (uint64_t)now.tv_nsec;
}

static struct clock_look take_look(bool uses_tsc)
{
    struct clock_look best = {0};
    uint64_t best_width = UINT64_MAX;
    for (int i = 0; i < LOOKS; i++) {
        uint64_t before = clock_ticks_ordered(uses_tsc);
        uint64_t monotonic = clock_monotonic_ns(), wall = wall_ns();
        uint64_t width = clock_ticks_ordered(uses_tsc) - before;
        if (width < best_width) {
            best_width = width;
            best = (struct clock_look){before + width / 2, monotonic, wall};
        }
    }
    return best;
}

void tick_clock_begin(struct tick_clock *clock, bool is_virtual, bool uses_tsc)
{
    *clock = (struct tick_clock){.is_virtual = is_virtual, .uses_tsc = uses_tsc};
    if (!is_virtual) {
        clock->begin = take_look(uses_tsc);
        clock_nanosleep(CLOCK_MONOTONIC, 0, &(struct timespec){.tv_nsec = FIRST_WAIT_NS}, NULL);
    }
}

static uint64_t frequency(const struct tick_clock *clock, const struct clock_look *end)
{
    uint64_t ns = end->monotonic_ns - clock->begin.monotonic_ns;
    unsigned __int128 ticks = end->ticks - clock->begin.ticks;
    return clock->uses_tsc && ns > 0 ? (uint64_t)(ticks * NS_PER_SECOND / ns) : NS_PER_SECOND;
}

struct ctf_tick tick_clock_measure(const struct tick_clock *clock)
{
    if (clock->is_virtual) {
        return (struct ctf_tick){.frequency = NS_PER_SECOND};
    }
    struct clock_look end = take_look(clock->uses_tsc);
    struct ctf_tick tick = {.frequency = frequency(clock, &end), .is_absolute = true};
    unsigned __int128 wall_ticks = (unsigned __int128)clock->begin.wall_ns * tick.frequency;
    unsigned __int128 offset = wall_ticks / NS_PER_SECOND - clock->begin.ticks;
    tick.offset_seconds = (uint64_t)(offset / tick.frequency);
    tick.offset_ticks = (uint64_t)(offset % tick.frequency);
    return tick;
}
