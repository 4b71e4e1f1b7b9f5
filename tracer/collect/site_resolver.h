/* Finds the source lines of the addresses in a raw recording, while program and source are still
 * those that ran, and adds them to the recording as texts of kind site, keyed by address. Uses
 * libdw; addresses without debug information get their function or file name as far as known. */
#ifndef THREADLANE_COLLECT_SITE_RESOLVER_H
#define THREADLANE_COLLECT_SITE_RESOLVER_H

#include <stdbool.h>
#include <stdint.h>

#include "tracer/collect/own_stream.h"

/* Reads all stream files of `directory`, writes into `texts`, stamped `ticks`. What cannot be
 * resolved is left out; false: the disk did not take the texts. */
bool site_resolver_run(const char *directory, struct own_stream *texts, uint64_t ticks,
                       struct trace_error *error);

#endif
