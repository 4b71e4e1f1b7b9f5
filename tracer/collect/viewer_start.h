/* trace-run --view: trace-view, which opens its window at once and follows the recording. It is
 * nobody's to wait for: it stays when trace-run has ended, and Ctrl-C in the terminal, which stops
 * the program, does not close it. */
#ifndef THREADLANE_COLLECT_VIEWER_START_H
#define THREADLANE_COLLECT_VIEWER_START_H

#include <stdbool.h>

#include "tracer/collect/options.h"
#include "tracer/collect/output_place.h"

/* Before anything else is started. False: the error says why. That there is no display, trace-view
 * says itself. */
bool viewer_start(const struct output_place *place, const struct options *options,
                  struct trace_error *error);

#endif
