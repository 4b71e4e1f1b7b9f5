/* Sees recorded processes end. Who ends by itself says so; of one that was killed nobody does, so
 * trace-run writes its process.end (docs/trace-format.md), with the time at which that was seen or,
 * if its parent was quicker, just before that says so, and where the kernel still knows it, its
 * wait status. What it was filling is written out and given back. Part of a recording, in its
 * thread. */
#ifndef THREADLANE_COLLECT_PROCESS_WATCH_H
#define THREADLANE_COLLECT_PROCESS_WATCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "tracer/collect/collector.h"
#include "tracer/collect/own_stream.h"

struct process_end {
    uint64_t ticks;
    uint64_t status; /* wait status, or WAIT_STATUS_UNKNOWN */
    uint32_t process;
};

struct reaped_process {
    pid_t pid;
    int status;
};

struct process_watch {
    struct collector *collector;            /* borrowed */
    struct own_stream *events;              /* borrowed: trace-run's own */
    bool uses_tsc;                          /* as the program's clock */
    bool is_over[POOL_PROCESS_MAX];         /* by process: has been seen to have ended */
    uint8_t missed_looks[POOL_PROCESS_MAX]; /* at which it was gone, and not said to be joined */
    uint32_t first_running;                 /* all before it are over */
    struct process_end *ends;               /* written, by time */
    size_t end_count, end_capacity;
    struct reaped_process *reaped; /* that this process has taken away itself */
    size_t reaped_count, reaped_capacity;
    uint64_t next_look_ns; /* not before: packets come quicker than processes end */
    bool is_stopped;
};

/* In memory that is all 0: most of it never needs to be touched. */
void process_watch_init(struct process_watch *watch, struct collector *collector,
                        struct own_stream *events, bool uses_tsc);
/* A child, own or adopted, has been taken away. */
void process_watch_reap(struct process_watch *watch, pid_t pid, int status);
/* To be called often. *has_news: somebody has ended, or has been taken away. False: the disk did
 * not take it. */
bool process_watch_step(struct process_watch *watch, uint64_t now_ns, bool *has_news,
                        struct trace_error *error);
/* The same when everybody has ended: nothing more will be said. */
bool process_watch_step_last(struct process_watch *watch, struct trace_error *error);
/* Somebody has said that it ended, and the kernel still has it: who waits for its end may sleep
 * until then, however long that takes. */
bool process_watch_is_anybody_ending(const struct process_watch *watch);
/* From now on processes end because they are stopped: that is not told. */
void process_watch_stop(struct process_watch *watch);
/* Writes that the first process ended, if that has not been written. */
bool process_watch_end_first(struct process_watch *watch, uint64_t ticks, int status,
                             struct trace_error *error);
void process_watch_finish(struct process_watch *watch);

#endif
