/* The verdict as a JSON file, for programs that run trace-run: outcome, exit status, counts, and
 * each finding with its sentence, the events and source lines it stands on, and the way out. */
#ifndef THREADLANE_COLLECT_REPORT_H
#define THREADLANE_COLLECT_REPORT_H

#include <stdbool.h>

#include "tracer/analysis/finding.h"
#include "tracer/format/trace_sink.h"

bool report_write(const char *path, const struct analysis *analysis, int exit_status,
                  struct trace_error *error);

#endif
