#include "tracer/collect/debug_file.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* A file of the name that the module's link says, beside the module or in the system's folder. What
 * is in it, libdw compares. */
static bool is_beside(const char *file, const char *link)
{
    static const char *const forms[] = {"%.*s/%s", "%.*s/.debug/%s", "/usr/lib/debug%.*s/%s"};
    const char *slash = strrchr(file, '/');
    for (size_t i = 0; slash && i < sizeof(forms) / sizeof(forms[0]); i++) {
        char path[2 * PATH_MAX];
        snprintf(path, sizeof(path), forms[i], (int)(slash - file), file, link);
        if (access(path, R_OK) == 0) {
            return true;
        }
    }
    return false;
}

static bool is_there(const char *file, const char *link)
{
    char target[PATH_MAX];
    return is_beside(file, link) || (realpath(file, target) && is_beside(target, link));
}

static bool is_asked_for(void)
{
    const char *servers = getenv("DEBUGINFOD_URLS");
    return servers && servers[0];
}

int debug_file_find(Dwfl_Module *module, void **context, const char *name, Dwarf_Addr base,
                    const char *file, const char *link, GElf_Word checksum, char **found)
{
    if (is_asked_for() || (file && link && is_there(file, link))) {
        return dwfl_standard_find_debuginfo(module, context, name, base, file, link, checksum,
                                            found);
    }
    return dwfl_build_id_find_debuginfo(module, context, name, base, file, link, checksum, found);
}
