#include "viewer/app/command.h"

#include <assert.h>

#include "tracer/language/language.h"
#include "viewer/app/camera.h"
#include "viewer/app/causality.h"
#include "viewer/app/cursor.h"
#include "viewer/app/playback.h"
#include "viewer/app/selecting.h"
#include "viewer/scene/view/key_help.h"

#define ZOOM_STEP 1.4
#define PAN_STEP  0.2 /* of the plot */

const struct key_help command_key_helps[] = {
    {"Space", N_("play or pause")},
    {"← →", N_("one step back or forward")},
    {"Shift+← Shift+→", N_("the same in one thread (also , .)")},
    {"{ }", N_("previous or next problem")},
    {"[ ]", N_("to its cause, to its effect")},
    {"M", N_("set or take away a stop point here")},
    {"Shift+M", N_("write a note here")},
    {"N Shift+N", N_("to the next or previous mark")},
    {"G", N_("go to a step or a time")},
    {"/ Ctrl+F", N_("find a finding, step, thread, object")},
    {"Home End", N_("to the start or the end")},
    {"- =", N_("slower or faster")},
    {"P", N_("play by steps or true to time")},
    {"↑ ↓", N_("select a thread or an object")},
    {"Enter", N_("select the wait or hold that it is in")},
    {"U", N_("unfold or fold what it is inside of")},
    {"Shift+U", N_("unfold everything, or back")},
    {"W S", N_("zoom in or out (also Ctrl+wheel)")},
    {"A D", N_("move left or right (also Shift+wheel)")},
    {"0", N_("show everything")},
    {"F", N_("zoom to the range or the present step")},
    {"Ctrl+Z Ctrl+Y", N_("back to how it looked before, forth")},
    {"R", N_("begin or end a range of time")},
    {"X", N_("true to time, or every step as wide")},
    {"O", N_("arrows on or off")},
    {"T", N_("light, dark or paper")},
    {"L", N_("the next language")},
    {"Tab", N_("to the other of two traces")},
    {"C Shift+C", N_("to the next or previous difference")},
    {"Ctrl+= Ctrl+- Ctrl+0", N_("larger, smaller, usual size")},
    {"E", N_("export as SVG and PNG")},
    {"?", N_("this help")},
    {"Esc", N_("close, take the selection back")},
    {"Q", N_("quit")},
};
const uint32_t command_key_help_count = sizeof command_key_helps / sizeof command_key_helps[0];

static void step_previous(struct view *view, const struct subject *subject)
{
    cursor_move(view, subject, -1);
}

static void step_next(struct view *view, const struct subject *subject)
{
    cursor_move(view, subject, 1);
}

static void lane_previous(struct view *view, const struct subject *subject)
{
    cursor_move_in_thread(view, subject, -1);
}

static void lane_next(struct view *view, const struct subject *subject)
{
    cursor_move_in_thread(view, subject, 1);
}

static void problem_previous(struct view *view, const struct subject *subject)
{
    cursor_move_to_problem(view, subject, -1);
}

static void problem_next(struct view *view, const struct subject *subject)
{
    cursor_move_to_problem(view, subject, 1);
}

static void go_if_any(struct view *view, const struct subject *subject, uint32_t step)
{
    if (step != NONE_INDEX) {
        cursor_step_to(view, subject, step);
    }
}

static void cause(struct view *view, const struct subject *subject)
{
    go_if_any(view, subject, causality_find_cause(subject, view->step));
}

static void effect(struct view *view, const struct subject *subject)
{
    go_if_any(view, subject, causality_find_effect(subject, view->step));
}

static void mark_previous(struct view *view, const struct subject *subject)
{
    size_t before = view->marks != NULL ? marks_count_before(view->marks, view->cursor_ns) : 0;
    if (before > 0) {
        cursor_go_to_time(view, subject, view->marks->items[before - 1].time_ns);
    }
}

static void mark_next(struct view *view, const struct subject *subject)
{
    size_t next = view->marks != NULL ? marks_count_before(view->marks, view->cursor_ns + 1) : 0;
    if (view->marks != NULL && next < view->marks->count) {
        cursor_go_to_time(view, subject, view->marks->items[next].time_ns);
    }
}

static void change_pace(struct view *view, const struct subject *subject)
{
    (void)subject;
    view->is_timed = !view->is_timed;
}

static void to_start(struct view *view, const struct subject *subject)
{
    cursor_go_to_step(view, subject, NONE_INDEX);
    view->follows_step = false;
}

static void to_end(struct view *view, const struct subject *subject)
{
    cursor_go_to_end(view, subject);
    view->follows_step = false;
}

static void slower(struct view *view, const struct subject *subject)
{
    (void)subject;
    view->speed = playback_speed_near(view->speed, -1);
}

static void faster(struct view *view, const struct subject *subject)
{
    (void)subject;
    view->speed = playback_speed_near(view->speed, 1);
}

static void speed_cycle(struct view *view, const struct subject *subject)
{
    (void)subject;
    double next = playback_speed_near(view->speed, 1);
    view->speed = next == view->speed ? playback_speed_slowest() : next;
}

static void select_up(struct view *view, const struct subject *subject)
{
    cursor_select_lane(view, subject, -1);
}

static void select_down(struct view *view, const struct subject *subject)
{
    cursor_select_lane(view, subject, 1);
}

static void unfold(struct view *view, const struct subject *subject)
{
    uint32_t thread = view->selection.thread;
    if (view->selection.object != NONE_INDEX) {
        unfolding_turn(&view->unfolding, target_make(TARGET_OBJECT, view->selection.object));
        return;
    }
    if (thread == NONE_INDEX && view->step != NONE_INDEX) {
        thread = story_bare_step(subject->story, view->step).thread;
    }
    if (thread != NONE_INDEX) {
        unfolding_turn(&view->unfolding, target_make(TARGET_THREAD, thread));
    }
}

static void unfold_all(struct view *view, const struct subject *subject)
{
    (void)subject;
    unfolding_turn_all(&view->unfolding);
}

static void zoom_in(struct view *view, const struct subject *subject)
{
    camera_zoom_at_cursor(view, subject, ZOOM_STEP);
}

static void zoom_out(struct view *view, const struct subject *subject)
{
    camera_zoom_at_cursor(view, subject, 1 / ZOOM_STEP);
}

static void pan_left(struct view *view, const struct subject *subject)
{
    camera_pan(view, subject, -PAN_STEP * camera_plot_width(view, subject));
}

static void pan_right(struct view *view, const struct subject *subject)
{
    camera_pan(view, subject, PAN_STEP * camera_plot_width(view, subject));
}

/* The cursor takes the open end along: command_apply. */
static void change_range(struct view *view, const struct subject *subject)
{
    (void)subject;
    view->is_ranging = !view->is_ranging;
    if (view->is_ranging) {
        view->range_anchor_ns = view->cursor_ns;
    }
}

static void take_range_along(struct view *view)
{
    uint64_t anchor_ns = view->range_anchor_ns, cursor_ns = view->cursor_ns;
    view->has_range = anchor_ns != cursor_ns;
    view->range_begin_ns = anchor_ns < cursor_ns ? anchor_ns : cursor_ns;
    view->range_end_ns = anchor_ns < cursor_ns ? cursor_ns : anchor_ns;
}

/* Each in turn. */
static void change_theme(struct view *view, const struct subject *subject)
{
    (void)subject;
    view->theme = view->theme == theme_light()  ? theme_dark()
                  : view->theme == theme_dark() ? theme_paper()
                                                : theme_light();
}

static void change_language(struct view *view, const struct subject *subject)
{
    (void)subject;
    view->language = (enum language)((view->language + 1) % LANGUAGE_COUNT);
}

static void change_axis(struct view *view, const struct subject *subject)
{
    view->axis = view->axis == AXIS_TIME ? AXIS_EVENT : AXIS_TIME;
    camera_fit(view, subject);
}

static void change_arrows(struct view *view, const struct subject *subject)
{
    (void)subject;
    view->shows_arrows = !view->shows_arrows;
}

static void change_help(struct view *view, const struct subject *subject)
{
    (void)subject;
    view->shows_help = !view->shows_help;
}

static void clear(struct view *view, const struct subject *subject)
{
    (void)subject;
    if (view->shows_help) {
        view->shows_help = false;
        return;
    }
    view->has_range = view->is_ranging = false;
    view->selection = selection_none();
    view->follows_step = false;
}

static void (*const effects[COMMAND_COUNT])(struct view *, const struct subject *) = {
    [COMMAND_PLAY] = playback_start_or_stop,
    [COMMAND_STEP_PREVIOUS] = step_previous,
    [COMMAND_STEP_NEXT] = step_next,
    [COMMAND_LANE_PREVIOUS] = lane_previous,
    [COMMAND_LANE_NEXT] = lane_next,
    [COMMAND_PROBLEM_PREVIOUS] = problem_previous,
    [COMMAND_PROBLEM_NEXT] = problem_next,
    [COMMAND_CAUSE] = cause,
    [COMMAND_EFFECT] = effect,
    [COMMAND_MARK_PREVIOUS] = mark_previous,
    [COMMAND_MARK_NEXT] = mark_next,
    [COMMAND_TO_START] = to_start,
    [COMMAND_TO_END] = to_end,
    [COMMAND_SLOWER] = slower,
    [COMMAND_FASTER] = faster,
    [COMMAND_SPEED_CYCLE] = speed_cycle,
    [COMMAND_PACE] = change_pace,
    [COMMAND_SELECT_UP] = select_up,
    [COMMAND_SELECT_DOWN] = select_down,
    [COMMAND_SELECT_HERE] = selecting_at_cursor,
    [COMMAND_UNFOLD] = unfold,
    [COMMAND_UNFOLD_ALL] = unfold_all,
    [COMMAND_ZOOM_IN] = zoom_in,
    [COMMAND_ZOOM_OUT] = zoom_out,
    [COMMAND_PAN_LEFT] = pan_left,
    [COMMAND_PAN_RIGHT] = pan_right,
    [COMMAND_FIT] = camera_fit,
    [COMMAND_FOCUS] = camera_focus,
    [COMMAND_RANGE] = change_range,
    [COMMAND_THEME] = change_theme,
    [COMMAND_LANGUAGE] = change_language,
    [COMMAND_AXIS] = change_axis,
    [COMMAND_ARROWS] = change_arrows,
    [COMMAND_HELP] = change_help,
    [COMMAND_CLEAR] = clear,
};

void command_apply(enum command command, struct view *view, const struct subject *subject)
{
    assert(command < COMMAND_COUNT);
    if (effects[command]) {
        effects[command](view, subject);
    }
    if (view->is_ranging) {
        take_range_along(view);
    }
}
