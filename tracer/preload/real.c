#include "tracer/preload/real.h"

#include <dlfcn.h>
#include <string.h>

struct real_functions real_functions;
bool real_is_found;

static __thread bool is_finding;

/* Without a version the loader may give the condition functions of 2002. That which came later has
 * no other, and what the loader looks for in vain makes it allocate. */
static void *find(const char *name)
{
    bool has_two = strncmp(name, "pthread_cond_", strlen("pthread_cond_")) == 0 &&
                   strcmp(name, "pthread_cond_clockwait") != 0;
    return has_two ? dlvsym(RTLD_NEXT, name, "GLIBC_2.3.2") : dlsym(RTLD_NEXT, name);
}

/* Two threads that come first find the same. An allocator that locks may be called by the loader
 * meanwhile: it goes on with what is found, and mutexes come first. */
void real_find(void)
{
    if (is_finding) {
        return;
    }
    is_finding = true;
#define X(result, name, parameters)                                                                \
    __atomic_store_n((void **)&real_functions.name, find(#name), __ATOMIC_RELAXED);
    REAL_FUNCTIONS(X)
#undef X
    is_finding = false;
    __atomic_store_n(&real_is_found, true, __ATOMIC_RELEASE);
}
