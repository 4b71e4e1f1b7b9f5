/* What a manager keeps: a bar a call that it serves, named by the caller and the method. Calls that
 * are served at the same time lie in rows. */
#include <math.h>

#include "viewer/scene/lanes/lane_scene.h"
#include "viewer/scene/lanes/selection_mark.h"
#include "viewer/scene/lanes/slot_rows.h"
#include "viewer/scene/view/words.h"

#define RADIUS       5.0
#define DENSE_PX     0.5  /* calls that end nearer to the last drawn one are left out */
#define SEARCH_LIMIT 1000 /* events between a call and its service */

/* The method that a call asks for: the call begins a little before it is served. "" if it is not
 * found near. */
static const char *method_of(const struct trace *trace, uint32_t serve_event)
{
    const struct event *serve = &trace->events[serve_event];
    uint32_t limit = serve_event < SEARCH_LIMIT ? serve_event : SEARCH_LIMIT;
    for (uint32_t i = 1; i <= limit; i++) {
        const struct event *event = serve - i;
        if (event->kind == EVENT_MANAGER_CALL_BEGIN && event->thread == value_high(serve->value) &&
            value_low(event->value) == value_low(serve->value)) {
            return event_text(trace, event);
        }
    }
    return "";
}

/* "main: append()". */
static const char *call_text(const struct timeline *timeline, const char *caller,
                             const char *method)
{
    return method[0] == 0 ? caller : scene_print_text(timeline->scene, "%s: %s()", caller, method);
}

static void add_call(struct timeline *timeline, const struct lane_place *place,
                     const struct lane_hold *hold, double left, double right)
{
    const struct trace *trace = timeline->subject->trace;
    uint32_t caller = value_high(trace->events[hold->begin_event].value);
    const char *name = caller < trace->thread_count ? timeline_thread_name(timeline, caller) : "?";
    const char *call = call_text(timeline, name, method_of(trace, hold->begin_event));
    struct scene_rect box = slot_rows_box(timeline, place, hold->slot, left, right - 1);
    scene_begin_group(
        timeline->scene, scene_print_text(timeline->scene, "call:%u", hold->begin_event),
        scene_print_text(timeline->scene, "%s · %s",
                         scene_print_text(timeline->scene,
                                          word_text(WORD_SERVES, timeline->view->language), call),
                         timeline_span_text(timeline, hold->begin_ns, hold->end_ns)),
        box);
    scene_add_rect(
        timeline->scene, box,
        (struct scene_style){.fill = timeline->theme->hold, .radius = fmin(RADIUS, box.width / 2)});
    if (!slot_rows_add_name(timeline, call, box, timeline->theme->hold_text)) {
        slot_rows_add_name(timeline, name, box, timeline->theme->hold_text);
    }
    selection_mark_hold(timeline, hold, box);
    scene_end_group(timeline->scene);
}

void referent_lane_scene_build(struct timeline *timeline, const struct lane_place *place)
{
    const struct object_lane *lane = timeline_object_lane(timeline, place);
    struct scene_rect row = {timeline->columns.plot_left, place->top,
                             timeline->columns.plot_right - timeline->columns.plot_left,
                             place->height};
    scene_begin_group(timeline->scene,
                      scene_print_text(timeline->scene, "referent:%u", place->index), NULL, row);
    for (uint32_t slot = 0; slot < place->slot_count; slot++) {
        slot_rows_add_empty(timeline, place, slot);
    }
    slot_rows_add_holds(timeline, place);
    double drawn_x = -INFINITY;
    for (uint32_t i = 0; i < lane->hold_count; i++) {
        const struct lane_hold *hold = &lane->holds[i];
        double left = timeline_x(timeline, hold->begin_ns);
        double right = slot_rows_end_x(timeline, hold->end_event, hold->end_ns, hold->thread);
        bool is_seen = right >= timeline->columns.plot_left && left <= timeline->columns.plot_right;
        if (is_seen && hold->slot < place->slot_count && right - drawn_x >= DENSE_PX) {
            add_call(timeline, place, hold, left, right);
            drawn_x = right;
        }
    }
    scene_end_group(timeline->scene);
}
