#include "viewer/app/selecting.h"

#include <stdlib.h>
#include <string.h>

#include "tracer/analysis/state_sentence.h"
#include "viewer/app/cursor.h"
#include "viewer/scene/view/seen_time.h"

static bool is_inside(const struct selection *selection, uint64_t time_ns)
{
    return time_ns >= selection->begin_ns && time_ns < selection->end_ns;
}

static void choose(struct view *view, const struct subject *subject, struct selection selection)
{
    bool takes_back = selection_is_same(&view->selection, &selection);
    view->selection = takes_back ? selection_none() : selection;
    view->follows_step = false;
    if (!takes_back && selection_is_stretch(&selection) &&
        !is_inside(&selection, seen_time(subject, view))) {
        cursor_go_to_time(view, subject, selection.begin_ns);
    }
}

static void select_thread(struct view *view, const struct subject *subject, uint32_t thread)
{
    if (thread < subject->trace->thread_count) {
        choose(view, subject, selection_of_thread(thread));
    }
}

static void select_object(struct view *view, const struct subject *subject, uint32_t object)
{
    if (object < subject->trace->object_count) {
        choose(view, subject, selection_of_object(object));
    }
}

static void select_state(struct view *view, const struct subject *subject, uint32_t event)
{
    if (event < subject->trace->event_count) {
        choose(view, subject, selection_of_state(subject->lanes, event));
    }
}

static void select_wait(struct view *view, const struct subject *subject, uint32_t event)
{
    if (event < subject->trace->event_count) {
        choose(view, subject, selection_of_wait(subject->lanes, event));
    }
}

static void select_hold(struct view *view, const struct subject *subject, uint32_t event)
{
    if (event < subject->trace->event_count) {
        choose(view, subject, selection_of_hold(subject->lanes, event));
    }
}

static void select_last_state(struct view *view, const struct subject *subject, uint32_t thread)
{
    struct lane_segment segment;
    if (state_segment_at(subject->lanes, thread, subject->trace->end_ns, &segment)) {
        select_state(view, subject, segment.begin_event);
    }
}

static void select_state_at_cursor(struct view *view, const struct subject *subject,
                                   uint32_t thread)
{
    struct lane_segment segment;
    if (state_segment_at(subject->lanes, thread, seen_time(subject, view), &segment)) {
        select_state(view, subject, segment.begin_event);
    }
}

static void select_hold_at_cursor(struct view *view, const struct subject *subject, uint32_t object)
{
    select_hold(view, subject, state_hold_event(subject->lanes, object, seen_time(subject, view)));
}

/* Ids begin so, and go on with a number. */
static const struct {
    const char *prefix;
    void (*select)(struct view *view, const struct subject *subject, uint32_t number);
} kinds[] = {
    {"graph:thread:", select_thread},
    {"graph:object:", select_object},
    {"graph:wait:", select_state_at_cursor},
    {"graph:held:", select_hold_at_cursor},
    {"thread:", select_thread},
    {"lane:", select_thread},
    {"not-started:", select_thread},
    {"ended:", select_thread},
    {"summary:", select_thread},
    {"range-thread:", select_thread},
    {"object:", select_object},
    {"room:", select_object},
    {"lock:", select_object},
    {"event:", select_object},
    {"semaphore:", select_object},
    {"barrier:", select_object},
    {"items:", select_object},
    {"referent:", select_object},
    {"executor:", select_object},
    {"future:", select_object},
    {"gil:", select_object},
    {"variable:", select_object},
    {"slot:", select_object},
    {"empty:", select_object},
    {"range-object:", select_object},
    {"segment:", select_state},
    {"bracket:", select_state},
    {"print:", select_state},
    {"note:", select_state},
    {"wait:", select_wait},
    {"queue:", select_wait},
    {"queue-wait:", select_wait},
    {"permit-wait:", select_wait},
    {"arrived:", select_wait},
    {"enter:", select_wait},
    {"forever:", select_last_state},
    {"hold:", select_hold},
    {"held:", select_hold},
    {"set:", select_hold},
    {"gil-held:", select_hold},
    {"permit:", select_hold},
    {"item:", select_hold},
    {"call:", select_hold},
    {"task:", select_hold},
    {"future-state:", select_hold},
    {"opened:", select_hold},
};

bool selecting_by_id(struct view *view, const struct subject *subject, const char *id)
{
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        size_t size = strlen(kinds[i].prefix);
        if (strncmp(id, kinds[i].prefix, size) == 0) {
            kinds[i].select(view, subject, (uint32_t)strtoul(id + size, NULL, 10));
            return true;
        }
    }
    return false;
}

static uint32_t thread_of_step(const struct view *view, const struct subject *subject)
{
    const struct story *story = subject->story;
    return view->step < story->step_count ? story_bare_step(story, view->step).thread : NONE_INDEX;
}

void selecting_at_cursor(struct view *view, const struct subject *subject)
{
    const struct selection before = view->selection;
    switch (before.kind) {
    case SELECTION_STATE:
        view->selection = selection_of_thread(before.thread);
        break;
    case SELECTION_HOLD:
        view->selection = selection_of_object(before.object);
        break;
    case SELECTION_OBJECT:
        select_hold_at_cursor(view, subject, before.object);
        break;
    default: {
        uint32_t thread =
            before.thread != NONE_INDEX ? before.thread : thread_of_step(view, subject);
        if (thread != NONE_INDEX) {
            select_state_at_cursor(view, subject, thread);
        }
    }
    }
}
