/* Marks, notes and what was looked at before, by keys, without a window. */
#include <stdlib.h>

#include "tests/check.h"
#include "tests/replay.h"
#include "tests/scratch.h"
#include "tests/sequence.h"
#include "tracer/model/trace_save.h"
#include "viewer/app/marks_file.h"
#include "viewer/app/pointer.h"

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
    struct replay replay;
};

static void begin(struct fixture *fixture)
{
    struct trace_error error;
    *fixture = (struct fixture){.path = scratch_new_path(), .replay.shaper = pango_shaper_create()};
    struct trace *trace = sequence_parse(sequence, "ended");
    check_true(trace_save(trace, fixture->path, &error));
    trace_destroy(trace);
    replay_open(&fixture->replay, fixture->path, 1280, 800);
}

static void finish(struct fixture *fixture)
{
    replay_finish(&fixture->replay);
    free(fixture->path);
}

/* Types a line and Enter. */
static void type(struct fixture *fixture, const char *text)
{
    player_type(&fixture->replay.player, text);
    player_build(&fixture->replay.player);
    player_accept(&fixture->replay.player);
    player_build(&fixture->replay.player);
}

static uint32_t step_of(const struct fixture *fixture)
{
    return fixture->replay.player.view.step + 1; /* as people count */
}

static void go(struct fixture *fixture, const char *text)
{
    replay_command(&fixture->replay.player, COMMAND_GO);
    type(fixture, text);
}

static void test_mark(void)
{
    struct fixture f;
    begin(&f);
    go(&f, "3");
    check_int_equal(step_of(&f), 3);
    replay_command(&f.replay.player, COMMAND_MARK);
    check_true(replay_shows(&f.replay.player, "bookmark:1"));
    replay_command(&f.replay.player, COMMAND_NOTE);
    check_true(replay_shows(&f.replay.player, "entry"));
    player_type(&f.replay.player, "通知x");
    player_erase(&f.replay.player);
    type(&f, " is heard");
    check_true(!replay_shows(&f.replay.player, "entry"));
    check_true(replay_shows(&f.replay.player, "note"));
    replay_close(&f.replay);
    replay_open(&f.replay, f.path, 1280, 800); /* another day */
    check_int_equal(f.replay.player.markings[0].marks.count, 1);
    check_text_equal(f.replay.player.markings[0].marks.items[0].note, "通知 is heard");
    check_true(f.replay.player.markings[0].marks.items[0].is_stop);
    check_true(replay_shows(&f.replay.player, "bookmark:1"));
    go(&f, "3");
    replay_command(&f.replay.player, COMMAND_MARK); /* takes it away */
    check_true(!replay_shows(&f.replay.player, "bookmark:1"));
    finish(&f);
}

static void test_given_up(void)
{
    struct fixture f;
    begin(&f);
    replay_command(&f.replay.player, COMMAND_NOTE);
    player_type(&f.replay.player, "never mind");
    replay_command(&f.replay.player, COMMAND_CLEAR);
    check_true(!replay_shows(&f.replay.player, "entry"));
    check_int_equal(f.replay.player.markings[0].marks.count, 0);
    replay_command(&f.replay.player, COMMAND_NOTE);
    type(&f, ""); /* no note, no mark */
    check_int_equal(f.replay.player.markings[0].marks.count, 0);
    finish(&f);
}

static void test_between_marks(void)
{
    struct fixture f;
    begin(&f);
    go(&f, "2ms");
    replay_command(&f.replay.player, COMMAND_MARK);
    go(&f, "6");
    replay_command(&f.replay.player, COMMAND_MARK);
    replay_command(&f.replay.player, COMMAND_TO_START);
    replay_command(&f.replay.player, COMMAND_MARK_NEXT);
    check_int_equal(f.replay.player.view.cursor_ns, 2 * MS);
    replay_command(&f.replay.player, COMMAND_MARK_NEXT);
    uint64_t last_ns = f.replay.player.view.cursor_ns;
    check_true(last_ns > 2 * MS);
    replay_command(&f.replay.player, COMMAND_MARK_NEXT); /* there is no other */
    check_int_equal(f.replay.player.view.cursor_ns, last_ns);
    replay_command(&f.replay.player, COMMAND_MARK_PREVIOUS);
    check_int_equal(f.replay.player.view.cursor_ns, 2 * MS);
    finish(&f);
}

/* Plays until it stands still, in pictures of 50 ms. */
static void play(struct fixture *fixture)
{
    replay_command(&fixture->replay.player, COMMAND_PLAY);
    for (int i = 0; i < 10000 && fixture->replay.player.view.is_playing; i++) {
        player_advance(&fixture->replay.player, S / 20);
    }
    check_true(!fixture->replay.player.view.is_playing);
}

static void test_stops(void)
{
    struct fixture f;
    begin(&f);
    go(&f, "3");
    replay_command(&f.replay.player, COMMAND_MARK);
    go(&f, "4");
    replay_command(&f.replay.player, COMMAND_NOTE);
    type(&f, "no stop");
    replay_command(&f.replay.player, COMMAND_TO_START);
    play(&f);
    check_int_equal(step_of(&f), 3);
    play(&f); /* on from there, past the note */
    check_int_equal(step_of(&f), f.replay.player.subject.story->step_count);
    for (int i = 0; i < 20; i++) {
        replay_command(&f.replay.player, COMMAND_FASTER);
    }
    replay_command(&f.replay.player, COMMAND_TO_START);
    play(&f); /* however fast it goes */
    check_int_equal(step_of(&f), 3);
    finish(&f);
}

static void test_timed(void)
{
    struct fixture f;
    begin(&f);
    replay_command(&f.replay.player, COMMAND_PACE);
    replay_command(&f.replay.player, COMMAND_TO_START);
    replay_command(&f.replay.player, COMMAND_PLAY);
    player_advance(&f.replay.player, MS);
    check_int_equal(f.replay.player.view.cursor_ns, MS);
    replay_command(&f.replay.player, COMMAND_SLOWER); /* half as fast */
    player_advance(&f.replay.player, 2 * MS);
    check_int_equal(f.replay.player.view.cursor_ns, 2 * MS);
    player_advance(&f.replay.player, S);
    check_true(!f.replay.player.view.is_playing);
    finish(&f);
}

static void test_unkept(void)
{
    struct fixture f;
    begin(&f);
    char name[4096];
    check_true(marks_file_name(f.path, name, sizeof name));
    scratch_write(name, "{torn", 5);
    replay_close(&f.replay);
    replay_open(&f.replay, f.path, 1280, 800);
    check_true(replay_shows(&f.replay.player, "notice"));
    replay_command(&f.replay.player, COMMAND_MARK);
    check_true(
        replay_shows(&f.replay.player, "bookmark:1")); /* it is there as long as the window is */
    check_true(replay_shows(&f.replay.player, "notice"));
    size_t size;
    char *text = scratch_read(name, &size);
    check_text_equal(text, "{torn");
    free(text);
    check_text_equal(replay_title(&f.replay.player, "notice"),
                     "the marks are not kept: their file could not be read");
    f.replay.player.view.language = LANGUAGE_CHINESE;
    replay_command(&f.replay.player, COMMAND_MARK);
    check_text_equal(replay_title(&f.replay.player, "notice"), "标记没有保存：读不了标记文件");
    replay_command(&f.replay.player, COMMAND_TO_START);
    check_true(!replay_shows(&f.replay.player, "notice"));
    finish(&f);
}

static void test_nowhere(void)
{
    struct fixture f;
    begin(&f);
    uint32_t step = step_of(&f);
    go(&f, "99");
    check_int_equal(step_of(&f), step);
    check_text_equal(replay_title(&f.replay.player, "notice"), "there is no '99' to go to");
    go(&f, "");
    check_int_equal(step_of(&f), step);
    go(&f, "0");
    check_int_equal(f.replay.player.view.step, NONE_INDEX);
    finish(&f);
}

static void test_history(void)
{
    struct fixture f;
    begin(&f);
    replay_command(&f.replay.player, COMMAND_TO_START);
    replay_command(&f.replay.player, COMMAND_STEP_NEXT);
    replay_command(&f.replay.player, COMMAND_STEP_NEXT); /* a key in a row is one change */
    replay_command(&f.replay.player, COMMAND_ZOOM_IN);
    replay_command(&f.replay.player, COMMAND_SELECT_DOWN);
    double zoom = f.replay.player.view.zoom;
    replay_command(&f.replay.player, COMMAND_UNDO);
    check_int_equal(f.replay.player.view.selection.thread, NONE_INDEX);
    replay_command(&f.replay.player, COMMAND_UNDO);
    check_true(f.replay.player.view.zoom == 1);
    check_int_equal(step_of(&f), 2);
    replay_command(&f.replay.player, COMMAND_UNDO);
    check_int_equal(step_of(&f), 0);
    replay_command(&f.replay.player, COMMAND_REDO);
    replay_command(&f.replay.player, COMMAND_REDO);
    check_true(f.replay.player.view.zoom == zoom);
    replay_command(&f.replay.player, COMMAND_REDO);
    check_int_equal(f.replay.player.view.selection.thread, 1);
    replay_command(&f.replay.player, COMMAND_REDO); /* nothing more */
    replay_command(&f.replay.player, COMMAND_UNDO);
    replay_command(&f.replay.player, COMMAND_TO_END); /* a new way: the old one is forgotten */
    replay_command(&f.replay.player, COMMAND_REDO);
    check_int_equal(f.replay.player.view.selection.thread, NONE_INDEX);
    replay_command(&f.replay.player, COMMAND_THEME); /* is no place to go back to */
    replay_command(&f.replay.player, COMMAND_UNDO);
    check_true(f.replay.player.view.theme == theme_dark());
    finish(&f);
}

static void test_clicks_in_history(void)
{
    struct fixture f;
    begin(&f);
    struct scene_rect mark = {0};
    uint32_t last = step_of(&f);
    check_true(scene_find(&f.replay.player.scene, "step:2", &mark));
    pointer_press(&f.replay.player, mark.x + 5, mark.y + 5, POINTER_SELECT);
    pointer_release(&f.replay.player);
    check_int_equal(step_of(&f), 2);
    replay_command(&f.replay.player, COMMAND_UNDO);
    check_int_equal(step_of(&f), last);
    finish(&f);
}

static void test_causes(void)
{
    struct fixture f;
    begin(&f);
    replay_command(&f.replay.player, COMMAND_TO_END);
    while (
        step_of(&f) > 0 &&
        f.replay.player.subject.trace
                ->events[story_bare_step(f.replay.player.subject.story, f.replay.player.view.step)
                             .event]
                .kind != EVENT_CONDITION_NOTIFY) {
        replay_command(&f.replay.player, COMMAND_STEP_PREVIOUS);
    }
    uint32_t notify = step_of(&f);
    replay_command(&f.replay.player, COMMAND_EFFECT); /* main wakes up and goes on */
    uint32_t wait = step_of(&f);
    check_int_equal(wait, notify + 1);
    replay_command(&f.replay.player, COMMAND_CAUSE);
    check_int_equal(step_of(&f), notify);
    replay_command(&f.replay.player, COMMAND_CAUSE); /* A acts because main has started it */
    check_int_equal(step_of(&f), 1);
    replay_command(&f.replay.player, COMMAND_CAUSE); /* nobody made main do it */
    check_int_equal(step_of(&f), 1);
    replay_command(&f.replay.player, COMMAND_EFFECT);
    check_true(step_of(&f) > 1);
    finish(&f);
}

static void test_scale(void)
{
    struct fixture f;
    begin(&f);
    replay_command(&f.replay.player, COMMAND_LARGER);
    check_true(f.replay.player.sizing.scale == 1.25);
    check_true(f.replay.player.scene.scale == 1.25);
    for (int i = 0; i < 20; i++) {
        replay_command(&f.replay.player, COMMAND_LARGER);
    }
    check_true(f.replay.player.sizing.scale == 4);
    for (int i = 0; i < 20; i++) {
        replay_command(&f.replay.player, COMMAND_SMALLER);
    }
    check_true(f.replay.player.sizing.scale == 0.75);
    sizing_init(&f.replay.player.sizing, 1, 1.7); /* as asked for by an option */
    replay_command(&f.replay.player, COMMAND_SMALLER);
    check_true(f.replay.player.sizing.scale == 1.5);
    replay_command(&f.replay.player, COMMAND_USUAL_SIZE);
    check_true(f.replay.player.sizing.scale == 1);
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
