#include "tracer/collect/program_path.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Joins folder (of that length; none when 0), name (of that length) into path. */
static bool join(char *path, size_t size, const char *folder, size_t folder_length,
                 const char *name, size_t name_length)
{
    int length = snprintf(path, size, "%.*s%s%.*s", (int)folder_length, folder,
                          folder_length > 0 ? "/" : "", (int)name_length, name);
    if (length < 0 || (size_t)length >= size) {
        errno = ENAMETOOLONG;
        return false;
    }
    return true;
}

static bool is_program(const char *path)
{
    struct stat status;
    if (stat(path, &status) != 0) {
        return false;
    }
    if (!S_ISREG(status.st_mode)) {
        errno = EACCES;
        return false;
    }
    return access(path, X_OK) == 0;
}

static bool ends_with(const char *text, size_t length, const char *end)
{
    size_t end_length = strlen(end);
    return length >= end_length && memcmp(text + length - end_length, end, end_length) == 0;
}

/* A source is never what is started, even where a file system calls every file executable. */
static bool is_source(const char *given)
{
    return ends_with(given, strlen(given), ".c");
}

static bool find_in_search_path(const char *name, char *path, size_t size)
{
    const char *folders = getenv("PATH");
    for (const char *folder = folders ? folders : "/usr/bin:/bin"; folder;) {
        const char *end = strchrnul(folder, ':');
        size_t length = (size_t)(end - folder);
        const char *where = length > 0 ? folder : ".";
        if (join(path, size, where, length > 0 ? length : 1, name, strlen(name)) &&
            is_program(path)) {
            return true;
        }
        folder = *end ? end + 1 : NULL;
    }
    errno = ENOENT;
    return false;
}

/* "poem", "…/scenarios/poem" and "…/scenarios/poem.c" name a scenario; other folders do not. */
static bool find_scenario(const char *given, const char *scenario_folder, char *path, size_t size)
{
    const char *slash = strrchr(given, '/');
    const char *name = slash ? slash + 1 : given;
    size_t folder_length = slash ? (size_t)(slash - given) : 0;
    bool is_in_scenarios = !slash || (ends_with(given, folder_length, "scenarios") &&
                                      (folder_length == 9 || given[folder_length - 10] == '/'));
    size_t name_length = strlen(name) - (is_source(name) ? 2 : 0);
    return scenario_folder && *scenario_folder && is_in_scenarios && name_length > 0 &&
           join(path, size, scenario_folder, strlen(scenario_folder), name, name_length) &&
           is_program(path);
}

bool program_path_find(const char *given, const char *scenario_folder, char *path, size_t size)
{
    bool is_found = false;
    if (!is_source(given)) {
        is_found = strchr(given, '/')
                       ? join(path, size, "", 0, given, strlen(given)) && is_program(path)
                       : find_in_search_path(given, path, size);
    } else {
        errno = ENOENT;
    }
    int reason = errno;
    if (is_found || find_scenario(given, scenario_folder, path, size)) {
        return true;
    }
    errno = reason;
    return false;
}
