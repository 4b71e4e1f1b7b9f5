/* Decks: which steps get a page, what the pages say, and how a page becomes a scene. */
#include "viewer/scene/deck/deck.h"

#include "tests/check.h"
#include "tests/stage.h"
#include "viewer/app/step_choice.h"

static struct {
    struct stage stage;
    struct deck *deck;
} test;

static void open_deck(struct sample sample, enum deck_steps steps)
{
    stage_open(&test.stage, sample, LANGUAGE_ENGLISH, 1920, 1080);
    test.deck =
        deck_create(&test.stage.subject, &test.stage.view, &(struct deck_choice){.steps = steps});
}

static void close_deck(void)
{
    deck_destroy(test.deck);
    stage_close(&test.stage);
}

static bool has_page(uint32_t step)
{
    for (uint32_t i = 0; i < test.deck->page_count; i++) {
        if (test.deck->pages[i].step == step) {
            return true;
        }
    }
    return false;
}

static bool says(const char *text, const char *part)
{
    return strstr(text, part) != NULL;
}

static const struct sample lost_notify = {LOST_NOTIFY, "hung"};

static void test_all(void)
{
    open_deck(lost_notify, DECK_ALL);
    check_int_equal(test.deck->page_count, test.stage.story->step_count + 1);
    check_int_equal(test.deck->pages[0].step, NONE_INDEX);
    check_int_equal(test.deck->pages[1].step, 0);
    close_deck();
}

static void test_one(void)
{
    open_deck(lost_notify, DECK_ONE);
    check_int_equal(test.deck->page_count, 1);
    check_text_equal(test.deck->pages[0].caption, "");
    check_int_equal(test.deck->pages[0].view.step, test.stage.view.step);
    close_deck();
}

static void test_key_of_lost_notify(void)
{
    open_deck(lost_notify, DECK_KEY);
    const struct story *story = test.stage.story;
    const struct finding *finding = &test.stage.analysis->findings[0];
    check_true(has_page(story_step_at_event(story, finding->notify_event)));
    check_true(has_page(story_step_at_event(story, finding->missed_by_event)));
    check_true(has_page(story->step_count - 1));
    close_deck();
}

static void test_key_of_deadlock(void)
{
    open_deck((struct sample){DEADLOCK, "hung"}, DECK_KEY);
    for (uint32_t i = 0; i < test.stage.analysis->edge_count; i++) {
        const struct wait_edge *edge = &test.stage.analysis->edges[i];
        check_true(has_page(story_step_at_event(test.stage.story, edge->wait_event)));
    }
    close_deck();
}

/* Waits alone would fill it. */
static void test_key_is_short(void)
{
    open_deck((struct sample){stage_long_sequence(60), ""}, DECK_KEY);
    check_true(test.deck->page_count <= 12);
    check_true(has_page(test.stage.story->step_count - 1));
    for (uint32_t i = 1; i < test.deck->page_count; i++) {
        check_true(test.deck->pages[i].step > test.deck->pages[i - 1].step);
    }
    close_deck();
}

static void test_no_steps(void)
{
    open_deck((struct sample){"", ""}, DECK_KEY);
    check_int_equal(test.deck->page_count, 1);
    close_deck();
}

static void test_words(void)
{
    open_deck(lost_notify, DECK_KEY);
    const struct deck_page *last = &test.deck->pages[test.deck->page_count - 1];
    check_true(says(last->notes, test.stage.analysis->findings[0].sentence));
    bool tells_notify = false;
    for (uint32_t i = 0; i < test.deck->page_count; i++) {
        const struct deck_page *page = &test.deck->pages[i];
        check_true(says(page->alternative, page->caption));
        check_true(page->stand_ns >= 1500000000u);
        tells_notify |= says(page->caption, "nobody is waiting") && says(page->notes, "poem.c:32");
    }
    check_true(tells_notify);
    close_deck();
}

static void test_scene(void)
{
    open_deck(lost_notify, DECK_ALL);
    struct scene *scene = &test.stage.scene;
    deck_page_scene_build(scene, test.deck, 1);
    uint32_t item_count = scene->item_count;
    deck_page_scene_build(scene, test.deck, 2);
    deck_page_scene_build(scene, test.deck, 1);
    check_int_equal(scene->item_count, item_count);
    check_true(scene->width == 1920 && scene->background == theme_light()->background);
    close_deck();
}

static void test_step_list(void)
{
    struct step_choice choice;
    check_true(step_choice_parse("1,4,7-9", &choice));
    check_int_equal(choice.range_count, 3);
    check_int_equal(choice.ranges[2].last, 9);
    static const char *const bad[] = {"", "some", "3,2", "1,1", "4-2", "-1", "1,", "1;2", "0x2"};
    for (size_t i = 0; i < ARRAY_COUNT(bad); i++) {
        check_true(!step_choice_parse(bad[i], &choice));
    }
}

static void test_missing_step(void)
{
    stage_open(&test.stage, lost_notify, LANGUAGE_ENGLISH, 1920, 1080);
    struct step_choice choice;
    struct deck_choice deck_choice = {0};
    uint32_t *list;
    char reason[256];
    check_true(step_choice_parse("1,4000000000", &choice));
    check_true(!step_choice_resolve(&choice, &test.stage.subject, &deck_choice, &list, reason,
                                    sizeof reason));
    check_true(says(reason, "there is no step 4000000000"));
    stage_close(&test.stage);
}

static const struct test_case cases[] = {
    {"deck@all-steps-and-the-start", test_all},
    {"deck@one-page-is-the-view", test_one},
    {"deck@key-steps-of-a-lost-notify", test_key_of_lost_notify},
    {"deck@key-steps-of-a-deadlock-are-its-waits", test_key_of_deadlock},
    {"deck@key-steps-are-few-and-in-order", test_key_is_short},
    {"deck@a-trace-without-steps-has-a-page", test_no_steps},
    {"deck@captions-notes-and-alternatives", test_words},
    {"deck@a-page-is-a-scene", test_scene},
    {"deck@step-lists", test_step_list},
    {"deck@a-missing-step-is-said", test_missing_step},
};

int main(int argc, char **argv)
{
    return run_cases(cases, ARRAY_COUNT(cases), argc, argv);
}
