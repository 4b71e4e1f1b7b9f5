#include "viewer/table/new_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static bool refuse(const char *path, const char *why, char *reason, size_t reason_size)
{
    snprintf(reason, reason_size, "cannot write '%s': %s", path, why);
    return false;
}

bool new_file_begin(struct new_file *file, const char *path, char *reason, size_t reason_size)
{
    int length = snprintf(file->path, sizeof file->path, "%s", path);
    int other = snprintf(file->unfinished_path, sizeof file->unfinished_path, "%s.%d.part", path,
                         (int)getpid());
    if (length >= NEW_FILE_PATH_SIZE || other >= NEW_FILE_PATH_SIZE) {
        return refuse(path, strerror(ENAMETOOLONG), reason, reason_size);
    }
    int descriptor = open(file->unfinished_path, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0666);
    if (descriptor < 0) {
        return refuse(path, strerror(errno), reason, reason_size);
    }
    close(descriptor);
    return true;
}

bool new_file_end(struct new_file *file, char *reason, size_t reason_size)
{
    bool is_there = rename(file->unfinished_path, file->path) == 0;
    return is_there || new_file_abandon(file, NULL, reason, reason_size);
}

bool new_file_abandon(struct new_file *file, const char *why, char *reason, size_t reason_size)
{
    const char *said = why ? why : strerror(errno);
    unlink(file->unfinished_path);
    return refuse(file->path, said, reason, reason_size);
}
