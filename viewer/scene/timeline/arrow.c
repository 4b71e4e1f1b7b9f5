#include "viewer/scene/timeline/arrow.h"

#include <stdlib.h>

#include "tracer/model/arena.h"
#include "viewer/scene/view/link.h"

#define LOOKED_AT 1200u /* of more links in view, every so many-th is taken */
#define ENTRIES   300u  /* the same, in each waiting room */

static void add_arrow(struct arrow_list *list, struct arrow arrow)
{
    list->arrows = array_grow(list->arrows, list->count + 1, &list->capacity, sizeof *list->arrows);
    list->arrows[list->count++] = arrow;
}

/* Messages that are told as something else, as those of a folded process queue are told as items,
 * have no arrows of their own. */
static bool is_told_above(const struct timeline *timeline, uint32_t pipe)
{
    const struct trace *trace = timeline->subject->trace;
    if (lane_layout_object(&timeline->layout, pipe) != NULL) {
        return false;
    }
    for (uint32_t parent = trace->objects[pipe].parent; parent != NONE_INDEX;
         parent = trace->objects[parent].parent) {
        enum object_type type = trace->objects[parent].type;
        if (type == TYPE_PROCESS_QUEUE || type == TYPE_MANAGER || type == TYPE_REFERENT ||
            type == TYPE_CONNECTION) {
            return true;
        }
    }
    return false;
}

/* Whose bar an event stands on: of a process, its first thread's. */
static uint32_t thread_of(const struct trace *trace, const struct event *event)
{
    if (event->kind != EVENT_PROCESS_END) {
        return event->thread;
    }
    uint32_t process = target_index(event->target);
    return process < trace->process_count ? trace->processes[process].main_thread : NONE_INDEX;
}

static enum arrow_kind kind_of(const struct event *effect)
{
    switch (effect->kind) {
    case EVENT_THREAD_BEGIN:
        return ARROW_START;
    case EVENT_DOOR_WAIT:
        return ARROW_WAKE;
    case EVENT_PROCESS_END:
        return ARROW_SIGNAL;
    default:
        return ARROW_HAND;
    }
}

static void add_link(struct arrow_list *list, const struct timeline *timeline,
                     const struct link *link)
{
    const struct trace *trace = timeline->subject->trace;
    const struct event *effect = &trace->events[link->effect_event];
    struct arrow arrow = {
        .kind = kind_of(effect),
        .cause_event = link->cause_event,
        .effect_event = link->effect_event,
        .cause_thread = thread_of(trace, &trace->events[link->cause_event]),
        .effect_thread = thread_of(trace, effect),
    };
    bool is_message = effect->kind == EVENT_PIPE_RECV;
    if (arrow.cause_thread == NONE_INDEX || arrow.effect_thread == NONE_INDEX ||
        arrow.cause_thread == arrow.effect_thread ||
        (is_message && is_told_above(timeline, target_index(effect->target)))) {
        return;
    }
    add_arrow(list, arrow);
}

/* The number of events before an instant. */
static size_t events_before(const struct trace *trace, uint64_t time_ns)
{
    size_t low = 0, high = trace->event_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (trace->events[middle].time_ns < time_ns) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

static uint32_t present_event(const struct timeline *timeline)
{
    const struct story *story = timeline->subject->story;
    return timeline->view->step < story->step_count
               ? story_bare_step(story, timeline->view->step).event
               : NONE_INDEX;
}

static void collect_links(struct arrow_list *list, const struct timeline *timeline,
                          const struct link_list *links, uint64_t begin_ns, uint64_t end_ns)
{
    const struct trace *trace = timeline->subject->trace;
    size_t first = link_list_count_before(links, events_before(trace, begin_ns));
    size_t end = link_list_count_before(links, events_before(trace, end_ns + 1));
    size_t stride = (end - first) / LOOKED_AT + 1;
    uint32_t present = present_event(timeline);
    list->is_dense = stride > 1;
    for (size_t i = first; i < end; i += stride) {
        add_link(list, timeline, &links->links[i]);
    }
    /* those of the present step are taken in any case */
    size_t near = present == NONE_INDEX ? end : link_list_count_before(links, present);
    for (size_t i = near; stride > 1 && i < end && i < near + LOOKED_AT; i++) {
        bool is_taken = i >= first && (i - first) % stride == 0;
        const struct link *link = &links->links[i];
        bool is_of_step = link->cause_event == present || link->effect_event == present ||
                          involvement_has_link(&timeline->involvement, trace, link->cause_event,
                                               link->effect_event);
        if (!is_taken && is_of_step) {
            add_link(list, timeline, link);
        }
    }
}

static void collect_entries(struct arrow_list *list, const struct timeline *timeline,
                            uint64_t begin_ns, uint64_t end_ns)
{
    for (uint32_t i = 0; i < timeline->layout.place_count; i++) {
        const struct lane_place *place = &timeline->layout.places[i];
        if (place->kind != LANE_ROOM) {
            continue;
        }
        const struct wait_list *waits = &timeline->subject->lanes->objects[place->index].waits;
        uint32_t first = interval_index_count_before(&waits->list, begin_ns);
        uint32_t end = interval_index_count_before(&waits->list, end_ns + 1);
        uint32_t stride = (end - first) / ENTRIES + 1;
        for (uint32_t j = first; j < end; j += stride) {
            const struct lane_wait wait = wait_list_at(waits, j);
            add_arrow(list, (struct arrow){ARROW_ENTER, wait.begin_event, wait.begin_event,
                                           wait.thread, wait.thread, wait.row});
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
    collect_links(&list, timeline, timeline->links, begin_ns, end_ns);
    collect_entries(&list, timeline, begin_ns, end_ns);
    if (list.count > 0) {
        qsort(list.arrows, list.count, sizeof *list.arrows, compare_effects);
    }
    return list;
}
