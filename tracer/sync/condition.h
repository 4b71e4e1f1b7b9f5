/* The inside of tl_condition, for the primitives that are built on one. Two storeys, as in CPython:
 * the outer lock, and below it one waiter for each wait, first come first served. */
#ifndef THREADLANE_SYNC_CONDITION_H
#define THREADLANE_SYNC_CONDITION_H

#include "tracer/sync/mutex.h"

struct tl_condition {
    uint64_t id;
    struct mutex *mutex;         /* the outer lock; `own` or somebody else's */
    struct mutex own;            /* valid if mutex points to it */
    bool is_part;                /* of a primitive, which holds the lock whenever it uses this */
    struct guard guard;          /* protects waiters; who holds an RLock or is_part may read */
    struct waiter_queue waiters; /* those who timed out stay until they hold the lock again */
};

/* Around a lock that outlives it. */
void condition_init(struct tl_condition *condition, struct mutex *mutex, uint64_t parent,
                    const char *name);
/* TL_OK, TL_TIMEOUT, TL_NOT_OWNER. */
int condition_wait(struct tl_condition *condition, struct limit limit);
/* NOTIFY_ALL wakes all. TL_OK or TL_NOT_OWNER. */
int condition_notify(struct tl_condition *condition, uint32_t count);
/* Wakes the first of its waiters, of whom there is one, with its lock claimed as below. */
struct sleeper condition_wake_unrecorded(struct tl_condition *condition);
/* How many a NOTIFY_ALL would wake; steady while its lock is held. */
uint32_t condition_waiter_count(struct tl_condition *condition);
/* 0 if it may be finished, else which misuse that were; its own lock included. */
enum misuse condition_refusal(struct tl_condition *condition);
/* Only when not refused. */
void condition_finish(struct tl_condition *condition);

/* Wakes one, with its lock claimed by mutex_claim_unrecorded; who that is, is to be roused when the
 * lock is free again. */
static inline struct sleeper condition_notify_unrecorded(struct tl_condition *condition)
{
    if (waiter_queue_count(&condition->waiters) > 0) {
        return condition_wake_unrecorded(condition);
    }
    return (struct sleeper){NULL};
}

#endif
