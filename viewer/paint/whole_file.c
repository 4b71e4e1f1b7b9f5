#include "viewer/paint/whole_file.h"

#include <errno.h>

#include "viewer/file/new_file.h"

bool whole_file_write(const char *file_name, whole_file_function *write, const void *what,
                      char *reason, size_t reason_size)
{
    struct new_file place;
    if (!new_file_begin(&place, file_name, reason, reason_size)) {
        return false;
    }
    FILE *file = fopen(place.unfinished_path, "wb");
    if (!file) {
        return new_file_abandon(&place, NULL, reason, reason_size);
    }
    errno = 0;
    bool is_written = write(what, file) && !ferror(file);
    is_written = fclose(file) == 0 && is_written;
    if (!is_written) {
        const char *why = errno ? NULL : "the picture cannot be drawn";
        return new_file_abandon(&place, why, reason, reason_size);
    }
    return new_file_end(&place, reason, reason_size);
}
