#include "tracer/format/output_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tracer/format/trace_error.h"

static bool is_replaceable(const char *path)
{
    struct stat status;
    return stat(path, &status) != 0 || S_ISREG(status.st_mode);
}

static mode_t find_mode(const char *path)
{
    struct stat status;
    if (stat(path, &status) == 0) {
        return status.st_mode & 07777;
    }
    mode_t mask = umask(0);
    umask(mask);
    return 0666 & ~mask;
}

static int open_temporary(struct output_file *file)
{
    if (asprintf(&file->temporary, "%s.XXXXXX", file->path) < 0) {
        abort();
    }
    int fd = mkostemp(file->temporary, O_CLOEXEC);
    if (fd >= 0) {
        fchmod(fd, find_mode(file->path));
    }
    return fd;
}

static void destroy_file(struct output_file *file)
{
    free(file->temporary);
    free(file->path);
    free(file);
}

struct output_file *output_file_open(const char *path, struct trace_error *error)
{
    struct output_file *file = malloc(sizeof *file);
    char *resolved = realpath(path, NULL);
    if (!file || !(resolved || (resolved = strdup(path)))) {
        abort();
    }
    file->path = resolved;
    file->temporary = NULL;
    file->failure = 0;
    file->used = 0;
    file->fd =
        is_replaceable(path) ? open_temporary(file) : open(path, O_WRONLY | O_CLOEXEC | O_NOCTTY);
    if (file->fd < 0) {
        trace_error_fill(error, "cannot write '%s': %s", path, strerror(errno));
        destroy_file(file);
        return NULL;
    }
    return file;
}

static void write_out(struct output_file *file, const char *bytes, size_t size)
{
    while (size > 0 && file->failure == 0) {
        ssize_t written = write(file->fd, bytes, size);
        if (written < 0 && errno == EINTR) {
            continue;
        }
        if (written < 0) {
            file->failure = errno;
            return;
        }
        bytes += written;
        size -= (size_t)written;
    }
}

void output_file_put_slowly(struct output_file *file, const char *bytes, size_t size)
{
    write_out(file, file->buffer, file->used);
    file->used = 0;
    if (size > OUTPUT_BUFFER_SIZE) {
        write_out(file, bytes, size);
        return;
    }
    memcpy(file->buffer, bytes, size);
    file->used = size;
}

static void put_in_place(struct output_file *file)
{
    if (file->failure == 0 && rename(file->temporary, file->path) != 0) {
        file->failure = errno;
    }
    if (file->failure != 0) {
        unlink(file->temporary);
    }
}

bool output_file_close(struct output_file *file, struct trace_error *error)
{
    write_out(file, file->buffer, file->used);
    if (close(file->fd) != 0 && file->failure == 0) {
        file->failure = errno;
    }
    if (file->temporary) {
        put_in_place(file);
    }
    int failure = file->failure;
    if (failure != 0) {
        trace_error_fill(error, "cannot write '%s': %s", file->path, strerror(failure));
    }
    destroy_file(file);
    return failure == 0;
}
