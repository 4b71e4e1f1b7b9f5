/* A barrier: a slot for each party, filled from its arrival until it goes on, and a line through
 * all of them where the last one comes and opens it. Slots that stay empty are those who never
 * came. */
#include <math.h>

#include "viewer/scene/lanes/lane_scene.h"
#include "viewer/scene/lanes/selection_mark.h"
#include "viewer/scene/lanes/slot_rows.h"
#include "viewer/scene/piece/piece.h"
#include "viewer/scene/view/words.h"

#define LINE_WIDTH 2.5
#define DOT_RADIUS 4.5

/* Where the first wait of the next round begins: the last party's name may reach so far. */
static double next_arrival_x(const struct timeline *timeline, const struct object_lane *lane,
                             uint64_t time_ns)
{
    for (uint32_t i = 0; i < lane->wait_count; i++) {
        if (lane->waits[i].begin_ns > time_ns) {
            return timeline_x(timeline, lane->waits[i].begin_ns);
        }
    }
    return timeline->columns.plot_right;
}

/* Of the C library's barriers the last one, too, waits until it knows that it was the last. */
static bool is_named_by_wait(const struct object_lane *lane, const struct lane_hold *opening)
{
    for (uint32_t i = 0; i < lane->wait_count; i++) {
        if (lane->waits[i].end_event == opening->begin_event) {
            return true;
        }
    }
    return false;
}

static void add_opening(struct timeline *timeline, const struct lane_place *place,
                        const struct lane_hold *opening)
{
    const struct object_lane *lane = timeline_object_lane(timeline, place);
    double x = timeline_x(timeline, opening->begin_ns);
    if (x < timeline->columns.plot_left || x > timeline->columns.plot_right) {
        return;
    }
    uint32_t last_slot = place->slot_count > 0 ? place->slot_count - 1 : 0;
    struct scene_rect first = slot_rows_box(timeline, place, 0, x, x);
    struct scene_rect last = slot_rows_box(timeline, place, last_slot, x, x);
    struct scene_rect hit = {x - DOT_RADIUS, first.y, 2 * DOT_RADIUS,
                             last.y + last.height - first.y};
    const char *name = timeline_thread_name(timeline, opening->thread);
    const char *id = scene_print_text(timeline->scene, "opened:%u", opening->begin_event);
    scene_begin_group(timeline->scene, id, timeline_hold_title(timeline, id, opening), hit);
    scene_add_line(timeline->scene, x, hit.y, x, hit.y + hit.height, timeline->theme->hold,
                   LINE_WIDTH);
    scene_add_circle(timeline->scene, x, last.y + last.height / 2,
                     fmin(DOT_RADIUS, last.height / 3),
                     (struct scene_style){.fill = timeline->theme->hold});
    struct scene_rect name_box = {x, last.y, next_arrival_x(timeline, lane, opening->begin_ns) - x,
                                  last.height};
    if (!is_named_by_wait(lane, opening)) {
        slot_rows_add_name(timeline, name, name_box, timeline->theme->ink);
    }
    selection_mark_hold(timeline, opening, hit);
    scene_end_group(timeline->scene);
}

void barrier_lane_scene_build(struct timeline *timeline, const struct lane_place *place)
{
    const struct object_lane *lane = timeline_object_lane(timeline, place);
    struct scene_rect row = {timeline->columns.plot_left, place->top,
                             timeline->columns.plot_right - timeline->columns.plot_left,
                             place->height};
    scene_begin_group(timeline->scene,
                      scene_print_text(timeline->scene, "barrier:%u", place->index), NULL, row);
    for (uint32_t slot = 0; slot < place->slot_count; slot++) {
        slot_rows_add_empty(timeline, place, slot);
    }
    const struct waiter_look look = {"arrived", LANE_WAIT_CONDITION, 0, NULL};
    slot_rows_add_waits(timeline, place, &look);
    for (uint32_t i = 0; i < lane->wait_count; i++) {
        slot_rows_add_waiter(timeline, place, i, &look);
    }
    for (uint32_t i = 0; i < lane->hold_count; i++) {
        add_opening(timeline, place, &lane->holds[i]);
    }
    scene_end_group(timeline->scene);
}
