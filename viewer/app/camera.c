#include "viewer/app/camera.h"

#include <math.h>

#include "viewer/scene/frame/frame_scene.h"
#include "viewer/scene/layout/frame_layout.h"
#include "viewer/scene/layout/lane_layout.h"
#include "viewer/scene/layout/time_axis.h"
#include "viewer/scene/layout/timeline_layout.h"

#define EDGE_PX     40.0 /* the cursor is brought back to at least so far from the plot's edge */
#define RANGE_SHARE 0.9  /* of the plot, for the selected range */
#define FOCUS_SHARE 0.5  /* of the plot, for the steps before and after the present one */

static struct timeline_columns columns_of(const struct view *view, const struct subject *subject)
{
    return timeline_columns_of(subject, view, frame_layout_of(view).timeline);
}

/* Where an instant is drawn just now. */
static double place_of(const struct view *view, const struct subject *subject, uint64_t time_ns)
{
    struct timeline_columns columns = columns_of(view, subject);
    struct time_axis axis;
    time_axis_init(&axis, subject, view, columns.plot_left, columns.plot_right);
    double x = time_axis_x(&axis, time_ns);
    time_axis_finish(&axis);
    return x;
}

uint64_t camera_time_at(const struct view *view, const struct subject *subject, double x)
{
    struct timeline_columns columns = columns_of(view, subject);
    struct time_axis axis;
    time_axis_init(&axis, subject, view, columns.plot_left, columns.plot_right);
    uint64_t time_ns = time_axis_time(&axis, x);
    time_axis_finish(&axis);
    return time_ns;
}

double camera_plot_width(const struct view *view, const struct subject *subject)
{
    struct timeline_columns columns = columns_of(view, subject);
    return columns.plot_right - columns.plot_left;
}

static void keep_inside(struct view *view, double plot_width)
{
    view->zoom = fmin(fmax(view->zoom, 1), CAMERA_ZOOM_MAX);
    view->pan_px = fmin(fmax(view->pan_px, 0), plot_width * (view->zoom - 1));
}

void camera_zoom_at(struct view *view, const struct subject *subject, double x, double factor)
{
    struct timeline_columns columns = columns_of(view, subject);
    double zoom = fmin(fmax(view->zoom * factor, 1), CAMERA_ZOOM_MAX);
    double from_left = x - columns.plot_left;
    view->pan_px = (view->pan_px + from_left) * zoom / view->zoom - from_left;
    view->zoom = zoom;
    keep_inside(view, columns.plot_right - columns.plot_left);
}

void camera_zoom_at_cursor(struct view *view, const struct subject *subject, double factor)
{
    struct timeline_columns columns = columns_of(view, subject);
    double x = place_of(view, subject, view->cursor_ns);
    bool is_seen = x >= columns.plot_left && x <= columns.plot_right;
    camera_zoom_at(view, subject, is_seen ? x : (columns.plot_left + columns.plot_right) / 2,
                   factor);
}

void camera_pan(struct view *view, const struct subject *subject, double right_px)
{
    view->pan_px += right_px;
    keep_inside(view, camera_plot_width(view, subject));
}

void camera_scroll(struct view *view, const struct subject *subject, double down_px)
{
    struct timeline_columns columns = columns_of(view, subject);
    struct lane_layout layout;
    lane_layout_init(&layout, subject, view, &columns);
    double hidden = layout.content_height - (columns.lanes_bottom - columns.lanes_top);
    lane_layout_finish(&layout);
    view->scroll_px = fmax(0, fmin(hidden, view->scroll_px + down_px));
}

void camera_show_lane(struct view *view, const struct subject *subject,
                      const struct lane_place *place)
{
    struct timeline_columns columns = columns_of(view, subject);
    if (place->top < columns.lanes_top) {
        camera_scroll(view, subject, place->top - columns.lanes_top);
    } else if (place->top + place->height > columns.lanes_bottom) {
        camera_scroll(view, subject, place->top + place->height - columns.lanes_bottom);
    }
}

void camera_fit(struct view *view, const struct subject *subject)
{
    (void)subject;
    view->zoom = 1;
    view->pan_px = 0;
    view->scroll_px = 0;
}

/* The instants of the steps before and after the present one, or the ends. */
static void find_neighbours(const struct view *view, const struct subject *subject,
                            uint64_t *before_ns, uint64_t *after_ns)
{
    const struct story *story = subject->story;
    uint32_t next = view->step == NONE_INDEX ? 0 : view->step + 1;
    bool has_before = view->step != NONE_INDEX && view->step > 0;
    *before_ns = has_before ? story_time(story, view->step - 1) : 0;
    *after_ns = next < story->step_count ? story_time(story, next) : subject->trace->end_ns;
}

void camera_focus(struct view *view, const struct subject *subject)
{
    struct view all = *view;
    camera_fit(&all, subject);
    uint64_t before_ns = view->range_begin_ns, after_ns = view->range_end_ns;
    if (!view->has_range) {
        find_neighbours(view, subject, &before_ns, &after_ns);
    }
    double share = view->has_range ? RANGE_SHARE : FOCUS_SHARE;
    struct timeline_columns columns = columns_of(&all, subject);
    double plot_width = columns.plot_right - columns.plot_left;
    double from = place_of(&all, subject, before_ns);
    double to = place_of(&all, subject, after_ns);
    double zoom = fmax(1, plot_width * share / fmax(to - from, 1e-6));
    double middle = (from + to) / 2 - columns.plot_left;
    struct view focused = *view;
    focused.zoom = fmin(zoom, CAMERA_ZOOM_MAX);
    focused.pan_px = middle * focused.zoom - plot_width / 2;
    keep_inside(&focused, plot_width);
    bool is_there = fabs(focused.zoom - view->zoom) < 1e-6 * view->zoom &&
                    fabs(focused.pan_px - view->pan_px) < 0.5;
    *view = is_there ? all : focused;
}

void camera_keep_range(struct view *view, const struct subject *before, const struct subject *after)
{
    if (view->zoom <= 1) {
        return;
    }
    struct timeline_columns columns = columns_of(view, before);
    uint64_t from_ns = camera_time_at(view, before, columns.plot_left);
    uint64_t to_ns = camera_time_at(view, before, columns.plot_right);
    struct view all = *view;
    camera_fit(&all, after);
    columns = columns_of(&all, after);
    double plot_width = columns.plot_right - columns.plot_left;
    double from = place_of(&all, after, from_ns), to = place_of(&all, after, to_ns);
    view->zoom = plot_width / fmax(to - from, plot_width / CAMERA_ZOOM_MAX);
    view->pan_px = (from - columns.plot_left) * view->zoom;
    keep_inside(view, plot_width);
}

void camera_show_cursor(struct view *view, const struct subject *subject)
{
    struct timeline_columns columns = columns_of(view, subject);
    double x = place_of(view, subject, view->cursor_ns);
    if (x < columns.plot_left) {
        camera_pan(view, subject, x - columns.plot_left - EDGE_PX);
    } else if (x > columns.plot_right) {
        camera_pan(view, subject, x - columns.plot_right + EDGE_PX);
    }
}
