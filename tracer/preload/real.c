#include "tracer/preload/real.h"

#include <dlfcn.h>
#include <string.h>

struct real_functions real_functions;
bool real_is_found;

/* Without a version the loader may give the condition functions of 2002. */
static void *find(const char *name)
{
    void *found = strncmp(name, "pthread_cond_", strlen("pthread_cond_")) == 0
                      ? dlvsym(RTLD_NEXT, name, "GLIBC_2.3.2")
                      : NULL;
    return found ? found : dlsym(RTLD_NEXT, name);
}

/* Two threads that come first find the same. */
void real_find(void)
{
    struct real_functions found;
#define X(result, name, parameters) *(void **)&found.name = find(#name);
    REAL_FUNCTIONS(X)
#undef X
    real_functions = found;
    __atomic_store_n(&real_is_found, true, __ATOMIC_RELEASE);
}
