/* As many locks as the argument says, all made, all held, then all given back and destroyed. */
#include <stdlib.h>

#include "tracer/threadlane.h"

int main(int argc, char **argv)
{
    size_t count = argc > 1 ? (size_t)atol(argv[1]) : 1;
    struct tl_lock **locks = calloc(count, sizeof(*locks));
    for (size_t i = 0; i < count; i++) {
        locks[i] = tl_lock_create(NULL);
    }
    for (size_t i = 0; i < count; i++) {
        tl_lock_acquire(locks[i], TL_FOREVER);
    }
    int refused_count = 0;
    for (size_t i = 0; i < count; i++) {
        tl_lock_release(locks[i]);
        refused_count += tl_lock_destroy(locks[i]) != TL_OK;
    }
    free(locks);
    return tl_exit(refused_count > 0);
}
