/* Who has the GIL, bar by bar, and above the bars a mark wherever somebody has waited long enough
 * and asks the holder to drop it. Those who wait stand as "ready" in their own lanes. */
#include <math.h>

#include "tracer/analysis/story.h"
#include "viewer/scene/lanes/density_strip.h"
#include "viewer/scene/lanes/lane_scene.h"
#include "viewer/scene/lanes/selection_mark.h"
#include "viewer/scene/piece/piece.h"
#include "viewer/scene/view/words.h"

#define BAR_RADIUS    5.0
#define TEXT_SIZE     13.0
#define TEXT_INSET    7.0
#define GAP_PX        1.0 /* between two holders */
#define DENSE_PX      0.5 /* bars that end nearer to the last drawn one are left out */
#define MARK_HALF     5.0 /* of the triangle's width */
#define MARK_HEIGHT   8.0
#define MARK_GAP      2.5
#define MARK_APART_PX 4.0
#define LABEL_SIZE    11.5
#define LABEL_GAP     4.0
#define SENTENCE_SIZE 200

static struct scene_rect bar_of(const struct timeline *timeline, const struct lane_place *place,
                                double left, double right)
{
    double height = timeline->layout.measure.lock_height;
    left = fmax(left, timeline->columns.plot_left - BAR_RADIUS);
    return (struct scene_rect){left, place->centre - height / 2, fmax(1, right - left - GAP_PX),
                               height};
}

static void add_hold(struct timeline *timeline, struct scene_rect bar, const struct lane_hold *hold)
{
    const char *name = timeline_thread_name(timeline, hold->thread);
    double size = fmin(TEXT_SIZE, bar.height - 2);
    struct text_style style = text_ui(size, 650, timeline->theme->hold_text);
    const char *id = scene_print_text(timeline->scene, "gil-held:%u", hold->begin_event);
    scene_begin_group(timeline->scene, id, timeline_hold_title(timeline, id, hold), bar);
    scene_add_rect(timeline->scene, bar,
                   (struct scene_style){.fill = timeline->theme->hold,
                                        .radius = fmin(BAR_RADIUS, bar.width / 2)});
    double left = fmax(bar.x, timeline->columns.plot_left) + TEXT_INSET;
    double room = bar.x + bar.width - TEXT_INSET - left;
    if (scene_measure_text(timeline->scene, name, style) <= room) {
        scene_add_text(timeline->scene, left, text_baseline(bar.y + bar.height / 2, size), name,
                       style, ALIGN_LEFT, 0);
    }
    selection_mark_hold(timeline, hold, bar);
    scene_end_group(timeline->scene);
}

/* The first hold that ends after the plot's left edge. */
static uint32_t first_visible(const struct timeline *timeline, const struct object_lane *lane)
{
    uint64_t begin_ns = time_axis_time(&timeline->axis, timeline->columns.plot_left);
    uint32_t low = 0, high = lane->hold_count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (lane->holds[middle].end_ns < begin_ns) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

static void add_holds(struct timeline *timeline, const struct lane_place *place,
                      const struct object_lane *lane)
{
    double drawn_x = -INFINITY, height = timeline->layout.measure.lock_height;
    density_strip_add_level(timeline, timeline_density(timeline, place)->holds,
                            place->centre - height / 2, height, 1,
                            (struct strip_layer){FILL_SOLID, timeline->theme->hold, 0});
    for (uint32_t i = first_visible(timeline, lane); i < lane->hold_count; i++) {
        double left = timeline_x(timeline, lane->holds[i].begin_ns);
        double right = timeline_x(timeline, lane->holds[i].end_ns);
        if (left > timeline->columns.plot_right) {
            break;
        }
        if (right - drawn_x >= DENSE_PX) {
            add_hold(timeline, bar_of(timeline, place, left, right), &lane->holds[i]);
            drawn_x = right;
        }
    }
}

/* ---- who asks ---- */

static void add_triangle(struct timeline *timeline, double x, double tip_y)
{
    const struct path_point points[] = {{PATH_MOVE, x - MARK_HALF, tip_y - MARK_HEIGHT},
                                        {PATH_LINE, x + MARK_HALF, tip_y - MARK_HEIGHT},
                                        {PATH_LINE, x, tip_y},
                                        {PATH_CLOSE, 0, 0}};
    scene_add_path(timeline->scene, points, 4,
                   (struct scene_style){.fill = timeline->theme->wait_lock});
}

/* "desc asks", as far as the next mark leaves room. */
static void add_asker(struct timeline *timeline, const struct lane_change *ask, double x, double y,
                      double room)
{
    const struct event *event = &timeline->subject->trace->events[ask->event];
    if (event->kind != EVENT_GIL_ASK) {
        return;
    }
    const char *words =
        scene_print_text(timeline->scene, word_text(WORD_ASKS, timeline->view->language),
                         timeline_thread_name(timeline, event->thread));
    struct text_style style = text_ui(LABEL_SIZE, 500, timeline->theme->ink2);
    if (scene_measure_text(timeline->scene, words, style) <= room) {
        scene_add_text(timeline->scene, x, y, words, style, ALIGN_LEFT, 0);
    }
}

static void add_ask(struct timeline *timeline, const struct lane_place *place,
                    const struct lane_change *ask, double next_x)
{
    char sentence[SENTENCE_SIZE];
    double x = timeline_x(timeline, ask->time_ns);
    double tip_y = place->centre - timeline->layout.measure.lock_height / 2 - MARK_GAP;
    event_sentence(timeline->subject->trace, ask->event, timeline->view->language, sentence,
                   sizeof sentence);
    scene_begin_group(
        timeline->scene, scene_print_text(timeline->scene, "gil-ask:%u", ask->event),
        scene_copy_text(timeline->scene, sentence),
        (struct scene_rect){x - MARK_HALF, tip_y - MARK_HEIGHT, 2 * MARK_HALF, MARK_HEIGHT});
    add_triangle(timeline, x, tip_y);
    if (timeline->layout.measure.has_details) {
        double left = x + MARK_HALF + LABEL_GAP;
        add_asker(timeline, ask, left, text_baseline(tip_y - MARK_HEIGHT / 2 - 1.5, LABEL_SIZE),
                  next_x - MARK_HALF - LABEL_GAP - left);
    }
    scene_end_group(timeline->scene);
}

static void add_asks(struct timeline *timeline, const struct object_lane *lane,
                     const struct lane_place *place)
{
    double drawn_x = -INFINITY;
    for (uint32_t i = 0; i < lane->change_count; i++) {
        double x = timeline_x(timeline, lane->changes[i].time_ns);
        if (x < timeline->columns.plot_left || x - drawn_x < MARK_APART_PX) {
            continue;
        }
        if (x > timeline->columns.plot_right) {
            break;
        }
        double next_x = i + 1 < lane->change_count
                            ? timeline_x(timeline, lane->changes[i + 1].time_ns)
                            : timeline->columns.plot_right;
        add_ask(timeline, place, &lane->changes[i], fmin(next_x, timeline->columns.plot_right));
        drawn_x = x;
    }
}

void gil_lane_scene_build(struct timeline *timeline, const struct lane_place *place)
{
    const struct object_lane *lane = timeline_object_lane(timeline, place);
    struct scene_rect row = {timeline->columns.plot_left, place->top,
                             timeline->columns.plot_right - timeline->columns.plot_left,
                             place->height};
    scene_begin_group(timeline->scene, scene_print_text(timeline->scene, "gil:%u", place->index),
                      NULL, row);
    add_holds(timeline, place, lane);
    add_asks(timeline, lane, place);
    scene_end_group(timeline->scene);
}
