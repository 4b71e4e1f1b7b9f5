/* A plain POSIX program that opens libthreadlane when it runs, and uses a lock of its: in threads
 * of its own, which nobody but tracer/preload has told of. */
#include <dlfcn.h>
#include <math.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

static struct tl_lock *lock;
static int (*acquire)(struct tl_lock *, double);
static int (*release)(struct tl_lock *);

static void *find(void *library, const char *name)
{
    void *function = dlsym(library, name);
    if (!function) {
        fprintf(stderr, "late_library: %s\n", dlerror());
        exit(1);
    }
    return function;
}

static void *count(void *counter)
{
    for (int i = 0; i < 1000; i++) {
        acquire(lock, INFINITY);
        ++*(int *)counter;
        release(lock);
    }
    return NULL;
}

int main(void)
{
    void *library = dlopen(LIBRARY, RTLD_NOW);
    struct tl_lock *(*create)(const char *) = find(library, "tl_lock_create");
    acquire = find(library, "tl_lock_acquire");
    release = find(library, "tl_lock_release");
    lock = create("till");
    pthread_t threads[3];
    int counter = 0;
    for (int i = 0; i < 3; i++) {
        pthread_create(&threads[i], NULL, count, &counter);
    }
    for (int i = 0; i < 3; i++) {
        pthread_join(threads[i], NULL);
    }
    printf("%d\n", counter);
    return 0;
}
