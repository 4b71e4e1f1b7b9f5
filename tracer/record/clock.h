/* Time in the observed program: the trace's ticks, and seconds for sleeping. Decided here and
 * nowhere else: the TSC where it is invariant, else CLOCK_MONOTONIC, or the virtual clock. Any
 * thread. */
#ifndef THREADLANE_RECORD_CLOCK_H
#define THREADLANE_RECORD_CLOCK_H

#include <stdbool.h>
#include <stdint.h>
#if defined(__x86_64__)
#include <x86intrin.h>
#endif

/* CLOCK_MONOTONIC in ns. */
uint64_t clock_monotonic_ns(void);

/* True if the TSC counts at one speed, on all processors alike. */
bool clock_tsc_is_invariant(void);

/* The TSC, or CLOCK_MONOTONIC; inline, because it is most of what a record costs. */
static inline uint64_t clock_ticks(bool uses_tsc)
{
#if defined(__x86_64__)
    return uses_tsc ? __rdtsc() : clock_monotonic_ns();
#else
    (void)uses_tsc;
    return clock_monotonic_ns();
#endif
}

/* The same after all earlier loads (rdtscp): a plain rdtsc may run ahead of the acquire that it
 * should stand after. */
static inline uint64_t clock_ticks_ordered(bool uses_tsc)
{
#if defined(__x86_64__)
    if (!uses_tsc) {
        return clock_monotonic_ns();
    }
    uint32_t low, high; /* the intrinsic would store the processor's number, too */
    __asm__ volatile("rdtscp" : "=a"(low), "=d"(high) : : "ecx", "memory");
    return (uint64_t)high << 32 | low;
#else
    (void)uses_tsc;
    return clock_monotonic_ns();
#endif
}

/* The virtual clock, of this process. Each read for an event moves it on by one step. */
uint64_t clock_virtual_now(void);
uint64_t clock_virtual_tick(uint64_t step_ns);
/* Jumps forward to a time; never backwards. */
void clock_virtual_jump(uint64_t time_ns);

#endif
