/* What the kernel says about the recorded processes, at one look: which of the threads in the trace
 * sleep, and what else could act that the trace knows nothing of. The recording alone cannot prove
 * that nobody will come: a thread that never called in leaves no trace.
 *
 * Children that are not recorded count for nothing here: what our primitives wait for lies in the
 * memory of the recorded process. */
#ifndef THREADLANE_COLLECT_KERNEL_LOOK_H
#define THREADLANE_COLLECT_KERNEL_LOOK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tracer/record/pool.h"

/* A recorded thread that sleeps. */
struct asleep_thread {
    uint32_t thread;
    uint64_t switches;
};

/* Something that may act from outside of the trace in a recorded process. */
struct open_process {
    uint32_t process;
    const char *reason; /* static */
};

struct kernel_look {
    struct asleep_thread *asleep; /* by process, then as the kernel lists them */
    size_t asleep_count, asleep_capacity;
    struct open_process *open;
    size_t open_count, open_capacity;
};

/* Looks anew; `look` may have been used before. */
void kernel_look_take(struct kernel_look *look, const struct pool_header *pool);
/* Whether that thread slept at both looks and did nothing else in between. */
bool kernel_look_slept(const struct kernel_look *first, const struct kernel_look *second,
                       uint32_t thread);
void kernel_look_finish(struct kernel_look *look);

#endif
