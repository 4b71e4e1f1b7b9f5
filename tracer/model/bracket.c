/* Brackets come from the moment's open ones: a bracket is open as long as it is among those. What
 * never waited has no begin; it is as long as its guard, the lock that the primitive took around
 * it:
 *
 *     ·lock.acquire M   semaphore.release S   ·condition.notify C   ·lock.release M
 *      begin ─────────────── it is about this ──────────────────────────── end
 *
 * The lock that condition.wait takes back is no guard: whoever called it keeps that. Operations of
 * user code that neither wait nor have a guard have no storeys, and are left out. */
#include "tracer/model/arena.h"
#include "tracer/model/lane_builder.h"

/* No operations of a thread on an object, or without storeys. */
static const bool is_left_out[OPERATION_COUNT] = {
    [0] = true,
    [OPERATION_DOOR_WAIT] = true,
    [OPERATION_DOOR_WAKE] = true,
    [OPERATION_THREAD_BEGIN] = true,
    [OPERATION_THREAD_END] = true,
    [OPERATION_PROCESS_BEGIN] = true,
    [OPERATION_PROCESS_END] = true,
    [OPERATION_SIGNAL_SEND] = true,
    [OPERATION_OBJECT_CREATE] = true,
    [OPERATION_OBJECT_DESTROY] = true,
    [OPERATION_OBJECT_HAS] = true,
    [OPERATION_GIL_TAKE] = true,
    [OPERATION_GIL_DROP] = true,
    [OPERATION_GIL_ASK] = true,
    [OPERATION_VARIABLE_LOAD] = true,
    [OPERATION_VARIABLE_STORE] = true,
    [OPERATION_PRINT] = true,
    [OPERATION_MARK] = true,
    [OPERATION_REPEAT] = true,
};

/* Everything about one thread while an event of it is looked at. */
struct storeys {
    const struct event *events;
    struct packed_thread *lane;
    struct growing_thread *growing;
    const struct thread_moment *now;
};

static const struct storey_guard no_guard = {NONE_INDEX, NONE_INDEX};

void bracket_init(struct growing_thread *growing)
{
    for (uint32_t i = 0; i <= STOREY_COUNT_MAX; i++) {
        growing->guards[i] = no_guard;
    }
}

static enum event_operation operation_of(const struct storeys *storeys, uint32_t bracket)
{
    return kind_operation(storeys->events[storeys->lane->brackets[bracket].event].kind);
}

static const struct open_storey *innermost(const struct storeys *storeys)
{
    uint32_t count = storeys->growing->open_storey_count;
    return count > 0 ? &storeys->growing->open_storeys[count - 1] : NULL;
}

/* Below all that is open, and as deep as the record says; tasks are user code inside a bracket. */
static uint32_t depth_of(const struct storeys *storeys, const struct event *event)
{
    uint32_t depth = flags_storey(event->flags) + storeys->growing->task_count;
    const struct open_storey *top = innermost(storeys);
    uint32_t least = top != NULL ? storeys->lane->brackets[top->bracket].depth + 1u : 0;
    return depth > least ? depth : least;
}

static bool is_still_open(const struct storeys *storeys, const struct open_storey *open)
{
    return open->place < storeys->now->bracket_count &&
           storeys->now->brackets[open->place].begin_event ==
               storeys->lane->brackets[open->bracket].event;
}

static void set_end(struct packed_thread *lane, uint32_t bracket, uint32_t end_event)
{
    uint32_t distance = end_event - lane->brackets[bracket].event;
    bool is_far = distance >= BRACKET_ENDLESS;
    lane->brackets[bracket].reach = is_far ? BRACKET_FAR : distance;
    if (is_far) {
        interval_column_set(&lane->bracket_ends, bracket, end_event);
    }
}

/* Ends what the moment no longer has; returns the outermost of those, or NONE_INDEX. */
static uint32_t close_finished(struct storeys *storeys, uint32_t index)
{
    uint32_t closed = NONE_INDEX;
    const struct open_storey *top;
    while ((top = innermost(storeys)) != NULL && !is_still_open(storeys, top)) {
        closed = top->bracket;
        set_end(storeys->lane, closed, index);
        storeys->growing->task_count -= operation_of(storeys, closed) == OPERATION_TASK_RUN;
        storeys->growing->open_storey_count--;
    }
    return closed;
}

static bool is_of_operation(const struct storeys *storeys, uint32_t bracket,
                            enum event_operation operation)
{
    return bracket != NONE_INDEX && operation_of(storeys, bracket) == operation;
}

static void set_begin(struct packed_thread *lane, uint32_t bracket, uint32_t begin_event)
{
    interval_column_set(&lane->bracket_backs, bracket, lane->brackets[bracket].event - begin_event);
}

/* What lies around a bracket that began earlier than was recorded did so too. */
static void widen_open(struct storeys *storeys, uint32_t begin_event)
{
    for (uint32_t i = 0; i < storeys->growing->open_storey_count; i++) {
        uint32_t open = storeys->growing->open_storeys[i].bracket;
        if (lane_bracket_at(storeys->lane, open).begin_event > begin_event) {
            set_begin(storeys->lane, open, begin_event);
        }
    }
}

/* Returns the new bracket, or NONE_INDEX if there is nothing to tell. */
static uint32_t add_bracket(struct storeys *storeys, uint32_t index)
{
    const struct event *event = &storeys->events[index];
    struct packed_thread *lane = storeys->lane;
    uint32_t depth = depth_of(storeys, event);
    bool is_begin = kind_stage(event->kind) == STAGE_BEGIN;
    if (depth >= STOREY_COUNT_MAX) {
        return NONE_INDEX;
    }
    struct storey_guard *guard = &storeys->growing->guards[depth + 1];
    bool is_guarded = guard->acquire_event != NONE_INDEX && guard->bracket == NONE_INDEX;
    if (!is_begin && !is_guarded && depth == 0) {
        return NONE_INDEX;
    }
    lane->brackets = array_grow(lane->brackets, lane->bracket_count + (size_t)1,
                                &storeys->growing->bracket_capacity, sizeof *lane->brackets);
    lane->brackets[lane->bracket_count] = (struct packed_bracket){
        .event = index,
        .reach = is_begin ? BRACKET_ENDLESS : 0,
        .depth = depth,
        .has_failed = kind_stage(event->kind) == STAGE_FAILED,
    };
    if (is_guarded) {
        set_begin(lane, lane->bracket_count, guard->acquire_event);
        guard->bracket = lane->bracket_count;
        widen_open(storeys, guard->acquire_event);
    }
    lane->storey_count = depth + 1 > lane->storey_count ? depth + 1 : lane->storey_count;
    return lane->bracket_count++;
}

static void open_storey(struct storeys *storeys, uint32_t index)
{
    struct growing_thread *growing = storeys->growing;
    uint32_t place = storeys->now->bracket_count - 1;
    bool is_kept =
        storeys->now->bracket_count > 0 && storeys->now->brackets[place].begin_event == index;
    uint32_t bracket = is_kept ? add_bracket(storeys, index) : NONE_INDEX;
    if (bracket != NONE_INDEX) {
        growing->open_storeys[growing->open_storey_count++] = (struct open_storey){bracket, place};
        growing->task_count += operation_of(storeys, bracket) == OPERATION_TASK_RUN;
    }
}

/* An inner lock was taken: by the open bracket above it, or by one that is still to come. */
static void take_guard(struct storeys *storeys, uint32_t index, uint32_t depth)
{
    struct storey_guard *guard = &storeys->growing->guards[depth];
    const struct open_storey *top = innermost(storeys);
    bool is_of_top = top != NULL && storeys->lane->brackets[top->bracket].depth + 1u == depth;
    if (is_of_top && operation_of(storeys, top->bracket) == OPERATION_CONDITION_WAIT) {
        return;
    }
    if (guard->acquire_event == NONE_INDEX || guard->bracket != NONE_INDEX) {
        *guard = (struct storey_guard){index, is_of_top ? top->bracket : NONE_INDEX};
    }
}

/* The bracket that the lock guarded lasts as long as it was held. */
static void give_guard(struct storeys *storeys, uint32_t index, uint32_t depth)
{
    struct storey_guard *guard = &storeys->growing->guards[depth];
    const struct event *events = storeys->events;
    if (guard->acquire_event == NONE_INDEX ||
        events[guard->acquire_event].target != events[index].target) {
        return;
    }
    if (guard->bracket != NONE_INDEX) {
        if (storeys->lane->brackets[guard->bracket].reach != BRACKET_ENDLESS) {
            set_end(storeys->lane, guard->bracket, index);
        }
    }
    *guard = no_guard;
}

static void update_guard(struct storeys *storeys, uint32_t index, uint32_t bracket)
{
    const struct event *event = &storeys->events[index];
    if (bracket == NONE_INDEX || flags_storey(event->flags) == 0) {
        return;
    }
    uint32_t depth = storeys->lane->brackets[bracket].depth;
    if (event->kind == EVENT_LOCK_ACQUIRE) {
        take_guard(storeys, index, depth);
    } else if (event->kind == EVENT_LOCK_RELEASE) {
        give_guard(storeys, index, depth);
    }
}

void bracket_update(struct lane_builder *builder, uint32_t index)
{
    const struct event *event = &builder->lanes->trace->events[index];
    enum event_operation operation = kind_operation(event->kind);
    if ((unsigned)operation >= OPERATION_COUNT || is_left_out[operation]) {
        return;
    }
    struct storeys storeys = {
        .events = builder->lanes->trace->events,
        .lane = &builder->lanes->threads[event->thread],
        .growing = &builder->threads[event->thread],
        .now = &builder->moment->threads[event->thread],
    };
    uint32_t closed = close_finished(&storeys, index);
    if (kind_stage(event->kind) == STAGE_BEGIN) {
        open_storey(&storeys, index);
        return;
    }
    if (is_of_operation(&storeys, closed, operation)) {
        storeys.lane->brackets[closed].has_failed = kind_stage(event->kind) == STAGE_FAILED;
    } else {
        closed = add_bracket(&storeys, index);
    }
    update_guard(&storeys, index, closed);
}
