#include "tracer/record/clock.h"

#include <stdatomic.h>
#include <time.h>
#if defined(__x86_64__)
#include <cpuid.h>
#endif

/* Written by whichever thread records; in virtual time that is one at a time, so atomic only
 * because threads on their way in or out may read it. */
static _Atomic uint64_t virtual_now_ns;

uint64_t clock_monotonic_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

#define CPUID_POWER_LEAF    0x80000007u
#define CPUID_EXTENDED_LEAF 0x80000001u
#define TSC_INVARIANT_BIT   (1u << 8)
#define RDTSCP_BIT          (1u << 27)

bool clock_tsc_is_invariant(void)
{
#if defined(__x86_64__)
    unsigned a, b, c, d = 0;
    if (!__get_cpuid(CPUID_EXTENDED_LEAF, &a, &b, &c, &d) || !(d & RDTSCP_BIT)) {
        return false;
    }
    return __get_cpuid(CPUID_POWER_LEAF, &a, &b, &c, &d) && (d & TSC_INVARIANT_BIT);
#else
    return false;
#endif
}

uint64_t clock_virtual_now(void)
{
    return atomic_load_explicit(&virtual_now_ns, memory_order_relaxed);
}

uint64_t clock_virtual_tick(uint64_t step_ns)
{
    return atomic_fetch_add_explicit(&virtual_now_ns, step_ns, memory_order_relaxed) + step_ns;
}

void clock_virtual_jump(uint64_t time_ns)
{
    uint64_t now = clock_virtual_now();
    while (now < time_ns &&
           !atomic_compare_exchange_weak_explicit(&virtual_now_ns, &now, time_ns,
                                                  memory_order_relaxed, memory_order_relaxed)) {
    }
}
