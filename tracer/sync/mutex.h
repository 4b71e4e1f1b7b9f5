/* What Lock and RLock are made of: a word, an owner with a depth, and who waits for it. As in
 * CPython, a release frees it and wakes the first waiter, and whoever comes first takes it: a
 * newcomer may barge in, and the woken one waits again, at the front.
 *
 * The word says whether it is held. Who takes or frees it makes it "changing" first, by compare and
 * swap, records the event, and then stores the new state: nobody else touches the word meanwhile,
 * so a recording has every change in its true order, a release before anybody can take the lock and
 * an acquire before anybody can free it, and two threads that want nothing of each other need no
 * guard. Others look again until the change is over; it lasts as long as a record. */
#ifndef THREADLANE_SYNC_MUTEX_H
#define THREADLANE_SYNC_MUTEX_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "tracer/record/recorder.h"
#include "tracer/sync/door.h"

#define MUTEX_LOOKS_AWAKE 100 /* several times as long as a change takes */

/* Bits of the word. */
enum mutex_word {
    MUTEX_FREE = 0,
    MUTEX_HELD = 1,
    MUTEX_AWAITED = 2,  /* somebody is in the queue, or was: who frees it must look */
    MUTEX_CHANGING = 4, /* beside the state before */
};

struct mutex {
    uint64_t id;
    bool is_reentrant; /* an RLock: its owner may take it again, and only its owner release it */
    _Atomic uint32_t word;
    /* The next three are written by whoever is changing the word, and the depth also by the owner
     * of an RLock; owner and depth are also read by others, to ask. */
    _Atomic uint32_t owner; /* thread token, never reused; 0: free */
    _Atomic uint32_t depth;
    uint32_t sequence; /* of the present or latest hold, from 1 */
    /* When it was last given back, by the clock of records; 0: not known. Written and read by
     * whoever is changing the word, and by the owner of an RLock. */
    uint64_t released_ticks;
    /* Protects the queue. Who locks it may wait for a change to be over, but who changes the word
     * does not wait for the guard. */
    struct guard guard;
    struct waiter_queue waiters;
};

/* As part of `parent`, or of nothing (0). */
void mutex_init(struct mutex *mutex, enum object_type type, uint64_t parent, const char *name);
/* The rest of mutex_acquire and mutex_release. */
int mutex_acquire_slowly(struct mutex *mutex, struct limit limit);
int mutex_release_slowly(struct mutex *mutex);
/* All levels, by a thread that may release it; the depth it had. */
uint32_t mutex_release_all(struct mutex *mutex);
/* Takes it back to that depth, however long it takes. */
void mutex_restore(struct mutex *mutex, uint32_t depth);
/* True if the calling thread may release it: an RLock must be its own, a Lock only taken. */
bool mutex_is_owned(const struct mutex *mutex);
/* TL_OK, or TL_IN_USE while it is held or awaited. */
int mutex_finish(struct mutex *mutex);
/* As a part, when the whole was not refused. */
void mutex_finish_part(struct mutex *mutex);
/* 0 if it may be finished, else which misuse that were. */
enum misuse mutex_refusal(struct mutex *mutex);

/* ---- the quick way, when nobody else wants it ---- */

static inline bool mutex_is_mine(const struct mutex *mutex, const struct door_thread *self)
{
    return atomic_load_explicit(&mutex->owner, memory_order_relaxed) == self->token;
}

/* By the owner, or while changing. */
static inline void mutex_set_depth(struct mutex *mutex, uint32_t depth)
{
    atomic_store_explicit(&mutex->depth, depth, memory_order_relaxed);
}

/* The depth and sequence that its records carry. */
static inline uint64_t mutex_hold_value(const struct mutex *mutex, uint32_t depth)
{
    return depth | (uint64_t)mutex->sequence << 32;
}

/* From one state to changing. Acquire pairs with the release in mutex_publish. */
static inline bool mutex_claim(struct mutex *mutex, uint32_t from)
{
    return atomic_compare_exchange_strong_explicit(&mutex->word, &from, from | MUTEX_CHANGING,
                                                   memory_order_acquire, memory_order_relaxed);
}

/* Nobody has it or is changing it, and what was done to it before is visible. */
static inline bool mutex_is_free(const struct mutex *mutex)
{
    return atomic_load_explicit(&mutex->word, memory_order_acquire) == MUTEX_FREE;
}

/* The change is over. */
static inline void mutex_publish(struct mutex *mutex, uint32_t word)
{
    atomic_store_explicit(&mutex->word, word, memory_order_release);
}

/* The change to free, or to free and awaited, is over. Touches nothing afterwards. */
static inline void mutex_set_free(struct mutex *mutex, uint32_t word)
{
    atomic_store_explicit(&mutex->owner, 0, memory_order_relaxed);
    mutex_publish(mutex, word);
}

/* While changing, from free. */
static inline void mutex_set_owner(struct mutex *mutex, const struct door_thread *self,
                                   uint32_t depth)
{
    atomic_store_explicit(&mutex->owner, self->token, memory_order_relaxed);
    mutex->sequence++;
    mutex_set_depth(mutex, depth);
}

/* TL_OK (0), TL_BUSY for a limit of 0, TL_TIMEOUT. */
static inline int mutex_acquire(struct mutex *mutex, struct limit limit)
{
    struct door_thread *self = door_thread_self();
    bool is_again = mutex->is_reentrant && mutex_is_mine(mutex, self);
    if (!door_may_pass(self) || !(is_again || mutex_claim(mutex, MUTEX_FREE))) {
        return mutex_acquire_slowly(mutex, limit);
    }
    if (is_again) {
        mutex_set_depth(mutex, mutex->depth + 1);
    } else {
        mutex_set_owner(mutex, self, 1);
    }
    door_pass_since(self, EVENT_LOCK_ACQUIRE, limit_flags(limit), mutex->id,
                    mutex_hold_value(mutex, mutex->depth), mutex->released_ticks);
    if (!is_again) {
        mutex_publish(mutex, MUTEX_HELD);
    }
    return 0;
}

/* TL_OK (0) or TL_NOT_OWNER. */
static inline int mutex_release(struct mutex *mutex)
{
    struct door_thread *self = door_thread_self();
    if (!door_may_pass(self) || !mutex_is_mine(mutex, self)) {
        return mutex_release_slowly(mutex);
    }
    bool is_inner = mutex->is_reentrant && mutex->depth > 1;
    if (!is_inner && !mutex_claim(mutex, MUTEX_HELD)) {
        return mutex_release_slowly(mutex);
    }
    uint32_t depth = is_inner ? mutex->depth - 1 : 0;
    mutex->released_ticks =
        door_pass(self, EVENT_LOCK_RELEASE, 0, mutex->id, mutex_hold_value(mutex, depth));
    mutex_set_depth(mutex, depth);
    if (!is_inner) {
        mutex_set_free(mutex, MUTEX_FREE);
    }
    return 0;
}

/* ---- the quickest way, taken and given back at one instant ---- */

/* What takes no longer than a few records may be done between this and mutex_publish(mutex,
 * MUTEX_FREE), while the word is changing: with one exchange instead of two, and without an owner.
 * Nobody waits for the mutex then, and nobody can begin to wait at a condition around it. False:
 * the usual way is to be taken. */
static inline bool mutex_claim_for_an_instant(struct mutex *mutex)
{
    uint32_t word = MUTEX_FREE;
    for (unsigned looks = 0; looks < MUTEX_LOOKS_AWAKE && (word | MUTEX_CHANGING) == MUTEX_CHANGING;
         looks++) {
        word = atomic_load_explicit(&mutex->word, memory_order_relaxed);
        if (word == MUTEX_FREE && mutex_claim(mutex, MUTEX_FREE)) {
            return true;
        }
    }
    return false;
}

/* The same when nothing is recorded. Who waits at a condition around it may be woken meanwhile, and
 * is roused after that, so that he finds the mutex free. */
static inline bool mutex_claim_unrecorded(struct mutex *mutex)
{
    return !recorder_is_on() && mutex_claim_for_an_instant(mutex);
}

#endif
