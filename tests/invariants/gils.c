/* 11: one thread has the GIL; who dropped it does nothing that needs it before taking it back. */
#include "tests/invariants/rule.h"

struct gil_facts {
    bool is_known; /* something was told of it; before that a copy is as it first says */
    bool is_held;
    uint32_t holder, last_holder; /* last_holder counts from 1, 0: nobody had it yet */
    uint32_t switch_number;
};

struct gil_user {
    bool has_it;
    bool is_between;     /* dropped it and wants it back */
    uint32_t open_count; /* operations it was inside of when it dropped it */
};

/* A fork copies the GIL in the hands of who forks, and its number. */
static void know_copy(struct gil_facts *gil, const struct event *event)
{
    gil->is_held = event->kind == EVENT_GIL_DROP;
    gil->holder = event->thread;
    gil->last_holder = event->thread + 1;
    gil->switch_number = value_low(event->value);
}

static void check_take(struct checking *checking, struct gil_facts *gil, struct gil_user *self)
{
    const struct event *event = checking->event;
    bool is_switch = gil->last_holder != event->thread + 1;
    expect(checking, !gil->is_held, 11, "takes the GIL that somebody has");
    expect(checking, value_low(event->value) == gil->switch_number + is_switch, 11,
           "a switch of the GIL is not numbered one higher");
    gil->is_held = true;
    gil->holder = event->thread;
    gil->last_holder = event->thread + 1;
    gil->switch_number = value_low(event->value);
    *self = (struct gil_user){.has_it = true};
}

static void check_drop(struct checking *checking, struct gil_facts *gil, struct gil_user *self)
{
    const struct event *event = checking->event;
    expect(checking, gil->is_held && gil->holder == event->thread, 11,
           "drops a GIL that it does not have");
    expect(checking, value_low(event->value) == gil->switch_number, 11,
           "the GIL is dropped with another number than it was taken with");
    gil->is_held = false;
    self->has_it = false;
    self->is_between = flags_detail(event->flags) != DROP_EXIT;
    self->open_count = checking->open[event->thread].count;
}

/* The door, sleep, and what lies in the kernel. */
static bool needs_no_gil(enum event_operation operation)
{
    switch (operation) {
    case OPERATION_DOOR_WAIT:
    case OPERATION_DOOR_WAKE:
    case OPERATION_GIL_TAKE:
    case OPERATION_GIL_DROP:
    case OPERATION_GIL_ASK:
    case OPERATION_SLEEP:
    case OPERATION_IO_WAIT:
    case OPERATION_PIPE_WRITE:
    case OPERATION_PIPE_READ:
    case OPERATION_PROCESS_FORK:
    case OPERATION_PROCESS_JOIN:
    case OPERATION_THREAD_CREATE:
    case OPERATION_THREAD_END:
        return true;
    default:
        return false;
    }
}

/* The C library's and the kernel's, which code that has dropped the GIL uses as it likes. */
static bool is_below_python(const struct checking *checking)
{
    const struct trace_object *object = event_object(checking->trace, checking->event);
    return object && object->type != TYPE_STREAM &&
           (id_is_place(object->id) || id_class(object->id) == ID_KERNEL);
}

/* What it dropped the GIL for ends before it takes it back. */
static bool ends_what_dropped(const struct checking *checking, const struct gil_user *self)
{
    bool is_end = kind_stage(checking->event->kind) != STAGE_BEGIN;
    return is_end && checking->open[checking->event->thread].count < self->open_count;
}

static void look(struct checking *checking, void *threads, void *objects)
{
    const struct event *event = checking->event;
    struct gil_user *self = (struct gil_user *)threads + event->thread;
    uint32_t object = looked_at_object(checking);
    struct gil_facts *gil = (struct gil_facts *)objects + (object == NONE_INDEX ? 0 : object);
    expect(checking,
           !self->is_between || needs_no_gil(kind_operation(event->kind)) ||
               is_below_python(checking) || ends_what_dropped(checking, self),
           11, "does without the GIL what needs it");
    bool is_told = event->kind == EVENT_GIL_TAKE || event->kind == EVENT_GIL_DROP;
    if (is_told && !gil->is_known && checking->trace->objects[object].origin != NONE_INDEX) {
        know_copy(gil, event);
    }
    gil->is_known |= is_told;
    if (event->kind == EVENT_GIL_TAKE) {
        check_take(checking, gil, self);
    } else if (event->kind == EVENT_GIL_DROP) {
        check_drop(checking, gil, self);
    } else if (event->kind == EVENT_GIL_ASK) {
        expect(checking, gil->is_held && gil->holder == value_low(event->value), 11,
               "asks for the GIL who does not have it");
    }
}

/* The forking thread may have dropped it or not; in the child nobody else can have it. */
static void copy_gil(struct checking *checking, void *objects, uint32_t origin, uint32_t copy)
{
    struct gil_facts *gils = objects;
    gils[copy] = gils[origin];
    gils[copy].holder = gils[copy].is_held ? forked_thread(checking) : gils[copy].holder;
    gils[copy].last_holder = gils[copy].is_held ? forked_thread(checking) + 1 : 0;
}

const struct rule gil_rule = {
    .thread_size = sizeof(struct gil_user),
    .object_size = sizeof(struct gil_facts),
    .look = look,
    .fork = copy_gil,
};
