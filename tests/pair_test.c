/* Two runs in one picture, looked at without a window. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "tests/check.h"
#include "tests/replay.h"
#include "tests/scratch.h"
#include "tests/sequence.h"
#include "viewer/app/pair_export.h"
#include "viewer/app/player.h"
#include "viewer/app/pointer.h"
#include "viewer/scene/layout/default_view.h"
#include "viewer/scene/layout/frame_layout.h"

#define NAMES "C:condition; L:rlock of C; C=cond; A=小爱; B=天猫;"

static const char right_order[] =
    NAMES "main thread.create+ A p.c:47; A thread.begin A; main thread.create A;"
          "A lock.acquire L p.c:19; A condition.wait+ C p.c:20; A ·lock.release L;"
          "A ·door.wait+ C #1;"
          "main thread.create+ B p.c:48; B thread.begin B; main thread.create B;"
          "B lock.acquire L p.c:32; B condition.notify C 1/1 p.c:34; B ·door.wake C A#1;"
          "B lock.release L; B thread.end B; A ·door.wait C #1; A ·lock.acquire L;"
          "A condition.wait C p.c:20; A lock.release L; A thread.end A";

static const char wrong_order[] =
    NAMES "main thread.create+ B p.c:47; B thread.begin B; main thread.create B;"
          "B lock.acquire L p.c:32; B condition.notify C 1/0 p.c:34; B lock.release L;"
          "B thread.end B;"
          "main thread.create+ A p.c:49; A thread.begin A; main thread.create A;"
          "A lock.acquire L p.c:19; A condition.wait+ C p.c:20; A ·lock.release L;"
          "A ·door.wait+ C #1; main thread.join+ A p.c:50; main ·door.wait+ A #1";

/* Threads by number: main, then in the order of their starts. */
enum { LEFT_AI = 2, LEFT_CAT = 3, RIGHT_CAT = 2, RIGHT_AI = 3 };

struct fixture {
    struct opened_subject *opened[SIDE_COUNT];
    struct pairing pairing;
    struct pango_shaper *shaper;
    struct player player;
};

static void begin(struct fixture *fixture)
{
    *fixture = (struct fixture){.shaper = pango_shaper_create()};
    fixture->opened[SIDE_LEFT] = subject_of_trace(sequence_parse(right_order, "ended"));
    fixture->opened[SIDE_RIGHT] = subject_of_trace(sequence_parse(wrong_order, "hung"));
    struct view views[SIDE_COUNT];
    for (int side = 0; side < SIDE_COUNT; side++) {
        struct subject subject = subject_in_language(fixture->opened[side], LANGUAGE_ENGLISH);
        views[side] = view_default(&subject, 1600, 900, theme_light(), LANGUAGE_ENGLISH);
    }
    pairing_init(&fixture->pairing, fixture->opened, views);
    player_init(&fixture->player, fixture->opened[SIDE_LEFT],
                fixture->pairing.pair.views[SIDE_LEFT], fixture->shaper);
    player_pair(&fixture->player, &fixture->pairing);
    player_build(&fixture->player);
}

static void finish(struct fixture *fixture)
{
    player_finish(&fixture->player);
    pairing_finish(&fixture->pairing);
    pango_shaper_destroy(fixture->shaper);
    subject_close(fixture->opened[SIDE_LEFT]);
    subject_close(fixture->opened[SIDE_RIGHT]);
}

static void check_same_height(struct fixture *fixture, const char *left, const char *right)
{
    check_true(fabs(replay_place(&fixture->player, left).y -
                    replay_place(&fixture->player, right).y) < 0.01);
}

static void test_heights(void)
{
    struct fixture f;
    begin(&f);
    check_same_height(&f, "thread:1", "right:thread:1");
    check_same_height(&f, "thread:2", "right:thread:3"); /* 小爱 */
    check_same_height(&f, "thread:3", "right:thread:2"); /* 天猫 */
    finish(&f);
}

/* The pins of a side are its wait and its notify, in its own order. */
static void check_pins(struct fixture *fixture, enum comparison_side side, uint32_t first,
                       uint32_t second)
{
    const struct view *view = &fixture->pairing.pair.views[side];
    const struct trace *trace = fixture->pairing.pair.subjects[side].trace;
    check_int_equal(view->pin_count, 2);
    check_int_equal(trace->events[view->pins[0]].kind, first);
    check_int_equal(trace->events[view->pins[1]].kind, second);
}

static void test_divergence(void)
{
    struct fixture f;
    begin(&f);
    check_pins(&f, SIDE_LEFT, EVENT_CONDITION_WAIT_BEGIN, EVENT_CONDITION_NOTIFY);
    check_pins(&f, SIDE_RIGHT, EVENT_CONDITION_NOTIFY, EVENT_CONDITION_WAIT_BEGIN);
    check_true(scene_find(&f.player.scene, "pin:1", NULL));
    check_true(scene_find(&f.player.scene, "right:pin:2", NULL));
    check_true(replay_shows_text(&f.player, "first"));
    check_true(replay_shows_text(&f.player, "On the left 小爱's wait() on cond"));
    const struct comparison *compared = f.pairing.comparison;
    replay_command(&f.player, COMMAND_LANGUAGE);
    check_true(replay_shows_text(&f.player, "在左边，小爱 的 wait()"));
    check_true(replay_shows_text(&f.player, "先"));
    replay_command(&f.player, COMMAND_LANGUAGE);
    check_true(replay_shows_text(&f.player, "On the left 小爱's wait() on cond"));
    check_true(f.pairing.comparison == compared); /* words alone were made anew */
    finish(&f);
}

/* By keys to each difference in turn, as by a click on its row. */
static void test_differences_by_keys(void)
{
    struct fixture f;
    begin(&f);
    replay_command(&f.player, COMMAND_DIFFERENCE_NEXT);
    uint32_t step = f.player.view.step;
    enum comparison_side side = f.pairing.pair.active;
    check_int_equal(f.player.difference, 1);
    replay_command(&f.player, COMMAND_DIFFERENCE_NEXT);
    check_int_equal(f.player.difference, 2);
    replay_click(&f.player, "difference:1");
    check_int_equal(f.player.view.step, step);
    check_int_equal(f.pairing.pair.active, side);
    check_int_equal(f.player.difference, 1);
    replay_command(&f.player, COMMAND_DIFFERENCE_PREVIOUS);
    check_int_equal(f.player.difference, 1);
    f.player.difference = 0;
    replay_command(&f.player, COMMAND_DIFFERENCE_PREVIOUS);
    check_int_equal(f.player.difference, f.pairing.comparison->difference_count);
    finish(&f);
}

/* Steps as people count them. */
static void check_steps(struct fixture *fixture, uint32_t left, uint32_t right)
{
    check_int_equal(fixture->pairing.pair.views[SIDE_LEFT].step + 1, left);
    check_int_equal(fixture->pairing.pair.views[SIDE_RIGHT].step + 1, right);
}

static void test_follows(void)
{
    struct fixture f;
    begin(&f);
    check_steps(&f, 7, 8); /* the ends */
    replay_command(&f.player, COMMAND_TO_START);
    check_steps(&f, 0, 0);
    replay_command(&f.player,
                   COMMAND_STEP_NEXT); /* main starts 小爱, who is the second to be started there */
    check_steps(&f, 1, 4);
    replay_command(&f.player, COMMAND_STEP_NEXT);
    replay_command(&f.player, COMMAND_STEP_NEXT);
    check_steps(&f, 3, 6); /* 小爱 waits */
    replay_command(&f.player, COMMAND_TURN);
    check_int_equal(f.pairing.pair.active, SIDE_RIGHT);
    check_int_equal(f.player.view.step + 1, 6);
    replay_command(&f.player, COMMAND_TO_START);
    replay_command(&f.player, COMMAND_STEP_NEXT); /* main starts 天猫 */
    check_steps(&f, 4, 1);
    replay_command(&f.player, COMMAND_TO_END);
    check_steps(&f, 7, 8);
    finish(&f);
}

static void test_pointer(void)
{
    struct fixture f;
    begin(&f);
    replay_click(&f.player, "right:thread:3");
    check_int_equal(f.pairing.pair.active, SIDE_RIGHT);
    check_int_equal(f.pairing.pair.views[SIDE_RIGHT].selection.thread, RIGHT_AI);
    check_int_equal(f.pairing.pair.views[SIDE_LEFT].selection.thread, NONE_INDEX);
    replay_click(&f.player, "mark:2");
    check_int_equal(f.pairing.pair.active, SIDE_LEFT);
    check_steps(&f, 2, 5);
    replay_click(&f.player, "difference:1"); /* where they part */
    check_steps(&f, 3, 6);
    replay_click(&f.player, "right:mark:1");
    replay_click(&f.player, "scrub:2"); /* the transport is the active side's */
    check_int_equal(f.pairing.pair.views[SIDE_RIGHT].step + 1, 2);
    finish(&f);
}

static void test_common(void)
{
    struct fixture f;
    begin(&f);
    replay_command(&f.player, COMMAND_THEME);
    replay_command(&f.player, COMMAND_AXIS);
    check_true(f.pairing.pair.views[SIDE_RIGHT].theme == theme_dark());
    check_int_equal(f.pairing.pair.views[SIDE_RIGHT].axis, f.pairing.pair.views[SIDE_LEFT].axis);
    struct scene_rect card = frame_layout_of(&f.pairing.pair.views[SIDE_RIGHT]).timeline;
    pointer_wheel(&f.player, card.x + card.width / 2, card.y + card.height / 2, 3, WHEEL_ZOOM);
    player_build(&f.player);
    check_true(f.pairing.pair.views[SIDE_RIGHT].zoom > 1);
    check_true(f.pairing.pair.views[SIDE_LEFT].zoom == 1);
    player_resize(&f.player, 1280, 720);
    player_build(&f.player);
    check_true(f.pairing.pair.views[SIDE_LEFT].width == 1280);
    char title[200];
    check_text_equal(player_title(&f.player, title, sizeof title), " | : step 8 of 8");
    finish(&f);
}

static void test_words(void)
{
    static const char expected[] =
        " | \n"
        "Left: No hang. Right: Hang: every thread waits forever.\n"
        "\n"
        "WHERE THEY PART\n"
        "On the left 小爱's wait() on cond (p.c:20) comes before 天猫's notify() (p.c:34); on the "
        "right it comes after. On the right nobody hears it: it is lost.\n"
        "\n"
        "WHAT DIFFERS\n"
        "- On the left 小爱 takes the lock of cond before 天猫; on the right 天猫 is first.\n"
        "- main itself does start(小爱) before start(天猫) on the left, and after it on the "
        "right.\n"
        "- 小爱's wait() (p.c:20) comes to its end on the left; on the right it never does.\n"
        "- Only on the right: main's join().\n"
        "\n"
        "STEP BY STEP, BESIDE EACH OTHER\n"
        "               left                 right\n"
        "main\n"
        "    1       0.050 ms      4       0.400 ms  main starts 小爱\n"
        "    4       0.400 ms      1       0.050 ms  main starts 天猫\n"
        "    –                     7       0.750 ms  main waits for 小爱 to end\n"
        "小爱\n"
        "    2       0.200 ms      5       0.550 ms  小爱 takes the lock\n"
        "    3       0.250 ms      6       0.600 ms  小爱 waits on cond and lets the lock go\n"
        "天猫\n"
        "    5       0.550 ms      2       0.200 ms  天猫 takes the lock\n"
        "    6       0.600 ms      3       0.250 ms  天猫 notifies 小爱\n";
    struct fixture f;
    begin(&f);
    char name[4096], reason[256];
    char *path = scratch_new_path();
    snprintf(name, sizeof name, "%s.txt", path);
    free(path);
    check_true(pair_export(&f.pairing.pair, f.shaper, name, reason, sizeof reason));
    size_t size;
    char *text = scratch_read(name, &size);
    check_text_equal(text, expected);
    free(text);
    check_true(!pair_export(&f.pairing.pair, f.shaper, "x.pptx", reason, sizeof reason));
    check_text_equal(reason, "cannot write 'x.pptx': two traces beside each other go into .svg, "
                             ".png, .txt, .html, .gif, .mp4 or .webm");
    finish(&f);
}

/* Of the words with that part, how many lie on a group. */
static uint32_t count_words_on(const struct scene *scene, const char *part, const char *id)
{
    struct scene_rect box;
    check_true(scene_find(scene, id, &box));
    uint32_t count = 0;
    for (uint32_t i = 0; i < scene->item_count; i++) {
        const struct scene_item *item = &scene->items[i];
        bool is_meant = item->shape == SCENE_TEXT && strstr(item->text, part) != NULL;
        count += is_meant && item->rect.x < box.x + box.width &&
                 item->rect.x + item->rect.width > box.x && item->rect.y < box.y + box.height &&
                 item->rect.y + item->rect.height > box.y;
    }
    return count;
}

static void test_words_apart(void)
{
    struct fixture f;
    begin(&f);
    for (double width = 1280; width <= 1920; width += 80) {
        player_resize(&f.player, width, width * 9 / 16);
        player_build(&f.player);
        check_int_equal(count_words_on(&f.player.scene, "holds the lock", "right:lost-notify"), 0);
        check_true(!replay_shows(&f.player, "right:verdict-band")); /* the box below says it */
    }
    finish(&f);
}

static const struct test_case cases[] = {
    {"pair@keys-go-from-difference-to-difference", test_differences_by_keys},
    {"pair@no-words-lie-on-the-lost-notify", test_words_apart},
    {"pair@the-same-threads-stand-at-the-same-height", test_heights},
    {"pair@where-they-part-is-marked-in-both", test_divergence},
    {"pair@the-other-run-follows-to-the-same-operation", test_follows},
    {"pair@clicks-go-to-the-side-they-are-on", test_pointer},
    {"pair@theme-and-size-are-common-but-not-the-zoom", test_common},
    {"pair@in-words", test_words},
};

int main(int argc, char **argv)
{
    return run_cases(cases, ARRAY_COUNT(cases), argc, argv);
}
