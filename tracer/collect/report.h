/* The verdict as a JSON file, for programs that run trace-run: outcome, exit status, counts, and
 * each finding with its sentence, the events and source lines it stands on, and the way out. */
#ifndef THREADLANE_COLLECT_REPORT_H
#define THREADLANE_COLLECT_REPORT_H

#include <stdbool.h>

#include "tracer/analysis/finding.h"
#include "tracer/collect/lttng_outcome.h"
#include "tracer/format/trace_sink.h"

/* `lttng` is NULL if nothing was recorded through it. */
bool report_write(const char *path, const struct analysis *analysis, int exit_status,
                  const struct lttng_outcome *lttng, struct trace_error *error);

#endif
