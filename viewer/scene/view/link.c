/* One pass over the events: a cause is noted at the thread it is meant for, and taken when that
 * thread shows the effect. */
#include "viewer/scene/view/link.h"

#include <stdlib.h>

#include "tracer/model/arena.h"
#include "viewer/scene/view/hand_over.h"

/* What is under way to one thread. */
struct noted {
    uint32_t create_event; /* or the fork; NONE_INDEX */
    uint32_t wake_event;   /* or NONE_INDEX */
    bool is_starting;      /* it is inside thread.create: the new thread's answer is no wake-up */
};

static struct noted *note_all_absent(uint32_t thread_count)
{
    size_t capacity = 0;
    struct noted *noted = array_grow(NULL, thread_count + (size_t)1, &capacity, sizeof *noted);
    for (uint32_t i = 0; i < thread_count; i++) {
        noted[i] = (struct noted){NONE_INDEX, NONE_INDEX, false};
    }
    return noted;
}

/* The GIL's lane shows who has it next. */
static bool is_about_gil(const struct trace *trace, const struct event *event)
{
    const struct trace_object *object = event_object(trace, event);
    return object != NULL && object->type == TYPE_GIL;
}

/* The child's first thread is known by what it records. */
static void note_fork(struct noted *noted, const struct trace *trace, uint32_t index)
{
    uint32_t process = target_index(trace->events[index].target);
    uint32_t thread = trace->processes[process].main_thread;
    if (thread != NONE_INDEX && trace->processes[process].fork_event == index) {
        noted[thread].create_event = index;
    }
}

/* Notes a cause, or returns the cause of which this event is the effect. */
static uint32_t follow(struct noted *noted, const struct trace *trace, uint32_t index)
{
    const struct event *event = &trace->events[index];
    uint32_t cause = NONE_INDEX;
    switch (event->kind) {
    case EVENT_THREAD_CREATE_BEGIN:
        noted[event->thread].is_starting = true;
        if (event_is_about(event, TARGET_THREAD)) {
            noted[target_index(event->target)].create_event = index;
        }
        break;
    case EVENT_THREAD_CREATE:
        noted[event->thread].is_starting = false;
        break;
    case EVENT_PROCESS_FORK_BEGIN:
        if (event_is_about(event, TARGET_PROCESS)) {
            note_fork(noted, trace, index);
        }
        break;
    case EVENT_THREAD_BEGIN:
        cause = noted[event->thread].create_event;
        break;
    case EVENT_DOOR_WAKE:
        if (value_high(event->value) < trace->thread_count && !is_about_gil(trace, event)) {
            noted[value_high(event->value)].wake_event = index;
        }
        break;
    case EVENT_DOOR_WAIT: {
        uint32_t wake = noted[event->thread].wake_event;
        if (wake != NONE_INDEX && !noted[event->thread].is_starting &&
            value_low(trace->events[wake].value) == value_low(event->value)) {
            cause = wake;
        }
        break;
    }
    default:
        break;
    }
    return cause;
}

static void add_link(struct link_list *list, uint32_t cause, uint32_t effect)
{
    list->links = array_grow(list->links, list->count + 1, &list->capacity, sizeof *list->links);
    list->links[list->count++] = (struct link){cause, effect};
}

struct link_list *link_list_create(const struct trace *trace)
{
    struct link_list *list = array_of(1, sizeof *list);
    *list = (struct link_list){0};
    struct noted *noted = note_all_absent(trace->thread_count);
    struct hand_over *over = hand_over_create(trace);
    for (uint32_t i = 0; i < trace->event_count; i++) {
        uint32_t cause = follow(noted, trace, i);
        cause = cause != NONE_INDEX ? cause : hand_over_follow(over, i);
        if (cause != NONE_INDEX) {
            add_link(list, cause, i);
        }
    }
    hand_over_destroy(over);
    free(noted);
    list->links = array_fit(list->links, list->count, sizeof *list->links);
    list->capacity = list->count;
    return list;
}

void link_list_destroy(struct link_list *list)
{
    if (list != NULL) {
        free(list->links);
        free(list);
    }
}

size_t link_list_count_before(const struct link_list *list, size_t event)
{
    size_t low = 0, high = list->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (list->links[middle].effect_event < event) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}
