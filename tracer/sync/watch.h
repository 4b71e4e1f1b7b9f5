/* A watch on a set of futures, as the waiters of CPython's concurrent.futures: an event, which is
 * set when enough of them are done, and a list of those that are. tl_wait uses one for a moment,
 * the iterator of tl_as_completed while it lasts. */
#ifndef THREADLANE_SYNC_WATCH_H
#define THREADLANE_SYNC_WATCH_H

#include "tracer/sync/event.h"
#include "tracer/sync/future.h"

enum watch_until {
    WATCH_EACH,  /* set again and again, for each that is done */
    WATCH_FIRST, /* one is done */
    WATCH_ERROR, /* one has failed, or all are done */
    WATCH_ALL,
};

struct watch;

struct watch_link { /* stands in a future's list of watches, under that future's lock */
    struct watch *watch;
    struct tl_future *future;
    struct watch_link *next; /* tl_future.watches, by next */
    bool was_settled;        /* done when the watch began */
    bool is_settled;         /* then, or since; under the watch's lock */
    bool is_attached;        /* only the owner of the watch writes and reads it */
};

struct watch {
    uint64_t id;
    enum watch_until until;
    struct tl_event event;
    struct watch_link *links; /* one a future, each once, by their ids */
    size_t link_count;

    struct mutex lock;           /* protects what follows */
    struct tl_future **finished; /* those that were done since, in that order; room for all */
    size_t finished_count;
    size_t pending_count; /* that must still come before the event is set */
};

/* True if there is a NULL among them. */
bool watch_refuses(struct tl_future *const *futures, size_t count);
/* Watches futures, each once. Makes its object, of that type, and attaches itself under the locks
 * of all of them, taken by their ids, so that two watches cannot block each other. False when out
 * of memory. */
bool watch_init(struct watch *watch, enum object_type type, enum watch_until until,
                struct tl_future *const *futures, size_t count);
/* True if nothing need be waited for: those done when it began were enough. */
bool watch_is_satisfied(const struct watch *watch);
/* By a future that is done, under its lock. */
void watch_tell(struct watch_link *link);
/* The link to a future that it watches. */
struct watch_link *watch_find(const struct watch *watch, struct tl_future *future);
/* Forgets a future, which may go from then on. Inside an open point. */
void watch_detach(struct watch_link *link);
/* From then on nothing is told any more, and the links may be read without the lock. */
void watch_detach_all(struct watch *watch);
/* Detaches what is left. */
void watch_finish(struct watch *watch);

#endif
