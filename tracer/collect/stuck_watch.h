/* Looks for threads that are stuck for ever while others of the program go on: hang_watch.h waits
 * until nothing is recorded any more, which then never happens. It looks when threads have waited
 * for a lock or for a thread's end for a while. What it finds is proven as there, only that no more
 * than the stuck threads' own records have to stay as they were: whoever is stuck while somebody
 * goes on waits for somebody who is stuck, too, or has ended, and not for who goes on.
 *
 * Looks get rarer the longer they take and the more often they saw nothing; of a long recording it
 * is only said at the end. */
#ifndef THREADLANE_COLLECT_STUCK_WATCH_H
#define THREADLANE_COLLECT_STUCK_WATCH_H

#include "tracer/collect/collector.h"
#include "tracer/collect/stuck_look.h"
#include "tracer/model/trace.h"

/* What the packet that a thread is filling was like when it last changed. */
struct packet_note {
    uint64_t head;
    uint64_t since_ns;
};

struct stuck_watch {
    struct collector *collector; /* borrowed */
    struct packet_note notes[POOL_PACKET_MAX];
    uint64_t waiting;       /* who had waited for long when it last looked, as one number */
    uint64_t looked_ns;     /* when that was */
    uint64_t next_look_ns;  /* not before */
    uint32_t vain_looks;    /* in a row */
    struct stuck_look look; /* has a trace if somebody is stuck in it */
    struct trace_asleep *proven;
    size_t proven_count, proven_capacity;
    bool is_news; /* there are proven ones that nobody has been told of; the reader clears it */
    bool is_hung; /* and with them the program can never end, though some of its threads go on */
    bool is_over;
};

void stuck_watch_init(struct stuck_watch *watch, struct collector *collector,
                      const char *directory);
/* To be called often. False: the disk did not take what was to be looked at. */
bool stuck_watch_step(struct stuck_watch *watch, uint64_t now_ns, struct trace_error *error);
/* No more looks. */
void stuck_watch_stop(struct stuck_watch *watch);
/* Writes what the kernel said of those that are stuck as texts. */
bool stuck_watch_write(const struct stuck_watch *watch, struct own_stream *texts, uint64_t ticks,
                       struct trace_error *error);
void stuck_watch_finish(struct stuck_watch *watch);

#endif
