/* What every accepted trace goes through, whatever a hostile file made of it: lanes, findings and
 * story, and for some a picture or a file, as trace-run and trace-view would make them. Called by
 * the fuzz targets, whose entry LLVMFuzzerTestOneInput is called by libFuzzer, or by
 * tests/fuzz/replay.c for files. */
#ifndef THREADLANE_TESTS_FUZZ_FUZZED_TRACE_H
#define THREADLANE_TESTS_FUZZ_FUZZED_TRACE_H

#include <stddef.h>
#include <stdint.h>

#include "tracer/format/trace_sink.h"
#include "tracer/model/trace.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

/* Goes through all of it and destroys the trace. NULL, a refused file: the error must say why. */
void fuzzed_trace_use(struct trace *trace, const struct trace_error *error);

#endif
