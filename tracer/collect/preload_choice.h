/* Which programs get libthreadlane-preload loaded in front of the C library: those that do not
 * bring libthreadlane themselves and can have something loaded. In comes the path of the program,
 * out goes the library's path, or why there is none. Called once, before anything is recorded. */
#ifndef THREADLANE_COLLECT_PRELOAD_CHOICE_H
#define THREADLANE_COLLECT_PRELOAD_CHOICE_H

#include <stdbool.h>
#include <stddef.h>

struct preload_choice {
    const char *path; /* NULL: none */
    const char *why;  /* nothing will be recorded, if so */
};

/* The library lies beside trace-run's folder in a build, else where it was installed. */
struct preload_choice preload_choose(const char *program, bool is_virtual_time);

#endif
