#include "viewer/scene/view/involvement.h"

#define EVENTS_MAX 256u  /* of a step that are looked at */
#define LINKS_MAX  2000u /* after it that may have their cause in it */

static bool has(const uint32_t *numbers, uint32_t count, uint32_t number)
{
    for (uint32_t i = 0; i < count; i++) {
        if (numbers[i] == number) {
            return true;
        }
    }
    return false;
}

static void add(uint32_t *numbers, uint32_t *count, uint32_t number)
{
    if (number != NONE_INDEX && *count < INVOLVED_MAX && !has(numbers, *count, number)) {
        numbers[(*count)++] = number;
    }
}

static void add_thread(struct involvement *involvement, uint32_t thread)
{
    add(involvement->threads, &involvement->thread_count, thread);
}

/* With what it is part of. */
static void add_object(struct involvement *involvement, const struct trace *trace, uint32_t object)
{
    for (; object != NONE_INDEX; object = trace->objects[object].parent) {
        add(involvement->objects, &involvement->object_count, object);
    }
}

static void add_target(struct involvement *involvement, const struct trace *trace, uint32_t target)
{
    if (target == NONE_INDEX) {
        return;
    }
    if (target_class(target) == TARGET_OBJECT) {
        add_object(involvement, trace, target_index(target));
    } else if (target_class(target) == TARGET_THREAD) {
        add_thread(involvement, target_index(target));
    } else if (target_class(target) == TARGET_PROCESS) {
        add_thread(involvement, trace->processes[target_index(target)].main_thread);
    }
}

/* All that the thread does in the step, and whom it waits for. */
static void add_events(struct involvement *involvement, const struct subject *subject)
{
    const struct trace *trace = subject->trace;
    uint32_t end = involvement->last_event + 1;
    for (uint32_t i = involvement->first_event;
         i < end && i - involvement->first_event < EVENTS_MAX; i++) {
        if (trace->events[i].thread == involvement->thread) {
            add_target(involvement, trace, trace->events[i].target);
        }
    }
    uint64_t time_ns = trace->events[involvement->last_event].time_ns;
    for (uint32_t i = 0, count = involvement->object_count; i < count; i++) {
        struct lane_hold hold;
        if (hold_list_find_latest(&subject->lanes->objects[involvement->objects[i]].holds, time_ns,
                                  &hold)) {
            add_thread(involvement, hold.thread);
        }
    }
}

static void add_links(struct involvement *involvement, const struct trace *trace,
                      const struct link_list *links)
{
    size_t first = link_list_count_before(links, involvement->first_event);
    for (size_t i = first; i < links->count && i - first < LINKS_MAX; i++) {
        const struct link *link = &links->links[i];
        if (involvement_has_link(involvement, trace, link->cause_event, link->effect_event)) {
            add_thread(involvement, trace->events[link->cause_event].thread);
            add_thread(involvement, trace->events[link->effect_event].thread);
        }
    }
}

struct involvement involvement_of(const struct subject *subject, const struct view *view,
                                  const struct link_list *links)
{
    const struct trace *trace = subject->trace;
    if (!view->follows_step || view->step >= subject->story->step_count) {
        return (struct involvement){0};
    }
    const struct story_step step = story_bare_step(subject->story, view->step);
    if (step.event == NONE_INDEX || step.thread == NONE_INDEX) {
        return (struct involvement){0}; /* it is about everybody */
    }
    struct involvement involvement = {
        .is_told = true,
        .thread = step.thread,
        .first_event = step.event,
        .last_event = step.last_event < trace->event_count ? step.last_event : step.event,
    };
    add_thread(&involvement, step.thread);
    add_target(&involvement, trace, step.target);
    add_links(&involvement, trace, links);
    add_events(&involvement, subject);
    return involvement;
}

bool involvement_has_thread(const struct involvement *involvement, uint32_t thread)
{
    return !involvement->is_told || has(involvement->threads, involvement->thread_count, thread);
}

bool involvement_has_object(const struct involvement *involvement, uint32_t object)
{
    return !involvement->is_told || has(involvement->objects, involvement->object_count, object);
}

static bool is_of_step(const struct involvement *involvement, const struct trace *trace,
                       uint32_t event)
{
    return event >= involvement->first_event && event <= involvement->last_event &&
           trace->events[event].thread == involvement->thread;
}

bool involvement_has_link(const struct involvement *involvement, const struct trace *trace,
                          uint32_t cause_event, uint32_t effect_event)
{
    return involvement->is_told && (is_of_step(involvement, trace, cause_event) ||
                                    is_of_step(involvement, trace, effect_event));
}
