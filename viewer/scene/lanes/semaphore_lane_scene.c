/* A semaphore: a row for each permit, with the name of who uses it, and below them a row for each
 * thread that waits for one. The user is the thread that gave the permit back, for a permit is
 * often taken by one thread for another. */
#include <math.h>

#include "viewer/scene/lanes/lane_scene.h"
#include "viewer/scene/lanes/other_waiters.h"
#include "viewer/scene/lanes/selection_mark.h"
#include "viewer/scene/lanes/slot_rows.h"

#define RADIUS 5.0

static uint32_t user_of(const struct timeline *timeline, const struct lane_hold *hold)
{
    if (hold->end_event == NONE_INDEX) {
        return hold->thread;
    }
    return timeline->subject->trace->events[hold->end_event].thread;
}

static void add_permit(struct timeline *timeline, const struct lane_place *place,
                       const struct lane_hold *hold)
{
    double left = timeline_x(timeline, hold->begin_ns);
    double right = slot_rows_end_x(timeline, hold->end_event, hold->end_ns, hold->thread);
    bool is_seen = right >= timeline->columns.plot_left && left <= timeline->columns.plot_right;
    if (!is_seen || hold->slot >= place->slot_count) {
        return;
    }
    struct scene_rect box = slot_rows_box(timeline, place, hold->slot, left, right - 1);
    const char *name = timeline_thread_name(timeline, user_of(timeline, hold));
    const char *id = scene_print_text(timeline->scene, "permit:%u", hold->begin_event);
    scene_begin_group(timeline->scene, id, timeline_hold_title(timeline, id, hold), box);
    scene_add_rect(
        timeline->scene, box,
        (struct scene_style){.fill = timeline->theme->hold, .radius = fmin(RADIUS, box.width / 2)});
    slot_rows_add_name(timeline, name, box, timeline->theme->hold_text);
    selection_mark_hold(timeline, hold, box);
    scene_end_group(timeline->scene);
}

void semaphore_lane_scene_build(struct timeline *timeline, const struct lane_place *place)
{
    const struct object_lane *lane = timeline_object_lane(timeline, place);
    struct scene_rect row = {timeline->columns.plot_left, place->top,
                             timeline->columns.plot_right - timeline->columns.plot_left,
                             place->height};
    scene_begin_group(timeline->scene,
                      scene_print_text(timeline->scene, "semaphore:%u", place->index), NULL, row);
    for (uint32_t slot = 0; slot < place->slot_count; slot++) {
        slot_rows_add_empty(timeline, place, slot);
    }
    slot_rows_add_holds(timeline, place);
    for (uint32_t i = 0; i < lane->hold_count; i++) {
        add_permit(timeline, place, &lane->holds[i]);
    }
    const struct waiter_look look = {"permit-wait", LANE_WAIT_TRANSFER, place->slot_count, NULL};
    slot_rows_add_waits(timeline, place, &look);
    for (uint32_t i = 0; i < lane->wait_count; i++) {
        slot_rows_add_waiter(timeline, place, i, &look);
    }
    other_waiters_build(timeline, place, &look);
    scene_end_group(timeline->scene);
}
