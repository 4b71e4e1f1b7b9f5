/* Where the debug information of a module lies that is not in the module itself: as libdw looks for
 * it on this machine, but without asking servers. For that libdw would load some thirty libraries,
 * which takes longer than all the rest of the end of a run, whether there is a server or not. Who
 * sets DEBUGINFOD_URLS asks for it. */
#ifndef THREADLANE_COLLECT_DEBUG_FILE_H
#define THREADLANE_COLLECT_DEBUG_FILE_H

#include <elfutils/libdwfl.h>

/* As libdw calls it: a descriptor, or -1. */
int debug_file_find(Dwfl_Module *module, void **context, const char *name, Dwarf_Addr base,
                    const char *file, const char *link, GElf_Word checksum, char **found);

#endif
