#include "tests/scratch.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

static char root[4096];

static void fail(const char *what)
{
    perror(what);
    exit(EXIT_FAILURE);
}

static int remove_entry(const char *path, const struct stat *status, int type, struct FTW *place)
{
    (void)status, (void)type, (void)place;
    return remove(path);
}

static void remove_root(void)
{
    nftw(root, remove_entry, 8, FTW_DEPTH | FTW_PHYS);
}

char *scratch_new_path(void)
{
    static unsigned count;
    const char *folder = getenv("TMPDIR");
    char *path = NULL;
    if (root[0] == '\0') {
        snprintf(root, sizeof root, "%s/threadlane-XXXXXX", folder ? folder : "/tmp");
        if (!mkdtemp(root)) {
            fail(root);
        }
        atexit(remove_root);
    }
    if (asprintf(&path, "%s/%u", root, count++) < 0) {
        fail("asprintf");
    }
    return path;
}

char *scratch_new_folder(void)
{
    char *path = scratch_new_path();
    if (mkdir(path, 0700) != 0) {
        fail(path);
    }
    return path;
}

void scratch_write(const char *path, const void *bytes, size_t size)
{
    FILE *file = fopen(path, "w");
    if (!file || fwrite(bytes, 1, size, file) != size || fclose(file) != 0) {
        fail(path);
    }
}

char *scratch_read(const char *path, size_t *size)
{
    struct stat status;
    FILE *file = fopen(path, "r");
    if (!file || fstat(fileno(file), &status) != 0) {
        fail(path);
    }
    *size = (size_t)status.st_size;
    char *bytes = malloc(*size + 1);
    if (!bytes || fread(bytes, 1, *size, file) != *size) {
        fail(path);
    }
    bytes[*size] = '\0';
    fclose(file);
    return bytes;
}
