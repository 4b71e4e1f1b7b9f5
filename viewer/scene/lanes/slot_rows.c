#include "viewer/scene/lanes/slot_rows.h"

#include <math.h>

#include "viewer/scene/lanes/density_strip.h"
#include "viewer/scene/lanes/selection_mark.h"
#include "viewer/scene/piece/piece.h"
#include "viewer/scene/view/words.h"

#define RADIUS     5.0
#define TEXT_SIZE  13.0
#define TEXT_INSET 8.0
#define TINT       0.30
#define CAP_WIDTH  4.0
#define FADE_PX    150.0

struct scene_rect slot_rows_box(const struct timeline *timeline, const struct lane_place *place,
                                uint32_t row, double left, double right)
{
    const struct lane_measure *measure = &timeline->layout.measure;
    double pitch = measure->row_height + measure->row_gap;
    double height = place->slot_count * pitch + place->row_count * measure->waiter_pitch;
    double top = place->centre - height / 2;
    if (row < place->slot_count) {
        return (struct scene_rect){left, top + row * pitch, fmax(1, right - left),
                                   measure->row_height};
    }
    top += place->slot_count * pitch + (row - place->slot_count) * measure->waiter_pitch;
    return (struct scene_rect){left, top, fmax(1, right - left),
                               measure->waiter_pitch - measure->row_gap};
}

double slot_rows_end_x(const struct timeline *timeline, uint32_t end_event, uint64_t end_ns,
                       uint32_t thread)
{
    if (end_event == NONE_INDEX && timeline_is_dead(timeline, thread)) {
        return timeline_forever_x(timeline);
    }
    return timeline_x(timeline, end_ns);
}

bool slot_rows_add_name(struct timeline *timeline, const char *name, struct scene_rect box,
                        scene_colour colour)
{
    double left = fmax(box.x, timeline->columns.plot_left) + TEXT_INSET;
    double room = fmin(box.x + box.width, timeline->columns.plot_right) - TEXT_INSET - left;
    double size = fmin(TEXT_SIZE, box.height - 2.5);
    struct text_style style = text_ui(size, 600, colour);
    if (scene_measure_text(timeline->scene, name, style) > room) {
        return false;
    }
    scene_add_text(timeline->scene, left, text_baseline(box.y + box.height / 2, size), name, style,
                   ALIGN_LEFT, 0);
    return true;
}

void slot_rows_add_empty(struct timeline *timeline, const struct lane_place *place, uint32_t slot)
{
    double left = fmax(timeline_x(timeline, 0), timeline->columns.plot_left);
    double right = fmin(timeline->axis.end_x, timeline->columns.plot_right);
    if (right - left < 2) {
        return;
    }
    struct scene_rect box = slot_rows_box(timeline, place, slot, left, right);
    scene_begin_group(timeline->scene,
                      scene_print_text(timeline->scene, "slot:%u.%u", place->index, slot), NULL,
                      box);
    scene_add_rect(timeline->scene, box,
                   (struct scene_style){.fill = timeline->theme->empty,
                                        .stroke = timeline->theme->grid_strong,
                                        .stroke_width = 1,
                                        .radius = RADIUS,
                                        .dash = {4, 4}});
    scene_end_group(timeline->scene);
}

static struct scene_rect rows_box(const struct timeline *timeline, const struct lane_place *place,
                                  uint32_t first, uint32_t count)
{
    struct scene_rect top = slot_rows_box(timeline, place, first, 0, 1);
    struct scene_rect bottom = slot_rows_box(timeline, place, first + count - 1, 0, 1);
    top.height = bottom.y + bottom.height - top.y;
    return top;
}

void slot_rows_add_holds(struct timeline *timeline, const struct lane_place *place)
{
    if (place->slot_count > 0) {
        struct scene_rect box = rows_box(timeline, place, 0, place->slot_count);
        density_strip_add_level(timeline, timeline_density(timeline, place)->holds, box.y,
                                box.height, place->slot_count,
                                (struct strip_layer){FILL_SOLID, timeline->theme->hold, 0});
    }
}

void slot_rows_add_waits(struct timeline *timeline, const struct lane_place *place,
                         const struct waiter_look *look)
{
    bool is_in_slots = look->first_row == 0 && place->slot_count > 0;
    uint32_t count = is_in_slots ? place->slot_count : place->row_count;
    if (count > 0) {
        struct scene_rect box = rows_box(timeline, place, look->first_row, count);
        density_strip_add_waits(timeline, timeline_density(timeline, place)->waits, box.y,
                                box.height, count, look->state);
    }
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
    return fmin(timeline->columns.plot_right, timeline->axis.end_x); /* where the lane ends */
}

void slot_rows_fill_wait(struct timeline *timeline, struct scene_rect box, enum lane_state state,
                         bool is_forever)
{
    scene_colour colour = theme_state_colour(timeline->theme, state);
    scene_add_rect(timeline->scene, box,
                   (struct scene_style){.fill = colour_fade(colour, TINT),
                                        .radius = fmin(RADIUS, box.width / 2)});
    if (is_forever) {
        double fade = fmin(FADE_PX, box.width);
        scene_add_fill(timeline->scene,
                       (struct scene_rect){box.x + box.width - fade, box.y, fade, box.height},
                       FILL_FADE_RIGHT, timeline->theme->card, 0);
    }
    scene_add_rect(timeline->scene,
                   (struct scene_rect){box.x, box.y, fmin(CAP_WIDTH, box.width), box.height},
                   (struct scene_style){.fill = colour, .radius = 2});
}

void slot_rows_add_waiter(struct timeline *timeline, const struct lane_place *place,
                          uint32_t wait_index, const struct waiter_look *look)
{
    const struct object_lane *lane = timeline_object_lane(timeline, place);
    const struct lane_wait *wait = &lane->waits[wait_index];
    double left = timeline_x(timeline, wait->begin_ns);
    double right = slot_rows_end_x(timeline, wait->end_event, wait->end_ns, wait->thread);
    bool is_seen = right >= timeline->columns.plot_left && left <= timeline->columns.plot_right;
    if (!is_seen || wait->row >= place->named_waiters) {
        return;
    }
    struct scene_rect box =
        slot_rows_box(timeline, place, look->first_row + wait->row, left, right - 1);
    const char *name = timeline_thread_name(timeline, wait->thread);
    const char *id = scene_print_text(timeline->scene, "%s:%u", look->id, wait->begin_event);
    scene_begin_group(timeline->scene, id, timeline_wait_title(timeline, id, wait), box);
    bool is_forever = wait->end_event == NONE_INDEX && timeline_is_dead(timeline, wait->thread);
    slot_rows_fill_wait(timeline, box, look->state, is_forever);
    struct scene_rect name_box = {box.x, box.y, next_wait_x(timeline, lane, wait_index) - box.x,
                                  box.height};
    slot_rows_add_name(timeline, name, name_box, timeline->theme->ink);
    selection_mark_wait(timeline, wait, box);
    scene_end_group(timeline->scene);
}
