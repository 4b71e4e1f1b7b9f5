/* How long a tick of the recording is, and when tick 0 was: measured against the system's clocks
 * by two looks, one when the recording begins and one later; the further apart, the better. */
#ifndef THREADLANE_COLLECT_TICK_CLOCK_H
#define THREADLANE_COLLECT_TICK_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

#include "tracer/format/ctf_metadata.h"

struct clock_look {
    uint64_t ticks, monotonic_ns, wall_ns; /* all at one instant, as nearly as can be had */
};

struct tick_clock {
    bool is_virtual;
    bool uses_tsc;
    struct clock_look begin;
};

/* Whether the processor's time stamp counter may be used: it counts steadily, says the processor,
 * and the kernel has not found otherwise. `kernel_list` is the file with the clocks that it still
 * believes, TICK_CLOCK_KERNEL_LIST; without it the processor's word counts. */
#define TICK_CLOCK_KERNEL_LIST "/sys/devices/system/clocksource/clocksource0/available_clocksource"
bool tick_clock_may_use_tsc(const char *kernel_list);

/* Takes the first look; takes a few milliseconds, so that the next one can be told from it. */
void tick_clock_begin(struct tick_clock *clock, bool is_virtual, bool uses_tsc);
/* Takes another look and says what a tick is, by all that is known now. */
struct ctf_tick tick_clock_measure(const struct tick_clock *clock);

#endif
