/* What benchmarks count with: things are measured in turns, round by round, and medians compared,
 * so that a busy machine slows both alike. */
#ifndef THREADLANE_TESTS_BENCH_ROUNDS_H
#define THREADLANE_TESTS_BENCH_ROUNDS_H

#include <stddef.h>

/* Puts the values in order. */
double rounds_median(double *values, size_t count);

/* What a call takes in ns, from that many. */
double rounds_measure(void (*run)(void), int repetitions);

#endif
