#include "viewer/scene/layout/default_view.h"

#include "viewer/scene/layout/frame_layout.h"
#include "viewer/scene/layout/time_axis.h"
#include "viewer/scene/layout/timeline_layout.h"

#define STEP_ROOM_PX  14.0 /* steps nearer to each other than this cannot be told apart */
#define BAD_ROOM_PX   26.0 /* around a step that a hang stands on: it is what the picture is for */
#define LABEL_ROOM_PX 88.0 /* after it on its own lane, so that its label has a place */

/* How far two neighbouring steps must be apart for the picture to show its point. */
static double room_wanted(const struct story_step *before, const struct story_step *here)
{
    if (before->tone == TONE_BAD && here->thread == before->thread) {
        return LABEL_ROOM_PX;
    }
    return before->tone == TONE_BAD || here->tone == TONE_BAD ? BAD_ROOM_PX : 0;
}

/* Whether on an axis true to time more than half of the neighbouring steps would be crowded, or one
 * that matters most could not be told from its neighbour. */
static bool is_crowded(const struct subject *subject, const struct time_axis *axis)
{
    uint32_t near_count = 0, count = subject->story->step_count;
    bool hides_bad = false;
    for (uint32_t i = 1; i < count; i++) {
        struct story_step step = story_bare_step(subject->story, i);
        struct story_step earlier = story_bare_step(subject->story, i - 1);
        double before = time_axis_x(axis, earlier.time_ns), here = time_axis_x(axis, step.time_ns);
        near_count += here - before < STEP_ROOM_PX;
        hides_bad = hides_bad || here - before < room_wanted(&earlier, &step);
    }
    return hides_bad || (count > 1 && near_count * 2 > count - 1);
}

/* An axis of events helps only as long as there are few enough of them. */
static bool has_room(const struct subject *subject, struct timeline_columns columns)
{
    return subject->story->step_count * STEP_ROOM_PX < columns.plot_right - columns.plot_left;
}

static enum axis_kind choose_axis(const struct subject *subject, const struct view *view)
{
    struct timeline_columns columns =
        timeline_columns_of(subject, view, frame_layout_of(view).timeline);
    struct time_axis axis;
    time_axis_init(&axis, subject, view, columns.plot_left, columns.plot_right);
    bool is_by_event = has_room(subject, columns) && is_crowded(subject, &axis);
    time_axis_finish(&axis);
    return is_by_event ? AXIS_EVENT : AXIS_TIME;
}

struct view view_default(const struct subject *subject, double width, double height,
                         const struct theme *theme, enum language language)
{
    uint32_t step_count = subject->story->step_count;
    struct view view = {
        .width = width,
        .height = height,
        .theme = theme,
        .language = language,
        .axis = AXIS_TIME,
        .step = step_count == 0 ? NONE_INDEX : step_count - 1,
        .cursor_ns =
            step_count == 0 ? subject->trace->end_ns : story_time(subject->story, step_count - 1),
        .zoom = 1,
        .selection = selection_none(),
        .speed = 1,
        .shows_arrows = true,
    };
    view.axis = choose_axis(subject, &view);
    return view;
}
