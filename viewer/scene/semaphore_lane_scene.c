/* A semaphore: a row for each permit, with the name of who uses it, and below them a row for each
 * thread that waits for one. The user is the thread that gave the permit back, for a permit is
 * often taken by one thread for another. */
#include <math.h>

#include "viewer/scene/piece.h"
#include "viewer/scene/state_fill.h"
#include "viewer/scene/timeline.h"
#include "viewer/scene/words.h"

#define RADIUS     5.0
#define TEXT_SIZE  13.0
#define TEXT_INSET 8.0
#define TINT       0.30

static uint32_t user_of(const struct timeline *timeline, const struct lane_hold *hold)
{
    if (hold->end_event == NONE_INDEX) {
        return hold->thread;
    }
    return timeline->subject->trace->events[hold->end_event].thread;
}

static struct scene_rect row_box(const struct timeline *timeline, const struct lane_place *place,
                                 uint32_t row, double left, double right)
{
    const struct lane_measure *measure = &timeline->layout.measure;
    double pitch = measure->row_height + measure->row_gap;
    double height = (place->slot_count + place->row_count) * pitch;
    return (struct scene_rect){left, place->centre - height / 2 + row * pitch,
                               fmax(1, right - left), measure->row_height};
}

static void add_name(struct timeline *timeline, const char *name, struct scene_rect box,
                     scene_colour colour)
{
    double left = fmax(box.x, timeline->columns.plot_left) + TEXT_INSET;
    double room = fmin(box.x + box.width, timeline->columns.plot_right) - TEXT_INSET - left;
    double size = fmin(TEXT_SIZE, box.height - 3);
    struct text_style style = text_ui(size, 600, colour);
    if (scene_measure_text(timeline->scene, name, style) <= room) {
        scene_add_text(timeline->scene, left, text_baseline(box.y + box.height / 2, size), name,
                       style, ALIGN_LEFT, 0);
    }
}

/* An empty permit slot, all along the recording. */
static void add_slot(struct timeline *timeline, const struct lane_place *place, uint32_t slot)
{
    double left = fmax(timeline_x(timeline, 0), timeline->columns.plot_left);
    double right = fmin(timeline->axis.end_x, timeline->columns.plot_right);
    if (right - left < 2) {
        return;
    }
    scene_begin_group(timeline->scene,
                      scene_print_text(timeline->scene, "slot:%u.%u", place->index, slot), NULL,
                      row_box(timeline, place, slot, left, right));
    scene_add_rect(timeline->scene, row_box(timeline, place, slot, left, right),
                   (struct scene_style){.fill = timeline->theme->empty,
                                        .stroke = timeline->theme->grid_strong,
                                        .stroke_width = 1,
                                        .radius = RADIUS,
                                        .dash = {4, 4}});
    scene_end_group(timeline->scene);
}

static double end_x(const struct timeline *timeline, uint32_t end_event, uint64_t end_ns,
                    uint32_t thread)
{
    if (end_event == NONE_INDEX && timeline_is_dead(timeline, thread)) {
        return timeline_forever_x(timeline);
    }
    return timeline_x(timeline, end_ns);
}

static void add_permit(struct timeline *timeline, const struct lane_place *place,
                       const struct lane_hold *hold)
{
    double left = timeline_x(timeline, hold->begin_ns);
    double right = end_x(timeline, hold->end_event, hold->end_ns, hold->thread);
    bool is_seen = right >= timeline->columns.plot_left && left <= timeline->columns.plot_right;
    if (!is_seen || hold->slot >= place->slot_count) {
        return;
    }
    struct scene_rect box = row_box(timeline, place, hold->slot, left, right - 1);
    const char *name = timeline_thread_name(timeline, user_of(timeline, hold));
    scene_begin_group(timeline->scene,
                      scene_print_text(timeline->scene, "permit:%u", hold->begin_event),
                      scene_print_text(timeline->scene, "%s · %s", name,
                                       timeline_span_text(timeline, hold->begin_ns, hold->end_ns)),
                      box);
    scene_add_rect(
        timeline->scene, box,
        (struct scene_style){.fill = timeline->theme->hold, .radius = fmin(RADIUS, box.width / 2)});
    add_name(timeline, name, box, timeline->theme->hold_text);
    scene_end_group(timeline->scene);
}

/* Where the next waiter of the same row begins: a name may reach so far out of a short wait. */
static double next_wait_x(const struct timeline *timeline, const struct object_lane *lane,
                          uint32_t index)
{
    for (uint32_t i = index + 1; i < lane->wait_count; i++) {
        if (lane->waits[i].row == lane->waits[index].row) {
            return timeline_x(timeline, lane->waits[i].begin_ns);
        }
    }
    return timeline->columns.plot_right;
}

static void add_waiter(struct timeline *timeline, const struct lane_place *place,
                       const struct object_lane *lane, uint32_t index)
{
    const struct lane_wait *wait = &lane->waits[index];
    double left = timeline_x(timeline, wait->begin_ns);
    double right = end_x(timeline, wait->end_event, wait->end_ns, wait->thread);
    if (right < timeline->columns.plot_left || left > timeline->columns.plot_right) {
        return;
    }
    struct scene_rect box =
        row_box(timeline, place, place->slot_count + wait->row, left, right - 1);
    const char *name = timeline_thread_name(timeline, wait->thread);
    scene_begin_group(
        timeline->scene, scene_print_text(timeline->scene, "permit-wait:%u", wait->begin_event),
        scene_print_text(timeline->scene, "%s: %s · %s", name,
                         word_text(WORD_LEGEND_WAITS_TRANSFER, timeline->view->language),
                         timeline_span_text(timeline, wait->begin_ns, wait->end_ns)),
        box);
    scene_add_rect(timeline->scene, box,
                   (struct scene_style){.fill = colour_fade(timeline->theme->wait_transfer, TINT),
                                        .radius = fmin(RADIUS, box.width / 2)});
    scene_add_rect(timeline->scene,
                   (struct scene_rect){box.x, box.y, fmin(4, box.width), box.height},
                   (struct scene_style){.fill = timeline->theme->wait_transfer, .radius = 2});
    struct scene_rect name_box = {box.x, box.y, next_wait_x(timeline, lane, index) - box.x,
                                  box.height};
    add_name(timeline, name, name_box, timeline->theme->ink);
    scene_end_group(timeline->scene);
}

void semaphore_lane_scene_build(struct timeline *timeline, const struct lane_place *place)
{
    const struct object_lane *lane = &timeline->subject->lanes->objects[place->index];
    struct scene_rect row = {timeline->columns.plot_left, place->top,
                             timeline->columns.plot_right - timeline->columns.plot_left,
                             place->height};
    scene_begin_group(timeline->scene,
                      scene_print_text(timeline->scene, "semaphore:%u", place->index), NULL, row);
    for (uint32_t slot = 0; slot < place->slot_count; slot++) {
        add_slot(timeline, place, slot);
    }
    for (uint32_t i = 0; i < lane->hold_count; i++) {
        add_permit(timeline, place, &lane->holds[i]);
    }
    for (uint32_t i = 0; i < lane->wait_count; i++) {
        add_waiter(timeline, place, lane, i);
    }
    scene_end_group(timeline->scene);
}
