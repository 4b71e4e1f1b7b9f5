#include "viewer/scene/view/selection.h"

#include "tracer/analysis/state_sentence.h"

#define LOOKED_AT 64u /* waits or holds before an instant; more do not go on at once */

struct selection selection_of_thread(uint32_t thread)
{
    struct selection selection = selection_none();
    selection.kind = thread == NONE_INDEX ? SELECTION_NONE : SELECTION_THREAD;
    selection.thread = thread;
    return selection;
}

struct selection selection_of_object(uint32_t object)
{
    struct selection selection = selection_none();
    selection.kind = object == NONE_INDEX ? SELECTION_NONE : SELECTION_OBJECT;
    selection.object = object;
    return selection;
}

static uint32_t object_of(uint32_t target)
{
    bool is_object = target != NONE_INDEX && target_class(target) == TARGET_OBJECT;
    return is_object ? target_index(target) : NONE_INDEX;
}

static bool is_wait(const struct lane_segment *segment)
{
    return segment->state != LANE_RUNNING && segment->state != LANE_READY;
}

static struct selection of_segment(uint32_t thread, const struct lane_segment *segment)
{
    return (struct selection){SELECTION_STATE, thread, object_of(segment->target),
                              segment->begin_ns, segment->end_ns};
}

struct selection selection_of_state(const struct lanes *lanes, uint32_t event)
{
    const struct event *about = &lanes->trace->events[event];
    struct lane_segment segment;
    return state_segment_at(lanes, about->thread, about->time_ns, &segment)
               ? of_segment(about->thread, &segment)
               : selection_of_thread(about->thread);
}

struct selection selection_of_wait(const struct lanes *lanes, uint32_t event)
{
    const struct event *about = &lanes->trace->events[event];
    const struct packed_thread *lane = &lanes->threads[about->thread];
    uint32_t after = interval_index_count_before(&lane->segments, about->time_ns + 1);
    for (uint32_t i = after == 0 ? 0 : after - 1; i < lane->segments.count && i < after + 2; i++) {
        const struct lane_segment segment = lane_segment_at(lane, i);
        if (!interval_is_gap(&lane->segments, i) && is_wait(&segment)) {
            return of_segment(about->thread, &segment);
        }
    }
    return selection_of_state(lanes, event);
}

/* The hold of an object that begins with an event. */
static bool find_hold(const struct hold_list *holds, const struct event *event, uint32_t index,
                      struct lane_hold *hold)
{
    uint32_t after = interval_index_count_before(&holds->list, event->time_ns + 1);
    for (uint32_t i = after; i-- > 0 && after - i < LOOKED_AT;) {
        *hold = hold_list_at(holds, i);
        if (hold->begin_event == index) {
            return true;
        }
    }
    return false;
}

struct selection selection_of_hold(const struct lanes *lanes, uint32_t event)
{
    const struct trace *trace = lanes->trace;
    const struct event *about = &trace->events[event];
    for (uint32_t object = object_of(about->target); object != NONE_INDEX;
         object = trace->objects[object].parent) {
        struct lane_hold hold;
        if (find_hold(&lanes->objects[object].holds, about, event, &hold)) {
            return (struct selection){SELECTION_HOLD, hold.thread, object, hold.begin_ns,
                                      hold.end_ns};
        }
    }
    return selection_of_state(lanes, event);
}

bool selection_find_hold(const struct selection *selection, const struct lanes *lanes,
                         struct lane_hold *hold)
{
    if (selection->kind != SELECTION_HOLD) {
        return false;
    }
    const struct hold_list *holds = &lanes->objects[selection->object].holds;
    uint32_t after = interval_index_count_before(&holds->list, selection->begin_ns + 1);
    for (uint32_t i = after; i-- > 0 && after - i < LOOKED_AT;) {
        *hold = hold_list_at(holds, i);
        if (selection_means_hold(selection, hold)) {
            return true;
        }
    }
    return false;
}

bool selection_is_stretch(const struct selection *selection)
{
    return selection->kind == SELECTION_STATE || selection->kind == SELECTION_HOLD;
}

bool selection_is_same(const struct selection *a, const struct selection *b)
{
    return a->kind == b->kind && a->thread == b->thread && a->object == b->object &&
           a->begin_ns == b->begin_ns && a->end_ns == b->end_ns;
}

/* Instants have their own place, too. */
static bool meets(const struct selection *selection, uint64_t begin_ns, uint64_t end_ns)
{
    return begin_ns == selection->begin_ns ||
           (begin_ns < selection->end_ns && end_ns > selection->begin_ns);
}

/* Whether the thread waits for an object, which may be part of what its lane says. */
static bool waits_for(const struct lanes *lanes, uint32_t object, uint32_t thread,
                      const struct lane_segment *segment)
{
    const struct wait_list *waits = &lanes->objects[object].waits;
    uint32_t before = interval_index_count_before(&waits->list, segment->end_ns);
    for (uint32_t i = before; i-- > 0 && before - i < LOOKED_AT;) {
        const struct lane_wait wait = wait_list_at(waits, i);
        if (wait.thread == thread && wait.end_ns > segment->begin_ns) {
            return true;
        }
    }
    return false;
}

bool selection_means_segment(const struct selection *selection, const struct lanes *lanes,
                             uint32_t thread, const struct lane_segment *segment)
{
    switch (selection->kind) {
    case SELECTION_STATE:
        return selection->thread == thread && selection->begin_ns == segment->begin_ns;
    case SELECTION_OBJECT:
        return is_wait(segment) && (object_of(segment->target) == selection->object ||
                                    waits_for(lanes, selection->object, thread, segment));
    default:
        return false;
    }
}

bool selection_means_hold(const struct selection *selection, const struct lane_hold *hold)
{
    switch (selection->kind) {
    case SELECTION_THREAD:
        return hold->thread == selection->thread || hold->user == selection->thread;
    case SELECTION_OBJECT:
        return hold->object == selection->object;
    case SELECTION_HOLD:
        return hold->object == selection->object && hold->thread == selection->thread &&
               hold->begin_ns == selection->begin_ns;
    default:
        return false;
    }
}

bool selection_means_wait(const struct selection *selection, const struct lane_wait *wait)
{
    bool is_thread = wait->thread == selection->thread;
    return (selection->kind == SELECTION_THREAD && is_thread) ||
           (selection->kind == SELECTION_STATE && selection->object != NONE_INDEX && is_thread &&
            meets(selection, wait->begin_ns, wait->end_ns));
}

bool selection_means_step(const struct selection *selection, const struct trace *trace,
                          const struct story_step *step)
{
    bool is_thread = step->thread != NONE_INDEX && step->thread == selection->thread;
    uint32_t object = object_of(step->target);
    bool is_object = object != NONE_INDEX && object == selection->object;
    uint64_t end_ns = step->last_event < trace->event_count
                          ? trace->events[step->last_event].time_ns
                          : step->time_ns;
    switch (selection->kind) {
    case SELECTION_THREAD:
        return is_thread;
    case SELECTION_OBJECT:
        return is_object;
    case SELECTION_STATE:
        return is_thread && meets(selection, step->time_ns, end_ns + 1);
    case SELECTION_HOLD:
        return is_thread && is_object && meets(selection, step->time_ns, end_ns + 1);
    default:
        return false;
    }
}
