/* One run under observation: the pool, the program, the collector, and what came of it. Begin
 * starts the program, run lets it go on until it has ended or been stopped, end completes the raw
 * recording. All of it happens in the keeper, in one thread; at most one recording at a time,
 * because signals find it.
 *
 * The run lasts until the program has ended, and whoever it left behind that records. Others it
 * left behind go on by themselves, unless the run was stopped: then all are. */
#ifndef THREADLANE_COLLECT_RECORDING_H
#define THREADLANE_COLLECT_RECORDING_H

#include <stdbool.h>
#include <stdint.h>

#include "tracer/collect/child.h"
#include "tracer/collect/collector.h"
#include "tracer/collect/hang_watch.h"
#include "tracer/collect/keeper.h"
#include "tracer/collect/options.h"
#include "tracer/collect/own_stream.h"
#include "tracer/collect/pool_owner.h"
#include "tracer/collect/process_watch.h"
#include "tracer/collect/stranger_watch.h"
#include "tracer/collect/stream_store.h"
#include "tracer/collect/stuck_watch.h"
#include "tracer/collect/tick_clock.h"
#include "tracer/model/trace.h"

struct recording {
    const struct options *options; /* borrowed */
    const struct keeper *keeper;   /* which this process is; borrowed */
    const char *directory;         /* of the raw recording; borrowed */
    struct pool_owner owner;
    bool is_foreign;         /* the program was not written with our library */
    const char *why_nothing; /* of the program is recorded, if that should turn out */
    struct stream_store store;
    struct collector collector;
    struct tick_clock clock;
    struct child child;
    struct hang_watch watch;
    struct stuck_watch stuck;
    struct stranger_watch strangers;
    struct own_stream events, texts; /* trace-run's own */
    struct process_watch processes;
    uint64_t stop_ns;     /* when to stop the program; 0 never */
    bool is_time_counted; /* stop_ns counts from where the program began to record */
    uint64_t show_ns;     /* when to write out again what a viewer follows */
    uint64_t shown_heads; /* what it has been shown */
    uint64_t kill_ns;     /* when to kill what did not stop; 0 never */
    bool was_hang_told;
    int idle_looks;   /* in a row at which nobody recorded any more, but somebody was there */
    bool is_given_up; /* somebody cannot be killed */
    enum trace_outcome outcome;
};

/* Sets up the pool and starts the program at `path`; options, keeper and directory are set in
 * `recording`, the rest is 0. False: the error says why, *start whether it was the program's fault;
 * nothing is left to finish. */
bool recording_begin(struct recording *recording, const char *path, enum child_start *start,
                     struct trace_error *error);
/* Until the program has ended; `tell_hang` is called once if it can no longer end and is left
 * hanging, and whenever threads are stuck while others go on. False: the disk did not take the
 * recording; the program has been stopped. */
bool recording_run(struct recording *recording, void (*tell_hang)(struct recording *),
                   struct trace_error *error);
/* Writes the rest: packets, source lines, how the program ended, the clock. */
bool recording_end(struct recording *recording, struct trace_error *error);
/* After one of the two has failed: makes what is there readable, and says in it and in the error
 * how many events are lost. */
void recording_give_up(struct recording *recording, struct trace_error *error);
void recording_finish(struct recording *recording);

/* How many events the program has recorded. */
uint64_t recording_event_count(const struct recording *recording);
/* The exit status of trace-run for what came of it. */
int recording_exit_status(const struct recording *recording);

#endif
