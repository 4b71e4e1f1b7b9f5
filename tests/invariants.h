/* The invariants of docs/trace-format.md that hold in every complete trace, checked event by event:
 * numbers 1 to 6, 10, 12, 13 and 15. For tests of whatever makes traces. */
#ifndef THREADLANE_TESTS_INVARIANTS_H
#define THREADLANE_TESTS_INVARIANTS_H

#include <stdio.h>

#include "tracer/model/trace.h"

/* Prints a line for each violation, "event 17: invariant 4: …", and returns how many there are. */
size_t invariants_check(const struct trace *trace, FILE *out);

#endif
