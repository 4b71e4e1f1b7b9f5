#include "viewer/paint/whole_file.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

static bool refuse(const char *file_name, const char *why, char *reason, size_t size)
{
    snprintf(reason, size, "cannot write '%s': %s", file_name, why);
    return false;
}

bool whole_file_write(const char *file_name, whole_file_function *write, const void *what,
                      char *reason, size_t reason_size)
{
    FILE *file = fopen(file_name, "wb");
    if (!file) {
        return refuse(file_name, strerror(errno), reason, reason_size);
    }
    errno = 0;
    bool is_written = write(what, file) && !ferror(file);
    is_written = fclose(file) == 0 && is_written;
    if (!is_written) {
        int error = errno;
        unlink(file_name);
        return refuse(file_name, error ? strerror(error) : "the picture cannot be drawn", reason,
                      reason_size);
    }
    return true;
}
