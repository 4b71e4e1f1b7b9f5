/* Reads back what json_writer wrote: a Chrome Trace Event array, one object a line. Lines that are
 * decoration for other programs are skipped. Nothing is trusted: what is not as
 * docs/trace-format.md says is refused with file and line. A last line without its end, or a
 * missing bracket, mean that the file was cut: what came before is good, the trace is torn. */
#ifndef THREADLANE_FORMAT_JSON_READER_H
#define THREADLANE_FORMAT_JSON_READER_H

#include <stdbool.h>

#include "tracer/format/mapped_file.h"
#include "tracer/format/trace_sink.h"

/* Hands everything to the sink, events in their recorded order. False: refused; the sink may have
 * seen a part. */
bool json_read(const char *path, const struct trace_sink *sink, struct trace_error *error);

/* The same of a file that is in memory already; the path is for errors. */
bool json_read_file(const char *path, const struct mapped_file *file, const struct trace_sink *sink,
                    struct trace_error *error);

#endif
