/* What libbabeltrace2 has against a trace, in one line: it says much, in many lines, with addresses
 * of its own. Only in a process whose standard error is its log (babeltrace_log_begin). */
#ifndef THREADLANE_FORMAT_BABELTRACE_ERROR_H
#define THREADLANE_FORMAT_BABELTRACE_ERROR_H

#include "tracer/format/trace_sink.h"

/* Fills the error with what the library said last, of the trace at that place, and makes it forget
 * that. Without an error it only does the latter. */
void babeltrace_error_take(const char *place, struct trace_error *error);

#endif
