/* What the panel shows instead of the story: the side list, what is selected, a range. */
#include <stdlib.h>
#include <string.h>

#include "tests/check.h"
#include "tests/replay.h"
#include "viewer/app/pointer.h"

#define MS 1000000u

static const char sequence[] =
    "C:condition; L:rlock of C; C=cond; A=天猫; B=小爱;"
    "main thread.create+ A poem.c:50 @1ms; A thread.begin A; main thread.create A;"
    "A lock.acquire L poem.c:30; A print 1 \"小爱同学\"; A condition.notify C 1/0 poem.c:32 @2ms;"
    "A condition.wait+ C poem.c:33; A ·lock.release L; A ·door.wait+ C #1 poem.c:33;"
    "main thread.create+ B poem.c:52; B thread.begin B; main thread.create B;"
    "B lock.acquire L poem.c:17; B condition.wait+ C poem.c:18 @103ms; B ·lock.release L;"
    "B ·door.wait+ C #1 poem.c:18; main ·thread.join+ A poem.c:55; main ·door.wait+ A #1";

enum { CAT = 2, AI = 3 };

static void type(struct replay *replay, const char *text)
{
    player_type(&replay->player, text);
    player_build(&replay->player);
}

static void test_list(void)
{
    struct replay f;
    replay_begin(&f, sequence, "hung", 1600, 1000);
    replay_command(&f.player, COMMAND_FIND);
    check_true(replay_shows(&f.player, "find"));
    check_true(replay_shows_text(&f.player, "FINDINGS  1"));
    check_true(replay_shows_text(&f.player, "THREADS  3"));
    check_true(!replay_shows(&f.player, "steps")); /* the story gives way */
    type(&f, "NOTIF");
    check_true(replay_shows_text(&f.player, "STEP BY STEP  1"));
    check_true(!replay_shows_text(&f.player, "THREADS  "));
    type(&f, "xyz");
    check_true(!replay_shows(&f.player, "found:1"));
    player_accept(&f.player); /* nothing to open */
    replay_command(&f.player, COMMAND_CLEAR);
    check_true(replay_shows(&f.player, "steps"));
    check_true(!replay_shows(&f.player, "find"));
    replay_finish(&f);
}

static void test_open(void)
{
    struct replay f;
    replay_begin(&f, sequence, "hung", 1600, 1000);
    replay_command(&f.player, COMMAND_FIND);
    type(&f, "小爱");
    uint32_t rows = 0;
    for (char id[32]; rows < 100; rows++) {
        snprintf(id, sizeof id, "found:%u", rows + 1);
        if (!replay_shows(&f.player, id)) {
            break;
        }
    }
    check_true(rows >= 4);    /* the finding, steps, the thread */
    player_accept(&f.player); /* the finding: to the lost notify */
    uint32_t step = f.player.view.step;
    check_int_equal(f.player.subject.story->steps[step].tone, TONE_BAD);
    player_move_row(&f.player, -1); /* it is the first */
    for (uint32_t i = 0; i < rows + 5; i++) {
        player_move_row(&f.player, 1);
    }
    check_int_equal(f.player.view.found_row, rows - 1);
    player_accept(&f.player); /* the thread */
    check_int_equal(f.player.view.selection.thread, AI);
    player_build(&f.player);
    replay_click(&f.player, "found:2"); /* a step */
    check_true(f.player.view.step != step);
    replay_command(&f.player, COMMAND_CLEAR);
    replay_command(&f.player, COMMAND_UNDO);
    check_int_equal(f.player.view.step, step);
    replay_finish(&f);
}

static void test_selection(void)
{
    struct replay f;
    replay_begin(&f, sequence, "hung", 1600, 1000);
    replay_click(&f.player, "thread:2");
    check_true(replay_shows_text(&f.player, "天猫 at "));
    check_true(strstr(replay_title(&f.player, "finding:1"),
                      "天猫 waits on cond for ever, since poem.c:33.") != NULL);
    check_true(replay_shows_text(&f.player, "What is selected"));
    replay_command(&f.player, COMMAND_LANGUAGE);
    check_true(strstr(replay_title(&f.player, "finding:1"),
                      "天猫 永远在等 cond，从 poem.c:33 起") != NULL);
    replay_command(&f.player, COMMAND_LANGUAGE);
    replay_command(&f.player, COMMAND_TO_START);
    check_true(strstr(replay_title(&f.player, "finding:1"), "It is not there.") != NULL);
    replay_command(&f.player, COMMAND_TO_END);
    replay_click(&f.player, "graph:object:0");
    check_int_equal(f.player.view.selection.object, 0);
    check_true(strstr(replay_title(&f.player, "finding:1"), "waiting at cond: 天猫, 小爱") != NULL);
    replay_command(&f.player, COMMAND_CLEAR);
    check_true(replay_shows_text(&f.player, "What went wrong"));
    replay_finish(&f);
}

static void test_range(void)
{
    struct replay f;
    replay_begin(&f, sequence, "hung", 1600, 1000);
    f.player.view.has_range = true;
    f.player.view.range_begin_ns = 1 * MS;
    f.player.view.range_end_ns = 2 * MS;
    player_build(&f.player);
    check_true(replay_shows_text(&f.player, "In this stretch"));
    check_true(replay_shows(&f.player, "range-thread:2"));
    check_true(!replay_shows(&f.player, "range-thread:3")); /* 小爱 comes later */
    check_true(replay_shows(&f.player, "range-object:1"));
    check_true(replay_shows_text(&f.player, "1 hold, "));
    replay_command(&f.player, COMMAND_CLEAR);
    check_true(!replay_shows(&f.player, "range-thread:2"));
    replay_finish(&f);
}

static const struct test_case cases[] = {
    {"side-list@is-filtered-by-typing", test_list},
    {"side-list@enter-and-clicks-open-rows", test_open},
    {"selection@says-what-it-is-at", test_selection},
    {"range@is-told-by-thread-and-object", test_range},
};

int main(int argc, char **argv)
{
    return run_cases(cases, ARRAY_COUNT(cases), argc, argv);
}
