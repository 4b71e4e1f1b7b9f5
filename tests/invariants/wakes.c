/* 4 and 5: a wake names the wait that it ends, and a wait ends by a wake that names it. */
#include "tests/invariants/rule.h"

struct waker {
    uint32_t last_woken; /* wait number of this thread that somebody named, the highest */
    bool is_notifying;   /* the event just before was a notify, or one of its wakes */
    uint32_t notified;   /* its condition, as an event's target */
    uint32_t left;       /* wakes on it that must follow */
};

static void check_named_wait(struct checking *checking, struct waker *wakers)
{
    const struct event *event = checking->event;
    uint32_t thread = value_high(event->value), number = value_low(event->value);
    if (thread >= checking->trace->thread_count) {
        expect(checking, false, 4, "wakes a thread that is not there");
        return;
    }
    const struct open_operations *open = &checking->open[thread];
    bool is_in_condition = find_open(checking, thread, OPERATION_CONDITION_WAIT) != NULL;
    bool is_next = number == open->last_wait + 1 && !open->is_waiting && is_in_condition;
    bool is_now = number == open->last_wait && open->is_waiting;
    bool is_late = number == open->last_wait && open->has_timed_out && open->count > 0;
    /* After a late one, the condition's wait may wait on for its lock. */
    bool is_later = number < open->last_wait && is_in_condition;
    expect(checking, is_now || is_next || is_late || is_later, 4, "wakes a wait that is not open");
    expect(checking, number > wakers[thread].last_woken || is_later, 4,
           "wakes a wait for the second time");
    if (number > wakers[thread].last_woken) {
        wakers[thread].last_woken = number;
    }
}

/* What the kernel wakes, it does not name: for bytes of a pipe, a word in shared memory, a lock
 * that is the program's own. */
static bool is_named(const struct checking *checking)
{
    const struct event *event = checking->event;
    const struct trace_object *object = event_object(checking->trace, event);
    bool is_unnamed = object && (object->type == TYPE_LOCK || object->type == TYPE_RLOCK ||
                                 object->type == TYPE_GIL || object->type == TYPE_QUEUE);
    return object ? id_class(object->id) == ID_LIBRARY && !object->is_shared &&
                        !(is_unnamed && rule_is_foreign(checking))
                  : event_is_about(event, TARGET_THREAD) && !rule_is_foreign(checking);
}

static void check_woken(struct checking *checking, const struct waker *wakers)
{
    const struct event *event = checking->event;
    expect(checking,
           !is_named(checking) || wakers[event->thread].last_woken == value_low(event->value), 4,
           "a wait ends, and nobody has woken it");
}

static void check_notify(struct checking *checking, struct waker *self)
{
    const struct event *event = checking->event;
    bool is_its_wake =
        event->kind == EVENT_DOOR_WAKE && self->is_notifying && event->target == self->notified;
    if (is_its_wake && self->left > 0) {
        self->left--;
        return;
    }
    expect(checking, self->left == 0, 5, "a notify woke fewer than it said");
    expect(checking, !is_its_wake, 5, "a notify woke more than it said");
    self->is_notifying = event->kind == EVENT_CONDITION_NOTIFY;
    self->notified = event->target;
    self->left = self->is_notifying ? value_high(event->value) : 0;
}

static void look(struct checking *checking, void *threads, void *objects)
{
    (void)objects;
    struct waker *wakers = threads;
    if (checking->event->kind == EVENT_DOOR_WAKE) {
        check_named_wait(checking, wakers);
    } else if (checking->event->kind == EVENT_DOOR_WAIT) {
        check_woken(checking, wakers);
    }
    check_notify(checking, &wakers[checking->event->thread]);
}

const struct rule wake_rule = {.thread_size = sizeof(struct waker), .look = look};
