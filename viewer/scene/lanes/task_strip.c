#include "viewer/scene/lanes/task_strip.h"

#include <math.h>

#include "viewer/scene/lanes/density_strip.h"
#include "viewer/scene/lanes/selection_mark.h"
#include "viewer/scene/piece/piece.h"
#include "viewer/scene/view/words.h"

#define ROOMY_HEIGHT 18.0 /* with a name in it */
#define TEXT_SIZE    12.0
#define TEXT_INSET   7.0
#define RADIUS       4.0
#define TINT         0.16
#define DENSE_PX     0.5 /* plates that end nearer to the last drawn one are left out */

static double plate_height(const struct timeline *timeline)
{
    const struct lane_measure *measure = &timeline->layout.measure;
    return measure->has_details ? ROOMY_HEIGHT : measure->hold_height;
}

double task_strip_height(const struct timeline *timeline, uint32_t thread)
{
    bool has_tasks = timeline->subject->lanes->threads[thread].tasks.list.count > 0;
    return has_tasks ? plate_height(timeline) + timeline->layout.measure.hold_gap : 0;
}

static double end_x(const struct timeline *timeline, const struct lane_hold *task)
{
    if (task->end_event == NONE_INDEX && timeline_is_dead(timeline, task->thread)) {
        return timeline_forever_x(timeline);
    }
    return timeline_x(timeline, task->end_ns);
}

/* Over the arrows, which pass behind it. */
static void add_name(struct timeline *timeline, const struct lane_hold *task,
                     struct scene_rect plate)
{
    const struct theme *theme = timeline->theme;
    const char *name = timeline->subject->trace->objects[task->object].name;
    double left = fmax(plate.x, timeline->columns.plot_left) + TEXT_INSET;
    double right = fmin(plate.x + plate.width, timeline->columns.plot_right) - TEXT_INSET;
    double y = plate.y + plate.height / 2;
    struct text_style style = text_ui(TEXT_SIZE, 600, theme->ink2);
    double width = scene_measure_text(timeline->scene, name, style);
    if (width <= right - left) {
        piece_add_ground(timeline->scene, left, y, width, TEXT_SIZE, theme->card);
        piece_add_ground(timeline->scene, left, y, width, TEXT_SIZE,
                         colour_fade(theme->running, TINT));
        scene_add_text(timeline->scene, left, text_baseline(y, TEXT_SIZE), name, style, ALIGN_LEFT,
                       0);
    }
}

static void add_plate(struct timeline *timeline, const struct lane_hold *task,
                      struct scene_rect plate)
{
    const char *id = scene_print_text(timeline->scene, "task:%u", task->begin_event);
    scene_begin_group(timeline->scene, id, timeline_hold_title(timeline, id, task), plate);
    scene_add_rect(timeline->scene, plate,
                   (struct scene_style){.fill = colour_fade(timeline->theme->running, TINT),
                                        .stroke = colour_fade(timeline->theme->running, 0.5),
                                        .stroke_width = 1,
                                        .radius = fmin(RADIUS, plate.width / 2)});
    selection_mark_held(timeline, task, plate);
    scene_end_group(timeline->scene);
}

static double plates_top(const struct timeline *timeline, const struct lane_place *place)
{
    const struct lane_measure *measure = &timeline->layout.measure;
    return place->centre + measure->bar_height / 2 + measure->hold_gap;
}

typedef void plate_part(struct timeline *timeline, const struct lane_hold *task,
                        struct scene_rect plate);

static void add_plates(struct timeline *timeline, const struct lane_place *place, plate_part *add)
{
    const struct thread_lane *lane = timeline_thread_lane(timeline, place);
    double top = plates_top(timeline, place), drawn_x = -INFINITY;
    for (uint32_t i = 0; i < lane->task_count; i++) {
        const struct lane_hold *task = &lane->tasks[i];
        double left = timeline_x(timeline, task->begin_ns), right = end_x(timeline, task);
        bool is_seen = right >= timeline->columns.plot_left && left < timeline->columns.plot_right;
        if (is_seen && right - drawn_x >= DENSE_PX) {
            add(timeline, task,
                (struct scene_rect){left, top, fmax(1, right - left - 1), plate_height(timeline)});
            drawn_x = right;
        }
    }
}

void task_strip_build(struct timeline *timeline, const struct lane_place *place)
{
    density_strip_add_level(
        timeline, timeline_density(timeline, place)->tasks, plates_top(timeline, place),
        plate_height(timeline), 1,
        (struct strip_layer){FILL_SOLID, colour_fade(timeline->theme->running, TINT), 0});
    add_plates(timeline, place, add_plate);
}

void task_words_build(struct timeline *timeline, const struct lane_place *place)
{
    if (timeline->layout.measure.has_details) {
        add_plates(timeline, place, add_name);
    }
}
