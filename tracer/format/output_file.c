#include "tracer/format/output_file.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tracer/format/trace_error.h"
#include "tracer/language/error_text.h"
#include "tracer/language/language.h"

#define DESCRIPTOR_NAME_SIZE 40

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

/* "/proc/self/fd/5" */
static void name_descriptor(int fd, char name[DESCRIPTOR_NAME_SIZE])
{
    snprintf(name, DESCRIPTOR_NAME_SIZE, "/proc/self/fd/%d", fd);
}

/* A file without a name, so nothing is left of it however the program ends; or -1: not here. */
static int open_nameless(const char *path)
{
    char *copy = strdup(path), name[DESCRIPTOR_NAME_SIZE];
    if (!copy) {
        abort();
    }
    int fd = open(dirname(copy), O_TMPFILE | O_WRONLY | O_CLOEXEC, 0600);
    free(copy);
    name_descriptor(fd, name);
    if (fd >= 0 && access(name, F_OK) != 0) { /* it could not be given a name later */
        close(fd);
        return -1;
    }
    return fd;
}

static int open_temporary(struct output_file *file)
{
    if (asprintf(&file->temporary, "%s.XXXXXX", file->path) < 0) {
        abort();
    }
    int fd = open_nameless(file->path);
    file->is_nameless = fd >= 0;
    if (fd < 0) {
        fd = mkostemp(file->temporary, O_CLOEXEC);
    }
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
    file->is_nameless = false;
    file->failure = 0;
    file->used = 0;
    file->fd =
        is_replaceable(path) ? open_temporary(file) : open(path, O_WRONLY | O_CLOEXEC | O_NOCTTY);
    if (file->fd < 0) {
        trace_error_fill(error, N_("cannot write '%s': %s"), path, error_text(errno));
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

/* The temporary name, for as long as it takes to put the file in the place of another. */
static bool give_name(struct output_file *file)
{
    char descriptor[DESCRIPTOR_NAME_SIZE];
    name_descriptor(file->fd, descriptor);
    int number = mkostemp(file->temporary, O_CLOEXEC); /* a name that nobody has */
    if (number < 0) {
        return false;
    }
    close(number);
    return unlink(file->temporary) == 0 &&
           linkat(AT_FDCWD, descriptor, AT_FDCWD, file->temporary, AT_SYMLINK_FOLLOW) == 0;
}

static void put_in_place(struct output_file *file)
{
    bool is_named = !file->is_nameless || (file->failure == 0 && give_name(file));
    if (file->failure == 0 && (!is_named || rename(file->temporary, file->path) != 0)) {
        file->failure = errno;
    }
    if (is_named && file->failure != 0) {
        unlink(file->temporary);
    }
}

/* No signal comes while the file has its temporary name. */
static void put_in_place_at_once(struct output_file *file)
{
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, &before);
    put_in_place(file);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
}

bool output_file_close(struct output_file *file, struct trace_error *error)
{
    write_out(file, file->buffer, file->used);
    if (file->temporary && file->is_nameless) { /* it has to be open for that */
        put_in_place_at_once(file);
    }
    if (close(file->fd) != 0 && file->failure == 0) {
        file->failure = errno;
    }
    if (file->temporary && !file->is_nameless) {
        put_in_place_at_once(file);
    }
    int failure = file->failure;
    if (failure != 0) {
        trace_error_fill(error, N_("cannot write '%s': %s"), file->path, error_text(failure));
    }
    destroy_file(file);
    return failure == 0;
}
