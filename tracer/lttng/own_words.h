/* What trace-run itself wrote into its recording (source lines, how the program ended, the clock),
 * as tracepoints. */
#ifndef THREADLANE_LTTNG_OWN_WORDS_H
#define THREADLANE_LTTNG_OWN_WORDS_H

#include "tracer/event/event_tap.h"

/* Reads them from the raw recording in `directory`. What cannot be read is left out. */
void own_words_tell(const struct event_tap *tap, const char *directory);

#endif
