/* A whole trace as text, every field of it, so that tests can compare two traces and show where
 * they differ. */
#ifndef THREADLANE_TESTS_TRACE_TEXT_H
#define THREADLANE_TESTS_TRACE_TEXT_H

#include "tracer/model/trace.h"

/* The caller frees it. Where the trace was read from is left out. */
char *trace_print_all(const struct trace *trace);

/* Prints the first line in which they differ. */
bool traces_are_same(const struct trace *a, const struct trace *b);

#endif
