/* A process that is about to be started with a program: it has a number before it has a pid. */
#ifndef THREADLANE_PRELOAD_LAUNCH_H
#define THREADLANE_PRELOAD_LAUNCH_H

#include <spawn.h>
#include <stdint.h>

struct launch {
    uint64_t process; /* id */
    uint64_t site;
};

struct launch launch_begin(uint64_t caller);
/* Not started if `error` is one. */
void launch_end(const struct launch *launch, int error, pid_t pid);

/* posix_spawn as the program of this process does it. */
int launch_program(pid_t *pid, const char *path, const posix_spawnattr_t *attributes,
                   char *const arguments[], uint64_t caller);

#endif
