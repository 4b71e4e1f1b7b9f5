/* Holds and waits of objects follow from single records: a lock's from outermost acquire to last
 * release, a permit's from acquire to the release by whom it was taken for, an item's from put to
 * get, a wait's from begin to end. Items are in item_lane.c. */
#include "tracer/model/arena.h"
#include "tracer/model/lane_builder.h"

static void add_open(struct open_intervals *open, struct open_interval added)
{
    open->items =
        array_grow(open->items, open->count + (size_t)1, &open->capacity, sizeof *open->items);
    open->items[open->count++] = added;
}

static void remove_open(struct open_intervals *open, uint32_t at)
{
    --open->count;
    for (uint32_t i = at; i < open->count; i++) {
        open->items[i] = open->items[i + 1];
    }
}

/* The first that has not ended of a thread, or NONE_INDEX. */
static uint32_t find_of_thread(const struct open_intervals *open, uint32_t thread)
{
    for (uint32_t i = 0; i < open->count; i++) {
        if (open->items[i].thread == thread) {
            return i;
        }
    }
    return NONE_INDEX;
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

struct packed_rest *object_lane_rest(struct lane_builder *builder, uint32_t object)
{
    struct packed_object *packed = &builder->lanes->objects[object];
    const struct trace *trace = builder->lanes->trace;
    if (packed->rest != &packed_rest_none) {
        return (struct packed_rest *)packed->rest; /* made here */
    }
    struct packed_rest *rest = array_of(1, sizeof *rest);
    *rest = (struct packed_rest){0};
    hold_list_init(&rest->reentries, trace, object);
    interval_list_init(&rest->levels, trace, INTERVAL_LEVELS, 1);
    interval_list_init(&rest->changes, trace, INTERVAL_LEVELS, 1);
    packed->rest = rest;
    return rest;
}

/* Locks that a thread has in hand are in its own lane, too. One that was copied taken is in
 * nobody's. */
static bool is_in_hand(const struct trace *trace, uint32_t object, uint32_t thread)
{
    const struct trace_object *lock = &trace->objects[object];
    bool is_lock = lock->type < TYPE_SEMAPHORE && lock->type != TYPE_GIL; /* or unknown */
    return is_lock &&
           (lock->origin == NONE_INDEX || trace->threads[thread].process == lock->process);
}

/* `thread` has it, who need not be the event's. */
static void open_hold(struct lane_builder *builder, uint32_t object, uint32_t thread,
                      uint32_t index)
{
    struct packed_object *lane = &builder->lanes->objects[object];
    struct growing_object *growing = &builder->objects[object];
    uint32_t slot = take_row(&growing->hold_slots);
    uint32_t place = interval_list_begin_pair(&lane->holds.list, index);
    if (slot > 0) {
        interval_column_set(&lane->holds.slots, place, slot);
    }
    if (thread != builder->lanes->trace->events[index].thread) {
        interval_column_set(&lane->holds.threads, place, thread);
        interval_column_set(&lane->holds.users, place, thread);
    }
    if (is_in_hand(builder->lanes->trace, object, thread)) {
        interval_list_refer(&builder->lanes->threads[thread].holds, object, place);
    }
    add_open(&growing->holds, (struct open_interval){place, thread, thread, slot});
    lane->slot_count = slot + 1 > lane->slot_count ? slot + 1 : lane->slot_count;
}

static void open_hold_of_event(struct lane_builder *builder, const struct event *event,
                               uint32_t index)
{
    open_hold(builder, target_index(event->target), event->thread, index);
}

static void close_hold(struct lane_builder *builder, uint32_t object, uint32_t at, uint32_t index)
{
    struct growing_object *growing = &builder->objects[object];
    const struct open_interval *hold = &growing->holds.items[at];
    interval_list_end_pair(&builder->lanes->objects[object].holds.list, hold->place, index);
    free_row(&growing->hold_slots, hold->row);
    remove_open(&growing->holds, at);
}

static void close_all_holds(struct lane_builder *builder, const struct event *event, uint32_t index)
{
    uint32_t object = target_index(event->target);
    while (builder->objects[object].holds.count) {
        close_hold(builder, object, 0, index);
    }
}

/* Which permit is given back: the giver's own, or one taken for it, else the oldest. */
static void close_permit(struct lane_builder *builder, const struct event *event, uint32_t index)
{
    uint32_t object = target_index(event->target), at = 0;
    const struct open_intervals *open = &builder->objects[object].holds;
    for (uint32_t i = 0; i < open->count; i++) {
        if (open->items[i].user == event->thread) {
            at = i;
            break;
        }
    }
    if (open->count) {
        close_hold(builder, object, at, index);
    }
}

/* A call that a manager's thread has served. */
static void close_served(struct lane_builder *builder, const struct event *event, uint32_t index)
{
    uint32_t object = target_index(event->target);
    uint32_t at = find_of_thread(&builder->objects[object].holds, event->thread);
    if (at != NONE_INDEX) {
        close_hold(builder, object, at, index);
    }
}

/* A permit taken by a thread that then starts another is the other's. */
static void hand_permit(struct lane_builder *builder, const struct event *event)
{
    uint32_t object = builder->latest_permit[event->thread];
    if (object != NONE_INDEX && builder->objects[object].holds.count) {
        struct open_intervals *open = &builder->objects[object].holds;
        struct open_interval *last = &open->items[open->count - 1];
        last->user = target_index(event->target);
        interval_column_set(&builder->lanes->objects[object].holds.users, last->place, last->user);
        builder->latest_permit[event->thread] = NONE_INDEX;
    }
}

/* ---- readers ---- */

/* Readers hold a lock side by side; who reads again reads on. */
static void open_reading(struct lane_builder *builder, const struct event *event, uint32_t index)
{
    const struct open_intervals *open = &builder->objects[target_index(event->target)].holds;
    if (find_of_thread(open, event->thread) == NONE_INDEX) {
        open_hold_of_event(builder, event, index);
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
    bool is_set = builder->objects[target_index(event->target)].holds.count > 0;
    if (event->kind == EVENT_EVENT_SET && !is_set) {
        open_hold_of_event(builder, event, index);
    } else if (event->kind == EVENT_EVENT_CLEAR) {
        close_all_holds(builder, event, index);
    }
}

/* Only the last to arrive passes as the one whose index is the highest. */
static void update_barrier(struct lane_builder *builder, const struct event *event, uint32_t index)
{
    const struct trace_object *barrier = event_object(builder->lanes->trace, event);
    if (event->kind == EVENT_BARRIER_WAIT && value_low(event->value) + 1 == barrier->limit) {
        struct interval_list *openings =
            &builder->lanes->objects[target_index(event->target)].holds.list;
        interval_list_end_pair(openings, interval_list_begin_pair(openings, index), index);
    }
}

/* ---- waits ---- */

static void open_wait(struct lane_builder *builder, const struct event *event, uint32_t index)
{
    uint32_t object = target_index(event->target);
    struct packed_object *lane = &builder->lanes->objects[object];
    struct growing_object *growing = &builder->objects[object];
    uint32_t row = take_row(&growing->wait_rows);
    uint32_t place = interval_list_begin_pair(&lane->waits.list, index);
    if (row > 0) {
        interval_column_set(&lane->waits.rows, place, row);
    }
    add_open(&growing->waits, (struct open_interval){place, event->thread, event->thread, row});
    lane->row_count = row + 1 > lane->row_count ? row + 1 : lane->row_count;
}

static void close_wait(struct lane_builder *builder, uint32_t object, uint32_t thread,
                       uint32_t index)
{
    struct growing_object *growing = &builder->objects[object];
    uint32_t at = find_of_thread(&growing->waits, thread);
    if (at != NONE_INDEX) {
        const struct open_interval *wait = &growing->waits.items[at];
        interval_list_end_pair(&builder->lanes->objects[object].waits.list, wait->place, index);
        free_row(&growing->wait_rows, wait->row);
        remove_open(&growing->waits, at);
    }
}

/* Whoever sends or receives begins to do so at once; it waits only at the door. */
static void update_pipe_waits(struct lane_builder *builder, const struct event *event,
                              uint32_t index)
{
    if (event->kind == EVENT_DOOR_WAIT_BEGIN) {
        open_wait(builder, event, index);
    } else if (kind_operation(event->kind) == OPERATION_DOOR_WAIT) {
        close_wait(builder, target_index(event->target), event->thread, index);
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
        close_wait(builder, object, value_high(event->value), index);
    } else if (is_service || lane_operation_state(operation) == LANE_RUNNING) {
        return;
    } else if (kind_stage(event->kind) == STAGE_BEGIN) {
        open_wait(builder, event, index);
    } else {
        close_wait(builder, object, event->thread, index);
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
            open_hold_of_event(builder, event, index);
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
        open_hold_of_event(builder, event, index);
        builder->latest_permit[event->thread] = target_index(event->target);
        break;
    case EVENT_SEMAPHORE_RELEASE:
        close_permit(builder, event, index);
        break;
    case EVENT_MANAGER_SERVE_BEGIN:
        open_hold_of_event(builder, event, index);
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
    interval_list_add_level(&object_lane_rest(builder, target_index(event->target))->changes, index,
                            value_low(event->value));
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
    for (uint32_t i = 0; i < state->bracket_count; i++) {
        uint32_t target = state->brackets[i].target;
        if (target != NONE_INDEX && target_class(target) == TARGET_OBJECT) {
            close_wait(builder, target_index(target), thread, index);
        }
    }
}

void object_lane_copy(struct lane_builder *builder, uint32_t index)
{
    const struct trace *trace = builder->lanes->trace;
    uint32_t process = target_index(trace->events[index].target);
    for (uint32_t copy = trace->processes[process].first_copy; copy != NONE_INDEX;
         copy = trace->objects[copy].next_copy) {
        const struct object_moment *now = &builder->moment->objects[copy];
        uint32_t holder = now->is_copied_taken ? now->last_holder : now->holder;
        if (now->depth > 0 && holder != NONE_INDEX) {
            open_hold(builder, copy, holder, index);
        }
    }
}
