#include "viewer/app/cursor.h"

#include "viewer/app/camera.h"
#include "viewer/scene/frame/frame_scene.h"
#include "viewer/scene/layout/frame_layout.h"

void cursor_go_to_step(struct view *view, const struct subject *subject, uint32_t step)
{
    const struct story *story = subject->story;
    if (step != NONE_INDEX && step >= story->step_count) {
        return;
    }
    view->step = step;
    view->cursor_ns = step == NONE_INDEX ? 0 : story_time(story, step);
    view->list_scroll_px = 0; /* the list follows */
    camera_show_cursor(view, subject);
}

void cursor_step_to(struct view *view, const struct subject *subject, uint32_t step)
{
    cursor_go_to_step(view, subject, step);
    view->follows_step = true;
}

void cursor_go_to_end(struct view *view, const struct subject *subject)
{
    uint32_t count = subject->story->step_count;
    cursor_go_to_step(view, subject, count == 0 ? NONE_INDEX : count - 1);
}

void cursor_go_to_time(struct view *view, const struct subject *subject, uint64_t time_ns)
{
    const struct story *story = subject->story;
    uint32_t after = story_count_before(story, time_ns + 1);
    uint64_t end_ns = subject->trace->end_ns;
    view->step = after == 0 ? NONE_INDEX : after - 1;
    view->cursor_ns = time_ns < end_ns ? time_ns : end_ns;
    view->list_scroll_px = 0;
    camera_show_cursor(view, subject);
}

/* Steps as a line on which the place before the first is -1. */
static int64_t place_of(const struct view *view)
{
    return view->step == NONE_INDEX ? -1 : (int64_t)view->step;
}

void cursor_move(struct view *view, const struct subject *subject, int direction)
{
    int64_t place = place_of(view);
    bool is_between =
        view->step != NONE_INDEX && view->cursor_ns > story_time(subject->story, view->step);
    int64_t next = direction < 0 && is_between ? place : place + direction;
    if (next < -1 || next >= (int64_t)subject->story->step_count) {
        return;
    }
    cursor_step_to(view, subject, next < 0 ? NONE_INDEX : (uint32_t)next);
}

static void move_to_thread(struct view *view, const struct subject *subject, int direction,
                           uint32_t thread)
{
    uint32_t step = NONE_INDEX;
    if (direction > 0) {
        step =
            story_next_of_thread(subject->story, thread, view->step + 1); /* NONE_INDEX + 1 is 0 */
    } else if (view->step != NONE_INDEX) {
        step = story_last_of_thread(subject->story, thread, view->step);
    }
    if (step != NONE_INDEX) {
        cursor_step_to(view, subject, step);
    }
}

void cursor_move_in_thread(struct view *view, const struct subject *subject, int direction)
{
    uint32_t thread = view->selection.thread;
    if (thread == NONE_INDEX && view->step != NONE_INDEX) {
        thread = story_bare_step(subject->story, view->step).thread;
    }
    if (thread == NONE_INDEX) {
        cursor_move(view, subject, direction);
        return;
    }
    move_to_thread(view, subject, direction, thread);
}

void cursor_move_to_problem(struct view *view, const struct subject *subject, int direction)
{
    const struct story *story = subject->story;
    int64_t place = place_of(view), nearest = -1;
    for (uint32_t i = 0; i < story->bad_step_count; i++) {
        int64_t bad = story->bad_steps[i];
        if (direction > 0 ? bad > place : bad < place) {
            nearest = bad;
            if (direction > 0) {
                break;
            }
        }
    }
    if (nearest >= 0) {
        cursor_step_to(view, subject, (uint32_t)nearest);
    }
}

/* A finding stands on events. */
void cursor_step_to_finding(struct view *view, const struct subject *subject, uint32_t index)
{
    const struct analysis *analysis = subject->analysis;
    if (analysis == NULL || index >= analysis->finding_count) {
        return;
    }
    const struct finding *finding = &analysis->findings[index];
    uint32_t event = finding->notify_event;
    if (event == NONE_INDEX && finding->event_count > 0) {
        event = finding->events[finding->event_count - 1];
    }
    uint32_t step = event == NONE_INDEX ? NONE_INDEX : story_step_at_event(subject->story, event);
    if (step != NONE_INDEX) {
        cursor_step_to(view, subject, step);
    }
}

static bool can_be_selected(const struct lane_place *place)
{
    return place->kind != LANE_HEADING && place->kind != LANE_PROCESS;
}

static bool is_selected(const struct view *view, const struct lane_place *place)
{
    uint32_t selected =
        place->kind == LANE_THREAD ? view->selection.thread : view->selection.object;
    return can_be_selected(place) && selected == place->index;
}

/* The nearest lane from the selected one on, in a direction; NULL if there is none. */
static const struct lane_place *find_lane(const struct view *view, const struct lane_layout *layout,
                                          int direction)
{
    int64_t count = layout->place_count, selected = direction > 0 ? -1 : count;
    for (int64_t i = 0; i < count; i++) {
        selected = is_selected(view, &layout->places[i]) ? i : selected;
    }
    for (int64_t i = selected + direction; i >= 0 && i < count; i += direction) {
        if (can_be_selected(&layout->places[i])) {
            return &layout->places[i];
        }
    }
    return NULL;
}

void cursor_select_lane(struct view *view, const struct subject *subject, int direction)
{
    struct timeline_columns columns =
        timeline_columns_of(subject, view, frame_layout_of(view).timeline);
    struct lane_layout layout;
    lane_layout_init(&layout, subject, view, &columns);
    const struct lane_place *place = find_lane(view, &layout, direction);
    if (place != NULL) {
        bool is_thread = place->kind == LANE_THREAD;
        view->selection =
            is_thread ? selection_of_thread(place->index) : selection_of_object(place->index);
        camera_show_lane(view, subject, place);
    }
    lane_layout_finish(&layout);
}

void cursor_select_target(struct view *view, const struct subject *subject, uint32_t target)
{
    bool is_thread = target_class(target) == TARGET_THREAD;
    uint32_t index = target_index(target);
    view->selection = is_thread ? selection_of_thread(index) : selection_of_object(index);
    struct timeline_columns columns =
        timeline_columns_of(subject, view, frame_layout_of(view).timeline);
    struct lane_layout layout;
    lane_layout_init(&layout, subject, view, &columns);
    const struct lane_place *place =
        is_thread ? lane_layout_thread(&layout, index) : lane_layout_object(&layout, index);
    if (place != NULL) {
        camera_show_lane(view, subject, place);
    }
    lane_layout_finish(&layout);
}
