#include "viewer/scene/lanes/depth_strip.h"

#include <math.h>

#include "viewer/scene/piece/piece.h"
#include "viewer/scene/view/words.h"

#define ROOM_SHARE   0.42 /* of the bar */
#define STRIP_LEAST  2.0
#define STRIP_MOST   12.0
#define GAP          1.0
#define INSET        2.0 /* from the bar's bottom and sides */
#define OPACITY      0.30
#define NUMBER_SIZE  10.5
#define NUMBER_LEAST 7.5
#define NUMBER_INSET 4.0

static uint32_t deepest_level(const struct timeline *timeline, uint32_t object)
{
    return timeline->subject->lanes->objects[object].rest->reentry_max;
}

/* From one strip's top to the next one's. */
static double strip_pitch(const struct timeline *timeline, uint32_t levels)
{
    double room = timeline->layout.measure.lock_height * ROOM_SHARE / levels;
    return fmin(STRIP_MOST, fmax(STRIP_LEAST, room));
}

double depth_strip_room(const struct timeline *timeline, uint32_t object)
{
    uint32_t levels = deepest_level(timeline, object);
    double bar = timeline->layout.measure.lock_height;
    return levels == 0 ? 0 : fmin(bar * ROOM_SHARE, levels * strip_pitch(timeline, levels) + INSET);
}

static double end_x(const struct timeline *timeline, const struct lane_hold *level)
{
    if (level->end_event == NONE_INDEX && timeline_is_dead(timeline, level->thread)) {
        return timeline_forever_x(timeline);
    }
    return timeline_x(timeline, level->end_ns);
}

static void add_number(struct timeline *timeline, uint32_t depth, struct scene_rect strip)
{
    double size = fmin(NUMBER_SIZE, strip.height);
    const char *number = scene_print_text(timeline->scene, "%u", depth);
    struct text_style style = text_ui(size, 700, timeline->theme->hold_level_text);
    double width = scene_measure_text(timeline->scene, number, style);
    double left = fmax(strip.x, timeline->columns.plot_left) + NUMBER_INSET;
    bool fits = left + width + NUMBER_INSET <= strip.x + strip.width;
    if (size >= NUMBER_LEAST && fits) {
        scene_add_text(timeline->scene, left, text_baseline(strip.y + strip.height / 2, size),
                       number, style, ALIGN_LEFT, 0);
    }
}

static void add_level(struct timeline *timeline, const struct lane_hold *level,
                      struct scene_rect strip)
{
    const char *id =
        scene_print_text(timeline->scene, "depth:%u.%u", level->begin_event, level->slot + 1);
    scene_begin_group(timeline->scene, id, timeline_reentry_title(timeline, id, level), strip);
    scene_add_rect(timeline->scene, strip,
                   (struct scene_style){.fill = colour_fade(timeline->theme->hold_text, OPACITY),
                                        .radius = fmin(2, strip.width / 2)});
    add_number(timeline, level->slot + 1, strip);
    scene_end_group(timeline->scene);
}

/* The second level lies at the bottom, deeper ones above it. */
void depth_strip_build(struct timeline *timeline, const struct lane_place *place)
{
    const struct object_lane *lane = timeline_object_lane(timeline, place);
    uint32_t levels = deepest_level(timeline, place->index);
    double bar = timeline->layout.measure.lock_height;
    double bottom = place->centre + bar / 2 - INSET;
    double pitch = levels > 0 ? strip_pitch(timeline, levels) : 0;
    for (uint32_t i = 0; i < lane->reentry_count; i++) {
        const struct lane_hold *level = &lane->reentries[i];
        double left = timeline_x(timeline, level->begin_ns), right = end_x(timeline, level);
        bool is_seen = right >= timeline->columns.plot_left && left <= timeline->columns.plot_right;
        if (is_seen && level->slot * pitch <= bar - INSET) {
            struct scene_rect strip = {left, bottom - level->slot * pitch + GAP,
                                       fmax(1, right - left), pitch - GAP};
            add_level(timeline, level, strip);
        }
    }
}
