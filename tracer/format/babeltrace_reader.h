/* Reads CTF that is not ours, by libbabeltrace2: recordings of LTTng, with our own provider or any
 * other, and whatever else writes CTF 1.8. The library works in a process of its own, because it
 * trusts what it reads more than we may. */
#ifndef THREADLANE_FORMAT_BABELTRACE_READER_H
#define THREADLANE_FORMAT_BABELTRACE_READER_H

#include <stdbool.h>

#include "tracer/format/trace_sink.h"

/* Hands every trace below the directory to the sink, as one: each thread's events by time. Events
 * that are not ours are marks. False: refused, in the library's words; the sink may have seen a
 * part. */
bool babeltrace_read(const char *directory, const struct trace_sink *sink,
                     struct trace_error *error);

#endif
