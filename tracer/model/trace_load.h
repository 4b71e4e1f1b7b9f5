/* From a file to a trace: the readers of tracer/format find the records, the builder makes a trace
 * of them. For every program that looks at recordings. */
#ifndef THREADLANE_MODEL_TRACE_LOAD_H
#define THREADLANE_MODEL_TRACE_LOAD_H

#include "tracer/format/trace_sink.h"
#include "tracer/model/trace.h"

/* Reads a CTF directory or a JSON file, whichever `path` is. The caller destroys the trace. NULL:
 * the error says why, with file and position where a file is at fault. */
struct trace *trace_load(const char *path, struct trace_error *error);

#endif
