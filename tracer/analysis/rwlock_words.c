#include "tracer/analysis/rwlock_words.h"

struct rwlock_row {
    uint16_t kind;
    const char *write[2]; /* by language */
    const char *read[2];
};

static const struct rwlock_row rows[] = {
    {EVENT_LOCK_ACQUIRE_BEGIN,
     {"must wait to write {o}", "要等着写 {o}"},
     {"must wait to read {o}", "要等着读 {o}"}},
    {EVENT_LOCK_ACQUIRE,
     {"begins to write {o}", "开始写 {o}"},
     {"begins to read {o}", "开始读 {o}"}},
    {EVENT_LOCK_RELEASE, {"has written {o}", "写完了 {o}"}, {"has read {o}", "读完了 {o}"}},
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
            return is_reader ? rows[i].read[language] : rows[i].write[language];
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
