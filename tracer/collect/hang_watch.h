/* The live look: is the program that is running now one that can no longer end? What is asked is
 * never how long nothing has happened, that only decides when to look: the recording so far is
 * loaded and judged as the finished one would be, and if it says "hung" the published lengths are
 * read again. Unchanged, there was a moment between the two looks at which every waiting thread's
 * record was complete, and the verdict is a proof. */
#ifndef THREADLANE_COLLECT_HANG_WATCH_H
#define THREADLANE_COLLECT_HANG_WATCH_H

#include <stdbool.h>
#include <stdint.h>

#include "tracer/collect/collector.h"

struct hang_watch {
    struct collector *collector; /* borrowed */
    const char *directory;       /* of the raw recording; borrowed */
    uint64_t heads;              /* as last seen */
    uint64_t still_since_ns;     /* they have not changed since */
    uint64_t next_look_ns;       /* not before: looks get rarer as they get slower */
    uint64_t looked_heads;       /* what the last look saw: looking again would say the same */
    bool is_proven;
};

void hang_watch_init(struct hang_watch *watch, struct collector *collector, const char *directory);

/* To be called often. Looks if it makes sense now; is_proven then holds the answer, which stays
 * true only while nothing is recorded. False: the disk did not take what was to be looked at. */
bool hang_watch_step(struct hang_watch *watch, uint64_t now_ns, struct trace_error *error);

#endif
