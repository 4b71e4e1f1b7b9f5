/* Marks, notes and what was looked at before, by keys, without a window. */
#include <stdlib.h>

#include "tests/check.h"
#include "tests/scratch.h"
#include "tests/sequence.h"
#include "tracer/model/trace_load.h"
#include "tracer/model/trace_save.h"
#include "viewer/app/marks_file.h"
#include "viewer/app/player.h"
#include "viewer/app/pointer.h"
#include "viewer/scene/layout/default_view.h"

#define MS 1000000u
#define S  1000000000u

/* Steps: 1 start, 2 takes L, 3 notifies and wakes main … */
static const char sequence[] =
    "C:condition uses L; main thread.create+ A; A thread.begin A @0.2ms; main thread.create A; "
    "main lock.acquire L @0.5ms; main condition.wait+ C @0.7ms; main ·lock.release L; "
    "main ·door.wait+ C #1; A lock.acquire L @1ms; A condition.notify C 1/1 @2ms; "
    "A ·door.wake C main#1; A lock.release L @3ms; A thread.end A; main ·door.wait C #1 @4ms; "
    "main ·lock.acquire L; main condition.wait C @5ms; main lock.release L @6ms";

struct fixture {
    char *path;
    struct opened_subject *opened;
    struct pango_shaper *shaper;
    struct player player;
};

static void open_player(struct fixture *fixture)
{
    struct trace_error error;
    fixture->opened = subject_open(fixture->path, &error);
    struct subject subject = subject_in_language(fixture->opened, LANGUAGE_ENGLISH);
    struct view view = view_default(&subject, 1280, 800, theme_light(), LANGUAGE_ENGLISH);
    player_init(&fixture->player, fixture->opened, view, fixture->shaper);
    player_build(&fixture->player);
}

static void close_player(struct fixture *fixture)
{
    player_finish(&fixture->player);
    subject_close(fixture->opened);
}

static void begin(struct fixture *fixture)
{
    struct trace_error error;
    *fixture = (struct fixture){.path = scratch_new_path(), .shaper = pango_shaper_create()};
    struct trace *trace = sequence_parse(sequence, "ended");
    check_true(trace_save(trace, fixture->path, &error));
    trace_destroy(trace);
    open_player(fixture);
}

static void finish(struct fixture *fixture)
{
    close_player(fixture);
    pango_shaper_destroy(fixture->shaper);
    free(fixture->path);
}

static void command(struct fixture *fixture, enum command what)
{
    player_command(&fixture->player, what);
    player_build(&fixture->player);
}

/* Types a line and Enter. */
static void type(struct fixture *fixture, const char *text)
{
    player_type(&fixture->player, text);
    player_build(&fixture->player);
    player_accept(&fixture->player);
    player_build(&fixture->player);
}

static bool shows(const struct fixture *fixture, const char *id)
{
    return scene_find(&fixture->player.scene, id, NULL);
}

static uint32_t step_of(const struct fixture *fixture)
{
    return fixture->player.view.step + 1; /* as people count */
}

static void go(struct fixture *fixture, const char *text)
{
    command(fixture, COMMAND_GO);
    type(fixture, text);
}

static void test_mark(void)
{
    struct fixture f;
    begin(&f);
    go(&f, "3");
    check_int_equal(step_of(&f), 3);
    command(&f, COMMAND_MARK);
    check_true(shows(&f, "bookmark:1"));
    command(&f, COMMAND_NOTE);
    check_true(shows(&f, "entry"));
    player_type(&f.player, "通知x");
    player_erase(&f.player);
    type(&f, " is heard");
    check_true(!shows(&f, "entry"));
    check_true(shows(&f, "note"));
    close_player(&f);
    open_player(&f); /* another day */
    check_int_equal(f.player.markings[0].marks.count, 1);
    check_text_equal(f.player.markings[0].marks.items[0].note, "通知 is heard");
    check_true(f.player.markings[0].marks.items[0].is_stop);
    check_true(shows(&f, "bookmark:1"));
    go(&f, "3");
    command(&f, COMMAND_MARK); /* takes it away */
    check_true(!shows(&f, "bookmark:1"));
    finish(&f);
}

static void test_given_up(void)
{
    struct fixture f;
    begin(&f);
    command(&f, COMMAND_NOTE);
    player_type(&f.player, "never mind");
    command(&f, COMMAND_CLEAR);
    check_true(!shows(&f, "entry"));
    check_int_equal(f.player.markings[0].marks.count, 0);
    command(&f, COMMAND_NOTE);
    type(&f, ""); /* no note, no mark */
    check_int_equal(f.player.markings[0].marks.count, 0);
    finish(&f);
}

static void test_between_marks(void)
{
    struct fixture f;
    begin(&f);
    go(&f, "2ms");
    command(&f, COMMAND_MARK);
    go(&f, "6");
    command(&f, COMMAND_MARK);
    command(&f, COMMAND_TO_START);
    command(&f, COMMAND_MARK_NEXT);
    check_int_equal(f.player.view.cursor_ns, 2 * MS);
    command(&f, COMMAND_MARK_NEXT);
    uint64_t last_ns = f.player.view.cursor_ns;
    check_true(last_ns > 2 * MS);
    command(&f, COMMAND_MARK_NEXT); /* there is no other */
    check_int_equal(f.player.view.cursor_ns, last_ns);
    command(&f, COMMAND_MARK_PREVIOUS);
    check_int_equal(f.player.view.cursor_ns, 2 * MS);
    finish(&f);
}

/* Plays until it stands still, in pictures of 50 ms. */
static void play(struct fixture *fixture)
{
    command(fixture, COMMAND_PLAY);
    for (int i = 0; i < 10000 && fixture->player.view.is_playing; i++) {
        player_advance(&fixture->player, S / 20);
    }
    check_true(!fixture->player.view.is_playing);
}

static void test_stops(void)
{
    struct fixture f;
    begin(&f);
    go(&f, "3");
    command(&f, COMMAND_MARK);
    go(&f, "4");
    command(&f, COMMAND_NOTE);
    type(&f, "no stop");
    command(&f, COMMAND_TO_START);
    play(&f);
    check_int_equal(step_of(&f), 3);
    play(&f); /* on from there, past the note */
    check_int_equal(step_of(&f), f.player.subject.story->step_count);
    for (int i = 0; i < 20; i++) {
        command(&f, COMMAND_FASTER);
    }
    command(&f, COMMAND_TO_START);
    play(&f); /* however fast it goes */
    check_int_equal(step_of(&f), 3);
    finish(&f);
}

static void test_timed(void)
{
    struct fixture f;
    begin(&f);
    command(&f, COMMAND_PACE);
    command(&f, COMMAND_TO_START);
    command(&f, COMMAND_PLAY);
    player_advance(&f.player, MS);
    check_int_equal(f.player.view.cursor_ns, MS);
    command(&f, COMMAND_SLOWER); /* half as fast */
    player_advance(&f.player, 2 * MS);
    check_int_equal(f.player.view.cursor_ns, 2 * MS);
    player_advance(&f.player, S);
    check_true(!f.player.view.is_playing);
    finish(&f);
}

static void test_unkept(void)
{
    struct fixture f;
    begin(&f);
    char name[4096];
    check_true(marks_file_name(f.path, name, sizeof name));
    scratch_write(name, "{torn", 5);
    close_player(&f);
    open_player(&f);
    check_true(shows(&f, "notice"));
    command(&f, COMMAND_MARK);
    check_true(shows(&f, "bookmark:1")); /* it is there as long as the window is */
    check_true(shows(&f, "notice"));
    size_t size;
    char *text = scratch_read(name, &size);
    check_text_equal(text, "{torn");
    free(text);
    command(&f, COMMAND_TO_START);
    check_true(!shows(&f, "notice"));
    finish(&f);
}

static void test_nowhere(void)
{
    struct fixture f;
    begin(&f);
    uint32_t step = step_of(&f);
    go(&f, "99");
    check_int_equal(step_of(&f), step);
    check_true(shows(&f, "notice"));
    go(&f, "");
    check_int_equal(step_of(&f), step);
    go(&f, "0");
    check_int_equal(f.player.view.step, NONE_INDEX);
    finish(&f);
}

static void test_history(void)
{
    struct fixture f;
    begin(&f);
    command(&f, COMMAND_TO_START);
    command(&f, COMMAND_STEP_NEXT);
    command(&f, COMMAND_STEP_NEXT); /* a key in a row is one change */
    command(&f, COMMAND_ZOOM_IN);
    command(&f, COMMAND_SELECT_DOWN);
    double zoom = f.player.view.zoom;
    command(&f, COMMAND_UNDO);
    check_int_equal(f.player.view.selected_thread, NONE_INDEX);
    command(&f, COMMAND_UNDO);
    check_true(f.player.view.zoom == 1);
    check_int_equal(step_of(&f), 2);
    command(&f, COMMAND_UNDO);
    check_int_equal(step_of(&f), 0);
    command(&f, COMMAND_REDO);
    command(&f, COMMAND_REDO);
    check_true(f.player.view.zoom == zoom);
    command(&f, COMMAND_REDO);
    check_int_equal(f.player.view.selected_thread, 1);
    command(&f, COMMAND_REDO); /* nothing more */
    command(&f, COMMAND_UNDO);
    command(&f, COMMAND_TO_END); /* a new way: the old one is forgotten */
    command(&f, COMMAND_REDO);
    check_int_equal(f.player.view.selected_thread, NONE_INDEX);
    command(&f, COMMAND_THEME); /* is no place to go back to */
    command(&f, COMMAND_UNDO);
    check_true(f.player.view.theme == theme_dark());
    finish(&f);
}

static void test_clicks_in_history(void)
{
    struct fixture f;
    begin(&f);
    struct scene_rect mark = {0};
    uint32_t last = step_of(&f);
    check_true(scene_find(&f.player.scene, "step:2", &mark));
    pointer_press(&f.player, mark.x + 5, mark.y + 5, POINTER_SELECT);
    pointer_release(&f.player);
    check_int_equal(step_of(&f), 2);
    command(&f, COMMAND_UNDO);
    check_int_equal(step_of(&f), last);
    finish(&f);
}

static void test_causes(void)
{
    struct fixture f;
    begin(&f);
    command(&f, COMMAND_TO_END);
    while (step_of(&f) > 0 &&
           f.player.subject.trace
                   ->events[story_bare_step(f.player.subject.story, f.player.view.step).event]
                   .kind != EVENT_CONDITION_NOTIFY) {
        command(&f, COMMAND_STEP_PREVIOUS);
    }
    uint32_t notify = step_of(&f);
    command(&f, COMMAND_EFFECT); /* main wakes up and goes on */
    uint32_t wait = step_of(&f);
    check_int_equal(wait, notify + 1);
    command(&f, COMMAND_CAUSE);
    check_int_equal(step_of(&f), notify);
    command(&f, COMMAND_CAUSE); /* A acts because main has started it */
    check_int_equal(step_of(&f), 1);
    command(&f, COMMAND_CAUSE); /* nobody made main do it */
    check_int_equal(step_of(&f), 1);
    command(&f, COMMAND_EFFECT);
    check_true(step_of(&f) > 1);
    finish(&f);
}

static void test_scale(void)
{
    struct fixture f;
    begin(&f);
    command(&f, COMMAND_LARGER);
    check_true(f.player.scale == 1.25);
    check_true(f.player.scene.scale == 1.25);
    for (int i = 0; i < 20; i++) {
        command(&f, COMMAND_LARGER);
    }
    check_true(f.player.scale == 4);
    for (int i = 0; i < 20; i++) {
        command(&f, COMMAND_SMALLER);
    }
    check_true(f.player.scale == 0.75);
    f.player.scale = 1.7; /* as asked for by an option */
    command(&f, COMMAND_SMALLER);
    check_true(f.player.scale == 1.5);
    command(&f, COMMAND_USUAL_SIZE);
    check_true(f.player.scale == 1);
    finish(&f);
}

static const struct test_case cases[] = {
    {"marking@a-stop-point-with-a-note-is-kept", test_mark},
    {"marking@a-line-may-be-given-up", test_given_up},
    {"marking@keys-lead-from-mark-to-mark", test_between_marks},
    {"playback@stops-at-stop-points", test_stops},
    {"playback@can-be-true-to-time", test_timed},
    {"marking@a-broken-file-is-left-alone", test_unkept},
    {"marking@what-is-not-there-cannot-be-gone-to", test_nowhere},
    {"history@goes-back-and-forth", test_history},
    {"history@has-clicks", test_clicks_in_history},
    {"scale@goes-up-and-down-and-back", test_scale},
    {"causality@leads-to-cause-and-effect", test_causes},
};

int main(int argc, char **argv)
{
    return run_cases(cases, ARRAY_COUNT(cases), argc, argv);
}
