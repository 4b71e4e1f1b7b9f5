/* The replay driven by the mouse, without a window: places come from the picture it shows. */
#include <stdio.h>
#include <stdlib.h>

#include "tests/check.h"
#include "tests/replay.h"
#include "tests/scratch.h"
#include "tests/sequence.h"
#include "tracer/model/trace_save.h"
#include "viewer/app/camera.h"
#include "viewer/app/pointer.h"
#include "viewer/paint/cairo_painter.h"

static const char sequence[] =
    "C:condition uses L; main thread.create+ A; A thread.begin A @0.2ms; main thread.create A; "
    "A lock.acquire L @0.7ms; A condition.notify C 1/0 @1.35ms; A lock.release L @1.4ms; "
    "A thread.end A @1.6ms; main lock.acquire L @2.6ms; main condition.wait+ C @3.2ms; "
    "main ·lock.release L; main ·door.wait+ C #1";

static void begin(struct replay *replay)
{
    struct trace_error error;
    char *path = scratch_new_path();
    struct trace *trace = sequence_parse(sequence, "hung");
    check_true(trace_save(trace, path, &error));
    trace_destroy(trace);
    replay->shaper = pango_shaper_create();
    replay_open(replay, path, 1280, 800);
    free(path);
}

static void test_click_selects(void)
{
    struct replay f;
    begin(&f);
    replay_click(&f.player, "thread:2");
    check_int_equal(f.player.view.selection.thread, 2);
    replay_click(&f.player, "object:0");
    check_int_equal(f.player.view.selection.object, 0);
    check_int_equal(f.player.view.selection.thread, NONE_INDEX);
    replay_click(&f.player, "object:0");
    check_int_equal(f.player.view.selection.object, NONE_INDEX);
    replay_finish(&f);
}

static void test_click_unfolds(void)
{
    struct replay f;
    begin(&f);
    uint32_t wait = 0;
    while (f.player.subject.trace->events[wait].kind != EVENT_CONDITION_WAIT_BEGIN) {
        wait++;
    }
    char bracket[32];
    snprintf(bracket, sizeof bracket, "bracket:%u", wait);
    replay_click(&f.player, "fold-thread:1");
    check_true(replay_shows(&f.player, bracket));
    check_int_equal(f.player.view.selection.thread, NONE_INDEX); /* the triangle is not the name */
    replay_click(&f.player, bracket);
    check_int_equal(f.player.view.selection.thread, 1);
    replay_click(&f.player, "fold-thread:1");
    check_true(!replay_shows(&f.player, bracket));
    replay_finish(&f);
}

static void test_click_goes_to_steps(void)
{
    struct replay f;
    begin(&f);
    replay_click(&f.player, "mark:2");
    check_int_equal(f.player.view.step, 1);
    replay_click(&f.player, "step:3");
    check_int_equal(f.player.view.step, 2);
    replay_click(&f.player, "scrub:1");
    check_int_equal(f.player.view.step, 0);
    replay_click(&f.player, "transport:speed");
    check_true(f.player.view.speed == 2);
    replay_finish(&f);
}

static void test_click_goes_to_the_finding(void)
{
    static const char *const ids[] = {"verdict", "finding:1", "lost-notify-zero"};
    struct replay f;
    begin(&f);
    for (size_t i = 0; i < ARRAY_COUNT(ids); i++) {
        replay_command(&f.player, COMMAND_TO_END);
        replay_click(&f.player, ids[i]);
        check_int_equal(f.player.subject.story->steps[f.player.view.step].tone, TONE_BAD);
    }
    replay_finish(&f);
}

static void test_drag_pans(void)
{
    struct replay f;
    begin(&f);
    pointer_wheel(&f.player, 500, 300, 5, WHEEL_ZOOM);
    check_true(f.player.view.zoom > 2);
    double before = f.player.view.pan_px;
    pointer_press(&f.player, 500, 300, POINTER_PAN);
    pointer_move(&f.player, 440, 300);
    pointer_release(&f.player);
    check_true(f.player.view.pan_px == before + 60);
    pointer_move(&f.player, 300, 300); /* released: nothing is dragged any more */
    check_true(f.player.view.pan_px == before + 60);
    replay_finish(&f);
}

static void test_window_title(void)
{
    struct replay f;
    char title[400];
    begin(&f);
    replay_command(&f.player, COMMAND_TO_START);
    replay_command(&f.player, COMMAND_STEP_NEXT);
    player_title(&f.player, title, sizeof title);
    check_true(strstr(title, ": step 1 of ") != NULL && strstr(title, "playing") == NULL);
    replay_command(&f.player, COMMAND_LANGUAGE);
    replay_command(&f.player, COMMAND_PLAY);
    player_title(&f.player, title, sizeof title);
    check_true(strstr(title, "：第 1 步，共 ") != NULL && strstr(title, "，播放中") != NULL);
    for (int i = 1; i < LANGUAGE_COUNT; i++) {
        replay_command(&f.player, COMMAND_LANGUAGE); /* goes round */
    }
    player_title(&f.player, title, sizeof title);
    check_true(strstr(title, ": step 1 of ") != NULL && strstr(title, ", playing") != NULL);
    replay_finish(&f);
}

static void test_hover_shows_title(void)
{
    struct replay f;
    begin(&f);
    struct scene_rect button = replay_place(&f.player, "transport:back");
    check_true(!replay_shows_text(&f.player, "one step back"));
    f.player.is_stale = false;
    pointer_move(&f.player, button.x + 5, button.y + 20);
    check_true(f.player.is_stale);
    player_build(&f.player);
    check_true(replay_shows_text(&f.player, "one step back"));
    pointer_move(&f.player, button.x + 6, button.y + 20);
    check_true(!f.player.is_stale); /* still the same button: nothing to draw */
    pointer_leave(&f.player);
    player_build(&f.player);
    check_true(!replay_shows_text(&f.player, "one step back"));
    replay_finish(&f);
}

static void test_language(void)
{
    struct replay f;
    begin(&f);
    const char *english = f.player.subject.story->steps[0].sentence;
    player_command(&f.player, COMMAND_LANGUAGE);
    check_true(strcmp(f.player.subject.story->steps[0].sentence, english) != 0);
    player_command(&f.player, COMMAND_LANGUAGE);
    check_text_equal(f.player.subject.story->steps[0].sentence, english);
    replay_finish(&f);
}

static void test_help_closes(void)
{
    struct replay f;
    begin(&f);
    player_command(&f.player, COMMAND_HELP);
    player_build(&f.player);
    check_true(replay_shows(&f.player, "help"));
    uint32_t step = f.player.view.step;
    struct scene_rect button = replay_place(&f.player, "transport:start");
    pointer_press(&f.player, button.x + 20, button.y + 20, POINTER_SELECT);
    check_true(!f.player.view.shows_help); /* a click beside it closes it, and does no more */
    check_int_equal(f.player.view.step, step);
    replay_finish(&f);
}

static uint64_t time_at(struct replay *replay, double x)
{
    return camera_time_at(&replay->player.view, &replay->player.subject, x);
}

static void test_click_on_ruler(void)
{
    struct replay f;
    begin(&f);
    struct scene_rect ruler = replay_place(&f.player, "ruler");
    double x = ruler.x + ruler.width * 0.4, y = ruler.y + 12;
    uint64_t expected = time_at(&f, x);
    pointer_press(&f.player, x, y, POINTER_SELECT);
    pointer_release(&f.player);
    check_int_equal(f.player.view.cursor_ns, expected);
    check_true(!f.player.view.has_range);
    replay_finish(&f);
}

static void test_drag_on_ruler(void)
{
    struct replay f;
    begin(&f);
    struct scene_rect ruler = replay_place(&f.player, "ruler");
    uint64_t cursor_ns = f.player.view.cursor_ns;
    double from = ruler.x + ruler.width * 0.6, to = ruler.x + ruler.width * 0.2, y = ruler.y + 12;
    pointer_press(&f.player, from, y, POINTER_SELECT);
    pointer_move(&f.player, to, y + 200);
    pointer_release(&f.player);
    check_true(f.player.view.has_range);
    check_int_equal(f.player.view.range_begin_ns, time_at(&f, to));
    check_int_equal(f.player.view.range_end_ns, time_at(&f, from));
    check_int_equal(f.player.view.cursor_ns, cursor_ns);
    player_build(&f.player);
    replay_place(&f.player, "range");
    player_command(&f.player, COMMAND_FOCUS);
    check_true(f.player.view.zoom > 1.5);
    player_command(&f.player, COMMAND_CLEAR);
    check_true(!f.player.view.has_range);
    replay_finish(&f);
}

static void test_drag_of_playhead(void)
{
    struct replay f;
    begin(&f);
    player_command(&f.player, COMMAND_STEP_PREVIOUS);
    player_build(&f.player);
    struct scene_rect sign = replay_place(&f.player, "playhead"),
                      ruler = replay_place(&f.player, "ruler");
    double x = ruler.x + ruler.width * 0.3;
    pointer_press(&f.player, sign.x + sign.width / 2, sign.y + 4, POINTER_SELECT);
    pointer_move(&f.player, x, sign.y + 4);
    pointer_release(&f.player);
    check_int_equal(f.player.view.cursor_ns, time_at(&f, x));
    check_true(!f.player.view.has_range);
    replay_finish(&f);
}

#define WIDTH           1280
#define HEIGHT          800
#define EDGE_DIFFERENCE 8 /* a clip may round the edges of shapes otherwise */

static uint32_t whole[WIDTH * HEIGHT], pieced[WIDTH * HEIGHT];

/* Of any channel of any pixel. */
static int worst_difference(void)
{
    int worst = 0;
    for (int i = 0; i < WIDTH * HEIGHT; i++) {
        for (int shift = 0; shift < 24; shift += 8) {
            int difference = abs((int)(whole[i] >> shift & 255) - (int)(pieced[i] >> shift & 255));
            worst = difference > worst ? difference : worst;
        }
    }
    return worst;
}

/* Paints what has changed over the picture before, and all of it elsewhere. */
static void check_repainted(struct replay *replay, struct painted *painted)
{
    struct pixel_memory memory = {whole, WIDTH, HEIGHT, WIDTH * 4};
    player_build(&replay->player);
    cairo_painter_paint_pixels(memory, &replay->player.scene, replay->shaper);
    memory.pixels = pieced;
    cairo_painter_repaint_pixels(memory, &replay->player.scene, replay->shaper, painted);
    check_true(worst_difference() <= EDGE_DIFFERENCE);
}

static void test_repainting(void)
{
    static const enum command commands[] = {
        COMMAND_STEP_PREVIOUS, COMMAND_STEP_PREVIOUS, COMMAND_ZOOM_IN,  COMMAND_PAN_RIGHT,
        COMMAND_SELECT_DOWN,   COMMAND_UNFOLD,        COMMAND_THEME,    COMMAND_HELP,
        COMMAND_HELP,          COMMAND_LANGUAGE,      COMMAND_TO_START, COMMAND_ARROWS,
        COMMAND_AXIS,          COMMAND_FIT,           COMMAND_TO_END,
    };
    struct replay f;
    struct painted painted = {0};
    begin(&f);
    check_repainted(&f, &painted);
    for (size_t i = 0; i < ARRAY_COUNT(commands); i++) {
        player_command(&f.player, commands[i]);
        check_repainted(&f, &painted);
    }
    pointer_move(&f.player, 400, 200);
    check_repainted(&f, &painted);
    painted_finish(&painted);
    replay_finish(&f);
}

static void test_idle(void)
{
    struct replay f;
    begin(&f);
    f.player.is_stale = false;
    player_advance(&f.player, 1000000000);
    player_command(&f.player, COMMAND_NONE);
    check_true(!f.player.is_stale);
    player_command(&f.player, COMMAND_QUIT);
    check_true(f.player.has_ended);
    replay_finish(&f);
}

static const struct test_case cases[] = {
    {"player@click-selects-a-lane-and-takes-it-back", test_click_selects},
    {"player@a-click-on-the-triangle-unfolds", test_click_unfolds},
    {"player@click-goes-to-a-step", test_click_goes_to_steps},
    {"player@click-on-the-verdict-goes-to-what-it-is-about", test_click_goes_to_the_finding},
    {"player@drag-pans-until-it-is-released", test_drag_pans},
    {"player@the-window-is-called-in-its-language", test_window_title},
    {"player@hover-shows-the-title-once", test_hover_shows_title},
    {"player@language-changes-the-sentences", test_language},
    {"player@help-takes-the-click", test_help_closes},
    {"player@a-click-on-the-ruler-sets-the-cursor", test_click_on_ruler},
    {"player@a-drag-on-the-ruler-selects-a-range", test_drag_on_ruler},
    {"player@the-playhead-can-be-dragged", test_drag_of_playhead},
    {"player@painting-what-changed-gives-the-whole-picture", test_repainting},
    {"player@nothing-is-drawn-while-nothing-moves", test_idle},
};

int main(int argc, char **argv)
{
    return run_cases(cases, ARRAY_COUNT(cases), argc, argv);
}
