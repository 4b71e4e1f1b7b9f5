/* Intervals as they are looked at: what the lists leave out is looked up at the events. */
#include "tracer/model/lane_builder.h"

static uint32_t said(const struct interval_column *column, uint32_t at, uint32_t otherwise)
{
    uint32_t value = interval_column_at(column, at);
    return value == INTERVAL_UNSAID ? otherwise : value;
}

uint32_t lane_segment_usual_target(const struct trace *trace, enum lane_state state,
                                   uint32_t begin_event)
{
    return state > LANE_READY ? trace->events[begin_event].target : NONE_INDEX;
}

struct lane_segment lane_segment_at(const struct packed_thread *thread, uint32_t at)
{
    const struct interval_list *segments = &thread->segments;
    enum lane_state state = (enum lane_state)interval_class(segments, at);
    uint32_t begin_event = interval_begin_event(segments, at);
    return (struct lane_segment){
        .begin_ns = interval_begin(segments, at),
        .end_ns = interval_end(segments, at),
        .target = said(&thread->targets, at,
                       lane_segment_usual_target(segments->trace, state, begin_event)),
        .begin_event = begin_event,
        .end_event = interval_end_event(segments, at),
        .state = state,
    };
}

/* Who got an item, or NONE_INDEX: it is still there, or was dropped. */
static uint32_t getter_of(const struct trace *trace, uint32_t end_event)
{
    uint16_t kind = end_event == NONE_INDEX ? 0 : trace->events[end_event].kind;
    bool is_got = kind == EVENT_QUEUE_GET || kind == EVENT_PIPE_RECV;
    return is_got ? trace->events[end_event].thread : NONE_INDEX;
}

struct lane_hold hold_list_at(const struct hold_list *holds, uint32_t at)
{
    const struct trace *trace = holds->list.trace;
    uint32_t begin_event = interval_begin_event(&holds->list, at);
    uint32_t end_event = interval_end_event(&holds->list, at);
    const struct event *begin = &trace->events[begin_event];
    uint32_t user = holds->has_items ? getter_of(trace, end_event) : begin->thread;
    return (struct lane_hold){
        .begin_ns = interval_begin(&holds->list, at),
        .end_ns = interval_end(&holds->list, at),
        .object = holds->object == NONE_INDEX ? target_index(begin->target) : holds->object,
        .thread = said(&holds->threads, at, begin->thread),
        .user = said(&holds->users, at, user),
        .begin_event = begin_event,
        .end_event = end_event,
        .slot = said(&holds->slots, at, 0),
    };
}

struct lane_hold lane_thread_hold_at(const struct lanes *lanes, uint32_t thread, uint32_t at)
{
    const struct interval_list *references = &lanes->threads[thread].holds;
    return hold_list_at(&lanes->objects[interval_owner(references, at)].holds,
                        interval_place(references, at));
}

struct lane_wait wait_list_at(const struct wait_list *waits, uint32_t at)
{
    uint32_t begin_event = interval_begin_event(&waits->list, at);
    return (struct lane_wait){
        .begin_ns = interval_begin(&waits->list, at),
        .end_ns = interval_end(&waits->list, at),
        .object = waits->object,
        .thread = waits->list.trace->events[begin_event].thread,
        .begin_event = begin_event,
        .end_event = interval_end_event(&waits->list, at),
        .row = said(&waits->rows, at, 0),
    };
}

struct lane_level lane_level_at(const struct packed_rest *rest, uint32_t at)
{
    return (struct lane_level){
        .time_ns = interval_begin(&rest->levels, at),
        .event = interval_begin_event(&rest->levels, at),
        .count = interval_level(&rest->levels, at),
        .running = said(&rest->runnings, at, 0),
    };
}

struct lane_change lane_change_at(const struct packed_rest *rest, uint32_t at)
{
    return (struct lane_change){
        .time_ns = interval_begin(&rest->changes, at),
        .event = interval_begin_event(&rest->changes, at),
        .value = interval_level(&rest->changes, at),
    };
}

struct lane_bracket lane_bracket_at(const struct packed_thread *thread, uint32_t at)
{
    const struct packed_bracket *packed = &thread->brackets[at];
    return (struct lane_bracket){
        .event = packed->event,
        .begin_event = packed->event - said(&thread->bracket_backs, at, 0),
        .end_event = packed->reach == BRACKET_ENDLESS ? NONE_INDEX
                     : packed->reach == BRACKET_FAR ? interval_column_at(&thread->bracket_ends, at)
                                                    : packed->event + packed->reach,
        .depth = (uint16_t)packed->depth,
        .has_failed = packed->has_failed,
    };
}

/* ---- at an instant ---- */

/* The latest that has begun, or NONE_INDEX: none has, or it has ended. */
static uint32_t find_latest(const struct interval_list *list, uint64_t time_ns)
{
    uint32_t count =
        time_ns == UINT64_MAX ? list->count : interval_index_count_before(list, time_ns + 1);
    bool covers = count > 0 && !interval_is_gap(list, count - 1) &&
                  (interval_end_event(list, count - 1) == NONE_INDEX ||
                   interval_end(list, count - 1) > time_ns);
    return covers ? count - 1 : NONE_INDEX;
}

bool lane_segment_find(const struct packed_thread *thread, uint64_t time_ns,
                       struct lane_segment *segment)
{
    uint32_t at = find_latest(&thread->segments, time_ns);
    if (at != NONE_INDEX) {
        *segment = lane_segment_at(thread, at);
    }
    return at != NONE_INDEX;
}

enum lane_state lane_state_at(const struct packed_thread *thread, uint64_t time_ns)
{
    uint32_t at = find_latest(&thread->segments, time_ns);
    return at == NONE_INDEX ? LANE_STATE_COUNT
                            : (enum lane_state)interval_class(&thread->segments, at);
}

bool hold_list_find_latest(const struct hold_list *holds, uint64_t time_ns, struct lane_hold *hold)
{
    uint32_t at = find_latest(&holds->list, time_ns);
    if (at != NONE_INDEX) {
        *hold = hold_list_at(holds, at);
    }
    return at != NONE_INDEX;
}

/* ---- whole lanes ---- */

static struct lane_hold *unpack_holds(const struct hold_list *holds, struct arena *arena)
{
    struct lane_hold *unpacked =
        arena_allocate(arena, (holds->list.count + (size_t)1) * sizeof *unpacked);
    for (uint32_t i = 0; i < holds->list.count; i++) {
        unpacked[i] = hold_list_at(holds, i);
    }
    return unpacked;
}

void thread_lane_unpack(struct thread_lane *lane, const struct lanes *lanes, uint32_t thread,
                        struct arena *arena)
{
    const struct packed_thread *packed = &lanes->threads[thread];
    *lane = (struct thread_lane){
        .segments =
            arena_allocate(arena, (packed->segments.count + (size_t)1) * sizeof *lane->segments),
        .holds = arena_allocate(arena, (packed->holds.count + (size_t)1) * sizeof *lane->holds),
        .hold_count = packed->holds.count,
        .tasks = unpack_holds(&packed->tasks, arena),
        .task_count = packed->tasks.list.count,
    };
    for (uint32_t i = 0; i < packed->segments.count; i++) {
        if (!interval_is_gap(&packed->segments, i)) {
            lane->segments[lane->segment_count++] = lane_segment_at(packed, i);
        }
    }
    for (uint32_t i = 0; i < packed->holds.count; i++) {
        lane->holds[i] = lane_thread_hold_at(lanes, thread, i);
    }
}

void object_lane_unpack(struct object_lane *lane, const struct lanes *lanes, uint32_t object,
                        struct arena *arena)
{
    const struct packed_object *packed = &lanes->objects[object];
    *lane = (struct object_lane){
        .holds = unpack_holds(&packed->holds, arena),
        .hold_count = packed->holds.list.count,
        .waits =
            arena_allocate(arena, (packed->waits.list.count + (size_t)1) * sizeof *lane->waits),
        .wait_count = packed->waits.list.count,
        .reentries = unpack_holds(&packed->rest->reentries, arena),
        .reentry_count = packed->rest->reentries.list.count,
        .levels =
            arena_allocate(arena, (packed->rest->levels.count + (size_t)1) * sizeof *lane->levels),
        .level_count = packed->rest->levels.count,
        .changes = arena_allocate(arena, (packed->rest->changes.count + (size_t)1) *
                                             sizeof *lane->changes),
        .change_count = packed->rest->changes.count,
    };
    for (uint32_t i = 0; i < lane->wait_count; i++) {
        lane->waits[i] = wait_list_at(&packed->waits, i);
    }
    for (uint32_t i = 0; i < lane->level_count; i++) {
        lane->levels[i] = lane_level_at(packed->rest, i);
    }
    for (uint32_t i = 0; i < lane->change_count; i++) {
        lane->changes[i] = lane_change_at(packed->rest, i);
    }
}
