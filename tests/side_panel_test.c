/* What the panel shows instead of the story: the side list, what is selected, a range. */
#include <stdlib.h>

#include "tests/check.h"
#include "tests/sequence.h"
#include "viewer/app/player.h"
#include "viewer/app/pointer.h"
#include "viewer/scene/layout/default_view.h"

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

struct fixture {
    struct opened_subject *opened;
    struct pango_shaper *shaper;
    struct player player;
};

static void begin(struct fixture *fixture)
{
    *fixture = (struct fixture){.shaper = pango_shaper_create()};
    fixture->opened = subject_of_trace(sequence_parse(sequence, "hung"));
    struct subject subject = subject_in_language(fixture->opened, LANGUAGE_ENGLISH);
    struct view view = view_default(&subject, 1600, 1000, theme_light(), LANGUAGE_ENGLISH);
    player_init(&fixture->player, fixture->opened, view, fixture->shaper);
    player_build(&fixture->player);
}

static void finish(struct fixture *fixture)
{
    player_finish(&fixture->player);
    pango_shaper_destroy(fixture->shaper);
    subject_close(fixture->opened);
}

static void command(struct fixture *fixture, enum command what)
{
    player_command(&fixture->player, what);
    player_build(&fixture->player);
}

static void type(struct fixture *fixture, const char *text)
{
    player_type(&fixture->player, text);
    player_build(&fixture->player);
}

static bool shows(const struct fixture *fixture, const char *id)
{
    return scene_find(&fixture->player.scene, id, NULL);
}

static bool shows_text(const struct fixture *fixture, const char *part)
{
    const struct scene *scene = &fixture->player.scene;
    for (uint32_t i = 0; i < scene->item_count; i++) {
        if (scene->items[i].text && strstr(scene->items[i].text, part)) {
            return true;
        }
    }
    return false;
}

/* The words of a group, however they are broken into lines. */
static void check_title(const struct fixture *fixture, const char *id, const char *part)
{
    const struct scene *scene = &fixture->player.scene;
    for (uint32_t i = 0; i < scene->item_count; i++) {
        const struct scene_item *item = &scene->items[i];
        if (item->shape == SCENE_GROUP_BEGIN && item->id && strcmp(item->id, id) == 0) {
            check_true(item->title != NULL && strstr(item->title, part) != NULL);
            return;
        }
    }
    check_true(false);
}

static void click(struct fixture *fixture, const char *id)
{
    struct scene_rect rect = {0};
    check_true(scene_find(&fixture->player.scene, id, &rect));
    pointer_press(&fixture->player, rect.x + rect.width / 2, rect.y + rect.height / 2,
                  POINTER_SELECT);
    pointer_release(&fixture->player);
    player_build(&fixture->player);
}

static void test_list(void)
{
    struct fixture f;
    begin(&f);
    command(&f, COMMAND_FIND);
    check_true(shows(&f, "find"));
    check_true(shows_text(&f, "FINDINGS  1"));
    check_true(shows_text(&f, "THREADS  3"));
    check_true(!shows(&f, "steps")); /* the story gives way */
    type(&f, "NOTIF");
    check_true(shows_text(&f, "STEP BY STEP  1"));
    check_true(!shows_text(&f, "THREADS  "));
    type(&f, "xyz");
    check_true(!shows(&f, "found:1"));
    player_accept(&f.player); /* nothing to open */
    command(&f, COMMAND_CLEAR);
    check_true(shows(&f, "steps"));
    check_true(!shows(&f, "find"));
    finish(&f);
}

static void test_open(void)
{
    struct fixture f;
    begin(&f);
    command(&f, COMMAND_FIND);
    type(&f, "小爱");
    uint32_t rows = 0;
    for (char id[32]; rows < 100; rows++) {
        snprintf(id, sizeof id, "found:%u", rows + 1);
        if (!shows(&f, id)) {
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
    check_int_equal(f.player.view.selected_thread, AI);
    player_build(&f.player);
    click(&f, "found:2"); /* a step */
    check_true(f.player.view.step != step);
    command(&f, COMMAND_CLEAR);
    command(&f, COMMAND_UNDO);
    check_int_equal(f.player.view.step, step);
    finish(&f);
}

static void test_selection(void)
{
    struct fixture f;
    begin(&f);
    click(&f, "thread:2");
    check_true(shows_text(&f, "天猫 at "));
    check_title(&f, "finding:1", "天猫 waits on cond for ever, since poem.c:33.");
    check_true(shows_text(&f, "What is selected"));
    command(&f, COMMAND_LANGUAGE);
    check_title(&f, "finding:1", "天猫 永远在等 cond，从 poem.c:33 起");
    command(&f, COMMAND_LANGUAGE);
    command(&f, COMMAND_TO_START);
    check_title(&f, "finding:1", "It is not there.");
    command(&f, COMMAND_TO_END);
    click(&f, "graph:object:0");
    check_int_equal(f.player.view.selected_object, 0);
    check_title(&f, "finding:1", "waiting at cond: 天猫, 小爱");
    command(&f, COMMAND_CLEAR);
    check_true(shows_text(&f, "What went wrong"));
    finish(&f);
}

static void test_range(void)
{
    struct fixture f;
    begin(&f);
    f.player.view.has_range = true;
    f.player.view.range_begin_ns = 1 * MS;
    f.player.view.range_end_ns = 2 * MS;
    player_build(&f.player);
    check_true(shows_text(&f, "In this stretch"));
    check_true(shows(&f, "range-thread:2"));
    check_true(!shows(&f, "range-thread:3")); /* 小爱 comes later */
    check_true(shows(&f, "range-object:1"));
    check_true(shows_text(&f, "1 hold, "));
    command(&f, COMMAND_CLEAR);
    check_true(!shows(&f, "range-thread:2"));
    finish(&f);
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
