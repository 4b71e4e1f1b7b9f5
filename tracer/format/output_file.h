/* A file being written, through a buffer. It appears under its name only when it is whole: until
 * output_file_close the bytes go to a temporary name beside it, so a reader never sees half a file
 * and a full disk never costs the old one. Devices and pipes are written directly. */
#ifndef THREADLANE_FORMAT_OUTPUT_FILE_H
#define THREADLANE_FORMAT_OUTPUT_FILE_H

#include <stdbool.h>
#include <stddef.h>

#include "tracer/format/trace_sink.h"

struct output_file;

/* NULL: the error says why. */
struct output_file *output_file_open(const char *path, struct trace_error *error);
/* Failures are kept until close. */
void output_file_put(struct output_file *file, const char *bytes, size_t size);
/* Puts the file in its place and frees. False: something was not written (the disk is full), and
 * the place is as it was; the error says why. */
bool output_file_close(struct output_file *file, struct trace_error *error);

#endif
