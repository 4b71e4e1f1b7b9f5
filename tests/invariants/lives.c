/* 10: create, begin, everything else, end, join. */
#include "tests/invariants/rule.h"

struct life {
    bool is_created, has_recorded, has_begun, has_ended;
};

static void check_own_life(struct checking *checking, struct life *self)
{
    const struct event *event = checking->event;
    expect(checking, event->kind != EVENT_THREAD_BEGIN || !self->has_recorded, 10,
           "a thread records before it begins");
    self->has_recorded = true;
    expect(checking, !self->has_ended || event->kind == EVENT_DOOR_WAKE, 10,
           "a thread records after its end");
}

static void check_begin(struct checking *checking, struct life *life)
{
    const struct trace *trace = checking->trace;
    uint32_t create = trace->threads[target_index(checking->event->target)].create_event;
    expect(checking, !life->has_begun, 10, "a thread begins twice");
    expect(checking, create == NONE_INDEX || life->is_created, 10,
           "a thread begins before it is created");
    life->has_begun = true;
}

static void check_life(struct checking *checking, struct life *life)
{
    switch (checking->event->kind) {
    case EVENT_THREAD_CREATE_BEGIN:
        expect(checking, !life->is_created && !life->has_begun, 10,
               "a thread is created that is there already");
        life->is_created = true;
        break;
    case EVENT_THREAD_CREATE:
        expect(checking, life->has_begun || rule_is_foreign(checking), 10,
               "a start is over before the thread has begun");
        break;
    case EVENT_THREAD_BEGIN:
        check_begin(checking, life);
        break;
    case EVENT_THREAD_END:
        expect(checking, !life->has_ended, 10, "a thread ends twice");
        life->has_ended = true;
        break;
    case EVENT_THREAD_JOIN:
        expect(checking, life->has_ended, 10, "a thread is joined before its end");
        break;
    default:
        break;
    }
}

static void look(struct checking *checking, void *threads, void *objects)
{
    (void)objects;
    struct life *lives = threads;
    const struct event *event = checking->event;
    if (event->thread != 0) {
        check_own_life(checking, &lives[event->thread]);
    }
    if (event->target != NONE_INDEX && event_is_about(event, TARGET_THREAD)) {
        check_life(checking, &lives[target_index(event->target)]);
    }
}

const struct rule life_rule = {.thread_size = sizeof(struct life), .look = look};
