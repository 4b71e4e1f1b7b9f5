#include "tracer/analysis/task_sentence.h"

#include <stdio.h>

#include "tracer/analysis/step_label.h"

#define NUMBER_SIZE 16

/* What the words say besides the event's own object {o}. */
struct task_words {
    const char *message; /* NULL: no words of our own */
    const char *parent;  /* {p} */
    const char *text;    /* {text} */
    unsigned long count; /* {n} */
};

static const char *name_of(const struct trace *trace, uint32_t object)
{
    return object == NONE_INDEX ? "?" : trace->objects[object].name;
}

static uint32_t count_watched(const struct trace *trace, uint32_t watcher)
{
    uint32_t count = 0, event = trace->objects[watcher].create_event;
    while (trace_next_watched(trace, watcher, &event) != NONE_INDEX) {
        count++;
    }
    return count;
}

/* ---- futures ---- */

static struct task_words wait_words(const struct event *event)
{
    return kind_stage(event->kind) == STAGE_BEGIN
               ? (struct task_words){N_("waits for the result of {o}")}
               : (struct task_words){N_("gets the result of {o}")};
}

/* A future's wait that is done has gotten its own result, an iterator's that of any. */
static struct task_words iterator_words(const struct trace *trace, const struct event *event)
{
    if (kind_stage(event->kind) == STAGE_BEGIN) {
        return (struct task_words){N_("waits for the next result")};
    }
    return (struct task_words){
        N_("gets the result of {text}"),
        .text = name_of(
            trace, trace_find_object(trace, event->value, trace->threads[event->thread].process))};
}

static struct task_words waiter_words(const struct trace *trace, const struct event *event)
{
    uint32_t waiter = target_index(event->target), count = count_watched(trace, waiter);
    bool needs_all = trace->objects[waiter].limit == count;
    if (kind_stage(event->kind) == STAGE_DONE) {
        return (struct task_words){N_("goes on: enough is done")};
    }
    return needs_all
               ? (struct task_words){N_("waits until all {n} tasks are done"), .count = count}
               : (struct task_words){N_("waits for one of {n} tasks to be done"), .count = count};
}

static struct task_words set_words(const struct trace *trace, const struct event *event)
{
    if (flags_detail(event->flags) == REASON_TASK_ERROR) {
        return (struct task_words){N_("finishes {o} with an error: “{text}”"),
                                   .text = event_text(trace, event)};
    }
    if (flags_detail(event->flags) == REASON_BROKEN) {
        return (struct task_words){N_("gives {o} up: “{text}”"), .text = event_text(trace, event)};
    }
    return (struct task_words){N_("finishes {o}")};
}

static struct task_words done_words(const struct trace *trace, const struct event *event,
                                    const struct trace_object *object)
{
    switch (kind_operation(event->kind)) {
    case OPERATION_OBJECT_CREATE:
        return (struct task_words){N_("submits {o} to {p}"),
                                   .parent = name_of(trace, object->parent)};
    case OPERATION_OBJECT_CLOSE:
        return (struct task_words){NC_("an executor", "shuts {o} down")};
    case OPERATION_FUTURE_SET:
        return set_words(trace, event);
    case OPERATION_FUTURE_WAIT:
        return object->type == TYPE_ITERATOR ? iterator_words(trace, event)
               : object->type == TYPE_WAITER ? waiter_words(trace, event)
                                             : wait_words(event);
    default:
        return (struct task_words){0};
    }
}

static struct task_words failed_words(const struct trace *trace, const struct event *event,
                                      const struct trace_object *object)
{
    bool is_busy = flags_detail(event->flags) == REASON_BUSY;
    switch (flags_detail(event->flags) << 16 | kind_operation(event->kind)) {
    case REASON_CANCELLED << 16 | OPERATION_FUTURE_RUN:
        return (struct task_words){N_("skips {o}, which was cancelled")};
    case REASON_BUSY << 16 | OPERATION_FUTURE_CANCEL:
    case REASON_CLOSED << 16 | OPERATION_FUTURE_CANCEL:
        return is_busy ? (struct task_words){N_("cannot cancel {o}: it runs")}
                       : (struct task_words){N_("cannot cancel {o}: it is finished")};
    case REASON_TIMEOUT << 16 | OPERATION_FUTURE_WAIT:
        if (object->type == TYPE_WAITER || object->type == TYPE_ITERATOR) {
            return (struct task_words){N_("does not wait any longer for {n} tasks: time is up"),
                                       .count = count_watched(trace, target_index(event->target))};
        }
        break;
    default:
        break;
    }
    return (struct task_words){0};
}

static bool is_meant(const struct trace *trace, const struct event *event)
{
    const struct trace_object *object = event_object(trace, event);
    switch (kind_operation(event->kind)) {
    case OPERATION_OBJECT_CREATE:
        return event_submits(trace, event);
    case OPERATION_OBJECT_CLOSE:
        return object != NULL && object->type == TYPE_EXECUTOR;
    default:
        return object != NULL && kind_operation(event->kind) >= OPERATION_FUTURE_RUN &&
               kind_operation(event->kind) <= OPERATION_FUTURE_WAIT;
    }
}

bool task_sentence_add(const struct trace *trace, uint32_t event, enum language language,
                       struct phrase *phrase)
{
    const struct event *told = &trace->events[event];
    if (!is_meant(trace, told)) {
        return false;
    }
    const struct trace_object *object = event_object(trace, told);
    struct task_words words = kind_stage(told->kind) == STAGE_FAILED
                                  ? failed_words(trace, told, object)
                                  : done_words(trace, told, object);
    if (words.message == NULL) {
        return false;
    }
    char count[NUMBER_SIZE];
    snprintf(count, sizeof(count), "%lu", words.count);
    const struct phrase_place places[] = {
        {"o", object->name},
        {"p", words.parent == NULL ? "" : words.parent},
        {"text", words.text == NULL ? "" : words.text},
        {"n", count},
    };
    phrase_fill(phrase, translate(language, words.message), places,
                sizeof(places) / sizeof(places[0]));
    return true;
}
