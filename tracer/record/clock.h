/* Time in the observed program: the trace's ticks, and seconds for sleeping. Decided here and
 * nowhere else: the TSC where it is invariant, else CLOCK_MONOTONIC, or the virtual clock. */
#ifndef THREADLANE_RECORD_CLOCK_H
#define THREADLANE_RECORD_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

/* CLOCK_MONOTONIC in ns. */
uint64_t clock_monotonic_ns(void);
/* The TSC, or CLOCK_MONOTONIC; _ordered waits for all earlier loads (rdtscp). */
uint64_t clock_ticks(bool uses_tsc);
uint64_t clock_ticks_ordered(bool uses_tsc);

/* The virtual clock, of this process. Each read for an event moves it on by one step. */
uint64_t clock_virtual_now(void);
uint64_t clock_virtual_tick(uint64_t step_ns);
/* Jumps forward to a time; never backwards. */
void clock_virtual_jump(uint64_t time_ns);

#endif
