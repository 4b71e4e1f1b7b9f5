#include "viewer/app/causality.h"

#define LINKS_MAX 1000000u /* looked at for one answer */

/* The last step of a thread at or before an event, or NONE_INDEX. */
static uint32_t step_before(const struct story *story, uint32_t thread, uint32_t event)
{
    uint32_t step = story_step_at_event(story, event);
    return step == NONE_INDEX ? NONE_INDEX : story_last_of_thread(story, thread, step + 1);
}

/* Its first step at or after an event, or NONE_INDEX. */
static uint32_t step_after(const struct story *story, uint32_t thread, uint32_t event)
{
    uint32_t before = story_step_at_event(story, event);
    bool is_at = before != NONE_INDEX && story_bare_step(story, before).event == event;
    return story_next_of_thread(story, thread, is_at ? before : before + 1);
}

static uint32_t find_cause(const struct subject *subject, const struct link_list *links,
                           const struct story_step *step)
{
    const struct event *events = subject->trace->events;
    size_t count = link_list_count_before(links, (size_t)step->last_event + 1);
    for (size_t i = count, looked = 0; i-- > 0 && looked < LINKS_MAX; looked++) {
        const struct link *link = &links->links[i];
        uint32_t causer = events[link->cause_event].thread;
        if (events[link->effect_event].thread == step->thread && causer != step->thread) {
            return step_before(subject->story, causer, link->cause_event);
        }
    }
    return NONE_INDEX;
}

static uint32_t find_effect(const struct subject *subject, const struct link_list *links,
                            const struct story_step *step)
{
    const struct event *events = subject->trace->events;
    size_t first = link_list_count_before(links, step->event);
    for (size_t i = first; i < links->count && i - first < LINKS_MAX; i++) {
        const struct link *link = &links->links[i];
        bool is_of_step = link->cause_event >= step->event &&
                          link->cause_event <= step->last_event &&
                          events[link->cause_event].thread == step->thread;
        if (is_of_step && events[link->effect_event].thread != step->thread) {
            return step_after(subject->story, events[link->effect_event].thread,
                              link->effect_event);
        }
    }
    return NONE_INDEX;
}

typedef uint32_t find_function(const struct subject *subject, const struct link_list *links,
                               const struct story_step *step);

static uint32_t find(const struct subject *subject, uint32_t index, find_function *function)
{
    if (index == NONE_INDEX) {
        return NONE_INDEX;
    }
    struct story_step step = story_bare_step(subject->story, index);
    if (step.event == NONE_INDEX || step.thread == NONE_INDEX) {
        return NONE_INDEX;
    }
    struct link_list *found = subject->links == NULL ? link_list_create(subject->trace) : NULL;
    uint32_t other = function(subject, found != NULL ? found : subject->links, &step);
    link_list_destroy(found);
    return other;
}

uint32_t causality_find_cause(const struct subject *subject, uint32_t step)
{
    return find(subject, step, find_cause);
}

uint32_t causality_find_effect(const struct subject *subject, uint32_t step)
{
    return find(subject, step, find_effect);
}
