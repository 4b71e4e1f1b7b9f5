/* A readers-writer lock: a row for each of the readers it had at once, all rows for a writer, and
 * below them a row for each thread that waits. */
#include <math.h>

#include "viewer/scene/lanes/lane_scene.h"
#include "viewer/scene/lanes/other_waiters.h"
#include "viewer/scene/lanes/selection_mark.h"
#include "viewer/scene/lanes/slot_rows.h"
#include "viewer/scene/view/words.h"

#define RADIUS 5.0

static bool is_reading(const struct timeline *timeline, const struct lane_hold *hold)
{
    return (timeline->subject->trace->events[hold->begin_event].flags & FLAG_READER) != 0;
}

static struct scene_rect hold_box(const struct timeline *timeline, const struct lane_place *place,
                                  const struct lane_hold *hold)
{
    double left = timeline_x(timeline, hold->begin_ns);
    double right = slot_rows_end_x(timeline, hold->end_event, hold->end_ns, hold->thread);
    struct scene_rect box = slot_rows_box(timeline, place, hold->slot, left, right - 1);
    if (!is_reading(timeline, hold)) {
        struct scene_rect last =
            slot_rows_box(timeline, place, place->slot_count - 1, left, right - 1);
        box.height = last.y + last.height - box.y;
    }
    return box;
}

static void add_hold(struct timeline *timeline, const struct lane_place *place,
                     const struct lane_hold *hold)
{
    struct scene_rect box = hold_box(timeline, place, hold);
    bool is_seen =
        box.x + box.width >= timeline->columns.plot_left && box.x <= timeline->columns.plot_right;
    if (!is_seen || hold->slot >= place->slot_count) {
        return;
    }
    enum word word = is_reading(timeline, hold) ? WORD_READ_BY : WORD_HELD_BY;
    const char *name = timeline_thread_name(timeline, hold->thread);
    const char *said =
        scene_print_text(timeline->scene, word_text(word, timeline->view->language), name);
    const char *id = scene_print_text(timeline->scene, "held:%u", hold->begin_event);
    scene_begin_group(timeline->scene, id, timeline_hold_title(timeline, id, hold), box);
    scene_add_rect(
        timeline->scene, box,
        (struct scene_style){.fill = timeline->theme->hold, .radius = fmin(RADIUS, box.width / 2)});
    if (!slot_rows_add_name(timeline, said, box, timeline->theme->hold_text)) {
        slot_rows_add_name(timeline, name, box, timeline->theme->hold_text);
    }
    selection_mark_hold(timeline, hold, box);
    scene_end_group(timeline->scene);
}

void rwlock_lane_scene_build(struct timeline *timeline, const struct lane_place *place)
{
    const struct object_lane *lane = timeline_object_lane(timeline, place);
    struct scene_rect row = {timeline->columns.plot_left, place->top,
                             timeline->columns.plot_right - timeline->columns.plot_left,
                             place->height};
    scene_begin_group(timeline->scene, scene_print_text(timeline->scene, "lock:%u", place->index),
                      NULL, row);
    for (uint32_t slot = 0; slot < place->slot_count; slot++) {
        slot_rows_add_empty(timeline, place, slot);
    }
    slot_rows_add_holds(timeline, place);
    for (uint32_t i = 0; i < lane->hold_count; i++) {
        add_hold(timeline, place, &lane->holds[i]);
    }
    const struct waiter_look look = {"queue", LANE_WAIT_LOCK, place->slot_count, NULL};
    slot_rows_add_waits(timeline, place, &look);
    for (uint32_t i = 0; i < lane->wait_count; i++) {
        slot_rows_add_waiter(timeline, place, i, &look);
    }
    other_waiters_build(timeline, place, &look);
    scene_end_group(timeline->scene);
}
