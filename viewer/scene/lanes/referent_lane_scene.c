/* What a manager keeps: a bar a call that it serves, named by the caller and the method. Calls that
 * are served at the same time lie in rows. */
#include <math.h>

#include "tracer/analysis/stretch_sentence.h"
#include "viewer/scene/lanes/lane_scene.h"
#include "viewer/scene/lanes/selection_mark.h"
#include "viewer/scene/lanes/slot_rows.h"
#include "viewer/scene/view/words.h"

#define RADIUS   5.0
#define DENSE_PX 0.5 /* calls that end nearer to the last drawn one are left out */

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
    const char *call = call_text(timeline, name, stretch_method_name(trace, hold->begin_event));
    struct scene_rect box = slot_rows_box(timeline, place, hold->slot, left, right - 1);
    const char *id = scene_print_text(timeline->scene, "call:%u", hold->begin_event);
    scene_begin_group(timeline->scene, id, timeline_hold_title(timeline, id, hold), box);
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
