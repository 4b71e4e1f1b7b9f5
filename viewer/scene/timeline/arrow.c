/* One pass over the events: a cause is noted at the thread it is meant for, and taken when that
 * thread shows the effect. */
#include "viewer/scene/timeline/arrow.h"

#include <stdlib.h>

#include "tracer/model/arena.h"
#include "viewer/scene/timeline/hand_over.h"

/* What is under way to one thread. */
struct noted {
    uint32_t create_event; /* or the fork; NONE_INDEX */
    uint32_t wake_event;   /* or NONE_INDEX */
    bool is_starting;      /* it is inside thread.create: the new thread's answer is no wake-up */
};

static void add_arrow(struct arrow_list *list, struct arrow arrow)
{
    list->arrows = array_grow(list->arrows, list->count + 1, &list->capacity, sizeof *list->arrows);
    list->arrows[list->count++] = arrow;
}

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

static void collect_causes(struct arrow_list *list, const struct timeline *timeline,
                           uint64_t begin_ns, uint64_t end_ns)
{
    const struct trace *trace = timeline->subject->trace;
    struct noted *noted = note_all_absent(trace->thread_count);
    struct hand_over *over = hand_over_create(timeline);
    for (uint32_t i = 0; i < trace->event_count && trace->events[i].time_ns <= end_ns; i++) {
        uint32_t cause = follow(noted, trace, i);
        bool is_start = trace->events[i].kind == EVENT_THREAD_BEGIN;
        struct arrow arrow = {is_start ? ARROW_START : ARROW_WAKE,
                              cause,
                              i,
                              cause != NONE_INDEX ? trace->events[cause].thread : NONE_INDEX,
                              trace->events[i].thread,
                              0};
        bool is_arrow = cause != NONE_INDEX || hand_over_follow(over, i, &arrow);
        if (is_arrow && arrow.cause_thread != arrow.effect_thread &&
            trace->events[i].time_ns >= begin_ns) {
            add_arrow(list, arrow);
        }
    }
    hand_over_destroy(over);
    free(noted);
}

static void collect_entries(struct arrow_list *list, const struct timeline *timeline,
                            uint64_t begin_ns, uint64_t end_ns)
{
    for (uint32_t i = 0; i < timeline->layout.place_count; i++) {
        const struct lane_place *place = &timeline->layout.places[i];
        if (place->kind != LANE_ROOM) {
            continue;
        }
        const struct object_lane *lane = &timeline->subject->lanes->objects[place->index];
        for (uint32_t j = 0; j < lane->wait_count; j++) {
            const struct lane_wait *wait = &lane->waits[j];
            if (wait->begin_ns >= begin_ns && wait->begin_ns <= end_ns) {
                add_arrow(list, (struct arrow){ARROW_ENTER, wait->begin_event, wait->begin_event,
                                               wait->thread, wait->thread, wait->row});
            }
        }
    }
}

static int compare_effects(const void *a, const void *b)
{
    const struct arrow *x = a, *y = b;
    return (x->effect_event > y->effect_event) - (x->effect_event < y->effect_event);
}

struct arrow_list arrow_list_collect(const struct timeline *timeline, uint64_t begin_ns,
                                     uint64_t end_ns)
{
    struct arrow_list list = {0};
    collect_causes(&list, timeline, begin_ns, end_ns);
    collect_entries(&list, timeline, begin_ns, end_ns);
    if (list.count > 0) {
        qsort(list.arrows, list.count, sizeof *list.arrows, compare_effects);
    }
    return list;
}
