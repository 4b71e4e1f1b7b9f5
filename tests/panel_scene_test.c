/* The cards around the timeline: what they say of a trace, and that at every size, in both
 * languages and at every step their words neither touch each other nor leave their card. */
#include "tests/check.h"
#include "tests/stage.h"
#include "viewer/scene/layout/frame_layout.h"
#include "viewer/scene/panel/panel_scene.h"
#include "viewer/scene/timeline/timeline_scene.h"

static const struct sample samples[] = {
    {LOST_NOTIFY, "hung"}, {DEADLOCK, "hung"},       {SELF_DEADLOCK, "hung"},
    {ENDS_WELL, "ended"},  {ONE_AT_A_TIME, "ended"}, {LOST_NOTIFY, ""},
};

/* ---- words keep apart ---- */

static const struct {
    double width, height;
} sizes[] = {{1024, 640}, {1280, 720}, {1440, 900}, {1920, 1080}, {3840, 2160}};

/* Calls `check` for every sample, size, language and step. */
static void for_each_picture(void (*check)(struct stage *stage))
{
    for (size_t i = 0; i < ARRAY_COUNT(samples) * ARRAY_COUNT(sizes) * 2; i++) {
        struct stage stage;
        size_t size = i / 2 % ARRAY_COUNT(sizes);
        stage_open(&stage, samples[i / 2 / ARRAY_COUNT(sizes)],
                   i % 2 ? LANGUAGE_CHINESE : LANGUAGE_ENGLISH, sizes[size].width,
                   sizes[size].height);
        for (uint32_t step = 0; step < stage.story->step_count; step++) {
            stage_go_to_step(&stage, step);
            check(&stage);
        }
        stage_close(&stage);
    }
}

static void check_panel(struct stage *stage)
{
    struct scene_rect card = frame_layout_of(&stage->view).panel;
    panel_scene_build(&stage->scene, &stage->subject, &stage->view, card);
    stage_check_words(stage, card);
}

static void check_transport(struct stage *stage)
{
    struct scene_rect card = frame_layout_of(&stage->view).transport;
    transport_scene_build(&stage->scene, &stage->subject, &stage->view, card);
    stage_check_words(stage, card);
}

static void check_heading(struct stage *stage)
{
    struct scene_rect card = frame_layout_of(&stage->view).heading;
    heading_scene_build(&stage->scene, &stage->subject, &stage->view, card);
    stage_check_words(stage, (struct scene_rect){card.x, 0, card.width, card.y + card.height + 8});
}

static void check_legend(struct stage *stage)
{
    struct scene_rect card = frame_layout_of(&stage->view).timeline;
    struct scene_rect strip = {card.x, card.y + card.height - 62, card.width, 62};
    legend_scene_build(&stage->scene, &stage->subject, &stage->view, strip, NULL);
    stage_check_words(stage, strip);
}

static void check_help(struct stage *stage)
{
    static const struct key_help helps[34] = {
        {"Space", "play or pause"},
        {"Shift+← Shift+→", "the same in one thread (also , .)"},
        {"{ }", "previous or next problem"},
    };
    struct key_help all[ARRAY_COUNT(helps)];
    for (size_t i = 0; i < ARRAY_COUNT(helps); i++) {
        all[i] = helps[i % 3];
    }
    stage->view.key_helps = all;
    stage->view.key_help_count = ARRAY_COUNT(all);
    help_scene_build(&stage->scene, &stage->subject, &stage->view);
    stage_check_words(stage, (struct scene_rect){0, 0, stage->view.width, stage->view.height});
    check_true(stage_has(stage, "help:close"));
}

static void test_panel_words_keep_apart(void)
{
    for_each_picture(check_panel);
}

static void test_transport_words_keep_apart(void)
{
    for_each_picture(check_transport);
}

static void test_heading_words_keep_apart(void)
{
    for_each_picture(check_heading);
}

static void test_legend_words_keep_apart(void)
{
    for_each_picture(check_legend);
}

static void test_help_words_keep_apart(void)
{
    for_each_picture(check_help);
}

/* ---- what is said ---- */

static void test_hang_is_told(void)
{
    struct stage stage;
    stage_open_built(&stage, LOST_NOTIFY, "hung");
    check_true(stage_says(&stage, "Hang"));
    check_true(stage_says(&stage, "What went wrong"));
    check_true(stage_says(&stage, "notify"));
    check_true(stage_says(&stage, "∞"));
    check_true(stage_says(&stage, "WHO WAITS FOR WHOM"));
    check_true(stage_says(&stage, "A WAY OUT"));
    check_true(stage_says(&stage, "while")); /* of the code */
    check_true(stage_says(&stage, "3 threads"));
    stage_close(&stage);
}

static void test_good_end_is_told_plainly(void)
{
    struct stage stage;
    stage_open_built(&stage, ENDS_WELL, "ended");
    check_true(stage_says(&stage, "No hang"));
    check_true(stage_says(&stage, "Nothing went wrong."));
    check_true(stage_says(&stage, "WHERE THE TIME WENT"));
    check_true(!stage_says(&stage, "A WAY OUT"));
    check_true(stage_has(&stage, "summary:1"));
    stage_close(&stage);
}

static void test_throttling_shows_waves(void)
{
    struct stage stage;
    stage_open_built(&stage, ONE_AT_A_TIME, "ended");
    check_true(stage_has(&stage, "throttling"));
    check_true(stage_has(&stage, "wave:1"));
    check_true(stage_has(&stage, "wave:2"));
    stage_close(&stage);
}

static void test_words_come_in_chinese(void)
{
    struct stage stage;
    stage_open(&stage, (struct sample){LOST_NOTIFY, "hung"}, LANGUAGE_CHINESE, 1920, 1080);
    stage_build(&stage);
    check_true(stage_says(&stage, "哪里出了问题"));
    check_true(stage_says(&stage, "怎么解决"));
    check_true(!stage_says(&stage, "What"));
    stage_close(&stage);
}

/* ---- steps ---- */

static void test_list_follows_the_cursor(void)
{
    const char *sequence = stage_long_sequence(400);
    struct stage stage;
    stage_open_built(&stage, sequence, "ended");
    uint32_t count = stage.story->step_count;
    check_true(count >= 100);
    for (uint32_t step = 0; step < count; step += 37) {
        stage_go_to_step(&stage, step);
        stage_build(&stage);
        char id[32];
        struct scene_rect row = {0}, list = {0};
        snprintf(id, sizeof id, "step:%u", step + 1);
        check_true(scene_find(&stage.scene, id, &row) && scene_find(&stage.scene, "steps", &list));
        check_true(rect_lies_inside(row, list));
    }
    check_true(!stage_has(&stage, "step:1")); /* rows out of sight are not built */
    stage.view.list_scroll_px = -1e9;
    stage_build(&stage);
    check_true(stage_has(&stage, "step:1"));
    stage_close(&stage);
}

static void test_narrow_legend_keeps_the_marks_of_a_hang(void)
{
    struct stage stage;
    stage_open(&stage, (struct sample){LOST_NOTIFY, "hung"}, LANGUAGE_ENGLISH, 1024, 640);
    legend_scene_build(&stage.scene, &stage.subject, &stage.view,
                       (struct scene_rect){0, 0, 420, 62}, NULL);
    check_true(stage_has(&stage, "legend:lost-notify"));
    check_true(stage_has(&stage, "legend:forever"));
    check_true(!stage_has(&stage, "legend:acts-on"));
    stage_close(&stage);
}

static void test_empty_trace_is_drawn(void)
{
    struct stage stage;
    stage_open_built(&stage, "", "");
    check_true(stage_says(&stage, "What happened"));
    check_true(stage_says(&stage, "no steps"));
    stage_close(&stage);
}

static void test_lost_events_are_told(void)
{
    struct stage stage;
    stage_open(&stage, samples[0], LANGUAGE_ENGLISH, 1920, 1080);
    stage_build(&stage);
    check_true(!stage_says(&stage, "events lost"));
    stage.trace->lost_events = 72453;
    stage_build(&stage);
    check_true(stage_says(&stage, "72453 events lost"));
    stage_close(&stage);
}

int main(int argc, char **argv)
{
    static const struct test_case cases[] = {
        {"heading@lost-events-are-told", test_lost_events_are_told},
        {"panel@words-keep-apart", test_panel_words_keep_apart},
        {"transport@words-keep-apart", test_transport_words_keep_apart},
        {"heading@words-keep-apart", test_heading_words_keep_apart},
        {"legend@words-keep-apart", test_legend_words_keep_apart},
        {"help@words-keep-apart", test_help_words_keep_apart},
        {"legend@narrow-one-keeps-the-marks-of-a-hang",
         test_narrow_legend_keeps_the_marks_of_a_hang},
        {"panel@hang-is-told", test_hang_is_told},
        {"panel@good-end-is-told-plainly", test_good_end_is_told_plainly},
        {"panel@throttling-shows-waves", test_throttling_shows_waves},
        {"panel@words-come-in-chinese", test_words_come_in_chinese},
        {"panel@empty-trace-is-drawn", test_empty_trace_is_drawn},
        {"step_list@follows-the-cursor", test_list_follows_the_cursor},
    };
    return run_cases(cases, ARRAY_COUNT(cases), argc, argv);
}
