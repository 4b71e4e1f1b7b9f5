/* 7: a semaphore's permits are those before, and what was given or taken. */
#include "tests/invariants/rule.h"

struct permit_facts {
    bool is_known; /* permits have been seen */
    uint32_t permits;
};

static void check_acquire(struct checking *checking, struct permit_facts *semaphore)
{
    uint32_t left = value_low(checking->event->value);
    expect(checking, !semaphore->is_known || semaphore->permits > 0, 7,
           "takes a permit of a semaphore that has none");
    bool may_take = semaphore->is_known && semaphore->permits > 0;
    expect(checking, !may_take || left + 1 == semaphore->permits, 7,
           "an acquire does not take one permit");
    *semaphore = (struct permit_facts){true, left};
}

static void check_release(struct checking *checking, struct permit_facts *semaphore,
                          const struct trace_object *object)
{
    uint32_t permits = value_low(checking->event->value);
    uint32_t given = value_high(checking->event->value);
    bool is_bounded = object->type == TYPE_BOUNDED_SEMAPHORE;
    expect(checking, given > 0, 7, "a release gives no permit");
    expect(checking, !semaphore->is_known || permits == semaphore->permits + given, 7,
           "a release does not give the permits that it says");
    expect(checking, !is_bounded || permits <= object->limit, 7,
           "a bounded semaphore has more permits than at the start");
    *semaphore = (struct permit_facts){true, permits};
}

static void look(struct checking *checking, void *threads, void *objects)
{
    (void)threads;
    const struct event *event = checking->event;
    const struct trace_object *object = event_object(checking->trace, event);
    bool is_uncounted = object && id_is_place(object->id) && object->create_event == NONE_INDEX;
    if (!object || is_uncounted) {
        return;
    }
    bool is_semaphore = object->type == TYPE_SEMAPHORE || object->type == TYPE_BOUNDED_SEMAPHORE;
    struct permit_facts *semaphore = (struct permit_facts *)objects + looked_at_object(checking);
    if (is_semaphore && event->kind == EVENT_OBJECT_HAS &&
        flags_detail(event->flags) == ROLE_LIMIT) {
        *semaphore = (struct permit_facts){true, value_low(event->value)};
    } else if (event->kind == EVENT_SEMAPHORE_ACQUIRE) {
        check_acquire(checking, semaphore);
    } else if (event->kind == EVENT_SEMAPHORE_RELEASE) {
        check_release(checking, semaphore, object);
    }
}

const struct rule permit_rule = {.object_size = sizeof(struct permit_facts), .look = look};
