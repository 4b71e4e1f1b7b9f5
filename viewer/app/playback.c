#include "viewer/app/playback.h"

#include <math.h>

#include "viewer/app/camera.h"
#include "viewer/app/cursor.h"

#define STEP_NS 1e9 /* at speed 1 */

static const double speeds[] = {0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000};
#define SPEED_COUNT (sizeof speeds / sizeof speeds[0])

static bool is_at_end(const struct view *view, const struct subject *subject)
{
    uint32_t count = subject->story->step_count;
    return count == 0 || view->step == count - 1;
}

void playback_start_or_stop(struct view *view, const struct subject *subject)
{
    view->is_playing = !view->is_playing && subject->story->step_count > 0;
    if (view->is_playing && is_at_end(view, subject)) {
        cursor_go_to_step(view, subject, NONE_INDEX);
    }
}

static uint64_t time_of(const struct subject *subject, uint32_t step)
{
    return step == NONE_INDEX ? 0 : story_time(subject->story, step);
}

/* Puts the cursor between two steps. */
static void glide(struct playback *playback, struct view *view, const struct subject *subject)
{
    uint64_t from = time_of(subject, view->step);
    uint64_t to = time_of(subject, view->step == NONE_INDEX ? 0 : view->step + 1);
    view->cursor_ns = from + (uint64_t)((double)(to - from) * playback->progress);
    camera_show_cursor(view, subject);
}

/* To the next step, and the next, as often as the time is enough for. */
static void advance_by_steps(struct playback *playback, struct view *view,
                             const struct subject *subject, uint64_t elapsed_ns)
{
    if (view->step != playback->step) {
        playback->progress = 0;
    }
    playback->progress += (double)elapsed_ns * view->speed / STEP_NS;
    while (playback->progress >= 1 && !is_at_end(view, subject)) {
        cursor_move(view, subject, 1);
        playback->progress -= 1;
    }
    if (!is_at_end(view, subject)) {
        glide(playback, view, subject);
    }
}

static void advance_by_time(struct view *view, const struct subject *subject, uint64_t elapsed_ns)
{
    double time_ns = (double)view->cursor_ns + (double)elapsed_ns * view->speed;
    uint32_t last = subject->story->step_count - 1;
    if (time_ns >= (double)story_time(subject->story, last)) {
        cursor_go_to_step(view, subject, last);
    } else {
        cursor_go_to_time(view, subject, (uint64_t)time_ns);
    }
}

/* The first stop point after an instant, up to another. */
static const struct mark *find_stop(const struct view *view, uint64_t after_ns, uint64_t until_ns)
{
    const struct marks *marks = view->marks;
    if (marks == NULL) {
        return NULL;
    }
    for (size_t i = marks_count_before(marks, after_ns + 1);
         i < marks->count && marks->items[i].time_ns <= until_ns; i++) {
        if (marks->items[i].is_stop) {
            return &marks->items[i];
        }
    }
    return NULL;
}

void playback_advance(struct playback *playback, struct view *view, const struct subject *subject,
                      uint64_t elapsed_ns)
{
    if (!view->is_playing) {
        playback->progress = 0;
        return;
    }
    uint64_t before_ns = view->cursor_ns;
    if (view->is_timed) {
        advance_by_time(view, subject, elapsed_ns);
    } else {
        advance_by_steps(playback, view, subject, elapsed_ns);
    }
    const struct mark *stop = find_stop(view, before_ns, view->cursor_ns);
    if (stop != NULL) {
        cursor_go_to_time(view, subject, stop->time_ns);
    }
    if (stop != NULL || is_at_end(view, subject)) {
        view->is_playing = false;
        playback->progress = 0;
    }
    playback->step = view->step;
}

double playback_speed_near(double speed, int direction)
{
    size_t nearest = 0;
    for (size_t i = 1; i < SPEED_COUNT; i++) {
        if (fabs(speeds[i] - speed) < fabs(speeds[nearest] - speed)) {
            nearest = i;
        }
    }
    bool is_last = direction < 0 ? nearest == 0 : nearest == SPEED_COUNT - 1;
    return speeds[is_last ? nearest : nearest + (size_t)direction];
}

double playback_speed_slowest(void)
{
    return speeds[0];
}
