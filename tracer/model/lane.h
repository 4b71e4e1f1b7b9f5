/* Lanes: a trace as intervals. Each thread has segments (what it did, without gaps, from begin to
 * end) and each object has holds, waits and levels. Built in one fold; owned by struct lanes, which
 * keeps them packed (interval_list.h). What is looked at is unpacked: an interval at a time, or all
 * of a lane. */
#ifndef THREADLANE_MODEL_LANE_H
#define THREADLANE_MODEL_LANE_H

#include "tracer/model/arena.h"
#include "tracer/model/interval_index.h"
#include "tracer/model/pipe_ends.h"
#include "tracer/model/trace.h"

enum lane_state {
    LANE_RUNNING,
    LANE_READY,          /* has been woken, or waits for the GIL */
    LANE_WAIT_LOCK,      /* lock, rlock: orange */
    LANE_WAIT_CONDITION, /* a condition of the user's own, an event or a barrier: purple */
    LANE_WAIT_TRANSFER,  /* semaphore, queue, pipe, future, join: light blue */
    LANE_SLEEP,
    LANE_STATE_COUNT
};

struct lane_segment {
    uint64_t begin_ns;
    uint64_t end_ns;
    uint32_t target;      /* of a wait: what the outermost bracket waits for, else NONE_INDEX */
    uint32_t begin_event; /* the event that opened it */
    uint32_t end_event;   /* the event that closed it, or NONE_INDEX: it never ended */
    enum lane_state state;
};

/* The slot of a future that is finished and waits for an earlier one to be delivered before it. */
#define LANE_HELD_BACK (FUTURE_FINISHED + 1u)

/* A lock in somebody's hands, from outermost acquire to last release; or a permit; or an item in a
 * queue, from put to get (index = order of putting), a message in a pipe, from send to recv; or a
 * call that a manager serves; or the time an event was set; or, without any
 * length, the opening of a barrier by the last to arrive; or a stretch of a future's life, its
 * state being the slot, until it is destroyed; or a task that a thread ran. While a future is
 * running, another stretch begins with the task.run of a worker in another process, with its end,
 * after which the result is on its way, or with the worker's own end: then it is lost. */
struct lane_hold {
    uint64_t begin_ns;
    uint64_t end_ns;
    uint32_t object;
    uint32_t thread; /* who took it, put it, set it */
    uint32_t user;   /* a permit: whom it was taken for, the thread that its taker started next; an
                        item: who got it, else NONE_INDEX; else thread */
    uint32_t begin_event;
    uint32_t end_event; /* NONE_INDEX: never given back */
    uint32_t slot;      /* semaphore: which permit slot, from 0; locks: 0 */
};

/* A thread in an object's waiting room or queue. It leaves a condition's room when it is woken;
 * what follows, until it has the lock again, is a wait for that lock. */
struct lane_wait {
    uint64_t begin_ns;
    uint64_t end_ns;
    uint32_t object;
    uint32_t thread;
    uint32_t begin_event;
    uint32_t end_event; /* NONE_INDEX: it waits for ever, or until the recording stopped */
    uint32_t row;       /* a row of the room that is free for the whole interval, from 0 */
};

/* An operation a thread was inside of, and how deep: what stands on the row below it was done for
 * it. An operation that never waited is as long as the lock that guarded it was held. */
struct lane_bracket {
    uint32_t event;       /* what it is about: its begin, or its done if it never waited */
    uint32_t begin_event; /* where it begins; before `event` if a guard was taken first */
    uint32_t end_event;   /* where it ends; NONE_INDEX: it never ended */
    uint16_t depth;       /* 0: called by user code, or what that stands in */
    bool has_failed;
};

struct lane_level { /* from here on: */
    uint64_t time_ns;
    uint32_t event;
    uint32_t count;   /* of items in a queue, messages in a pipe, tasks that wait for an executor */
    uint32_t running; /* tasks that an executor runs */
};

/* A pipe in a process, when the trace ends: which of its ends are open there. */
struct lane_end {
    uint32_t process;
    unsigned bits; /* enum pipe_end_bit */
};

/* A value that an object takes on: what was stored in a variable, a list's length. At a GIL: that
 * its holder is asked to drop it, or drops it because its turn is over. */
struct lane_change {
    uint64_t time_ns;
    uint32_t event;
    uint32_t value; /* variables are signed */
};

/* ---- packed ---- */

struct hold_list {
    struct interval_list list;                    /* pairs */
    struct interval_column threads, users, slots; /* where they are not what they are elsewhere */
    uint32_t object;                              /* NONE_INDEX: tasks, each of its own future */
    bool has_items; /* they are items or messages, and their users those who got them */
};

struct wait_list {
    struct interval_list list; /* pairs */
    struct interval_column rows;
    uint32_t object;
};

struct packed_bracket {
    uint32_t event;
    uint32_t reach : 26; /* so many events after it is its end_event, or an enum bracket_reach */
    uint32_t depth : 5;
    uint32_t has_failed : 1;
};

enum bracket_reach {
    BRACKET_ENDLESS = (1 << 26) - 2,
    BRACKET_FAR = (1 << 26) - 1, /* packed_thread.bracket_ends says it */
};

struct packed_thread {
    struct interval_list segments; /* changes; classes are states */
    struct interval_column
        targets;                /* of segments, where the event that begins it is about another */
    struct interval_list holds; /* references to holds of locks: those it held */
    struct hold_list tasks;
    struct packed_bracket *brackets;
    uint32_t bracket_count;
    struct interval_column bracket_backs; /* so many events before its own one begins */
    struct interval_column bracket_ends;
    uint32_t storey_count; /* one more than the deepest bracket's depth, 0 without brackets */
    unsigned state_bits;   /* 1 << state of all its segments */
};

/* What few objects have; those share one that is empty. */
struct packed_rest {
    struct hold_list reentries;
    struct interval_list levels;     /* counts */
    struct interval_column runnings; /* by level */
    struct interval_list changes;    /* values, as levels */
    struct lane_end *ends;           /* of a pipe, by process */
    uint32_t end_count;
    uint32_t level_max, running_max;
    uint32_t reentry_max; /* of levels of reentries */
};

struct packed_object {
    struct hold_list holds;
    struct wait_list waits;
    const struct packed_rest *rest;
    uint32_t row_count;  /* rows the waits need */
    uint32_t slot_count; /* slots the holds need */
};

struct lanes {
    const struct trace *trace;
    struct packed_thread *threads; /* as trace->threads */
    struct packed_object *objects; /* as trace->objects */
};

struct lanes *lanes_create(const struct trace *trace);
void lanes_destroy(struct lanes *lanes);

/* ---- unpacked ---- */

struct lane_segment lane_segment_at(const struct packed_thread *thread, uint32_t at);
struct lane_hold hold_list_at(const struct hold_list *holds, uint32_t at);
struct lane_wait wait_list_at(const struct wait_list *waits, uint32_t at);
struct lane_level lane_level_at(const struct packed_rest *rest, uint32_t at);
struct lane_change lane_change_at(const struct packed_rest *rest, uint32_t at);
struct lane_bracket lane_bracket_at(const struct packed_thread *thread, uint32_t at);
/* What lies at an instant; false: nothing does. */
bool lane_segment_find(const struct packed_thread *thread, uint64_t time_ns,
                       struct lane_segment *segment);
/* The same, only the state; LANE_STATE_COUNT: nothing does. */
enum lane_state lane_state_at(const struct packed_thread *thread, uint64_t time_ns);
/* The latest hold that has begun at an instant, if it has not ended: of a lock, the one hold. */
bool hold_list_find_latest(const struct hold_list *holds, uint64_t time_ns, struct lane_hold *hold);
/* A hold of a lock that the thread held. */
struct lane_hold lane_thread_hold_at(const struct lanes *lanes, uint32_t thread, uint32_t at);

struct thread_lane {
    struct lane_segment *segments; /* by time */
    uint32_t segment_count;
    struct lane_hold *holds; /* locks it held, inner ones too but not the GIL, by begin */
    uint32_t hold_count;
    struct lane_hold *tasks; /* that it ran as a worker, by begin; the objects are futures */
    uint32_t task_count;
};

struct object_lane {
    struct lane_hold *holds; /* by begin */
    uint32_t hold_count;
    struct lane_wait *waits; /* by begin */
    uint32_t wait_count;
    struct lane_hold
        *reentries; /* of a lock taken again by its holder; slot is the level, from 1 */
    uint32_t reentry_count;
    struct lane_level *levels; /* by time */
    uint32_t level_count;
    struct lane_change *changes; /* by time */
    uint32_t change_count;
};

/* All of a lane, in the arena. */
void thread_lane_unpack(struct thread_lane *lane, const struct lanes *lanes, uint32_t thread,
                        struct arena *arena);
void object_lane_unpack(struct object_lane *lane, const struct lanes *lanes, uint32_t object,
                        struct arena *arena);

/* What a thread does while it is inside an operation; LANE_RUNNING for those that never wait. */
enum lane_state lane_operation_state(enum event_operation operation);

#endif
