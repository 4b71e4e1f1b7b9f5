/* The live look: is the program that is running now one that can no longer end? What is asked is
 * never how long nothing has happened, that only decides when to look. The recording so far is
 * loaded and judged as the finished one would be. If it says "hung", the kernel is asked twice
 * whether the stuck threads sleep and whether anything is there that the recording does not know;
 * then the published lengths are read again. Unchanged, there was a moment between the looks at
 * which every waiting thread's record was complete, and the verdict is a proof.
 *
 * The kernel's word goes into the trace, so that whoever reads it comes to the same verdict. */
#ifndef THREADLANE_COLLECT_HANG_WATCH_H
#define THREADLANE_COLLECT_HANG_WATCH_H

#include <stdbool.h>
#include <stdint.h>

#include "tracer/collect/collector.h"
#include "tracer/collect/stuck_look.h"

struct hang_watch {
    struct collector *collector; /* borrowed */
    uint64_t heads;              /* as last seen */
    uint64_t still_since_ns;     /* they have not changed since */
    uint64_t next_look_ns;       /* not before: looks get rarer as they get slower */
    uint64_t looked_heads;       /* what the last look saw: loading again would say the same */
    struct stuck_look look;      /* has a trace if that said "hung" */
    bool is_proven;
    bool is_over;
};

void hang_watch_init(struct hang_watch *watch, struct collector *collector, const char *directory);

/* To be called often. Looks if it makes sense now; is_proven then holds the answer, which stays
 * true only while nothing is recorded. False: the disk did not take what was to be looked at. */
bool hang_watch_step(struct hang_watch *watch, uint64_t now_ns, struct trace_error *error);
/* How long, at most `limit_ns`, a step would have nothing to do. */
uint64_t hang_watch_patience(const struct hang_watch *watch, uint64_t now_ns, uint64_t limit_ns);
/* Something changes that is not to be seen in the published lengths: a process has ended, or is
 * about to. */
void hang_watch_begin_anew(struct hang_watch *watch);
/* The program is going to be stopped: notes what the kernel says now, and looks no more. */
void hang_watch_stop(struct hang_watch *watch);
/* Writes what the kernel said last as texts. */
bool hang_watch_write(const struct hang_watch *watch, struct own_stream *texts, uint64_t ticks,
                      struct trace_error *error);
void hang_watch_finish(struct hang_watch *watch);

#endif
