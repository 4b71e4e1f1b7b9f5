/* Reads in a process of its own. A library that reads what strangers wrote may crash, end the
 * program, print, or never come to an end; then only that process is gone, and the reason is a
 * sentence like any other. What it reads comes through a pipe, record by record. */
#ifndef THREADLANE_FORMAT_READING_PROCESS_H
#define THREADLANE_FORMAT_READING_PROCESS_H

#include <stdbool.h>
#include <stdint.h>

#include "tracer/format/trace_sink.h"

typedef bool (*reading_function)(const char *path, const struct trace_sink *sink,
                                 struct trace_error *error);

struct reading_limit {
    uint64_t memory_size; /* beyond what the program has mapped already; bytes */
    uint64_t seconds;     /* of computing */
};

/* Calls `read` in a child of this process, with standard input, output and error at /dev/null, and
 * hands on to `sink` what it finds. False: refused, by the reader or by the sink, or the child did
 * not end by itself; the error says which. */
bool reading_process_run(reading_function read, const char *path, struct reading_limit limit,
                         const struct trace_sink *sink, struct trace_error *error);

#endif
