/* The invariants of docs/trace-format.md that hold in every complete trace, for tests of whatever
 * makes traces. Numbers are those of that page.
 *
 * Each function prints a line for each violation, "event 17: invariant 4: …", and returns how many
 * there are. */
#ifndef THREADLANE_TESTS_INVARIANTS_INVARIANTS_H
#define THREADLANE_TESTS_INVARIANTS_INVARIANTS_H

#include <stdio.h>

#include "tracer/analysis/finding.h"

/* What can be seen event by event: 1 to 15. */
size_t invariants_check(const struct trace *trace, FILE *out);

/* 17: who is proven stuck on a prefix stays so. */
size_t proofs_check(const struct trace *trace, FILE *out);

/* 20: waits are closed, or reported. */
size_t waits_check(const struct analysis *analysis, FILE *out);

#endif
