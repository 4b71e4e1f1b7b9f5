/* Threads that no recording tells of: somebody has started them without pthread_create. And, when
 * the program is about to be stopped, recorded threads that sleep at a word which is nothing
 * recorded: who asks the kernel without the C library, as Go does. For what trace-run says at the
 * end, never for a verdict. Looks now and then, each time half as often; a process that knows all
 * its threads costs one question.
 *
 * A thread has no number yet when it begins and none any more when it ends, so a stranger is who
 * sleeps at two looks. */
#ifndef THREADLANE_COLLECT_STRANGER_WATCH_H
#define THREADLANE_COLLECT_STRANGER_WATCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tracer/collect/kernel_tasks.h"
#include "tracer/collect/own_stream.h"
#include "tracer/record/pool.h"

/* A thread that is no part of the recording, or a place of it. */
struct stranger {
    uint32_t process; /* number */
    uint32_t tid;
};

struct stranger_list {
    struct stranger *strangers; /* by process */
    size_t count, capacity;
};

struct stranger_watch {
    const struct pool_header *pool;     /* borrowed */
    uint64_t next_look_ns, step_ns;     /* 0: before the first look */
    struct stranger_list latest, found; /* slept at the last look; at two in a row */
    uint32_t *sleepers;                 /* numbers of threads */
    size_t sleeper_count, sleeper_capacity;
    struct kernel_tasks tasks;
};

void stranger_watch_init(struct stranger_watch *watch, const struct pool_header *pool);
/* To be called often. */
void stranger_watch_step(struct stranger_watch *watch, uint64_t now_ns);
/* The program is going to be stopped: the last look. */
void stranger_watch_stop(struct stranger_watch *watch);
/* Writes what was seen, for tracer/collect/not_recorded.h. */
bool stranger_watch_write(const struct stranger_watch *watch, struct own_stream *texts,
                          uint64_t ticks, struct trace_error *error);
void stranger_watch_finish(struct stranger_watch *watch);

#endif
