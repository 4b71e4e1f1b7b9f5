#include "viewer/app/command.h"

#include <assert.h>

#include "viewer/app/camera.h"
#include "viewer/app/causality.h"
#include "viewer/app/cursor.h"
#include "viewer/app/playback.h"
#include "viewer/scene/view/key_help.h"

#define ZOOM_STEP 1.4
#define PAN_STEP  0.2 /* of the plot */

const struct key_help command_key_helps[] = {
    {"Space", "play or pause", "播放或暂停"},
    {"← →", "one step back or forward", "后退或前进一步"},
    {"Shift+← Shift+→", "the same in one thread (also , .)", "只看一个线程的步骤（或 , .）"},
    {"{ }", "previous or next problem", "上一个或下一个问题"},
    {"[ ]", "to what caused this step, to what it caused", "到这一步的起因或结果"},
    {"M", "set or take away a stop point here", "在此设置或取消停止点"},
    {"Shift+M", "write a note here", "在此写备注"},
    {"N Shift+N", "to the next or previous mark", "到下一个或上一个标记"},
    {"G", "go to a step or a time", "转到某一步或某一时刻"},
    {"/ Ctrl+F", "find a finding, step, thread, object", "查找结论、步骤、线程、对象"},
    {"Home End", "to the start or the end", "到开头或结尾"},
    {"- =", "slower or faster", "慢一点或快一点"},
    {"P", "play by steps or true to time", "按步骤播放或按真实时间播放"},
    {"↑ ↓", "select a thread or an object", "选择线程或对象"},
    {"U", "unfold or fold what it is inside of", "展开或收起内部"},
    {"Shift+U", "unfold everything, or back", "全部展开或还原"},
    {"W S", "zoom in or out (also Ctrl+wheel)", "放大或缩小（或 Ctrl+滚轮）"},
    {"A D", "move left or right (also Shift+wheel)", "左移或右移（或 Shift+滚轮）"},
    {"0", "show everything", "显示全部"},
    {"F", "zoom to the range or the present step", "放大所选时段或当前步骤"},
    {"Ctrl+Z Ctrl+Y", "back to how it looked before, forth", "撤销或重做视图"},
    {"X", "true to time, or every step as wide", "按时间或按步骤排列"},
    {"O", "arrows on or off", "显示或隐藏箭头"},
    {"T", "light or dark", "浅色或深色"},
    {"L", "English or Chinese", "英文或中文"},
    {"Tab", "to the other of two traces", "切换到另一个录制"},
    {"Ctrl+= Ctrl+- Ctrl+0", "larger, smaller, usual size", "放大、缩小、恢复界面"},
    {"E", "export as SVG and PNG", "导出 SVG 和 PNG"},
    {"?", "this help", "本帮助"},
    {"Esc", "close, take the selection back", "关闭、取消选择"},
    {"Q", "quit", "退出"},
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

static void change_theme(struct view *view, const struct subject *subject)
{
    (void)subject;
    view->theme = view->theme == theme_light() ? theme_dark() : theme_light();
}

static void change_language(struct view *view, const struct subject *subject)
{
    (void)subject;
    view->language = view->language == LANGUAGE_ENGLISH ? LANGUAGE_CHINESE : LANGUAGE_ENGLISH;
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
    view->has_range = false;
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
    [COMMAND_UNFOLD] = unfold,
    [COMMAND_UNFOLD_ALL] = unfold_all,
    [COMMAND_ZOOM_IN] = zoom_in,
    [COMMAND_ZOOM_OUT] = zoom_out,
    [COMMAND_PAN_LEFT] = pan_left,
    [COMMAND_PAN_RIGHT] = pan_right,
    [COMMAND_FIT] = camera_fit,
    [COMMAND_FOCUS] = camera_focus,
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
}
