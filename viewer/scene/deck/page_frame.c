#include "viewer/scene/deck/page_frame.h"

#include <math.h>

#include "viewer/scene/layout/frame_layout.h"
#include "viewer/scene/layout/lane_layout.h"
#include "viewer/scene/layout/time_axis.h"

#define SLIDE_SCALE_STEP 0.125
#define SLIDE_SCALE_MIN  1.5
#define COVER_WIDTH      640.0 /* of a sheet, in units: its few words are as large as a slide's */
#define STEP_ROOM        10.0  /* units between two steps that can be told apart */
#define CURSOR_SHARE     0.62  /* of the plot, left of the cursor */

/* Whether all lanes of the view are seen, without scrolling. */
static bool has_room(const struct view *view, const struct subject *subject)
{
    struct timeline_columns columns =
        timeline_columns_of(subject, view, frame_layout_of(view).timeline);
    struct lane_layout layout;
    lane_layout_init(&layout, subject, view, &columns);
    bool has = layout.content_height <= columns.lanes_bottom - columns.lanes_top + 0.5;
    lane_layout_finish(&layout);
    return has;
}

static void set_scale(struct view *view, const struct paper *paper, double scale)
{
    view->width = paper->width / scale;
    view->height = paper->height / scale;
}

bool page_frame_has_room(const struct view *view, const struct subject *subject,
                         const struct paper *paper)
{
    struct view slide = *view;
    slide.is_slide = paper->is_slide;
    set_scale(&slide, paper, paper->scale);
    return has_room(&slide, subject);
}

static void fit_slide(struct view *view, const struct subject *subject, const struct paper *paper)
{
    for (double scale = paper->scale; scale > SLIDE_SCALE_MIN && !has_room(view, subject);) {
        scale = fmax(SLIDE_SCALE_MIN, scale - SLIDE_SCALE_STEP);
        set_scale(view, paper, scale);
    }
    if (!has_room(view, subject)) {
        view->is_slide = false;
        set_scale(view, paper, 1);
    }
}

double page_frame_cover(struct view *view, const struct paper *paper)
{
    double scale = paper->is_slide ? paper->scale : paper->width / COVER_WIDTH;
    view->is_slide = true;
    set_scale(view, paper, scale);
    return scale;
}

void page_frame_fit(struct view *view, const struct subject *subject, const struct paper *paper)
{
    view->is_slide = paper->is_slide;
    set_scale(view, paper, paper->scale);
    if (view->is_slide) {
        fit_slide(view, subject, paper);
    }
}

bool page_frame_is_crowded(const struct view *view, const struct subject *subject,
                           const uint32_t *steps, uint32_t count)
{
    struct timeline_columns columns =
        timeline_columns_of(subject, view, frame_layout_of(view).timeline);
    struct time_axis axis;
    time_axis_init(&axis, subject, view, columns.plot_left, columns.plot_right);
    double before = columns.plot_left;
    uint32_t near_count = 0;
    for (uint32_t i = 0; i < count; i++) {
        uint64_t time_ns = steps[i] == NONE_INDEX ? 0 : story_time(subject->story, steps[i]);
        double here = time_axis_x(&axis, time_ns);
        near_count += here - before < STEP_ROOM;
        before = here;
    }
    time_axis_finish(&axis);
    return near_count * 2 > count;
}

void page_frame_fill(struct view *view)
{
    view->stretch.end_ns = view->cursor_ns;
    view->stretch.share = CURSOR_SHARE;
}
