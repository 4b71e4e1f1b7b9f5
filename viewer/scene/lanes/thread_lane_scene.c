/* One thread's life: dashed before it begins, then a bar a segment, the red band if it waits for
 * ever, and an end mark. What it printed or marked stands in its running bars, what it held below
 * them. */
#include <math.h>

#include "tracer/analysis/state_sentence.h"
#include "viewer/scene/lanes/bracket_scene.h"
#include "viewer/scene/lanes/density_strip.h"
#include "viewer/scene/lanes/forever_band.h"
#include "viewer/scene/lanes/hold_strip.h"
#include "viewer/scene/lanes/lane_scene.h"
#include "viewer/scene/lanes/printed_text.h"
#include "viewer/scene/lanes/ready_caption.h"
#include "viewer/scene/lanes/selection_mark.h"
#include "viewer/scene/lanes/task_strip.h"
#include "viewer/scene/piece/piece.h"
#include "viewer/scene/piece/state_fill.h"
#include "viewer/scene/view/words.h"

#define BAR_RADIUS  6.0
#define BAR_LEAST   1.0 /* narrower bars are widened, so that no state is lost */
#define DENSE_PX    0.5 /* bars that end nearer to the last drawn one are left out … */
#define DENSE_WAITS 2.0 /* … but waits get this much, for they are what one looks for */

static struct scene_rect bar_of(const struct timeline *timeline, const struct lane_place *place,
                                double left, double right)
{
    double height = timeline->layout.measure.bar_height;
    return (struct scene_rect){left, place->centre - height / 2, fmax(BAR_LEAST, right - left),
                               height};
}

static void add_segment(struct timeline *timeline, const struct lane_place *place,
                        const struct lane_segment *segment)
{
    double left = timeline_x(timeline, segment->begin_ns);
    double right = timeline_x(timeline, segment->end_ns);
    struct scene_rect bar = bar_of(timeline, place, left, right);
    const char *id = scene_print_text(timeline->scene, "segment:%u", segment->begin_event);
    scene_begin_group(timeline->scene, id,
                      timeline_segment_title(timeline, id, place->index, segment), bar);
    if (state_is_start(timeline->subject->trace, place->index, segment)) {
        start_fill_build(timeline->scene, timeline->theme, bar, BAR_RADIUS);
    } else {
        state_fill_build(timeline->scene, timeline->theme, segment->state, bar, BAR_RADIUS);
    }
    selection_mark_segment(timeline, place->index, segment, bar);
    scene_end_group(timeline->scene);
}

/* The first segment that ends after the plot's left edge. */
static uint32_t first_visible(const struct timeline *timeline, const struct thread_lane *lane)
{
    uint64_t begin_ns = time_axis_time(&timeline->axis, timeline->columns.plot_left);
    uint32_t low = 0, high = lane->segment_count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (lane->segments[middle].end_ns < begin_ns) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

static bool is_selected(const struct timeline *timeline, uint32_t thread,
                        const struct lane_segment *segment)
{
    const struct selection *selection = &timeline->view->selection;
    return selection_is_stretch(selection) &&
           selection_means_segment(selection, timeline->subject->lanes, thread, segment);
}

static void add_segments(struct timeline *timeline, const struct lane_place *place)
{
    const struct thread_lane *lane = timeline_thread_lane(timeline, place);
    double drawn_x = -INFINITY, height = timeline->layout.measure.bar_height;
    density_strip_add_states(timeline, timeline_density(timeline, place)->segments,
                             place->centre - height / 2, height);
    for (uint32_t i = first_visible(timeline, lane); i < lane->segment_count; i++) {
        const struct lane_segment *segment = &lane->segments[i];
        if (timeline_x(timeline, segment->begin_ns) > timeline->columns.plot_right) {
            break;
        }
        if (forever_band_has(timeline, place->index, segment)) {
            forever_band_build(timeline, place, segment);
            continue;
        }
        double end_x = timeline_x(timeline, segment->end_ns);
        bool is_wait = segment->state != LANE_RUNNING && segment->state != LANE_READY;
        bool is_far = end_x - drawn_x >= (is_wait ? DENSE_PX / DENSE_WAITS : DENSE_PX);
        if (is_far || is_selected(timeline, place->index, segment)) {
            add_segment(timeline, place, segment);
            drawn_x = end_x;
        }
    }
}

static void add_dashed(struct timeline *timeline, const struct lane_place *place, double right)
{
    double left = timeline->columns.plot_left;
    right = fmin(right, timeline->columns.plot_right);
    if (right - left < 4) {
        return;
    }
    double y = place->centre;
    const struct path_point points[] = {{PATH_MOVE, left, y}, {PATH_LINE, right, y}};
    scene_begin_group(timeline->scene,
                      scene_print_text(timeline->scene, "not-started:%u", place->index),
                      word_text(WORD_NOT_STARTED, timeline->view->language),
                      bar_of(timeline, place, left, right));
    struct scene_item *line = scene_add_path(
        timeline->scene, points, 2,
        (struct scene_style){.stroke = timeline->theme->ink3, .stroke_width = 1.2, .dash = {2, 5}});
    line->round_caps = true;
    scene_end_group(timeline->scene);
}

/* A short upright line where the thread ended by itself, or its process did just before. */
static void add_end_mark(struct timeline *timeline, const struct lane_place *place, uint32_t event)
{
    const struct trace *trace = timeline->subject->trace;
    const struct event *last = &trace->events[event];
    uint32_t process_end = trace->processes[trace->threads[place->index].process].end_event;
    double x = timeline_event_x(timeline, process_end < event ? process_end : event);
    if (last->kind != EVENT_THREAD_END || x < timeline->columns.plot_left) {
        return;
    }
    double half = timeline->layout.measure.bar_height * 0.5;
    const char *id = scene_print_text(timeline->scene, "ended:%u", place->index);
    scene_begin_group(timeline->scene, id, timeline_event_title(timeline, id, event),
                      (struct scene_rect){x - 3, place->centre - half, 6, 2 * half});
    scene_add_line(timeline->scene, x + 1, place->centre - half, x + 1, place->centre + half,
                   timeline->theme->ink2, 2);
    scene_end_group(timeline->scene);
}

void thread_lane_scene_build(struct timeline *timeline, const struct lane_place *place)
{
    const struct trace_thread *thread = &timeline->subject->trace->threads[place->index];
    const struct interval_list *segments =
        &timeline->subject->lanes->threads[place->index].segments;
    double begin_x = segments->count > 0 ? timeline_x(timeline, interval_begin(segments, 0))
                                         : timeline->axis.end_x;
    struct scene_rect row = {timeline->columns.plot_left, place->top,
                             timeline->columns.plot_right - timeline->columns.plot_left,
                             place->height};
    scene_begin_group(timeline->scene, scene_print_text(timeline->scene, "lane:%u", place->index),
                      NULL, row);
    add_dashed(timeline, place, begin_x);
    add_segments(timeline, place);
    printed_text_build(timeline, place);
    task_strip_build(timeline, place);
    hold_strip_build(timeline, place);
    ready_caption_build(timeline, place);
    bracket_scene_build(timeline, place);
    if (thread->last_event != NONE_INDEX) {
        add_end_mark(timeline, place, thread->last_event);
    }
    scene_end_group(timeline->scene);
}
