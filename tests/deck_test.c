/* Decks: which steps get a page, what the pages say, and how a page becomes a scene. */
#include "viewer/scene/deck/deck.h"

#include <math.h>

#include "tests/check.h"
#include "tests/stage.h"
#include "viewer/app/step_choice.h"
#include "viewer/scene/layout/time_axis.h"

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

/* What a person has zoomed to in the window is what is exported. */
static void test_one_keeps_the_zoom(void)
{
    stage_open(&test.stage, lost_notify, LANGUAGE_ENGLISH, 1920, 1080);
    test.stage.view.zoom = 3;
    test.deck = deck_create(&test.stage.subject, &test.stage.view, &(struct deck_choice){0});
    struct time_axis axis, own;
    time_axis_init(&axis, &test.stage.subject, &test.deck->pages[0].view, 100, 500);
    time_axis_init(&own, &test.stage.subject, &test.stage.view, 100, 500);
    check_true(time_axis_x(&axis, 3000000) == time_axis_x(&own, 3000000));
    time_axis_finish(&axis);
    time_axis_finish(&own);
    close_deck();
}

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

/* Nobody waits, and there is something to show. */
static void test_key_of_a_calm_run(void)
{
    open_deck((struct sample){stage_long_sequence(20), ""}, DECK_KEY);
    check_true(test.deck->page_count >= 8);
    close_deck();
}

static void test_no_steps(void)
{
    open_deck((struct sample){"", ""}, DECK_KEY);
    check_int_equal(test.deck->page_count, 1);
    close_deck();
}

static bool has_lane(const struct scene *scene, const char *id)
{
    return scene_find(scene, id, NULL);
}

/* Two who deadlock, and others who have nothing to do with it. */
#define CROWD                                                                                      \
    "main thread.create+ X; X thread.begin X; main thread.create X;"                               \
    "X lock.acquire z z.c:1; X lock.release z; X thread.end X;" DEADLOCK

static void test_crop(void)
{
    stage_open(&test.stage, (struct sample){CROWD, "hung"}, LANGUAGE_ENGLISH, 1920, 1080);
    const struct trace *trace = test.stage.trace;
    test.deck = deck_create(&test.stage.subject, &test.stage.view,
                            &(struct deck_choice){.steps = DECK_KEY, .is_cropped = true});
    const struct lane_filter *filter = &test.deck->pages[0].view.filter;
    for (uint32_t i = 0; i < trace->object_count; i++) {
        bool is_part_of_it = strcmp(trace->objects[i].name, "z") != 0;
        check_int_equal(filter->objects[i], is_part_of_it);
    }
    deck_page_scene_build(&test.stage.scene, test.deck, 0);
    for (uint32_t i = 0; i < trace->object_count; i++) {
        char id[32];
        snprintf(id, sizeof id, "object:%u", i);
        check_int_equal(has_lane(&test.stage.scene, id), filter->objects[i]);
    }
    close_deck();
}

static void test_stretch(void)
{
    stage_open(&test.stage, lost_notify, LANGUAGE_ENGLISH, 1920, 1080);
    struct deck_choice choice = {.from_ns = 1000000, .to_ns = 3000000};
    test.deck = deck_create(&test.stage.subject, &test.stage.view, &choice);
    static const double widths[] = {300, 900}; /* a replay's plot is not a picture's */
    for (size_t i = 0; i < ARRAY_COUNT(widths); i++) {
        struct time_axis axis;
        time_axis_init(&axis, &test.stage.subject, &test.deck->pages[0].view, 100, 100 + widths[i]);
        check_true(fabs(time_axis_x(&axis, choice.from_ns) - 100) < 0.01);
        check_true(fabs(time_axis_x(&axis, choice.to_ns) - 100 - widths[i]) < 0.01);
        time_axis_finish(&axis);
    }
    close_deck();
}

static const struct scene_item *smallest_text(const struct scene *scene)
{
    const struct scene_item *smallest = NULL;
    for (uint32_t i = 0; i < scene->item_count; i++) {
        const struct scene_item *item = &scene->items[i];
        if (item->shape == SCENE_TEXT &&
            (!smallest || item->runs[0].style.size_px < smallest->runs[0].style.size_px)) {
            smallest = item;
        }
    }
    return smallest;
}

/* 18 points on a slide of 7.5 inches. */
static void test_slides_are_read_from_afar(void)
{
    static const char *const names[] = {"16:9", "4:3"};
    for (size_t i = 0; i < ARRAY_COUNT(names); i++) {
        struct paper paper;
        check_true(paper_find(names[i], &paper));
        stage_open(&test.stage, lost_notify, LANGUAGE_ENGLISH, 1920, 1080);
        struct deck_choice choice = {.steps = DECK_KEY, .paper = &paper};
        test.deck = deck_create(&test.stage.subject, &test.stage.view, &choice);
        deck_page_scene_build(&test.stage.scene, test.deck, test.deck->page_count - 1);
        const struct scene *scene = &test.stage.scene;
        double points = smallest_text(scene)->runs[0].style.size_px * scene->scale * 72 / 144;
        check_true(points >= 18);
        check_true(scene->width * scene->scale > paper.width - 0.5);
        close_deck();
    }
}

static bool scene_says(const struct scene *scene, const char *part)
{
    for (uint32_t i = 0; i < scene->item_count; i++) {
        if (scene->items[i].shape == SCENE_TEXT && says(scene->items[i].text, part)) {
            return true;
        }
    }
    return false;
}

/* Whatever the page is made for. */
static void test_a_finding_has_room_for_its_code(void)
{
    static const char *const papers[] = {"16:9", "4:3", "A4"};
    static const struct {
        struct sample sample;
        const char *code;
    } stories[] = {
        {{LOST_NOTIFY, "hung"}, "condition_wait"},
        {{DEADLOCK, "hung"}, "never b before a"},
        {{SELF_DEADLOCK, "hung"}, "rlock_create"},
    };
    for (size_t i = 0; i < ARRAY_COUNT(papers) * ARRAY_COUNT(stories); i++) {
        struct paper paper;
        check_true(paper_find(papers[i / ARRAY_COUNT(stories)], &paper));
        stage_open(&test.stage, stories[i % ARRAY_COUNT(stories)].sample, LANGUAGE_ENGLISH, 0, 0);
        struct deck_choice choice = {.steps = DECK_KEY, .paper = &paper, .has_cover = true};
        test.deck = deck_create(&test.stage.subject, &test.stage.view, &choice);
        uint32_t last = test.deck->page_count - 1;
        check_int_equal(test.deck->pages[last].view.frame, FRAME_FINDING);
        deck_page_scene_build(&test.stage.scene, test.deck, last);
        check_true(scene_says(&test.stage.scene, stories[i % ARRAY_COUNT(stories)].code));
        close_deck();
    }
}

/* A sheet is narrow: the band below the lanes says who waits, and not half of what comes after. */
static void test_a_verdict_is_not_cut(void)
{
    stage_open(&test.stage, lost_notify, LANGUAGE_ENGLISH, 1920, 1080);
    struct paper paper;
    check_true(paper_find("A4", &paper));
    struct deck_choice choice = {.steps = DECK_KEY, .paper = &paper};
    test.deck = deck_create(&test.stage.subject, &test.stage.view, &choice);
    deck_page_scene_build(&test.stage.scene, test.deck, test.deck->page_count - 1);
    check_true(scene_says(&test.stage.scene, "main, 小爱 and 天猫 wait for ever"));
    check_true(!scene_says(&test.stage.scene, "for ever: nobody is le"));
    close_deck();
}

/* It is about the end, wherever the pages before it end. */
static void test_a_finding_is_about_the_end(void)
{
    stage_open(&test.stage, lost_notify, LANGUAGE_ENGLISH, 1920, 1080);
    struct paper paper;
    check_true(paper_find("16:9", &paper));
    static const uint32_t first[] = {0};
    struct deck_choice choice = {
        .steps = DECK_LIST, .list = first, .list_count = 1, .paper = &paper, .has_cover = true};
    test.deck = deck_create(&test.stage.subject, &test.stage.view, &choice);
    check_int_equal(test.deck->pages[2].step, test.stage.story->step_count - 1);
    close_deck();
}

#define WAITER(T)                                                                                  \
    "main thread.create+ " T "; " T " thread.begin " T "; main thread.create " T "; " T            \
    " lock.acquire+ L; " T " door.wait+ L #1;"
#define QUEUE_OF_WAITERS                                                                           \
    "main lock.acquire L;" WAITER("a") WAITER("b") WAITER("c") WAITER("d") WAITER("e") WAITER("f") \
        WAITER("g") WAITER("h") WAITER("i") WAITER("j") WAITER("k")                                \
            WAITER("l") "main lock.release L"

static void test_slides_leave_lanes_out(void)
{
    struct paper paper;
    check_true(paper_find("16:9", &paper));
    stage_open(&test.stage, (struct sample){QUEUE_OF_WAITERS, ""}, LANGUAGE_ENGLISH, 1920, 1080);
    struct deck_choice choice = {.steps = DECK_KEY, .paper = &paper, .is_cropped = true};
    test.deck = deck_create(&test.stage.subject, &test.stage.view, &choice);
    check_true(test.deck->page_count > 1);
    for (uint32_t i = 0; i < test.deck->page_count; i++) {
        const struct deck_page *page = &test.deck->pages[i];
        check_true(page->view.is_slide && page->scale >= 2);
        uint32_t thread = story_bare_step(test.stage.story, page->step).thread;
        bool is_last = i + 1 == test.deck->page_count;
        check_true(is_last || page->view.filter.threads[thread]);
    }
    close_deck();
}

static void test_spoiler_free(void)
{
    stage_open(&test.stage, lost_notify, LANGUAGE_ENGLISH, 1920, 1080);
    struct deck_choice choice = {.steps = DECK_ALL, .is_spoiler_free = true};
    test.deck = deck_create(&test.stage.subject, &test.stage.view, &choice);
    check_int_equal(test.deck->page_count, test.stage.story->step_count); /* without the hang */
    check_int_equal(test.deck->subject.analysis->finding_count, 0);
    for (uint32_t i = 0; i < test.deck->page_count; i++) {
        deck_page_scene_build(&test.stage.scene, test.deck, i);
        static const char *const tellers[] = {"verdict", "lost-notify",  "too-early",
                                              "callout", "verdict-band", "ruler-forever"};
        for (size_t j = 0; j < ARRAY_COUNT(tellers); j++) {
            check_true(!has_lane(&test.stage.scene, tellers[j]));
        }
        check_true(!says(test.deck->pages[i].notes, "lost"));
        char next_mark[32];
        snprintf(next_mark, sizeof next_mark, "mark:%u", test.deck->pages[i].step + 2);
        check_true(!has_lane(&test.stage.scene, next_mark));
    }
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
    struct step_list list;
    char reason[256];
    check_true(step_choice_parse("1,4000000000", &choice));
    check_true(!step_choice_resolve(&choice, &test.stage.subject, &deck_choice, &list, reason,
                                    sizeof reason));
    check_true(says(reason, "there is no step 4000000000"));
    step_list_finish(&list);
    stage_close(&test.stage);
}

/* The words of a page with that many threads that all run. */
static const char *words_of_crowd(uint32_t thread_count)
{
    static char sequence[40000];
    size_t used = (size_t)snprintf(sequence, sizeof sequence, "main print 1 \"x\"");
    for (uint32_t i = 1; i < thread_count; i++) {
        used += (size_t)snprintf(sequence + used, sizeof sequence - used,
                                 ";T%u thread.begin T%u @%uus", i, i, i);
    }
    snprintf(sequence + used, sizeof sequence - used, ";main print 1 \"y\" @9ms");
    open_deck((struct sample){sequence, ""}, DECK_ONE);
    return test.deck->pages[0].alternative;
}

static bool ends_so(const char *text, const char *end)
{
    size_t length = strlen(text), end_length = strlen(end);
    return length >= end_length && strcmp(text + length - end_length, end) == 0;
}

static void test_crowd(void)
{
    const char *words = words_of_crowd(200);
    check_true(ends_so(words, "T199: running"));
    close_deck();
    words = words_of_crowd(300);
    check_true(says(words, "T199: running"));
    check_true(!says(words, "T200"));
    check_true(ends_so(words, ". …"));
    close_deck();
}

static const struct test_case cases[] = {
    {"deck@all-steps-and-the-start", test_all},
    {"deck@one-page-is-the-view", test_one},
    {"deck@one-page-keeps-the-zoom", test_one_keeps_the_zoom},
    {"deck@key-steps-of-a-lost-notify", test_key_of_lost_notify},
    {"deck@key-steps-of-a-deadlock-are-its-waits", test_key_of_deadlock},
    {"deck@key-steps-are-few-and-in-order", test_key_is_short},
    {"deck@key-steps-of-a-calm-run-are-not-too-few", test_key_of_a_calm_run},
    {"deck@a-trace-without-steps-has-a-page", test_no_steps},
    {"deck@cropped-to-what-the-steps-are-about", test_crop},
    {"deck@a-stretch-fills-the-plot", test_stretch},
    {"deck@slides-are-read-from-afar", test_slides_are_read_from_afar},
    {"deck@a-finding-has-room-for-its-code", test_a_finding_has_room_for_its_code},
    {"deck@a-verdict-is-not-cut", test_a_verdict_is_not_cut},
    {"deck@a-finding-is-about-the-end", test_a_finding_is_about_the_end},
    {"deck@slides-leave-lanes-out-until-they-can-be-read", test_slides_leave_lanes_out},
    {"deck@spoiler-free-tells-no-end", test_spoiler_free},
    {"deck@captions-notes-and-alternatives", test_words},
    {"deck@of-a-crowd-two-hundred-are-told", test_crowd},
    {"deck@a-page-is-a-scene", test_scene},
    {"deck@step-lists", test_step_list},
    {"deck@a-missing-step-is-said", test_missing_step},
};

int main(int argc, char **argv)
{
    return run_cases(cases, ARRAY_COUNT(cases), argc, argv);
}
