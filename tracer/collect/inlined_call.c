#include "tracer/collect/inlined_call.h"

#include <dwarf.h>
#include <elfutils/libdw.h>
#include <elfutils/libdwfl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

static bool is_systems(const char *file)
{
    static const char *const places[] = {"/usr/include/", "/usr/lib/"};
    for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
        if (strncmp(file, places[i], strlen(places[i])) == 0) {
            return true;
        }
    }
    return false;
}

static bool find_number(Dwarf_Die *die, unsigned name, Dwarf_Word *number)
{
    Dwarf_Attribute attribute;
    return dwarf_attr(die, name, &attribute) && dwarf_formudata(&attribute, number) == 0;
}

/* To where a function was put in place of a call, if it was. */
static void find_call(Dwarf_Die *scope, Dwarf_Files *files, const char **file, int *line)
{
    Dwarf_Word file_number, line_number;
    if (dwarf_tag(scope) != DW_TAG_inlined_subroutine ||
        !find_number(scope, DW_AT_call_file, &file_number) ||
        !find_number(scope, DW_AT_call_line, &line_number)) {
        return;
    }
    const char *called_from = dwarf_filesrc(files, file_number, NULL, NULL);
    *file = called_from ? called_from : *file;
    *line = called_from ? (int)line_number : *line;
}

/* The scopes around an address, innermost first, as they are put into each other. */
static int list_scopes(Dwarf_Die *unit, Dwarf_Addr address, Dwarf_Die **scopes)
{
    Dwarf_Die *around = NULL; /* behind a function put in place come those where it was written */
    bool is_known = dwarf_getscopes(unit, address, &around) > 0;
    *scopes = NULL;
    int count = is_known ? dwarf_getscopes_die(&around[0], scopes) : 0;
    free(around);
    return count;
}

void inlined_call_find(struct Dwfl_Module *module, uint64_t address, const char **file, int *line)
{
    Dwarf_Addr bias;
    Dwarf_Die *unit = is_systems(*file) ? dwfl_module_addrdie(module, address, &bias) : NULL;
    Dwarf_Files *files;
    if (!unit || dwarf_getsrcfiles(unit, &files, NULL) != 0) {
        return;
    }
    Dwarf_Die *scopes;
    int count = list_scopes(unit, address - bias, &scopes);
    const char *own_file = *file;
    int own_line = *line;
    for (int i = 0; i < count && is_systems(own_file); i++) {
        find_call(&scopes[i], files, &own_file, &own_line);
    }
    if (!is_systems(own_file)) {
        *file = own_file;
        *line = own_line;
    }
    free(scopes);
}
