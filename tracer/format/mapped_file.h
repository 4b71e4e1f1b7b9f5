/* A file as memory, for the readers. The bytes stay valid until it is closed; a file that another
 * program shortens meanwhile is outside what a reader can defend against. */
#ifndef THREADLANE_FORMAT_MAPPED_FILE_H
#define THREADLANE_FORMAT_MAPPED_FILE_H

#include <stdbool.h>
#include <stddef.h>

#include "tracer/format/trace_sink.h"

struct mapped_file {
    const char *bytes; /* not NUL-terminated */
    size_t size;
};

/* Maps a regular file; an empty one has size 0. False: the error says why. */
bool mapped_file_open(struct mapped_file *file, const char *path, struct trace_error *error);
void mapped_file_close(struct mapped_file *file);

#endif
