#include "tracer/format/mapped_file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tracer/format/trace_error.h"
#include "tracer/language/error_text.h"
#include "tracer/language/language.h"

static bool map_descriptor(struct mapped_file *file, int fd, const char *path,
                           struct trace_error *error)
{
    struct stat status;
    if (fstat(fd, &status) != 0) {
        return trace_error_fill(error, N_("cannot read '%s': %s"), path, error_text(errno));
    }
    if (!S_ISREG(status.st_mode)) {
        return trace_error_fill(error, N_("cannot read '%s': not a regular file"), path);
    }
    if (status.st_size == 0) {
        return true;
    }
    void *bytes = mmap(NULL, (size_t)status.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
    if (bytes == MAP_FAILED) {
        return trace_error_fill(error, N_("cannot read '%s': %s"), path, error_text(errno));
    }
    *file = (struct mapped_file){.bytes = bytes, .size = (size_t)status.st_size};
    return true;
}

bool mapped_file_open(struct mapped_file *file, const char *path, struct trace_error *error)
{
    *file = (struct mapped_file){.bytes = "", .size = 0};
    /* Not to wait for ever for the other end of a FIFO. */
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0) {
        return trace_error_fill(error, N_("cannot open '%s': %s"), path, error_text(errno));
    }
    bool is_mapped = map_descriptor(file, fd, path, error);
    close(fd);
    return is_mapped;
}

void mapped_file_close(struct mapped_file *file)
{
    if (file->size > 0) {
        munmap((void *)file->bytes, file->size);
    }
    *file = (struct mapped_file){.bytes = "", .size = 0};
}
