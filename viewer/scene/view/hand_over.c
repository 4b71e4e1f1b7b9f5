/* Causes lie in a table by their key until the effect with that key comes. */
#include "viewer/scene/view/hand_over.h"

#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "tracer/model/arena.h"
#include "viewer/scene/view/process_ending.h"

enum hand_kind {
    HAND_MESSAGE, /* place: pipe, number: of the message */
    HAND_ITEM,    /* place: process queue, number: of the item */
    HAND_CALL,    /* place: calling thread, number: of the call */
    HAND_ANSWER,
    HAND_EXIT, /* place: process */
    HAND_SIGNAL,
};

struct hand_key {
    uint32_t kind, place, number;
};

struct hand_entry {
    struct hand_key key;
    uint32_t event; /* NONE_INDEX: free */
};

struct hand_over {
    const struct trace *trace;
    struct hand_entry *entries; /* open addressing; never more than half are taken */
    uint32_t size, count;
};

static struct hand_entry *create_entries(uint32_t size)
{
    size_t capacity = 0;
    struct hand_entry *entries = array_grow(NULL, size, &capacity, sizeof *entries);
    memset(entries, 0xff, size * sizeof *entries); /* NONE_INDEX */
    return entries;
}

struct hand_over *hand_over_create(const struct trace *trace)
{
    size_t capacity = 0;
    struct hand_over *over = array_grow(NULL, 1, &capacity, sizeof *over);
    *over = (struct hand_over){.trace = trace, .size = 64};
    over->entries = create_entries(over->size);
    return over;
}

void hand_over_destroy(struct hand_over *over)
{
    free(over->entries);
    free(over);
}

/* The entry of that key, or the free one where it belongs. */
static struct hand_entry *find_entry(const struct hand_over *over, const struct hand_key *key)
{
    uint32_t at = key->kind * 0x9e3779b1u ^ key->place * 0x85ebca6bu ^ key->number * 0xc2b2ae35u;
    at ^= at >> 15;
    for (;; at++) {
        struct hand_entry *entry = &over->entries[at % over->size];
        if (entry->event == NONE_INDEX || memcmp(&entry->key, key, sizeof *key) == 0) {
            return entry;
        }
    }
}

static void grow(struct hand_over *over)
{
    struct hand_entry *old = over->entries;
    uint32_t old_size = over->size;
    over->size *= 2;
    over->entries = create_entries(over->size);
    for (uint32_t i = 0; i < old_size; i++) {
        if (old[i].event != NONE_INDEX) {
            *find_entry(over, &old[i].key) = old[i];
        }
    }
    free(old);
}

static void note(struct hand_over *over, struct hand_key key, uint32_t event)
{
    if (over->count * 2 >= over->size) {
        grow(over);
    }
    struct hand_entry *entry = find_entry(over, &key);
    over->count += entry->event == NONE_INDEX;
    *entry = (struct hand_entry){key, event};
}

static uint32_t find(const struct hand_over *over, struct hand_key key)
{
    return find_entry(over, &key)->event;
}

/* ---- events ---- */

static bool is_sent_by(const struct trace *trace, uint32_t signal_event, const struct event *end)
{
    int status = (int)process_wait_status(trace, target_index(end->target));
    return signal_event != NONE_INDEX && WIFSIGNALED(status) &&
           (uint64_t)WTERMSIG(status) == trace->events[signal_event].value;
}

static void note_cause(struct hand_over *over, uint32_t index)
{
    const struct trace *trace = over->trace;
    const struct event *event = &trace->events[index];
    uint32_t place = target_index(event->target), number = value_low(event->value);
    const struct trace_object *object = event_object(trace, event);
    switch (event->kind) {
    case EVENT_PIPE_SEND_BEGIN:
        if (object != NULL) {
            note(over, (struct hand_key){HAND_MESSAGE, place, number}, index);
        }
        break;
    case EVENT_QUEUE_PUT:
        if (object != NULL && object->type == TYPE_PROCESS_QUEUE) {
            note(over, (struct hand_key){HAND_ITEM, place, number}, index);
        }
        break;
    case EVENT_MANAGER_CALL_BEGIN:
        note(over, (struct hand_key){HAND_CALL, event->thread, number}, index);
        break;
    case EVENT_MANAGER_SERVE:
        note(over, (struct hand_key){HAND_ANSWER, value_high(event->value), number}, index);
        break;
    case EVENT_SIGNAL_SEND:
        if (event_is_about(event, TARGET_PROCESS)) {
            note(over, (struct hand_key){HAND_SIGNAL, place, 0}, index);
        }
        break;
    case EVENT_PROCESS_END:
        note(over, (struct hand_key){HAND_EXIT, place, 0}, index);
        break;
    default:
        break;
    }
}

static uint32_t find_cause(const struct hand_over *over, const struct event *event)
{
    uint32_t place = target_index(event->target), number = value_low(event->value);
    switch (event->kind) {
    case EVENT_PIPE_RECV:
        return find(over, (struct hand_key){HAND_MESSAGE, place, number});
    case EVENT_QUEUE_GET:
        return find(over, (struct hand_key){HAND_ITEM, place, number});
    case EVENT_MANAGER_SERVE_BEGIN:
        return find(over, (struct hand_key){HAND_CALL, value_high(event->value), number});
    case EVENT_MANAGER_CALL:
        return find(over, (struct hand_key){HAND_ANSWER, event->thread, number});
    case EVENT_PROCESS_JOIN:
        return find(over, (struct hand_key){HAND_EXIT, place, 0});
    case EVENT_PROCESS_END:
        return find(over, (struct hand_key){HAND_SIGNAL, place, 0});
    default:
        return NONE_INDEX;
    }
}

uint32_t hand_over_follow(struct hand_over *over, uint32_t index)
{
    const struct event *event = &over->trace->events[index];
    uint32_t cause = find_cause(over, event);
    note_cause(over, index);
    bool is_end = event->kind == EVENT_PROCESS_END;
    return cause != NONE_INDEX && is_end && !is_sent_by(over->trace, cause, event) ? NONE_INDEX
                                                                                   : cause;
}
