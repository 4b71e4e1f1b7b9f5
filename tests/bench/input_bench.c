/* How long the window would stand still after each input: a long recording is made up, looked at
 * by a player without a window, and each command and each thing that a person does with keys,
 * letters, mouse and wheel is done at several zooms and places. What counts is until its picture is
 * painted; the bar is 100 ms, at the slowest place: docs/performance.md.
 *
 * Times are those of the processor, of the window's thread alone, so that a busy machine does not
 * count. What other threads leave for it, as files of pictures, is an input, too.
 *
 *     build/tests/bench/input_bench [EVENTS [THREADS]] */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "tests/bench/workshop_trace.h"
#include "tests/scratch.h"
#include "viewer/app/camera.h"
#include "viewer/app/cursor.h"
#include "viewer/app/player.h"
#include "viewer/app/pointer.h"
#include "viewer/paint/cairo_painter.h"
#include "viewer/scene/layout/default_view.h"
#include "viewer/scene/layout/frame_layout.h"

#define WIDTH      1920
#define HEIGHT     1080
#define BAR_MS     100.0
#define LANE_PLACE 600.0 /* on the plot */

static double now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

/* A window without a screen. */
struct stand {
    struct player player;
    struct pixel_memory memory;
    struct painted painted;
};

/* ---- inputs that are no single command ---- */

static void find_letters(struct player *player)
{
    player_command(player, COMMAND_FIND);
    player_type(player, "s");
}

static void open_row(struct player *player)
{
    find_letters(player);
    player_move_row(player, 1);
    player_accept(player);
}

static void go_to(struct player *player, const char *text)
{
    player_command(player, COMMAND_GO);
    player_type(player, text);
    player_accept(player);
}

static void go_to_step(struct player *player)
{
    char text[32];
    snprintf(text, sizeof text, "%u", player->subject.story->step_count * 2 / 3);
    go_to(player, text);
}

static void go_to_time(struct player *player)
{
    char text[32];
    snprintf(text, sizeof text, "%lluns", (unsigned long long)player->subject.trace->end_ns / 3);
    go_to(player, text);
}

static void undo_end(struct player *player)
{
    player_command(player, COMMAND_TO_END);
    player_command(player, COMMAND_UNDO);
}

static void redo_end(struct player *player)
{
    undo_end(player);
    player_command(player, COMMAND_REDO);
}

static void be_smaller(struct player *player)
{
    player_resize(player, 800, 600);
}

static void be_larger(struct player *player)
{
    player_resize(player, 2560, 1440);
}

static void drag(struct player *player, const char *id, double from, double to)
{
    struct scene_rect place;
    if (player_find(player, id, &place)) {
        double y = place.y + place.height / 2;
        pointer_press(player, place.x + from * place.width, y, POINTER_SELECT);
        pointer_move(player, place.x + to * place.width, y);
        pointer_release(player);
    }
}

static void select_range(struct player *player)
{
    drag(player, "ruler", 0.05, 0.95);
}

static void scrub(struct player *player)
{
    drag(player, "scrubber", 0.2, 0.7);
}

static void click_lane(struct player *player)
{
    pointer_press(player, LANE_PLACE, HEIGHT / 2.0, POINTER_SELECT);
    pointer_release(player);
}

static void hover_lane(struct player *player)
{
    pointer_move(player, LANE_PLACE, HEIGHT / 3.0);
}

static void drag_lanes(struct player *player)
{
    pointer_press(player, LANE_PLACE, HEIGHT / 2.0, POINTER_PAN);
    pointer_move(player, LANE_PLACE + 300, HEIGHT / 2.0 - 200);
    pointer_release(player);
}

static void wheel_lanes(struct player *player)
{
    pointer_wheel(player, LANE_PLACE, HEIGHT / 2.0, -3, WHEEL_SCROLL);
}

static void wheel_zoom(struct player *player)
{
    pointer_wheel(player, LANE_PLACE, HEIGHT / 2.0, 2, WHEEL_ZOOM);
}

static void wheel_steps(struct player *player)
{
    struct scene_rect panel = frame_layout_of(&player->view).panel;
    pointer_wheel(player, panel.x + 50, panel.y + panel.height - 50, -5, WHEEL_SCROLL);
}

static void play_fast(struct player *player)
{
    player->view.speed = 1000;
    player_command(player, COMMAND_PLAY);
    player_advance(player, 16000000);
}

static void select_last_thread(struct player *player)
{
    cursor_select_target(&player->view, &player->subject,
                         target_make(TARGET_THREAD, player->subject.trace->thread_count - 1));
}

/* Of a thread that does nothing for long. */
static void idle_lane_next(struct player *player)
{
    select_last_thread(player);
    player_command(player, COMMAND_LANE_NEXT);
}

static void idle_lane_previous(struct player *player)
{
    select_last_thread(player);
    player_command(player, COMMAND_LANE_PREVIOUS);
}

static void idle_lane_step(struct player *player)
{
    player_command(player, COMMAND_TO_START);
    idle_lane_next(player);
    idle_lane_next(player);
}

struct input {
    const char *name;
    enum command command;                  /* COMMAND_NONE: … */
    void (*effect)(struct player *player); /* … something else */
};

static const struct input inputs[] = {
    {"nothing, the picture is made anew", COMMAND_NONE, NULL},
    {"play, 1000 times as fast", COMMAND_NONE, play_fast},
    {"previous step", COMMAND_STEP_PREVIOUS, NULL},
    {"next step", COMMAND_STEP_NEXT, NULL},
    {"previous step of the thread", COMMAND_LANE_PREVIOUS, NULL},
    {"next step of the thread", COMMAND_LANE_NEXT, NULL},
    {"previous step of an idle thread", COMMAND_NONE, idle_lane_previous},
    {"next step of an idle thread", COMMAND_NONE, idle_lane_next},
    {"steps of an idle thread", COMMAND_NONE, idle_lane_step},
    {"previous problem", COMMAND_PROBLEM_PREVIOUS, NULL},
    {"next problem", COMMAND_PROBLEM_NEXT, NULL},
    {"cause", COMMAND_CAUSE, NULL},
    {"effect", COMMAND_EFFECT, NULL},
    {"to the start", COMMAND_TO_START, NULL},
    {"to the end", COMMAND_TO_END, NULL},
    {"lane above", COMMAND_SELECT_UP, NULL},
    {"lane below", COMMAND_SELECT_DOWN, NULL},
    {"unfold", COMMAND_UNFOLD, NULL},
    {"unfold everything", COMMAND_UNFOLD_ALL, NULL},
    {"zoom in", COMMAND_ZOOM_IN, NULL},
    {"zoom out", COMMAND_ZOOM_OUT, NULL},
    {"move left", COMMAND_PAN_LEFT, NULL},
    {"move right", COMMAND_PAN_RIGHT, NULL},
    {"show everything", COMMAND_FIT, NULL},
    {"zoom to the step", COMMAND_FOCUS, NULL},
    {"theme", COMMAND_THEME, NULL},
    {"language", COMMAND_LANGUAGE, NULL},
    {"every step as wide", COMMAND_AXIS, NULL},
    {"arrows", COMMAND_ARROWS, NULL},
    {"help", COMMAND_HELP, NULL},
    {"set a stop point", COMMAND_MARK, NULL},
    {"find", COMMAND_FIND, NULL},
    {"find, a letter", COMMAND_NONE, find_letters},
    {"find, open a row", COMMAND_NONE, open_row},
    {"go to a step", COMMAND_NONE, go_to_step},
    {"go to a time", COMMAND_NONE, go_to_time},
    {"undo", COMMAND_NONE, undo_end},
    {"redo", COMMAND_NONE, redo_end},
    {"resize to 800 by 600", COMMAND_NONE, be_smaller},
    {"resize to 2560 by 1440", COMMAND_NONE, be_larger},
    {"select a range of time", COMMAND_NONE, select_range},
    {"drag the scrubber", COMMAND_NONE, scrub},
    {"click a lane", COMMAND_NONE, click_lane},
    {"point at a lane", COMMAND_NONE, hover_lane},
    {"drag the lanes", COMMAND_NONE, drag_lanes},
    {"wheel over the lanes", COMMAND_NONE, wheel_lanes},
    {"wheel, zooming", COMMAND_NONE, wheel_zoom},
    {"wheel over the steps", COMMAND_NONE, wheel_steps},
    {"export", COMMAND_EXPORT, NULL},
};
#define INPUT_COUNT (sizeof inputs / sizeof inputs[0])

/* ---- where they are done ---- */

static const double spans[] = {1, 1e-1, 1e-3, 1e-5}; /* of the whole */
static const double places[] = {0, 0.5, 1};
#define SPAN_COUNT      (sizeof spans / sizeof spans[0])
#define PLACE_COUNT     (sizeof places / sizeof places[0])
#define SITUATION_COUNT (SPAN_COUNT * PLACE_COUNT)

static void be_in(struct player *player, const struct view *first, size_t situation)
{
    double place = places[situation % PLACE_COUNT];
    player->view = *first;
    player->view.marks = &player->markings[SIDE_LEFT].marks;
    player->history = (struct view_history){0};
    text_entry_end(&player->entry);
    player->hover_id[0] = '\0';
    player_command(player, COMMAND_FIT);
    cursor_go_to_time(&player->view, &player->subject,
                      (uint64_t)(place * (double)player->subject.trace->end_ns));
    camera_zoom_at_cursor(&player->view, &player->subject, 1 / spans[situation / PLACE_COUNT]);
}

static void show(struct stand *stand)
{
    player_build(&stand->player);
    struct pixel_memory memory = stand->memory;
    memory.width = (int)stand->player.view.width;
    memory.height = (int)stand->player.view.height;
    memory.stride = memory.width * 4;
    cairo_painter_paint_pixels(memory, &stand->player.scene, stand->player.shaper);
}

static double measure(struct stand *stand, const struct input *input)
{
    double begin = now_ms();
    if (input->command != COMMAND_NONE) {
        player_command(&stand->player, input->command);
    } else if (input->effect != NULL) {
        input->effect(&stand->player);
    }
    show(stand);
    return now_ms() - begin;
}

/* What a picture's files take once they can be written. */
static double measure_files(struct stand *stand)
{
    double longest = 0;
    while (exporting_is_busy(stand->player.exporting)) {
        double begin = now_ms();
        player_take_exports(&stand->player);
        show(stand);
        longest = now_ms() - begin > longest ? now_ms() - begin : longest;
    }
    return longest;
}

static int compare_times(const void *a, const void *b)
{
    double left = *(const double *)a, right = *(const double *)b;
    return (left > right) - (left < right);
}

static double measure_input(struct stand *stand, const struct view *first,
                            const struct input *input)
{
    double times[SITUATION_COUNT], sorted[SITUATION_COUNT];
    size_t worst = 0;
    for (size_t i = 0; i < SITUATION_COUNT; i++) {
        be_in(&stand->player, first, i);
        show(stand);
        double asked = measure(stand, input), left = measure_files(stand);
        sorted[i] = times[i] = asked > left ? asked : left;
        worst = times[i] > times[worst] ? i : worst;
    }
    qsort(sorted, SITUATION_COUNT, sizeof *sorted, compare_times);
    printf("| %s | %.1f ms | %.1f ms | %g of the whole, at %g |\n", input->name,
           sorted[SITUATION_COUNT / 2], times[worst], spans[worst / PLACE_COUNT],
           places[worst % PLACE_COUNT]);
    fflush(stdout);
    return times[worst];
}

static void measure_all(struct stand *stand)
{
    struct view first = stand->player.view;
    size_t slowest = 0;
    double times[INPUT_COUNT];
    printf("| input | median | slowest | where |\n|---|---|---|---|\n");
    for (size_t i = 0; i < INPUT_COUNT; i++) {
        times[i] = measure_input(stand, &first, &inputs[i]);
        slowest = times[i] > times[slowest] ? i : slowest;
    }
    printf("\nslowest: %s, %.1f ms, %.2f of the bar\n", inputs[slowest].name, times[slowest],
           times[slowest] / BAR_MS);
}

int main(int argc, char **argv)
{
    size_t event_count = argc > 1 ? strtoull(argv[1], NULL, 10) : 10000000;
    uint32_t thread_count = argc > 2 ? (uint32_t)strtoul(argv[2], NULL, 10) : 64;
    struct trace *trace = workshop_trace_create(event_count, thread_count);
    char *path = scratch_new_path(); /* marks and pictures go beside it */
    trace->file_name = path;
    printf("%zu events, %u threads\n\n", trace->event_count, trace->thread_count - 1);
    fflush(stdout);
    struct opened_subject *opened = subject_of_trace(trace);
    struct subject subject = subject_in_language(opened, LANGUAGE_ENGLISH);
    struct pango_shaper *shaper = pango_shaper_create();
    struct stand stand = {.memory.pixels = calloc(2560 * 1440, 4)};
    player_init(&stand.player, opened,
                view_default(&subject, WIDTH, HEIGHT, theme_light(), LANGUAGE_ENGLISH), shaper);
    show(&stand);
    measure_all(&stand);
    free(path);
    return EXIT_SUCCESS;
}
