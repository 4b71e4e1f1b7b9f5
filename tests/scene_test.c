#include "tests/check.h"
#include "viewer/scene/frame/frame_scene.h"
#include "viewer/scene/layout/frame_layout.h"
#include "viewer/scene/shape/scene.h"
#include "viewer/scene/view/theme.h"

static struct text_style body(void)
{
    return (struct text_style){.font = FONT_UI, .size_px = 10, .weight = 400, .colour = 0xff};
}

static void begin_scene(struct scene *scene)
{
    scene_init(scene, 800, 600, 0xffffffff, monospace_shaper());
}

static const struct scene_item *last_item(const struct scene *scene)
{
    return &scene->items[scene->item_count - 1];
}

static void test_wide_characters_are_as_wide_as_high(void)
{
    struct scene scene;
    begin_scene(&scene);
    check_int_equal(scene_measure_text(&scene, "ab", body()), 12);
    check_int_equal(scene_measure_text(&scene, "小爱", body()), 20);
    scene_finish(&scene);
}

static void test_unreadable_bytes_count_as_one_character(void)
{
    struct scene scene;
    begin_scene(&scene);
    check_int_equal(scene_measure_text(&scene, "\xff\xe5\xb0", body()), 18);
    scene_finish(&scene);
}

static void test_long_line_is_cut_at_a_character(void)
{
    struct scene scene;
    begin_scene(&scene);
    double width = scene_add_text(&scene, 0, 10, "小爱小爱", body(), ALIGN_LEFT, 30);
    check_text_equal(last_item(&scene)->text, "小爱…");
    check_int_equal(width, 26);
    scene_finish(&scene);
}

static void test_long_name_is_cut_in_its_middle(void)
{
    struct scene scene;
    begin_scene(&scene);
    double width = scene_add_name(&scene, 0, 10, "ForkPoolWorker-12", body(), ALIGN_LEFT, 55);
    check_text_equal(last_item(&scene)->text, "Fork…r-12");
    check_true(width <= 55);
    scene_add_name(&scene, 0, 10, "小爱天猫小爱", body(), ALIGN_LEFT, 33);
    check_text_equal(last_item(&scene)->text, "小…爱");
    scene_add_name(&scene, 0, 10, "n", body(), ALIGN_LEFT, 2);
    check_text_equal(last_item(&scene)->text, "…");
    scene_finish(&scene);
}

/* Left open, it would reverse what follows the name: U+202E, U+2067. */
static void test_no_name_turns_the_direction(void)
{
    struct scene scene;
    begin_scene(&scene);
    static const char name[] = "a\u202eb\u2067爱", straight[] = "ab爱";
    scene_add_text(&scene, 0, 0, name, body(), ALIGN_LEFT, 0);
    check_text_equal(last_item(&scene)->text, straight);
    check_text_equal(last_item(&scene)->runs[0].text, straight);
    scene_add_paragraph(&scene, 0, 0, 500, 20, name, body());
    check_text_equal(last_item(&scene)->text, straight);
    scene_finish(&scene);
}

static void test_text_is_aligned_to_x(void)
{
    struct scene scene;
    begin_scene(&scene);
    scene_add_text(&scene, 100, 10, "abcd", body(), ALIGN_RIGHT, 0);
    check_int_equal(last_item(&scene)->rect.x, 76);
    scene_add_text(&scene, 100, 10, "abcd", body(), ALIGN_CENTRE, 0);
    check_int_equal(last_item(&scene)->rect.x, 88);
    scene_finish(&scene);
}

static void test_paragraph_wraps_at_spaces(void)
{
    struct scene scene;
    begin_scene(&scene);
    double bottom = scene_add_paragraph(&scene, 0, 0, 48, 20, "one two three", body());
    check_int_equal(bottom, 40);
    check_int_equal(scene.item_count, 2);
    check_text_equal(scene.items[0].text, "one two");
    check_text_equal(scene.items[1].text, "three");
    scene_finish(&scene);
}

static void test_paragraph_wraps_between_han_but_not_before_a_stop(void)
{
    struct scene scene;
    begin_scene(&scene);
    scene_add_paragraph(&scene, 0, 0, 30, 20, "我们对诗。", body());
    check_text_equal(scene.items[0].text, "我们对");
    check_text_equal(scene.items[1].text, "诗。");
    scene_finish(&scene);
}

static void test_paragraph_keeps_names_and_brackets_together(void)
{
    struct scene scene;
    begin_scene(&scene);
    scene_add_paragraph(&scene, 0, 0, 30, 20, "ab 小爱", body());
    check_text_equal(scene.items[0].text, "ab");
    check_text_equal(scene.items[1].text, "小爱");
    scene_clear(&scene);
    scene_add_paragraph(&scene, 0, 0, 40, 20, "我们对（诗", body());
    check_text_equal(scene.items[0].text, "我们对");
    check_text_equal(scene.items[1].text, "（诗");
    scene_finish(&scene);
}

static void test_paragraph_begins_with_its_lead_in_bold(void)
{
    struct scene scene;
    begin_scene(&scene);
    scene_add_lead_paragraph(&scene, 0, 0, 400, 20, "Lost. ", "Nobody waits.", body());
    const struct scene_item *item = last_item(&scene);
    check_text_equal(item->text, "Lost. Nobody waits.");
    check_int_equal(item->runs[0].style.weight, 700);
    check_int_equal(item->runs[item->run_count - 1].style.weight, body().weight);
    scene_finish(&scene);
}

/* As part of a name, for example. */
static void test_backquotes_are_letters(void)
{
    struct scene scene;
    begin_scene(&scene);
    scene_add_paragraph(&scene, 0, 0, 400, 20, "c`d\\e notifies `f`", body());
    const struct scene_item *item = last_item(&scene);
    check_text_equal(item->text, "c`d\\e notifies `f`");
    check_int_equal(item->run_count, 1);
    scene_finish(&scene);
}

static void test_hit_finds_the_topmost_group_that_is_not_clipped(void)
{
    struct scene scene;
    begin_scene(&scene);
    scene_begin_group(&scene, "outer", NULL, (struct scene_rect){0, 0, 100, 100});
    scene_begin_clip(&scene, (struct scene_rect){0, 0, 50, 50});
    scene_begin_group(&scene, "inner", "a title", (struct scene_rect){0, 0, 100, 100});
    scene_end_group(&scene);
    scene_end_clip(&scene);
    scene_end_group(&scene);
    check_text_equal(scene_hit(&scene, 10, 10), "inner");
    check_text_equal(scene_hit(&scene, 60, 60), "outer");
    check_true(scene_hit(&scene, 200, 10) == NULL);
    check_true(scene_find(&scene, "inner", NULL));
    check_true(!scene_find(&scene, "other", NULL));
    scene_finish(&scene);
}

static void test_cleared_scene_is_empty(void)
{
    struct scene scene;
    begin_scene(&scene);
    scene_begin_group(&scene, "a", NULL, (struct scene_rect){0, 0, 9, 9});
    scene_end_group(&scene);
    scene_clear(&scene);
    check_true(!scene_find(&scene, "a", NULL));
    scene_finish(&scene);
}

static void test_cards_fill_the_frame_at_every_size(void)
{
    struct view view = {.width = 1920, .height = 1080};
    struct frame_layout full = frame_layout_of(&view);
    check_int_equal(full.timeline.x, 28);
    check_int_equal(full.timeline.y, 104);
    check_int_equal(full.timeline.width, 1372);
    check_int_equal(full.timeline.height, 830);
    check_int_equal(full.panel.x, 1420);
    check_int_equal(full.transport.y, 954);
    view = (struct view){.width = 1024, .height = 640};
    struct frame_layout small = frame_layout_of(&view);
    check_int_equal(small.panel.width, 359);
    check_int_equal(small.panel.x + small.panel.width, 1024 - 28);
    check_int_equal(small.transport.height, 98);
    check_true(small.timeline.width > 500 && small.timeline.height > 300);
}

static void test_fading_keeps_the_colour(void)
{
    check_int_equal(colour_fade(0x11223380, 0.5), 0x11223340);
    check_int_equal(colour_fade(0x112233ff, 2), 0x112233ff);
}

int main(int argc, char **argv)
{
    static const struct test_case cases[] = {
        {"text@wide-characters-are-as-wide-as-high", test_wide_characters_are_as_wide_as_high},
        {"text@unreadable-bytes-count-as-one", test_unreadable_bytes_count_as_one_character},
        {"text@long-line-is-cut-at-a-character", test_long_line_is_cut_at_a_character},
        {"text@long-name-is-cut-in-its-middle", test_long_name_is_cut_in_its_middle},
        {"text@no-name-turns-the-direction", test_no_name_turns_the_direction},
        {"text@is-aligned-to-x", test_text_is_aligned_to_x},
        {"paragraph@wraps-at-spaces", test_paragraph_wraps_at_spaces},
        {"paragraph@wraps-between-han", test_paragraph_wraps_between_han_but_not_before_a_stop},
        {"paragraph@keeps-names-and-brackets-together",
         test_paragraph_keeps_names_and_brackets_together},
        {"paragraph@begins-with-its-lead-in-bold", test_paragraph_begins_with_its_lead_in_bold},
        {"paragraph@backquotes-are-letters", test_backquotes_are_letters},
        {"scene@hit-finds-the-topmost-group", test_hit_finds_the_topmost_group_that_is_not_clipped},
        {"scene@cleared-is-empty", test_cleared_scene_is_empty},
        {"frame@cards-fill-it-at-every-size", test_cards_fill_the_frame_at_every_size},
        {"theme@fading-keeps-the-colour", test_fading_keeps_the_colour},
    };
    return run_cases(cases, ARRAY_COUNT(cases), argc, argv);
}
