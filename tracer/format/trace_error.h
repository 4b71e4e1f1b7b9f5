/* Refusing a file: readers and writers fill one sentence and give up. */
#ifndef THREADLANE_FORMAT_TRACE_ERROR_H
#define THREADLANE_FORMAT_TRACE_ERROR_H

#include <stdbool.h>

#include "tracer/format/trace_sink.h"

/* Fills the sentence, cut if too long, in the language that the program speaks if it is marked by
 * N_, and returns false, so that refusing is one return. */
bool trace_error_fill(struct trace_error *error, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
