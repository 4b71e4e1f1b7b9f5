#include <stdlib.h>

#include "tests/check.h"
#include "tests/scratch.h"
#include "tracer/collect/tick_clock.h"
#include "tracer/record/clock.h"

static bool may_use_tsc(const char *kernel_list)
{
    char *path = scratch_new_path();
    scratch_write(path, kernel_list, strlen(kernel_list));
    bool may_use = tick_clock_may_use_tsc(path);
    free(path);
    return may_use;
}

static void test_kernel_that_lost_faith(void)
{
    check_true(!may_use_tsc("hpet acpi_pm \n"));
    check_true(!may_use_tsc("kvm-clock tsc-early \n"));
    check_true(!may_use_tsc(""));
}

static void test_kernel_that_believes(void)
{
    check_int_equal(may_use_tsc("tsc hpet acpi_pm \n"), clock_tsc_is_invariant());
    check_int_equal(may_use_tsc("kvm-clock tsc\n"), clock_tsc_is_invariant());
}

static void test_kernel_that_does_not_say(void)
{
    check_int_equal(tick_clock_may_use_tsc("/nowhere"), clock_tsc_is_invariant());
}

static void test_ticks_without_tsc_are_ns(void)
{
    struct tick_clock clock;
    tick_clock_begin(&clock, false, false);
    check_int_equal(tick_clock_measure(&clock).frequency, 1000000000);
}

int main(int argc, char **argv)
{
    static const struct test_case cases[] = {
        {"tick-clock@kernel-that-lost-faith-is-followed", test_kernel_that_lost_faith},
        {"tick-clock@kernel-that-believes-is-followed", test_kernel_that_believes},
        {"tick-clock@without-the-kernel-the-processor-says", test_kernel_that_does_not_say},
        {"tick-clock@ticks-without-tsc-are-ns", test_ticks_without_tsc_are_ns},
    };
    return run_cases(cases, ARRAY_COUNT(cases), argc, argv);
}
