#include "tracer/analysis/acquaintance.h"

#include "tracer/analysis/liveness.h"

#define CONDITIONS_MAX 64 /* that are awaited at the end; of more nothing is known */

struct acquaintance {
    uint32_t thread_count;
    uint32_t condition_count;
    uint32_t conditions[CONDITIONS_MAX];
    uint8_t *row_of_waiter; /* by thread: of the condition it waits at, from 1; 0: none */
    bool *has;              /* by condition, then by thread */
};

static bool find_condition(const struct moment *moment, uint32_t thread, uint32_t *condition)
{
    struct wait_leaf leaf;
    if (moment->threads[thread].status == THREAD_ABSENT || thread_is_gone(moment, thread) ||
        !liveness_find_leaf(moment, thread, &leaf) || leaf.operation != OPERATION_CONDITION_WAIT ||
        leaf.target == NONE_INDEX || target_class(leaf.target) != TARGET_OBJECT) {
        return false;
    }
    *condition = target_index(leaf.target);
    return moment->trace->objects[*condition].parent == NONE_INDEX;
}

/* From 1; 0: not among them. */
static uint8_t find_row(const struct acquaintance *acquaintance, uint32_t condition)
{
    for (uint32_t i = 0; i < acquaintance->condition_count; i++) {
        if (acquaintance->conditions[i] == condition) {
            return (uint8_t)(i + 1);
        }
    }
    return 0;
}

static void add_waiter(struct acquaintance *acquaintance, uint32_t thread, uint32_t condition)
{
    uint8_t row = find_row(acquaintance, condition);
    if (row == 0 && acquaintance->condition_count < CONDITIONS_MAX) {
        acquaintance->conditions[acquaintance->condition_count++] = condition;
        row = (uint8_t)acquaintance->condition_count;
    }
    acquaintance->row_of_waiter[thread] = row;
}

/* The object that it was made as part of, at last. */
static uint32_t find_whole(const struct trace *trace, uint32_t object)
{
    while (trace->objects[object].parent != NONE_INDEX) {
        object = trace->objects[object].parent;
    }
    return object;
}

static void note_events(struct acquaintance *acquaintance, const struct trace *trace)
{
    for (size_t i = 0; i < trace->event_count; i++) {
        const struct event *event = &trace->events[i];
        if (event->target == NONE_INDEX || target_class(event->target) != TARGET_OBJECT ||
            kind_operation(event->kind) == OPERATION_OBJECT_CREATE) {
            continue;
        }
        uint8_t row = find_row(acquaintance, find_whole(trace, target_index(event->target)));
        if (row > 0) {
            acquaintance->has[(row - 1) * (size_t)trace->thread_count + event->thread] = true;
        }
    }
}

struct acquaintance *acquaintance_create(struct arena *arena, const struct moment *moment)
{
    const struct trace *trace = moment->trace;
    struct acquaintance *acquaintance = arena_allocate(arena, sizeof(*acquaintance));
    uint32_t condition;
    acquaintance->thread_count = trace->thread_count;
    acquaintance->row_of_waiter = arena_allocate(arena, trace->thread_count + (size_t)1);
    for (uint32_t thread = 1; thread < trace->thread_count; thread++) {
        if (find_condition(moment, thread, &condition)) {
            add_waiter(acquaintance, thread, condition);
        }
    }
    size_t size = acquaintance->condition_count * (size_t)trace->thread_count;
    acquaintance->has = arena_allocate(arena, size * sizeof(*acquaintance->has) + 1);
    if (size > 0) {
        note_events(acquaintance, trace);
    }
    return acquaintance;
}

bool acquaintance_is_known(const struct acquaintance *acquaintance, uint32_t waiter)
{
    return acquaintance->row_of_waiter[waiter] > 0;
}

bool acquaintance_has(const struct acquaintance *acquaintance, uint32_t waiter, uint32_t other)
{
    size_t row = acquaintance->row_of_waiter[waiter] - (size_t)1;
    return acquaintance->has[row * acquaintance->thread_count + other];
}
