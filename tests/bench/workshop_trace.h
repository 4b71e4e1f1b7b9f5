/* A long recording as a program would leave it: threads that take locks and wait for each other,
 * pass items through queues, sleep, and go on; two of them end in a deadlock, two others do nothing
 * between begin and end. Made up, in memory; the same numbers give the same trace. */
#ifndef THREADLANE_TESTS_BENCH_WORKSHOP_TRACE_H
#define THREADLANE_TESTS_BENCH_WORKSHOP_TRACE_H

#include "tracer/model/trace.h"

#define WORKSHOP_LOCKS  16
#define WORKSHOP_QUEUES 4

/* The caller destroys it. There are 4 threads at least. */
struct trace *workshop_trace_create(size_t event_count, uint32_t thread_count);

#endif
