/* A raw recording as long as one likes, made up: eight threads take and give locks, wait for them,
 * and pass items, each into a stream of its own, in turns that follow no pattern. The same number
 * of events gives the same bytes. */
#ifndef THREADLANE_TESTS_BENCH_LONG_TRACE_H
#define THREADLANE_TESTS_BENCH_LONG_TRACE_H

#include <stddef.h>

#define LONG_TRACE_THREADS 8

/* Writes it into a directory, which exists. A failure ends the program. */
void long_trace_write(const char *directory, size_t event_count);

#endif
