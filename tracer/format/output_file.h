/* A file being written, through a buffer. It appears under its name only when it is whole: until
 * output_file_close the bytes go to a file without a name, or where that cannot be to a temporary
 * name beside it, so a reader never sees half a file, a full disk never costs the old one, and
 * nothing is left when the program is killed. Devices and pipes are written directly. */
#ifndef THREADLANE_FORMAT_OUTPUT_FILE_H
#define THREADLANE_FORMAT_OUTPUT_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "tracer/format/trace_sink.h"

#define OUTPUT_BUFFER_SIZE 262144

struct output_file {
    char *path;       /* with links followed, so that a link stays one */
    char *temporary;  /* NULL: `path` is written directly */
    bool is_nameless; /* it gets its temporary name only at the end */
    int fd;
    int failure; /* errno of the first one, 0: none */
    size_t used; /* of buffer */
    char buffer[OUTPUT_BUFFER_SIZE];
};

/* NULL: the error says why. */
struct output_file *output_file_open(const char *path, struct trace_error *error);
/* What output_file_put does when the buffer has no room. */
void output_file_put_slowly(struct output_file *file, const char *bytes, size_t size);
/* Failures are kept until close. Inline, because a line of JSON is put together from forty pieces,
 * most of which have a size that the compiler knows. */
static inline void output_file_put(struct output_file *file, const char *bytes, size_t size)
{
    if (size > OUTPUT_BUFFER_SIZE - file->used) {
        output_file_put_slowly(file, bytes, size);
    } else {
        memcpy(file->buffer + file->used, bytes, size);
        file->used += size;
    }
}
/* Room in the buffer for at most `size` bytes, less than the buffer's; what is written there counts
 * once output_file_commit says where it ends. */
static inline char *output_file_reserve(struct output_file *file, size_t size)
{
    if (size > OUTPUT_BUFFER_SIZE - file->used) {
        output_file_put_slowly(file, "", 0);
    }
    return file->buffer + file->used;
}
static inline void output_file_commit(struct output_file *file, const char *end)
{
    file->used = (size_t)(end - file->buffer);
}
/* Puts the file in its place and frees. False: something was not written (the disk is full), and
 * the place is as it was; the error says why. */
bool output_file_close(struct output_file *file, struct trace_error *error);

#endif
