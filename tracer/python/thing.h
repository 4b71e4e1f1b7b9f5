/* What the trace knows of the script's objects: their numbers, and of locks how they stand. By the
 * object's address, from when it is made to when it dies; protected by the GIL, and what a lock's
 * holder changes by the lock. An object that is none of these is the library's own, or was there
 * before the script: it passes unrecorded. */
#ifndef THREADLANE_PYTHON_THING_H
#define THREADLANE_PYTHON_THING_H

#include <stdbool.h>
#include <stdint.h>

#include "tracer/event/event_kind.h"

struct _object;

enum thing_role {
    THING_OBJECT,   /* itself */
    THING_WAITER,   /* a lock that stands for one wait on a condition */
    THING_SENTINEL, /* a lock that is let go when a thread ends */
    THING_THREAD,   /* a threading.Thread */
};

struct thing {
    const void *key; /* the object */
    struct thing *next;
    enum thing_role role;
    enum object_type type;
    uint64_t id;      /* of a waiter the condition's, of a sentinel and a thread the thread's */
    uint32_t holder;  /* of a lock: the thread's number */
    uint32_t depth;   /* how often it has it; of a waiter: 1 once its wait can begin; items got */
    uint32_t takings; /* how often it went from free to taken; items put, rounds of a barrier */
    uint32_t thread, wait;   /* of a waiter: whose wait it is */
    struct item_list *items; /* of a queue that is not first in, first out */
    struct item_road *road;  /* of one between processes; its locks have it, too */
    bool is_shared;          /* other processes have it as well: its end here is not its end */
    struct _object *watch;   /* weak reference that tells of the object's death, or NULL */
};

/* A new one; it takes the place of what was left of another at the same address. */
struct thing *thing_add(const void *key, enum thing_role role, enum object_type type, uint64_t id);
/* NULL if there is none. */
struct thing *thing_find(const void *key);
/* The object is gone: so is what was known of it, and its end is recorded if its making was. */
void thing_end(const void *key);
/* Has that done when the object dies. */
void thing_watch(struct thing *thing, struct _object *object);

/* In the child of a fork: who held locks as the thread `old` does so as `new`, and the other
 * threads are unknown. */
void thing_follow_fork(uint32_t old, uint32_t new);

/* Value of a lock's records, as the format has it. */
static inline uint64_t thing_hold_value(const struct thing *lock, uint32_t depth)
{
    return depth | (uint64_t)lock->takings << 32;
}

#endif
