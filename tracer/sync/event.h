/* The inside of tl_event, for the primitives that are built on one: a flag, and a condition around
 * a plain lock that protects it, as in CPython. */
#ifndef THREADLANE_SYNC_EVENT_H
#define THREADLANE_SYNC_EVENT_H

#include "tracer/sync/condition.h"

struct tl_event {
    uint64_t id;
    struct mutex lock; /* who writes is_set holds it */
    struct tl_condition condition;
    _Atomic bool is_set; /* also read without the lock, to ask */
};

/* As part of `parent`, or of nothing (0). */
void event_init(struct tl_event *event, uint64_t parent, const char *name);
void event_set(struct tl_event *event);
void event_clear(struct tl_event *event);
/* TL_OK, or TL_TIMEOUT, also for a limit of 0. */
int event_wait(struct tl_event *event, struct limit limit);
/* 0 if it may be finished, else which misuse that were. */
enum misuse event_refusal(struct tl_event *event);
/* Only when not refused. */
void event_finish(struct tl_event *event);

#endif
