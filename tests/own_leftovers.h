/* What this process still has: descriptors, and threads that are on their way out. A thread that
 * has been joined may still be ending; whoever forks then copies the locks that it holds there, and
 * the address sanitizer's allocator does not mend them in the child. */
#ifndef THREADLANE_TESTS_OWN_LEFTOVERS_H
#define THREADLANE_TESTS_OWN_LEFTOVERS_H

#include <dirent.h>
#include <sched.h>

static inline unsigned count_own(const char *what)
{
    unsigned count = 0;
    DIR *folder = opendir(what);
    while (readdir(folder)) {
        count++;
    }
    closedir(folder);
    return count - 2; /* the folder and the one above it */
}

static inline unsigned count_descriptors(void)
{
    return count_own("/proc/self/fd");
}

/* Returns when the caller is the only thread; one that never ends is one too many. The thread
 * sanitizer has threads of its own: with it nobody is ever alone, and this does nothing. */
static inline void await_last_thread(void)
{
#ifndef __SANITIZE_THREAD__
    while (count_own("/proc/self/task") > 1) {
        sched_yield();
    }
#endif
}

#endif
