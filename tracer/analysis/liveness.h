/* Who can still go on: the closed-world proof of docs/trace-format.md, section liveness, over the
 * moment at the end of a trace.
 *
 * A thread is open if something that is not in the trace can move it (it runs, waits with a time
 * limit, sleeps, has been woken). It is live if it is open or waits for someone live; every other
 * thread that has not ended is dead: the operation it is in never finishes. Times play no part. */
#ifndef THREADLANE_ANALYSIS_LIVENESS_H
#define THREADLANE_ANALYSIS_LIVENESS_H

#include "tracer/analysis/index_list.h"
#include "tracer/model/arena.h"
#include "tracer/model/moment.h"

/* Where a thread is blocked: the innermost operation, below all brackets. */
struct wait_leaf {
    uint32_t target;    /* what door.wait waits for, or NONE_INDEX */
    uint32_t event;     /* the open door.wait.begin */
    uint16_t operation; /* enum event_operation of the innermost bracket */
    bool is_timed;
};

enum need_kind {
    NEED_NOTHING,    /* open: it goes on by itself, or something outside moves it */
    NEED_THREAD,     /* this one thread */
    NEED_EVERY,      /* each of these threads, all of them */
    NEED_PROCESS,    /* any thread of this process: everyone who can reach a private object */
    NEED_ANYONE,     /* any thread at all: objects in shared memory */
    NEED_PIPE_END,   /* any thread where the other end of this pipe is open, or who ends those */
    NEED_END,        /* the end of this process: its threads, or those of its ancestors */
    NEED_CHILD,      /* the end of any child of this process */
    NEED_ANSWER,     /* this one thread, which serves it, or the end of that one's process */
    NEED_THE_ABSENT, /* someone who has ended: nobody */
};

struct wait_need {
    enum need_kind kind;
    uint32_t index; /* thread, process or pipe */
    unsigned ends;  /* of the pipe: enum pipe_end_bit */
    struct index_list every;
};

struct liveness {
    bool *is_dead; /* by thread */
    uint32_t dead_count;
    struct wait_need *needs; /* by thread */
};

/* False if the thread is not blocked. */
bool liveness_find_leaf(const struct moment *moment, uint32_t thread, struct wait_leaf *leaf);

/* A lock that nobody but its holder gives back, as far as has been seen. */
bool liveness_is_owner_only(const struct moment *moment, uint32_t lock);
/* The lock that a wait at this leaf, a condition of the C library's, cannot end without, if another
 * thread holds it; or NONE_INDEX. */
uint32_t liveness_missing_lock(const struct moment *moment, uint32_t thread,
                               const struct wait_leaf *leaf);

/* The future that a wait at this leaf cannot do without: the one whose condition it is, or, of
 * those that are all waited for, one that runs. NONE_INDEX if there is none. */
uint32_t liveness_find_future(const struct moment *moment, const struct wait_leaf *leaf);

/* The thread of a manager that serves what `thread` has asked for, and whom a thread serves; or
 * NONE_INDEX. */
uint32_t liveness_find_server(const struct moment *moment, uint32_t thread);
uint32_t liveness_find_caller(const struct moment *moment, uint32_t thread);

/* Whether the thread that holds or is something can no longer act: ended, killed or unknown. */
bool thread_is_gone(const struct moment *moment, uint32_t thread);

/* Whom a thread needs that has not ended; lists live in the arena. */
struct wait_need liveness_find_need(struct arena *arena, const struct moment *moment,
                                    uint32_t thread);

/* What may act besides the threads of the trace. */
enum liveness_world {
    WORLD_CLOSED,   /* nothing, whatever the trace says */
    WORLD_RECORDED, /* what the trace says: its outsides */
    WORLD_FAMILIAR, /* the same, and at a condition only those who have had to do with it */
    WORLD_OPEN,     /* anything: nobody is dead */
};

/* The result lives in the arena. */
struct liveness *liveness_compute(struct arena *arena, const struct moment *moment,
                                  enum liveness_world world);

#endif
