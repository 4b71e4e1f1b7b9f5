/* 1 to 3: what begins ends, in the reverse order; waits are counted, and stand inside something. */
#include "tests/invariants/rule.h"

static bool begins(const struct event *begin, const struct event *end)
{
    return kind_operation(begin->kind) == kind_operation(end->kind) && begin->target == end->target;
}

static void close_operation(struct checking *checking, struct open_operations *open)
{
    for (uint32_t depth = open->count; depth-- > 0;) {
        if (begins(&checking->trace->events[open->begins[depth]], checking->event)) {
            expect(checking, depth + 1 == open->count, 1,
                   "ends an operation around others that are still open");
            open->count = depth;
            return;
        }
    }
    expect(checking, !(checking->event->flags & FLAG_CONTENDED), 1,
           "ends what it says had begun, and had not");
}

static void check_brackets(struct checking *checking, struct open_operations *open)
{
    const struct event *event = checking->event;
    if (kind_stage(event->kind) != STAGE_BEGIN) {
        close_operation(checking, open);
    } else if (open->count < OPEN_MAX) {
        open->begins[open->count++] = (uint32_t)(event - checking->trace->events);
    } else {
        expect(checking, false, 1, "more operations are open than a program nests");
    }
}

static void check_waits(struct checking *checking, struct open_operations *open)
{
    const struct event *event = checking->event;
    uint32_t number = value_low(event->value);
    bool is_wait = kind_operation(event->kind) == OPERATION_DOOR_WAIT;
    bool is_begin = event->kind == EVENT_DOOR_WAIT_BEGIN;
    if (is_begin) {
        expect(checking, number == open->last_wait + 1, 2, "a wait is not numbered one higher");
        expect(checking, open->count > 0, 3, "a wait inside no operation");
        open->last_wait = number;
    } else if (is_wait) {
        expect(checking, open->is_waiting && number == open->last_wait, 2,
               "a wait ends that is not open");
    }
    bool is_of_handler =
        event->kind == EVENT_SEMAPHORE_RELEASE && (event->flags & FLAG_SPECIAL) != 0;
    expect(checking, !open->is_waiting || (is_wait && !is_begin) || is_of_handler, 2,
           "a thread records while it waits");
    open->is_waiting = is_wait ? is_begin : open->is_waiting;
    open->has_timed_out = is_wait ? event->kind == EVENT_DOOR_WAIT_FAILED : open->has_timed_out;
}

static void check_end(struct checking *checking, const struct open_operations *open)
{
    const struct event *event = checking->event;
    bool is_own = event_is_about(event, TARGET_THREAD) && event->thread != NONE_INDEX &&
                  target_index(event->target) == event->thread;
    bool has_returned =
        event->kind == EVENT_THREAD_END && is_own && flags_detail(event->flags) == HOW_RETURNED;
    /* A process' function runs inside of whatever its parent did when it started it. */
    const struct trace_thread *self = &checking->trace->threads[event->thread];
    bool is_forked =
        self->is_main && checking->trace->processes[self->process].parent != NONE_INDEX;
    expect(checking, !has_returned || open->count == 0 || is_forked, 1,
           "a thread returns out of operations that are still open");
}

/* In the child it goes on inside of what it was inside of, but for the fork, which is over. */
static void copy_open(struct checking *checking, const struct open_operations *forking)
{
    const struct trace *trace = checking->trace;
    uint32_t child = forked_thread(checking);
    if (child != NONE_INDEX && trace->threads[child].process != 0) {
        checking->open[child] = (struct open_operations){.count = forking->count - 1};
        for (uint32_t i = 0; i + 1 < forking->count; i++) {
            checking->open[child].begins[i] = forking->begins[i];
        }
    }
}

static void look(struct checking *checking, void *threads, void *objects)
{
    (void)threads, (void)objects;
    struct open_operations *open = &checking->open[checking->event->thread];
    check_waits(checking, open); /* before its begin counts as the operation around it */
    check_brackets(checking, open);
    check_end(checking, open);
    if (checking->event->kind == EVENT_PROCESS_FORK_BEGIN) {
        copy_open(checking, open);
    }
    if (checking->event->kind == EVENT_PROCESS_BEGIN &&
        flags_detail(checking->event->flags) == PROCESS_EXECUTED) {
        open->count = 0; /* nothing is left of the program that it was inside of */
    }
}

const struct rule bracket_rule = {.look = look};
