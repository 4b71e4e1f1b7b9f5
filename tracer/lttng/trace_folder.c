#include "tracer/lttng/trace_folder.h"

#include <fcntl.h>
#include <ftw.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define FOLDERS_AT_ONCE 16
#define METADATA        "/metadata"

static int remove_entry(const char *path, const struct stat *status, int type, struct FTW *place)
{
    (void)status, (void)type, (void)place;
    remove(path);
    return 0;
}

void trace_folder_remove(const char *directory)
{
    nftw(directory, remove_entry, FOLDERS_AT_ONCE, FTW_DEPTH | FTW_PHYS);
}

/* Whether there is a description, and no stream in it. */
static bool is_empty(const char *metadata)
{
    static const char stream[] = "stream {";
    int fd = open(metadata, O_RDONLY | O_CLOEXEC);
    off_t size = fd < 0 ? -1 : lseek(fd, 0, SEEK_END);
    void *text = size > 0 ? mmap(NULL, (size_t)size, PROT_READ, MAP_PRIVATE, fd, 0) : MAP_FAILED;
    bool has_stream =
        text != MAP_FAILED && memmem(text, (size_t)size, stream, strlen(stream)) != NULL;
    if (text != MAP_FAILED) {
        munmap(text, (size_t)size);
    }
    if (fd >= 0) {
        close(fd);
    }
    return size >= 0 && !has_stream;
}

static int drop_if_empty(const char *path, const struct stat *status, int type, struct FTW *place)
{
    (void)status, (void)place;
    char metadata[PATH_MAX];
    int size = snprintf(metadata, sizeof(metadata), "%s" METADATA, path);
    if (type == FTW_DP && size < (int)sizeof(metadata) && is_empty(metadata)) {
        trace_folder_remove(path);
    }
    return 0;
}

void trace_folder_drop_empty(const char *directory)
{
    nftw(directory, drop_if_empty, FOLDERS_AT_ONCE, FTW_DEPTH | FTW_PHYS);
}
