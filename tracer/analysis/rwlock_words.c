#include "tracer/analysis/rwlock_words.h"

struct rwlock_row {
    uint16_t kind;
    const char *write, *read;
};

static const struct rwlock_row rows[] = {
    {EVENT_LOCK_ACQUIRE_BEGIN, N_("must wait to write {o}"), N_("must wait to read {o}")},
    {EVENT_LOCK_ACQUIRE, N_("begins to write {o}"), N_("begins to read {o}")},
    {EVENT_LOCK_RELEASE, N_("has written {o}"), N_("has read {o}")},
};

static bool is_rwlock(const struct trace *trace, const struct event *event)
{
    const struct trace_object *object = event_object(trace, event);
    return object != NULL && object->type == TYPE_RWLOCK;
}

const char *rwlock_phrase(const struct trace *trace, const struct event *event,
                          enum language language)
{
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]) && is_rwlock(trace, event); i++) {
        if (rows[i].kind == event->kind) {
            bool is_reader = (event->flags & FLAG_READER) != 0;
            return translate(language, is_reader ? rows[i].read : rows[i].write);
        }
    }
    return NULL;
}

const char *rwlock_label(const struct trace *trace, const struct event *event)
{
    bool is_acquire = kind_operation(event->kind) == OPERATION_LOCK_ACQUIRE;
    if (!is_acquire || !is_rwlock(trace, event)) {
        return NULL;
    }
    return event->flags & FLAG_READER ? "read({o})" : "write({o})";
}
