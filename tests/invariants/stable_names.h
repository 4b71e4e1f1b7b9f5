/* 19: names that do not depend on the schedule: a thread is the k-th that its creator made, an
 * object the k-th that its thread made. */
#ifndef THREADLANE_TESTS_INVARIANTS_STABLE_NAMES_H
#define THREADLANE_TESTS_INVARIANTS_STABLE_NAMES_H

#include <stdio.h>

#include "tracer/model/trace.h"

/* A line for each thread and object: stable name, type, and the name it is shown by:
 * "main.2#1 lock cond's lock". */
void stable_names_print(const struct trace *trace, FILE *out);

#endif
