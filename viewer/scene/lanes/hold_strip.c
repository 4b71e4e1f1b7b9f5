/* Locks held at the same time are stacked. Only locks with a lane of their own are shown: those
 * inside a semaphore or a queue belong to its machinery. The first strip of each lock says in words
 * what strips mean, where there is room. */
#include "viewer/scene/lanes/hold_strip.h"

#include <math.h>

#include "viewer/scene/lanes/density_strip.h"
#include "viewer/scene/lanes/selection_mark.h"
#include "viewer/scene/lanes/task_strip.h"
#include "viewer/scene/piece/piece.h"
#include "viewer/scene/view/words.h"

#define LEVELS_MAX 3
#define LABEL_SIZE 12.5
#define LINE_REACH 14.0 /* the signs at a broken line */
#define LABEL_DROP 12.0 /* of the words' centre below the strips */

/* How many strips of other locks lie above a hold: those still held when it begins. */
static uint32_t level_of(const struct timeline *timeline, const struct thread_lane *lane,
                         uint32_t index)
{
    uint32_t level = 0;
    for (uint32_t i = index; i > 0 && index - i < 16; i--) {
        const struct lane_hold *before = &lane->holds[i - 1];
        level += before->end_ns > lane->holds[index].begin_ns &&
                 lane_layout_object(&timeline->layout, before->object) != NULL;
    }
    return level < LEVELS_MAX ? level : LEVELS_MAX - 1;
}

static double hold_end_x(const struct timeline *timeline, const struct lane_hold *hold)
{
    if (hold->end_event == NONE_INDEX && timeline_is_dead(timeline, hold->thread)) {
        return timeline_forever_x(timeline);
    }
    return timeline_x(timeline, hold->end_ns);
}

/* "holds the lock" of a condition's own lock, else "holds A". */
static const char *hold_words(struct timeline *timeline, const struct lane_hold *hold)
{
    const struct lane_place *place = lane_layout_object(&timeline->layout, hold->object);
    enum language language = timeline->view->language;
    if (place->is_inside) {
        return word_text(WORD_HOLDS_THE_LOCK, language);
    }
    return scene_print_text(timeline->scene, word_text(WORD_HOLDS, language),
                            timeline->subject->trace->objects[hold->object].name);
}

static bool is_first_of_its_lock(const struct thread_lane *lane, uint32_t index)
{
    for (uint32_t i = 0; i < index; i++) {
        if (lane->holds[i].object == lane->holds[index].object) {
            return false;
        }
    }
    return true;
}

/* Right of a line that crosses the strips there, of what the picture is about, or x itself. */
static double beside_lines(const struct timeline *timeline, double x, double width)
{
    const struct analysis *analysis = timeline->subject->analysis;
    double free_x = x;
    for (uint32_t i = 0; analysis != NULL && i < analysis->finding_count; i++) {
        uint32_t notify = analysis->findings[i].notify_event;
        double line = notify == NONE_INDEX ? -INFINITY : timeline_event_x(timeline, notify);
        if (line + LINE_REACH > free_x && line - LINE_REACH < free_x + width) {
            free_x = line + LINE_REACH;
        }
    }
    return free_x;
}

/* Words below the strips, around a height; `free_x` is where the last words end. */
static void add_label(struct timeline *timeline, const struct lane_hold *hold,
                      struct scene_rect strip, double y, double *free_x)
{
    const char *text = hold_words(timeline, hold);
    struct text_style style = text_ui(LABEL_SIZE, 500, timeline->theme->hold);
    double width = scene_measure_text(timeline->scene, text, style);
    double x = beside_lines(timeline, strip.x, width);
    bool is_inside = x >= timeline->columns.plot_left && x + width < timeline->columns.plot_right;
    if (x + width > strip.x + strip.width || x < *free_x + 8 || !is_inside) {
        return;
    }
    piece_add_ground(timeline->scene, x, y, width, LABEL_SIZE, timeline->theme->card);
    scene_add_text(timeline->scene, x, text_baseline(y, LABEL_SIZE), text, style, ALIGN_LEFT, 0);
    *free_x = x + width;
}

static uint32_t deepest_level(const struct timeline *timeline, const struct thread_lane *lane)
{
    uint32_t deepest = 0;
    for (uint32_t i = 0; i < lane->hold_count; i++) {
        uint32_t level = level_of(timeline, lane, i);
        deepest = level > deepest ? level : deepest;
    }
    return deepest;
}

static void add_strip(struct timeline *timeline, const struct lane_hold *hold,
                      struct scene_rect strip)
{
    const char *id = scene_print_text(timeline->scene, "hold:%u", hold->begin_event);
    scene_begin_group(timeline->scene, id, timeline_hold_title(timeline, id, hold), strip);
    scene_add_rect(timeline->scene, strip,
                   (struct scene_style){.fill = timeline->theme->hold,
                                        .radius = fmin(strip.height, strip.width) / 2});
    selection_mark_held(timeline, hold, strip);
    scene_end_group(timeline->scene);
}

/* Where the first strip of a lane lies, and how far the next below it. */
struct strip_rows {
    double top, pitch, height;
};

static struct strip_rows rows_of(const struct timeline *timeline, const struct lane_place *place)
{
    const struct lane_measure *measure = &timeline->layout.measure;
    return (struct strip_rows){
        .top = place->centre + measure->bar_height / 2 + measure->hold_gap +
               task_strip_height(timeline, place->index),
        .pitch = measure->hold_height + 2,
        .height = measure->hold_height,
    };
}

/* The strip of a hold; false if it is not seen. */
static bool find_strip(const struct timeline *timeline, const struct lane_place *place,
                       uint32_t index, struct scene_rect *strip)
{
    const struct thread_lane *lane = timeline_thread_lane(timeline, place);
    const struct lane_hold *hold = &lane->holds[index];
    struct strip_rows rows = rows_of(timeline, place);
    double left = timeline_x(timeline, hold->begin_ns), right = hold_end_x(timeline, hold);
    *strip = (struct scene_rect){left, rows.top + level_of(timeline, lane, index) * rows.pitch,
                                 fmax(1, right - left), rows.height};
    return right >= timeline->columns.plot_left && left < timeline->columns.plot_right &&
           lane_layout_object(&timeline->layout, hold->object) != NULL;
}

void hold_strip_build(struct timeline *timeline, const struct lane_place *place)
{
    const struct thread_lane *lane = timeline_thread_lane(timeline, place);
    struct strip_rows rows = rows_of(timeline, place);
    const struct strip_layer look = {FILL_SOLID, timeline->theme->hold, 0};
    density_strip_add_level(timeline, timeline_density(timeline, place)->holds, rows.top,
                            rows.height, 1, look);
    for (uint32_t i = 0; i < lane->hold_count; i++) {
        struct scene_rect strip;
        if (find_strip(timeline, place, i, &strip)) {
            add_strip(timeline, &lane->holds[i], strip);
        }
    }
}

void hold_words_build(struct timeline *timeline, const struct lane_place *place)
{
    const struct thread_lane *lane = timeline_thread_lane(timeline, place);
    struct strip_rows rows = rows_of(timeline, place);
    double bottom = rows.top + deepest_level(timeline, lane) * rows.pitch + rows.height;
    double free_x = -INFINITY;
    for (uint32_t i = 0; timeline->layout.measure.has_details && i < lane->hold_count; i++) {
        struct scene_rect strip;
        if (find_strip(timeline, place, i, &strip) && is_first_of_its_lock(lane, i)) {
            add_label(timeline, &lane->holds[i], strip, bottom + LABEL_DROP, &free_x);
        }
    }
}
