/* Holds and waits of objects follow from single records: a lock's from outermost acquire to last
 * release, a permit's from acquire to the release by whom it was taken for, an item's from put to
 * get, a wait's from begin to end. Items are in item_lane.c. */
#include "tracer/model/arena.h"
#include "tracer/model/lane_builder.h"

static void remove_open(uint32_t *open, uint32_t *count, uint32_t place)
{
    --*count;
    for (uint32_t i = place; i < *count; i++) {
        open[i] = open[i + 1];
    }
}

/* The lowest that is free, which is taken now. */
static uint32_t take_row(struct row_set *rows)
{
    size_t word = 0;
    while (word < rows->count && rows->words[word] == UINT64_MAX) {
        word++;
    }
    if (word == rows->count) {
        rows->words =
            array_grow(rows->words, rows->count + 1, &rows->capacity, sizeof *rows->words);
        rows->words[rows->count++] = 0;
    }
    uint32_t bit = (uint32_t)__builtin_ctzll(~rows->words[word]);
    rows->words[word] |= UINT64_C(1) << bit;
    return (uint32_t)word * 64 + bit;
}

static void free_row(struct row_set *rows, uint32_t row)
{
    rows->words[row / 64] &= ~(UINT64_C(1) << row % 64);
}

struct lane_hold *object_lane_add_hold(struct lane_builder *builder, const struct event *event,
                                       uint32_t index)
{
    uint32_t object = target_index(event->target);
    struct object_lane *lane = &builder->lanes->objects[object];
    lane->holds = array_grow(lane->holds, lane->hold_count + (size_t)1,
                             &builder->objects[object].hold_capacity, sizeof *lane->holds);
    struct lane_hold *hold = &lane->holds[lane->hold_count++];
    *hold = (struct lane_hold){
        .begin_ns = event->time_ns,
        .end_ns = builder->lanes->trace->end_ns,
        .object = object,
        .thread = event->thread,
        .user = event->thread,
        .begin_event = index,
        .end_event = NONE_INDEX,
    };
    return hold;
}

static void open_hold(struct lane_builder *builder, const struct event *event, uint32_t index)
{
    uint32_t object = target_index(event->target);
    struct object_lane *lane = &builder->lanes->objects[object];
    struct growing_object *growing = &builder->objects[object];
    uint32_t slot = take_row(&growing->hold_slots);
    growing->open_holds = array_grow(growing->open_holds, growing->open_hold_count + (size_t)1,
                                     &growing->open_hold_capacity, sizeof(uint32_t));
    growing->open_holds[growing->open_hold_count++] = lane->hold_count;
    object_lane_add_hold(builder, event, index)->slot = slot;
    lane->slot_count = slot + 1 > lane->slot_count ? slot + 1 : lane->slot_count;
}

static void close_hold(struct lane_builder *builder, uint32_t object, uint32_t place,
                       uint64_t time_ns, uint32_t index)
{
    struct growing_object *growing = &builder->objects[object];
    struct lane_hold *hold = &builder->lanes->objects[object].holds[growing->open_holds[place]];
    hold->end_ns = time_ns;
    hold->end_event = index;
    free_row(&growing->hold_slots, hold->slot);
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

/* A call that a manager's thread has served. */
static void close_served(struct lane_builder *builder, const struct event *event, uint32_t index)
{
    uint32_t object = target_index(event->target);
    struct growing_object *growing = &builder->objects[object];
    for (uint32_t i = 0; i < growing->open_hold_count; i++) {
        if (builder->lanes->objects[object].holds[growing->open_holds[i]].thread == event->thread) {
            close_hold(builder, object, i, event->time_ns, index);
            return;
        }
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

/* ---- readers ---- */

static bool has_open_hold(const struct lane_builder *builder, uint32_t object, uint32_t thread)
{
    const struct growing_object *growing = &builder->objects[object];
    for (uint32_t i = 0; i < growing->open_hold_count; i++) {
        if (builder->lanes->objects[object].holds[growing->open_holds[i]].thread == thread) {
            return true;
        }
    }
    return false;
}

/* Readers hold a lock side by side; who reads again reads on. */
static void open_reading(struct lane_builder *builder, const struct event *event, uint32_t index)
{
    if (!has_open_hold(builder, target_index(event->target), event->thread)) {
        open_hold(builder, event, index);
    }
}

static void close_reading(struct lane_builder *builder, const struct event *event, uint32_t index)
{
    uint32_t object = target_index(event->target);
    if (moment_hold_event(builder->moment, object, event->thread) == NONE_INDEX) {
        close_permit(builder, event, index);
    }
}

/* ---- events and barriers ---- */

static void update_event(struct lane_builder *builder, const struct event *event, uint32_t index)
{
    bool is_set = builder->objects[target_index(event->target)].open_hold_count > 0;
    if (event->kind == EVENT_EVENT_SET && !is_set) {
        open_hold(builder, event, index);
    } else if (event->kind == EVENT_EVENT_CLEAR) {
        close_all_holds(builder, event, index);
    }
}

/* Only the last to arrive passes as the one whose index is the highest. */
static void update_barrier(struct lane_builder *builder, const struct event *event, uint32_t index)
{
    const struct trace_object *barrier = event_object(builder->lanes->trace, event);
    if (event->kind == EVENT_BARRIER_WAIT && value_low(event->value) + 1 == barrier->limit) {
        struct lane_hold *opening = object_lane_add_hold(builder, event, index);
        opening->end_ns = event->time_ns;
        opening->end_event = index;
    }
}

/* ---- waits ---- */

static void open_wait(struct lane_builder *builder, const struct event *event, uint32_t index)
{
    uint32_t object = target_index(event->target);
    struct object_lane *lane = &builder->lanes->objects[object];
    struct growing_object *growing = &builder->objects[object];
    uint32_t row = take_row(&growing->wait_rows);
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
            free_row(&growing->wait_rows, wait->row);
            remove_open(growing->open_waits, &growing->open_wait_count, i);
            return;
        }
    }
}

/* Whoever sends or receives begins to do so at once; it waits only at the door. */
static void update_pipe_waits(struct lane_builder *builder, const struct event *event,
                              uint32_t index)
{
    if (event->kind == EVENT_DOOR_WAIT_BEGIN) {
        open_wait(builder, event, index);
    } else if (kind_operation(event->kind) == OPERATION_DOOR_WAIT) {
        close_wait(builder, target_index(event->target), event->thread, event->time_ns, index);
    }
}

static bool is_pipe(const struct lane_builder *builder, uint32_t object)
{
    return builder->lanes->trace->objects[object].type == TYPE_PIPE;
}

static void update_waits(struct lane_builder *builder, const struct event *event, uint32_t index)
{
    enum event_operation operation = kind_operation(event->kind);
    uint32_t object = target_index(event->target);
    bool is_service = operation == OPERATION_TASK_RUN || operation == OPERATION_MANAGER_SERVE;
    if (is_pipe(builder, object)) {
        update_pipe_waits(builder, event, index);
        return;
    }
    if (operation == OPERATION_DOOR_WAKE) {
        close_wait(builder, object, value_high(event->value), event->time_ns, index);
    } else if (is_service || lane_operation_state(operation) == LANE_RUNNING) {
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

static void update_holds(struct lane_builder *builder, const struct event *event, uint32_t index)
{
    const struct object_moment *now = &builder->moment->objects[target_index(event->target)];
    switch (event->kind) {
    case EVENT_LOCK_ACQUIRE:
    case EVENT_GIL_TAKE:
        if (event->flags & FLAG_READER) {
            open_reading(builder, event, index);
        } else if (now->hold_event == index) {
            close_all_holds(builder, event, index);
            open_hold(builder, event, index);
        }
        break;
    case EVENT_LOCK_RELEASE:
    case EVENT_GIL_DROP:
        if (event->flags & FLAG_READER) {
            close_reading(builder, event, index);
        } else if (now->holder == NONE_INDEX) {
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
    case EVENT_MANAGER_SERVE_BEGIN:
        open_hold(builder, event, index);
        break;
    case EVENT_MANAGER_SERVE:
    case EVENT_MANAGER_SERVE_FAILED:
        close_served(builder, event, index);
        break;
    case EVENT_EVENT_SET:
    case EVENT_EVENT_CLEAR:
        update_event(builder, event, index);
        break;
    case EVENT_BARRIER_WAIT:
        update_barrier(builder, event, index);
        break;
    default:
        break;
    }
}

static void add_change(struct lane_builder *builder, const struct event *event, uint32_t index)
{
    bool is_over =
        event->kind == EVENT_GIL_DROP && flags_detail(event->flags) == DROP_TICKS; /* its turn */
    if (event->kind != EVENT_VARIABLE_STORE && event->kind != EVENT_GIL_ASK && !is_over) {
        return;
    }
    uint32_t object = target_index(event->target);
    struct object_lane *lane = &builder->lanes->objects[object];
    lane->changes = array_grow(lane->changes, lane->change_count + (size_t)1,
                               &builder->objects[object].change_capacity, sizeof *lane->changes);
    lane->changes[lane->change_count++] =
        (struct lane_change){event->time_ns, index, value_low(event->value)};
}

void object_lane_update(struct lane_builder *builder, uint32_t index)
{
    const struct event *event = &builder->lanes->trace->events[index];
    if (event->kind == EVENT_THREAD_CREATE_BEGIN) {
        hand_permit(builder, event);
    }
    if (event->target == NONE_INDEX || !event_is_about(event, TARGET_OBJECT)) {
        return;
    }
    update_holds(builder, event, index);
    item_lane_update(builder, index);
    add_change(builder, event, index);
    bool is_wake_elsewhere =
        event->kind == EVENT_DOOR_WAKE && !is_condition(builder, target_index(event->target));
    if (!is_wake_elsewhere) {
        update_waits(builder, event, index);
    }
}

/* ---- processes ---- */

void object_lane_end_thread(struct lane_builder *builder, uint32_t thread, uint32_t index)
{
    const struct thread_moment *state = &builder->moment->threads[thread];
    uint64_t time_ns = builder->lanes->trace->events[index].time_ns;
    for (uint32_t i = 0; i < state->bracket_count; i++) {
        uint32_t target = state->brackets[i].target;
        if (target != NONE_INDEX && target_class(target) == TARGET_OBJECT) {
            close_wait(builder, target_index(target), thread, time_ns, index);
        }
    }
}

void object_lane_copy(struct lane_builder *builder, uint32_t index)
{
    const struct trace *trace = builder->lanes->trace;
    struct event event = trace->events[index];
    for (uint32_t copy = trace->processes[target_index(event.target)].first_copy;
         copy != NONE_INDEX; copy = trace->objects[copy].next_copy) {
        const struct object_moment *now = &builder->moment->objects[copy];
        uint32_t holder = now->is_copied_taken ? now->last_holder : now->holder;
        if (now->depth > 0 && holder != NONE_INDEX) {
            event.target = target_make(TARGET_OBJECT, copy);
            event.thread = holder;
            open_hold(builder, &event, index);
        }
    }
}
