/* Signals by name, as everybody calls them: in sentences, in pictures and in what trace-run says.
 * Traces come from Linux, whatever they are read on, so the numbers are Linux's. */
#ifndef THREADLANE_ANALYSIS_SIGNAL_NAME_H
#define THREADLANE_ANALYSIS_SIGNAL_NAME_H

#include <stddef.h>

#include "tracer/analysis/finding.h"

#define SIGNAL_NAME_SIZE 24

/* "SIGTERM"; "signal 40" of one without a name. Returns buffer. */
const char *signal_name(int number, enum language language, char *buffer, size_t size);

#endif
