/* From a file to a trace: the readers of tracer/format find the records, the builder makes a trace
 * of them. For every program that looks at recordings. */
#ifndef THREADLANE_MODEL_TRACE_LOAD_H
#define THREADLANE_MODEL_TRACE_LOAD_H

#include "tracer/format/ctf_reader.h"
#include "tracer/format/mapped_file.h"
#include "tracer/format/trace_sink.h"
#include "tracer/model/trace.h"

/* Reads a CTF directory, ours or of others, or a JSON file, whichever `path` is. The caller
 * destroys the trace. NULL: the error says why, with file and position where a file is at fault. */
struct trace *trace_load(const char *path, struct trace_error *error);

/* The same; the trace is called `name`. */
struct trace *trace_load_as(const char *path, const char *name, struct trace_error *error);

/* For whoever calls a reader himself: hands what it finds to a builder. */
struct trace_builder;
struct trace_sink trace_load_sink(struct trace_builder *builder);

/* The same of files that are in memory already; the paths are for errors and for the trace. */
struct trace *trace_load_ctf(const char *path, const struct ctf_recording *recording,
                             struct trace_error *error);
struct trace *trace_load_json(const char *path, const struct mapped_file *file,
                              struct trace_error *error);

#endif
