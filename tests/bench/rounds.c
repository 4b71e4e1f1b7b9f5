#include "tests/bench/rounds.h"

#include <stdlib.h>

#include "tracer/record/clock.h"

static int compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

double rounds_median(double *values, size_t count)
{
    qsort(values, count, sizeof(*values), compare);
    return values[count / 2];
}

double rounds_measure(void (*run)(void), int repetitions)
{
    uint64_t begin = clock_monotonic_ns();
    for (int i = 0; i < repetitions; i++) {
        run();
    }
    return (double)(clock_monotonic_ns() - begin) / repetitions;
}
