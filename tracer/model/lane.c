/* One fold over the moment. After each event the threads it can have changed (its own, the woken,
 * the created, the ended) are asked for their state; a changed state closes a segment and opens
 * another. Holds and waits follow from single records. Arrays grow in the builder and move into the
 * lanes. */
#include "tracer/model/lane.h"

#include <stdlib.h>

#include "tracer/model/arena.h"
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

#define TRANSFER LANE_WAIT_TRANSFER

static const enum lane_state operation_states[OPERATION_COUNT] = {
    [OPERATION_THREAD_CREATE] = TRANSFER,
    [OPERATION_THREAD_JOIN] = TRANSFER,
    [OPERATION_PROCESS_FORK] = TRANSFER,
    [OPERATION_PROCESS_JOIN] = TRANSFER,
    [OPERATION_LOCK_ACQUIRE] = LANE_WAIT_LOCK,
    [OPERATION_CONDITION_WAIT] = LANE_WAIT_CONDITION,
    [OPERATION_SEMAPHORE_ACQUIRE] = TRANSFER,
    [OPERATION_EVENT_WAIT] = LANE_WAIT_CONDITION,
    [OPERATION_BARRIER_WAIT] = LANE_WAIT_CONDITION,
    [OPERATION_QUEUE_PUT] = TRANSFER,
    [OPERATION_QUEUE_GET] = TRANSFER,
    [OPERATION_QUEUE_JOIN] = TRANSFER,
    [OPERATION_FUTURE_WAIT] = TRANSFER,
    [OPERATION_TASK_RUN] = TRANSFER,
    [OPERATION_PIPE_SEND] = TRANSFER,
    [OPERATION_PIPE_RECV] = TRANSFER,
    [OPERATION_PIPE_WRITE] = TRANSFER,
    [OPERATION_PIPE_READ] = TRANSFER,
    [OPERATION_MANAGER_CALL] = TRANSFER,
    [OPERATION_MANAGER_SERVE] = TRANSFER,
    [OPERATION_GIL_TAKE] = LANE_READY,
    [OPERATION_SLEEP] = LANE_SLEEP,
    [OPERATION_IO_WAIT] = TRANSFER,
};

/* ---- segments ---- */

/* What a waiting thread is told to wait for: its outermost bracket; but a waiter that was notified
 * and wants its lock back waits for that lock. */
static const struct open_bracket *told_bracket(const struct thread_moment *thread)
{
    const struct open_bracket *outermost = thread_outermost(thread);
    if (outermost && outermost->operation == OPERATION_CONDITION_WAIT) {
        const struct open_bracket *innermost = &thread->brackets[thread->bracket_count - 1];
        return innermost->operation == OPERATION_LOCK_ACQUIRE ? innermost : outermost;
    }
    return outermost;
}

static struct lane_segment describe_state(const struct thread_moment *thread)
{
    struct lane_segment segment = {.state = LANE_RUNNING, .target = NONE_INDEX};
    const struct open_bracket *bracket = told_bracket(thread);
    if (thread->status == THREAD_READY) {
        segment.state = LANE_READY;
    } else if (thread->status == THREAD_WAITING && bracket) {
        segment.state = operation_states[bracket->operation];
        segment.target = bracket->target;
    } else if (thread->status == THREAD_WAITING) {
        segment.state = TRANSFER;
    }
    return segment;
}

static void close_segment(struct lane_builder *builder, uint32_t thread, uint64_t time_ns,
                          uint32_t event)
{
    struct thread_lane *lane = &builder->lanes->threads[thread];
    if (builder->threads[thread].is_open) {
        struct lane_segment *last = &lane->segments[lane->segment_count - 1];
        last->end_ns = time_ns;
        last->end_event = event;
        builder->threads[thread].is_open = false;
        lane->segment_count -= last->end_ns == last->begin_ns;
    }
}

static bool is_unchanged(const struct lane_builder *builder, uint32_t thread,
                         const struct lane_segment *segment)
{
    const struct thread_lane *lane = &builder->lanes->threads[thread];
    const struct lane_segment *last = &lane->segments[lane->segment_count - 1];
    return builder->threads[thread].is_open && last->state == segment->state &&
           last->target == segment->target;
}

static void update_segment(struct lane_builder *builder, uint32_t thread, uint32_t event)
{
    const struct thread_moment *now = &builder->moment->threads[thread];
    uint64_t time_ns = builder->lanes->trace->events[event].time_ns;
    if (now->status >= THREAD_ENDED) {
        close_segment(builder, thread, time_ns, event);
        return;
    }
    struct lane_segment segment = describe_state(now);
    if (now->status < THREAD_RUNNING || is_unchanged(builder, thread, &segment)) {
        return;
    }
    close_segment(builder, thread, time_ns, event);
    struct thread_lane *lane = &builder->lanes->threads[thread];
    struct growing_thread *growing = &builder->threads[thread];
    lane->segments = array_grow(lane->segments, lane->segment_count + (size_t)1,
                                &growing->segment_capacity, sizeof *lane->segments);
    segment.begin_ns = time_ns;
    segment.end_ns = builder->lanes->trace->end_ns;
    segment.begin_event = event;
    segment.end_event = NONE_INDEX;
    lane->segments[lane->segment_count++] = segment;
    growing->is_open = true;
}

static void update_segments(struct lane_builder *builder, uint32_t index)
{
    const struct trace *trace = builder->lanes->trace;
    const struct event *event = &trace->events[index];
    update_segment(builder, event->thread, index);
    if (event->kind == EVENT_DOOR_WAKE && value_high(event->value) < trace->thread_count) {
        update_segment(builder, value_high(event->value), index);
    } else if (event->kind == EVENT_THREAD_END && target_index(event->target) != event->thread) {
        update_segment(builder, target_index(event->target), index);
    }
}

/* ---- holds and waits of objects ---- */

static void remove_open(uint32_t *open, uint32_t *count, uint32_t place)
{
    --*count;
    for (uint32_t i = place; i < *count; i++) {
        open[i] = open[i + 1];
    }
}

static void open_hold(struct lane_builder *builder, const struct event *event, uint32_t index)
{
    uint32_t object = target_index(event->target);
    struct object_lane *lane = &builder->lanes->objects[object];
    struct growing_object *growing = &builder->objects[object];
    uint32_t slot = 0; /* the lowest that no open hold has */
    for (uint32_t i = 0; i < growing->open_hold_count; i++) {
        if (lane->holds[growing->open_holds[i]].slot == slot) {
            slot++;
            i = UINT32_MAX; /* look again from the first */
        }
    }
    lane->holds = array_grow(lane->holds, lane->hold_count + (size_t)1, &growing->hold_capacity,
                             sizeof *lane->holds);
    growing->open_holds = array_grow(growing->open_holds, growing->open_hold_count + (size_t)1,
                                     &growing->open_hold_capacity, sizeof(uint32_t));
    growing->open_holds[growing->open_hold_count++] = lane->hold_count;
    lane->holds[lane->hold_count++] = (struct lane_hold){
        .begin_ns = event->time_ns,
        .end_ns = builder->lanes->trace->end_ns,
        .object = object,
        .thread = event->thread,
        .user = event->thread,
        .begin_event = index,
        .end_event = NONE_INDEX,
        .slot = slot,
    };
    lane->slot_count = slot + 1 > lane->slot_count ? slot + 1 : lane->slot_count;
}

static void close_hold(struct lane_builder *builder, uint32_t object, uint32_t place,
                       uint64_t time_ns, uint32_t index)
{
    struct growing_object *growing = &builder->objects[object];
    struct lane_hold *hold = &builder->lanes->objects[object].holds[growing->open_holds[place]];
    hold->end_ns = time_ns;
    hold->end_event = index;
    remove_open(growing->open_holds, &growing->open_hold_count, place);
}

static void close_all_holds(struct lane_builder *builder, const struct event *event, uint32_t index)
{
    uint32_t object = target_index(event->target);
    while (builder->objects[object].open_hold_count) {
        close_hold(builder, object, 0, event->time_ns, index);
    }
}

/* Which permit is given back: the giver's own, or one taken for it, else the oldest. */
static void close_permit(struct lane_builder *builder, const struct event *event, uint32_t index)
{
    uint32_t object = target_index(event->target), place = 0;
    struct growing_object *growing = &builder->objects[object];
    for (uint32_t i = 0; i < growing->open_hold_count; i++) {
        if (builder->lanes->objects[object].holds[growing->open_holds[i]].user == event->thread) {
            place = i;
            break;
        }
    }
    if (growing->open_hold_count) {
        close_hold(builder, object, place, event->time_ns, index);
    }
}

/* A permit taken by a thread that then starts another is the other's. */
static void hand_permit(struct lane_builder *builder, const struct event *event)
{
    uint32_t object = builder->latest_permit[event->thread];
    if (object != NONE_INDEX && builder->objects[object].open_hold_count) {
        struct growing_object *growing = &builder->objects[object];
        uint32_t last = growing->open_holds[growing->open_hold_count - 1];
        builder->lanes->objects[object].holds[last].user = target_index(event->target);
        builder->latest_permit[event->thread] = NONE_INDEX;
    }
}

static void open_wait(struct lane_builder *builder, const struct event *event, uint32_t index)
{
    uint32_t object = target_index(event->target), row = 0;
    struct object_lane *lane = &builder->lanes->objects[object];
    struct growing_object *growing = &builder->objects[object];
    for (uint32_t i = 0; i < growing->open_wait_count; i++) {
        if (lane->waits[growing->open_waits[i]].row == row) {
            row++;
            i = UINT32_MAX;
        }
    }
    lane->waits = array_grow(lane->waits, lane->wait_count + (size_t)1, &growing->wait_capacity,
                             sizeof *lane->waits);
    growing->open_waits = array_grow(growing->open_waits, growing->open_wait_count + (size_t)1,
                                     &growing->open_wait_capacity, sizeof(uint32_t));
    growing->open_waits[growing->open_wait_count++] = lane->wait_count;
    lane->waits[lane->wait_count++] = (struct lane_wait){
        .begin_ns = event->time_ns,
        .end_ns = builder->lanes->trace->end_ns,
        .object = object,
        .thread = event->thread,
        .begin_event = index,
        .end_event = NONE_INDEX,
        .row = row,
    };
    lane->row_count = row + 1 > lane->row_count ? row + 1 : lane->row_count;
}

static void close_wait(struct lane_builder *builder, uint32_t object, uint32_t thread,
                       uint64_t time_ns, uint32_t index)
{
    struct growing_object *growing = &builder->objects[object];
    for (uint32_t i = 0; i < growing->open_wait_count; i++) {
        struct lane_wait *wait = &builder->lanes->objects[object].waits[growing->open_waits[i]];
        if (wait->thread == thread) {
            wait->end_ns = time_ns;
            wait->end_event = index;
            remove_open(growing->open_waits, &growing->open_wait_count, i);
            return;
        }
    }
}

static void update_waits(struct lane_builder *builder, const struct event *event, uint32_t index)
{
    enum event_operation operation = kind_operation(event->kind);
    uint32_t object = target_index(event->target);
    if (operation == OPERATION_DOOR_WAKE) {
        close_wait(builder, object, value_high(event->value), event->time_ns, index);
    } else if ((unsigned)operation >= OPERATION_COUNT || operation == OPERATION_TASK_RUN ||
               operation_states[operation] == LANE_RUNNING) {
        return;
    } else if (kind_stage(event->kind) == STAGE_BEGIN) {
        open_wait(builder, event, index);
    } else {
        close_wait(builder, object, event->thread, event->time_ns, index);
    }
}

static bool is_condition(const struct lane_builder *builder, uint32_t object)
{
    return builder->lanes->trace->objects[object].type == TYPE_CONDITION;
}

static void update_object(struct lane_builder *builder, const struct event *event, uint32_t index)
{
    const struct object_moment *now = &builder->moment->objects[target_index(event->target)];
    switch (event->kind) {
    case EVENT_LOCK_ACQUIRE:
    case EVENT_GIL_TAKE:
        if (now->hold_event == index) {
            close_all_holds(builder, event, index);
            open_hold(builder, event, index);
        }
        break;
    case EVENT_LOCK_RELEASE:
    case EVENT_GIL_DROP:
        if (now->holder == NONE_INDEX) {
            close_all_holds(builder, event, index);
        }
        break;
    case EVENT_SEMAPHORE_ACQUIRE:
        open_hold(builder, event, index);
        builder->latest_permit[event->thread] = target_index(event->target);
        break;
    case EVENT_SEMAPHORE_RELEASE:
        close_permit(builder, event, index);
        break;
    default:
        break;
    }
    bool is_wake_elsewhere =
        event->kind == EVENT_DOOR_WAKE && !is_condition(builder, target_index(event->target));
    if (!is_wake_elsewhere) {
        update_waits(builder, event, index);
    }
}

/* ---- putting it together ---- */

/* A process that was stopped leaves its waits open: nothing ended them. */
static void end_running_threads(struct lane_builder *builder, const struct event *event,
                                uint32_t index)
{
    for (uint32_t i = 1; i < builder->lanes->trace->thread_count; i++) {
        const struct thread_lane *lane = &builder->lanes->threads[i];
        bool is_waiting = builder->threads[i].is_open &&
                          lane->segments[lane->segment_count - 1].state > LANE_READY;
        if (!is_waiting &&
            builder->lanes->trace->threads[i].process == target_index(event->target)) {
            close_segment(builder, i, event->time_ns, index);
        }
    }
}

static void apply(struct lane_builder *builder)
{
    uint32_t index = (uint32_t)builder->moment->event_count;
    const struct event *event = &builder->lanes->trace->events[index];
    if (event->kind == EVENT_PROCESS_END) {
        end_running_threads(builder, event, index);
        moment_apply(builder->moment);
        return;
    }
    moment_apply(builder->moment);
    update_segments(builder, index);
    if (event->target != NONE_INDEX && event_is_about(event, TARGET_OBJECT)) {
        update_object(builder, event, index);
    } else if (event->kind == EVENT_THREAD_CREATE_BEGIN) {
        hand_permit(builder, event);
    }
}

/* Each thread's own view of the locks it held, by begin, gathered from the locks' lanes. */
static int compare_holds(const void *a, const void *b)
{
    const struct lane_hold *x = a, *y = b;
    return (x->begin_event > y->begin_event) - (x->begin_event < y->begin_event);
}

static void gather_thread_holds(struct lane_builder *builder)
{
    struct lanes *lanes = builder->lanes;
    for (uint32_t i = 0; i < lanes->trace->object_count; i++) {
        enum object_type type = lanes->trace->objects[i].type;
        bool is_lock = type != TYPE_SEMAPHORE && type != TYPE_BOUNDED_SEMAPHORE;
        for (uint32_t j = 0; is_lock && j < lanes->objects[i].hold_count; j++) {
            const struct lane_hold *hold = &lanes->objects[i].holds[j];
            struct thread_lane *lane = &lanes->threads[hold->thread];
            lane->holds =
                array_grow(lane->holds, lane->hold_count + (size_t)1,
                           &builder->threads[hold->thread].hold_capacity, sizeof *lane->holds);
            lane->holds[lane->hold_count++] = *hold;
        }
    }
    for (uint32_t i = 0; i < lanes->trace->thread_count; i++) {
        if (lanes->threads[i].hold_count) {
            qsort(lanes->threads[i].holds, lanes->threads[i].hold_count, sizeof(struct lane_hold),
                  compare_holds);
        }
    }
}

static void *allocate_zeroed(size_t count, size_t size)
{
    size_t capacity = 0;
    char *memory = array_grow(NULL, count + 1, &capacity, size);
    for (size_t i = 0; i < (count + 1) * size; i++) {
        memory[i] = 0;
    }
    return memory;
}

struct lanes *lanes_create(const struct trace *trace)
{
    struct lanes *lanes = allocate_zeroed(1, sizeof *lanes);
    *lanes = (struct lanes){
        .trace = trace,
        .threads = allocate_zeroed(trace->thread_count, sizeof *lanes->threads),
        .objects = allocate_zeroed(trace->object_count, sizeof *lanes->objects),
    };
    struct lane_builder builder = {
        .lanes = lanes,
        .moment = moment_create(trace),
        .threads = allocate_zeroed(trace->thread_count, sizeof *builder.threads),
        .objects = allocate_zeroed(trace->object_count, sizeof *builder.objects),
        .latest_permit = allocate_zeroed(trace->thread_count, sizeof(uint32_t)),
    };
    for (uint32_t i = 0; i < trace->thread_count; i++) {
        builder.latest_permit[i] = NONE_INDEX;
    }
    while (builder.moment->event_count < trace->event_count) {
        apply(&builder);
    }
    gather_thread_holds(&builder);
    for (uint32_t i = 0; i < trace->object_count; i++) {
        free(builder.objects[i].open_holds);
        free(builder.objects[i].open_waits);
    }
    moment_destroy(builder.moment);
    free(builder.threads);
    free(builder.objects);
    free(builder.latest_permit);
    return lanes;
}

void lanes_destroy(struct lanes *lanes)
{
    if (!lanes) {
        return;
    }
    for (uint32_t i = 0; i < lanes->trace->thread_count; i++) {
        free(lanes->threads[i].segments);
        free(lanes->threads[i].holds);
    }
    for (uint32_t i = 0; i < lanes->trace->object_count; i++) {
        free(lanes->objects[i].holds);
        free(lanes->objects[i].waits);
    }
    free(lanes->threads);
    free(lanes->objects);
    free(lanes);
}
