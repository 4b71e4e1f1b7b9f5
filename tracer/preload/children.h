/* Children, and who waits for their end. */
#ifndef THREADLANE_PRELOAD_CHILDREN_H
#define THREADLANE_PRELOAD_CHILDREN_H

#include <stdint.h>
#include <sys/types.h>

struct rusage;

/* As wait4, and recorded. */
pid_t children_wait(pid_t pid, int *status, int options, struct rusage *usage, uint64_t caller);

#endif
