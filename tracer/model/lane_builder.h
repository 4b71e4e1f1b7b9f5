/* What lane.c, thread_lane.c and object_lane.c share while lanes are built: the growing arrays
 * behind them. Internal to the model. */
#ifndef THREADLANE_MODEL_LANE_BUILDER_H
#define THREADLANE_MODEL_LANE_BUILDER_H

#include "tracer/model/lane.h"
#include "tracer/model/moment.h"

#define STOREY_COUNT_MAX 16 /* deeper brackets are left out */

/* The innermost lock that a primitive took on a storey, to guard the operation above it. */
struct storey_guard {
    uint32_t acquire_event; /* NONE_INDEX: it holds none */
    uint32_t bracket;       /* the guarded one, NONE_INDEX as long as it is not known */
};

/* A bracket that has begun and not finished. */
struct open_storey {
    uint32_t bracket; /* index */
    uint32_t place;   /* among the moment's open brackets */
};

struct growing_thread {
    size_t bracket_capacity;
    bool is_open; /* its last segment is, which is this: */
    uint64_t segment_begin_ns;
    uint32_t segment_target;
    enum lane_state segment_state;
    struct open_storey open_storeys[STOREY_COUNT_MAX];
    uint32_t open_storey_count;
    uint32_t task_count;   /* of the open ones: inside of them user code calls anew */
    uint32_t waiting_call; /* to a manager, that nobody serves yet; 0: none */
    struct storey_guard guards[STOREY_COUNT_MAX + 1]; /* by depth */
};

/* Which rows, or slots, are taken: a bit each. */
struct row_set {
    uint64_t *words;
    size_t count, capacity;
};

/* A hold or a wait that has not ended. */
struct open_interval {
    uint32_t place; /* in the object's list */
    uint32_t thread, user;
    uint32_t row; /* or slot */
};

struct open_intervals {
    struct open_interval *items; /* in order of opening */
    size_t capacity;
    uint32_t count;
};

struct growing_object {
    struct row_set wait_rows, hold_slots;
    struct open_intervals holds, waits;
    uint32_t *open_reentries; /* places, the outermost first */
    size_t open_reentry_capacity;
    uint32_t open_reentry_count;
    uint32_t latest_set; /* iterator: of the futures delivered, the latest that finished, + 1 */
};

struct lane_builder {
    struct lanes *lanes;
    struct moment *moment;
    struct growing_thread *threads;
    struct growing_object *objects;
    uint32_t
        *latest_permit; /* by thread: the semaphore it last acquired and not yet used, or NONE */
};

extern const struct packed_rest packed_rest_none;
void hold_list_init(struct hold_list *holds, const struct trace *trace, uint32_t object);
/* What a segment that begins at an event is about, unless it is said. */
uint32_t lane_segment_usual_target(const struct trace *trace, enum lane_state state,
                                   uint32_t begin_event);
/* To add to what few objects have. */
struct packed_rest *object_lane_rest(struct lane_builder *builder, uint32_t object);
/* After the moment has applied event `index`: the segments of all threads it can have changed. */
void thread_lane_update(struct lane_builder *builder, uint32_t index);
/* At a process.end: its threads' segments and waits end. But those that waited when the program
 * itself ended stay open, because nothing ended them. */
void thread_lane_end_process(struct lane_builder *builder, uint32_t index);
/* After the moment has applied event `index`: the holds and waits of the object it is about. */
void object_lane_update(struct lane_builder *builder, uint32_t index);
/* Of an event about an object: the items or messages that lie in it. */
void item_lane_update(struct lane_builder *builder, uint32_t index);
/* Before the moment applies the end of its process: what it waits for, it no longer does. */
void object_lane_end_thread(struct lane_builder *builder, uint32_t thread, uint32_t index);
/* After the moment has applied a process.fork.begin: what is copied taken is held from here. */
void object_lane_copy(struct lane_builder *builder, uint32_t index);
/* After the moment has applied event `index`: what it changes for futures, executors, workers. */
void task_lane_update(struct lane_builder *builder, uint32_t index);
/* At a process.end: the tasks that its threads were at are lost with it. */
void task_lane_end_process(struct lane_builder *builder, uint32_t index);
/* So many more wait for an executor or a manager, and so many more are worked on. */
void load_lane_add(struct lane_builder *builder, uint32_t object, uint32_t index, int waiting_step,
                   int running_step);
/* After the moment has applied event `index`: what it changes for a manager. */
void load_lane_update(struct lane_builder *builder, uint32_t index);
/* Before the moment applies the end of its process: what it called or served, it no longer does. */
void load_lane_end_thread(struct lane_builder *builder, uint32_t thread, uint32_t index);
/* At the end of the trace: what is held back for good. */
void task_lane_finish(struct lane_builder *builder);
/* After the moment has applied event `index`: the brackets of its thread. */
void bracket_init(struct growing_thread *growing);
void bracket_update(struct lane_builder *builder, uint32_t index);
/* After the moment has applied event `index`: how deep the lock it is about is held. */
void reentry_update(struct lane_builder *builder, uint32_t index);

#endif
