#include "tracer/collect/symbol_name.h"

#include <dlfcn.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LIBRARY "libstdc++.so.6"

typedef char *demangler(const char *symbol, char *buffer, size_t *size, int *status);

/* NULL if there is none. It stays loaded. */
static demangler *find_demangler(void)
{
    static demangler *found;
    static bool was_looked_for;
    if (!was_looked_for) {
        void *library = dlopen(LIBRARY, RTLD_LAZY | RTLD_LOCAL);
        *(void **)&found = library ? dlsym(library, "__cxa_demangle") : NULL;
        was_looked_for = true;
    }
    return found;
}

/* Where the parameters begin that stand at the end, after which only " const" may come; or NULL. */
static char *find_parameters(char *name)
{
    char *end = strrchr(name, ')');
    bool is_last = end && (end[1] == '\0' || strcmp(end + 1, " const") == 0);
    int depth = 0;
    for (char *at = end; is_last && at > name; at--) {
        depth += *at == ')' ? 1 : *at == '(' ? -1 : 0;
        if (depth == 0) {
            return at;
        }
    }
    return NULL;
}

void symbol_name_write(const char *symbol, char *name, size_t size)
{
    int status = 0;
    demangler *demangle = strncmp(symbol, "_Z", 2) == 0 ? find_demangler() : NULL;
    char *readable = demangle ? demangle(symbol, NULL, NULL, &status) : NULL;
    char *parameters = readable ? find_parameters(readable) : NULL;
    if (parameters) {
        *parameters = '\0';
    }
    snprintf(name, size, "%s", readable ? readable : symbol);
    free(readable);
}
