/* What lane.c, thread_lane.c and object_lane.c share while lanes are built: the growing arrays
 * behind them. Internal to the model. */
#ifndef THREADLANE_MODEL_LANE_BUILDER_H
#define THREADLANE_MODEL_LANE_BUILDER_H

#include "tracer/model/lane.h"
#include "tracer/model/moment.h"

struct growing_thread {
    size_t segment_capacity, hold_capacity;
    bool is_open; /* its last segment is */
};

struct growing_object {
    size_t hold_capacity, wait_capacity;
    uint32_t *open_holds; /* indexes, in order of opening */
    uint32_t *open_waits;
    size_t open_hold_capacity, open_wait_capacity;
    uint32_t open_hold_count, open_wait_count;
};

struct lane_builder {
    struct lanes *lanes;
    struct moment *moment;
    struct growing_thread *threads;
    struct growing_object *objects;
    uint32_t
        *latest_permit; /* by thread: the semaphore it last acquired and not yet used, or NONE */
};

/* What a thread does while it is inside an operation; LANE_RUNNING for those that never wait. */
enum lane_state lane_operation_state(enum event_operation operation);

/* After the moment has applied event `index`: the segments of all threads it can have changed. */
void thread_lane_update(struct lane_builder *builder, uint32_t index);
/* At a process.end: threads that run end, waits stay open, because nothing ended them. */
void thread_lane_end_process(struct lane_builder *builder, uint32_t index);
/* After the moment has applied event `index`: the holds and waits of the object it is about. */
void object_lane_update(struct lane_builder *builder, uint32_t index);

#endif
