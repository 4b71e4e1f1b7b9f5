#include "tracer/collect/part_path.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

bool part_path_find(char path[PATH_MAX], const char *folder, const char *name)
{
    char own[PATH_MAX];
    ssize_t size = readlink("/proc/self/exe", own, sizeof(own) - 1);
    own[size > 0 ? size : 0] = '\0';
    const char *slash = strrchr(own, '/');
    snprintf(path, PATH_MAX, "%.*s/../%s/%s", slash ? (int)(slash - own) : 0, own, folder, name);
    if (access(path, R_OK) == 0) {
        return true;
    }
    snprintf(path, PATH_MAX, "%s/%s", THREADLANE_PARTS, name);
    return access(path, R_OK) == 0;
}
