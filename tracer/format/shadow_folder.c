#include "tracer/format/shadow_folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sendfile.h>
#include <unistd.h>

static char *new_folder(void)
{
    const char *place = getenv("TMPDIR");
    char *path = NULL;
    if (asprintf(&path, "%s/threadlane-torn-XXXXXX", place ? place : "/tmp") < 0) {
        abort();
    }
    if (!mkdtemp(path)) {
        free(path);
        return NULL;
    }
    return path;
}

static void link_file(int shadow, const char *folder, const char *name)
{
    char target[PATH_MAX];
    int size = snprintf(target, sizeof target, "%s/%s", folder, name);
    if (size > 0 && (size_t)size < sizeof target) {
        symlinkat(target, shadow, name);
    }
}

char *shadow_folder_make(const char *folder)
{
    char *whole = realpath(folder, NULL), *path = whole ? new_folder() : NULL;
    DIR *files = path ? opendir(whole) : NULL;
    int shadow = path ? open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
    for (struct dirent *entry; files && shadow >= 0 && (entry = readdir(files)) != NULL;) {
        if (entry->d_type != DT_DIR) { /* not the index, which would not fit */
            link_file(shadow, whole, entry->d_name);
        }
    }
    if (files) {
        closedir(files);
    }
    if (shadow >= 0) {
        close(shadow);
    }
    free(whole);
    return path;
}

static bool copy_bytes(int to, int from, uint64_t size)
{
    while (size > 0) {
        ssize_t copied = sendfile(to, from, NULL, size);
        if (copied <= 0 && errno != EINTR) {
            return false;
        }
        size -= copied > 0 ? (uint64_t)copied : 0;
    }
    return true;
}

bool shadow_folder_cut(const char *shadow, const char *name, uint64_t size)
{
    int folder = open(shadow, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int from = openat(folder, name, O_RDONLY | O_CLOEXEC);
    bool is_cut = from >= 0 && unlinkat(folder, name, 0) == 0;
    if (is_cut && size > 0) {
        int to = openat(folder, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
        is_cut = to >= 0 && copy_bytes(to, from, size);
        close(to);
    }
    close(from);
    close(folder);
    return is_cut;
}

void shadow_folder_remove(const char *shadow)
{
    DIR *files = opendir(shadow);
    for (struct dirent *entry; files && (entry = readdir(files)) != NULL;) {
        unlinkat(dirfd(files), entry->d_name, 0);
    }
    if (files) {
        closedir(files);
    }
    rmdir(shadow);
}
