/* Lanes: a trace as intervals. Each thread has segments (what it did, without gaps, from begin to
 * end) and each object has holds, waits and levels. Built in one fold; owned by struct lanes. */
#ifndef THREADLANE_MODEL_LANE_H
#define THREADLANE_MODEL_LANE_H

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

struct thread_lane {
    struct lane_segment *segments; /* by time */
    uint32_t segment_count;
    struct lane_hold *holds; /* locks it held, inner ones too but not the GIL, by begin */
    uint32_t hold_count;
    struct lane_hold *tasks; /* that it ran as a worker, by begin; the objects are futures */
    uint32_t task_count;
    struct lane_bracket *brackets; /* by `event`; those of one depth do not overlap */
    uint32_t bracket_count;
    uint32_t storey_count; /* one more than the deepest bracket's depth, 0 without brackets */
    unsigned state_bits;   /* 1 << state of all its segments */
    struct interval_index segment_index; /* its classes are states */
    struct interval_index hold_index;
    struct interval_index task_index;
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
    uint32_t level_max;
    struct lane_change *changes; /* by time */
    uint32_t change_count;
    struct lane_end *ends; /* of a pipe, by process */
    uint32_t end_count;
    uint32_t row_count;  /* rows the waits need */
    uint32_t slot_count; /* slots the holds need */
    struct interval_index hold_index;
    struct interval_index wait_index;
    struct interval_index reentry_index;
};

struct lanes {
    const struct trace *trace;
    struct thread_lane *threads; /* as trace->threads */
    struct object_lane *objects; /* as trace->objects */
};

/* What a thread does while it is inside an operation; LANE_RUNNING for those that never wait. */
enum lane_state lane_operation_state(enum event_operation operation);

struct lanes *lanes_create(const struct trace *trace);
void lanes_destroy(struct lanes *lanes);

#endif
