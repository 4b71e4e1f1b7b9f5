/* What keys and buttons do to the view, without a window. */
#include <math.h>
#include <stdlib.h>

#include "tests/check.h"
#include "tests/sequence.h"
#include "viewer/app/camera.h"
#include "viewer/app/command.h"
#include "viewer/app/cursor.h"
#include "viewer/app/playback.h"
#include "viewer/app/time_text.h"
#include "viewer/scene/frame/frame_scene.h"
#include "viewer/scene/layout/default_view.h"
#include "viewer/scene/layout/frame_layout.h"
#include "viewer/scene/layout/time_axis.h"

#define MS 1000000u
#define S  1000000000u

/* Two threads and five steps, the third and the last of them bad. */
struct fixture {
    struct trace *trace;
    struct lanes *lanes;
    bool is_dead[8];
    struct analysis analysis;
    struct story story;
    struct subject subject;
    struct view view;
};

static const struct story_step steps[] = {
    {.time_ns = 1 * MS, .thread = 1, .tone = TONE_PLAIN},
    {.time_ns = 2 * MS, .thread = 2, .tone = TONE_PLAIN},
    {.time_ns = 4 * MS, .thread = 1, .tone = TONE_BAD},
    {.time_ns = 4 * MS, .thread = 2, .tone = TONE_WAIT_CONDITION},
    {.time_ns = 8 * MS, .thread = NONE_INDEX, .tone = TONE_HANG, .event = NONE_INDEX},
};

static const uint32_t bad_steps[] = {2, 4};

static void begin(struct fixture *fixture)
{
    *fixture = (struct fixture){.story = {.steps = steps,
                                          .step_count = ARRAY_COUNT(steps),
                                          .bad_steps = bad_steps,
                                          .bad_step_count = ARRAY_COUNT(bad_steps)}};
    fixture->trace = sequence_parse("main thread.create+ A; A thread.begin A @1ms; "
                                    "main lock.acquire L @2ms; A print 1 \"x\" @4ms; "
                                    "main lock.release L @8ms",
                                    "ended");
    fixture->lanes = lanes_create(fixture->trace);
    fixture->analysis = (struct analysis){.trace = fixture->trace, .is_dead = fixture->is_dead};
    fixture->subject =
        (struct subject){fixture->trace, fixture->lanes, &fixture->analysis, &fixture->story};
    fixture->view = view_default(&fixture->subject, 1920, 1080, theme_light(), LANGUAGE_ENGLISH);
}

static void finish(struct fixture *fixture)
{
    lanes_destroy(fixture->lanes);
    trace_destroy(fixture->trace);
}

static void apply(struct fixture *fixture, enum command command)
{
    command_apply(command, &fixture->view, &fixture->subject);
}

static void check_step(struct fixture *fixture, enum command command, uint32_t step)
{
    apply(fixture, command);
    check_int_equal(fixture->view.step, step);
    check_int_equal(fixture->view.cursor_ns, step == NONE_INDEX ? 0 : steps[step].time_ns);
}

static void test_steps(void)
{
    struct fixture f;
    begin(&f);
    check_int_equal(f.view.step, 4);
    check_step(&f, COMMAND_STEP_NEXT, 4); /* there is no further one */
    check_step(&f, COMMAND_STEP_PREVIOUS, 3);
    check_step(&f, COMMAND_TO_START, NONE_INDEX);
    check_step(&f, COMMAND_STEP_PREVIOUS, NONE_INDEX);
    check_step(&f, COMMAND_STEP_NEXT, 0);
    check_step(&f, COMMAND_STEP_NEXT, 1);
    check_step(&f, COMMAND_TO_END, 4);
    finish(&f);
}

static void test_back_from_between(void)
{
    struct fixture f;
    begin(&f);
    cursor_go_to_time(&f.view, &f.subject, 3 * MS);
    check_int_equal(f.view.step, 1);
    check_step(&f, COMMAND_STEP_PREVIOUS, 1);
    check_step(&f, COMMAND_STEP_PREVIOUS, 0);
    cursor_go_to_time(&f.view, &f.subject, 4 * MS);
    check_int_equal(f.view.step, 3); /* the last of the two at that instant */
    cursor_go_to_time(&f.view, &f.subject, MS / 2);
    check_int_equal(f.view.step, NONE_INDEX);
    finish(&f);
}

static void test_steps_in_thread(void)
{
    struct fixture f;
    begin(&f);
    check_step(&f, COMMAND_TO_START, NONE_INDEX);
    check_step(&f, COMMAND_STEP_NEXT, 0);
    check_step(&f, COMMAND_LANE_NEXT, 2);
    check_step(&f, COMMAND_LANE_NEXT, 2); /* the last of this thread */
    f.view.selection.thread = 2;
    check_step(&f, COMMAND_LANE_NEXT, 3);
    check_step(&f, COMMAND_LANE_PREVIOUS, 1);
    finish(&f);
}

static void test_problems(void)
{
    struct fixture f;
    begin(&f);
    check_step(&f, COMMAND_PROBLEM_PREVIOUS, 2);
    check_step(&f, COMMAND_PROBLEM_PREVIOUS, 2);
    check_step(&f, COMMAND_PROBLEM_NEXT, 4);
    finish(&f);
}

static void test_selection(void)
{
    struct fixture f;
    begin(&f);
    apply(&f, COMMAND_SELECT_DOWN);
    check_int_equal(f.view.selection.thread, 1);
    apply(&f, COMMAND_SELECT_DOWN);
    check_int_equal(f.view.selection.thread, 2);
    apply(&f, COMMAND_SELECT_DOWN); /* below the threads stands the lock */
    check_int_equal(f.view.selection.thread, NONE_INDEX);
    check_int_equal(f.view.selection.object, 0);
    apply(&f, COMMAND_SELECT_DOWN);
    check_int_equal(f.view.selection.object, 0);
    apply(&f, COMMAND_SELECT_UP);
    check_int_equal(f.view.selection.thread, 2);
    check_int_equal(f.view.selection.object, NONE_INDEX);
    apply(&f, COMMAND_SELECT_UP);
    check_int_equal(f.view.selection.thread, 1);
    apply(&f, COMMAND_HELP);
    apply(&f, COMMAND_CLEAR);
    check_true(!f.view.shows_help && f.view.selection.thread == 1);
    apply(&f, COMMAND_CLEAR);
    check_int_equal(f.view.selection.thread, NONE_INDEX);
    finish(&f);
}

static void test_zoom(void)
{
    struct fixture f;
    begin(&f);
    double x = 700;
    uint64_t before = camera_time_at(&f.view, &f.subject, x);
    camera_zoom_at(&f.view, &f.subject, x, 3);
    check_true(fabs(f.view.zoom - 3) < 1e-9);
    check_true(llabs((long long)(camera_time_at(&f.view, &f.subject, x) - before)) < 100);
    camera_pan(&f.view, &f.subject, -1e9);
    check_true(f.view.pan_px == 0);
    camera_pan(&f.view, &f.subject, 1e9);
    check_true(fabs(f.view.pan_px - 2 * camera_plot_width(&f.view, &f.subject)) < 1e-6);
    apply(&f, COMMAND_FIT);
    check_true(f.view.zoom == 1 && f.view.pan_px == 0);
    apply(&f, COMMAND_ZOOM_OUT);
    check_true(f.view.zoom == 1); /* all is seen already */
    finish(&f);
}

static void test_cursor_stays_seen(void)
{
    struct fixture f;
    begin(&f);
    apply(&f, COMMAND_TO_START);
    for (int i = 0; i < 8; i++) {
        apply(&f, COMMAND_ZOOM_IN);
    }
    double pan_before = f.view.pan_px;
    apply(&f, COMMAND_TO_END);
    check_true(f.view.pan_px > pan_before);
    uint64_t last = camera_time_at(&f.view, &f.subject, 10000);
    uint64_t right = camera_time_at(&f.view, &f.subject, 1380);
    check_true(last == f.trace->end_ns && right > 6 * MS);
    finish(&f);
}

static void test_focus(void)
{
    struct fixture f;
    begin(&f);
    cursor_go_to_step(&f.view, &f.subject, 0);
    apply(&f, COMMAND_FOCUS);
    check_true(f.view.zoom > 1);
    apply(&f, COMMAND_FOCUS);
    check_true(f.view.zoom == 1);
    finish(&f);
}

static void test_playback(void)
{
    struct fixture f;
    begin(&f);
    struct playback playback = {.step = f.view.step};
    apply(&f, COMMAND_PLAY); /* from the end: begins again */
    check_true(f.view.is_playing && f.view.step == NONE_INDEX);
    playback_advance(&playback, &f.view, &f.subject, S / 2);
    check_int_equal(f.view.cursor_ns, MS / 2);
    playback_advance(&playback, &f.view, &f.subject, S);
    check_int_equal(f.view.step, 0);
    check_int_equal(f.view.cursor_ns, MS + MS / 2);
    f.view.speed = 2;
    playback_advance(&playback, &f.view, &f.subject, S / 4);
    check_int_equal(f.view.step, 1);
    playback_advance(&playback, &f.view, &f.subject, 20ull * S);
    check_true(!f.view.is_playing && f.view.step == 4);
    finish(&f);
}

static void test_speed(void)
{
    struct fixture f;
    begin(&f);
    apply(&f, COMMAND_SLOWER);
    check_true(f.view.speed == 0.5);
    for (int i = 0; i < 20; i++) {
        apply(&f, COMMAND_SLOWER);
    }
    check_true(f.view.speed == 0.1);
    for (int i = 0; i < 20; i++) {
        apply(&f, COMMAND_FASTER);
    }
    check_true(f.view.speed == 1000);
    apply(&f, COMMAND_SPEED_CYCLE);
    check_true(f.view.speed == 0.1);
    finish(&f);
}

static void test_switches(void)
{
    struct fixture f;
    begin(&f);
    enum axis_kind axis = f.view.axis;
    apply(&f, COMMAND_THEME);
    apply(&f, COMMAND_LANGUAGE);
    apply(&f, COMMAND_AXIS);
    apply(&f, COMMAND_ARROWS);
    check_true(f.view.theme == theme_dark() && f.view.language == LANGUAGE_CHINESE);
    check_true(f.view.axis != axis && !f.view.shows_arrows);
    apply(&f, COMMAND_THEME);
    check_true(f.view.theme == theme_paper());
    apply(&f, COMMAND_THEME);
    check_true(f.view.theme == theme_light());
    finish(&f);
}

static bool is_unfolded(const struct fixture *fixture, enum target_class class, uint32_t index)
{
    return unfolding_has(&fixture->view.unfolding, fixture->trace, target_make(class, index));
}

static void test_unfold(void)
{
    struct fixture f;
    begin(&f);
    check_step(&f, COMMAND_STEP_PREVIOUS, 3);
    apply(&f, COMMAND_UNFOLD); /* nothing is selected: the thread of the present step */
    check_true(is_unfolded(&f, TARGET_THREAD, 2) && !is_unfolded(&f, TARGET_THREAD, 1));
    apply(&f, COMMAND_UNFOLD);
    check_true(!is_unfolded(&f, TARGET_THREAD, 2));
    apply(&f, COMMAND_SELECT_DOWN);
    apply(&f, COMMAND_UNFOLD);
    check_true(is_unfolded(&f, TARGET_THREAD, 1));
    f.view.selection.thread = NONE_INDEX;
    f.view.selection.object = 0;
    apply(&f, COMMAND_UNFOLD);
    check_true(is_unfolded(&f, TARGET_OBJECT, 0) && is_unfolded(&f, TARGET_THREAD, 1));
    apply(&f, COMMAND_UNFOLD_ALL);
    check_true(is_unfolded(&f, TARGET_OBJECT, 0) && is_unfolded(&f, TARGET_THREAD, 2));
    apply(&f, COMMAND_UNFOLD_ALL);
    check_true(!is_unfolded(&f, TARGET_OBJECT, 0) && !is_unfolded(&f, TARGET_THREAD, 1));
    finish(&f);
}

/* In a low window the lock's lane lies below the edge. */
static void test_selected_lane_is_seen(void)
{
    struct fixture f;
    begin(&f);
    f.view.height = 320;
    apply(&f, COMMAND_SELECT_UP);
    check_int_equal(f.view.selection.object, 0);
    check_true(f.view.scroll_px > 0);
    for (int i = 0; i < 2; i++) {
        apply(&f, COMMAND_SELECT_UP);
    }
    check_int_equal(f.view.selection.thread, 1);
    struct timeline_columns columns =
        timeline_columns_of(&f.subject, &f.view, frame_layout_of(&f.view).timeline);
    struct lane_layout layout;
    lane_layout_init(&layout, &f.subject, &f.view, &columns);
    check_true(lane_layout_thread(&layout, 1)->top >= columns.lanes_top);
    lane_layout_finish(&layout);
    finish(&f);
}

static void test_empty_story(void)
{
    struct fixture f;
    begin(&f);
    f.story.step_count = 0;
    f.view.step = NONE_INDEX;
    for (enum command command = COMMAND_NONE; command < COMMAND_COUNT; command++) {
        apply(&f, command);
        check_int_equal(f.view.step, NONE_INDEX);
    }
    check_true(!f.view.is_playing);
    finish(&f);
}

static void test_times(void)
{
    static const struct {
        const char *text;
        uint64_t ns;
    } good[] = {{"1.5ms", 1500000}, {"2s", 2 * (uint64_t)S},
                {"300us", 300000},  {"300µs", 300000},
                {"17", 17},         {"0ns", 0},
                {".5us", 500}};
    static const char *const bad[] = {"", "ms", "-1ms", "1.5 ms", "1m", "inf", "nan", "1ms2", "."};
    for (size_t i = 0; i < ARRAY_COUNT(good); i++) {
        uint64_t ns = UINT64_MAX;
        check_true(time_text_parse(good[i].text, &ns));
        check_int_equal(ns, good[i].ns);
    }
    for (size_t i = 0; i < ARRAY_COUNT(bad); i++) {
        uint64_t ns;
        check_true(!time_text_parse(bad[i], &ns));
    }
}

static const struct test_case cases[] = {
    {"command@steps-stop-at-both-ends", test_steps},
    {"command@back-from-between-goes-to-the-step-before", test_back_from_between},
    {"command@steps-in-a-thread-skip-the-others", test_steps_in_thread},
    {"command@problems-are-the-bad-steps", test_problems},
    {"command@selection-moves-and-escape-takes-it-back", test_selection},
    {"camera@zoom-keeps-the-time-under-the-pointer", test_zoom},
    {"camera@cursor-is-brought-back-into-the-picture", test_cursor_stays_seen},
    {"camera@focus-and-focus-again-shows-all", test_focus},
    {"playback@glides-at-a-step-a-second-and-stops-at-the-end", test_playback},
    {"playback@speeds-end-at-the-slowest-and-the-fastest", test_speed},
    {"command@switches-change-the-view", test_switches},
    {"command@unfold-turns-the-selected-lane-or-all", test_unfold},
    {"command@the-selected-lane-is-scrolled-to", test_selected_lane_is_seen},
    {"command@nothing-moves-without-steps", test_empty_story},
    {"time_text@units-and-nonsense", test_times},
};

int main(int argc, char **argv)
{
    return run_cases(cases, ARRAY_COUNT(cases), argc, argv);
}
