/* From a trace to a JSON file that trace_load makes the same trace of, and that opens as it is in
 * Perfetto and speedscope. For trace-run at the end of a recording. */
#ifndef THREADLANE_MODEL_TRACE_SAVE_H
#define THREADLANE_MODEL_TRACE_SAVE_H

#include "tracer/format/trace_sink.h"
#include "tracer/model/trace.h"

/* Replaces `path` only when the whole file is written. False: it could not be (the disk is full),
 * and what was there is unharmed; the error says why. */
bool trace_save(const struct trace *trace, const char *path, struct trace_error *error);

#endif
