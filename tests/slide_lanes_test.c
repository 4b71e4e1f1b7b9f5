/* Which lanes the slides of a recording show: what its story is about is there, in letters that can
 * be read from afar.
 *
 * usage: slide_lanes_test TRACES_FOLDER */
#include <stdlib.h>

#include "tests/check.h"
#include "tracer/model/trace_load.h"
#include "viewer/app/subject_open.h"
#include "viewer/paint/pango_shaper.h"
#include "viewer/scene/deck/deck.h"
#include "viewer/scene/layout/default_view.h"

#define NAMES_MAX 5

static const char *traces_folder;

struct expected {
    const char *trace;
    const char *lanes[NAMES_MAX]; /* threads, processes and objects that every slide has */
    const char *words;            /* that the last picture says; or NULL */
};

static bool has_thread(const struct trace *trace, const bool *threads, const char *name)
{
    for (uint32_t i = 1; i < trace->thread_count; i++) {
        const char *process = trace->processes[trace->threads[i].process].name;
        if (threads[i] &&
            (strcmp(trace->threads[i].name, name) == 0 || strcmp(process, name) == 0)) {
            return true;
        }
    }
    return false;
}

static bool has_object(const struct trace *trace, const bool *objects, const char *name)
{
    for (uint32_t i = 0; i < trace->object_count; i++) {
        if (objects[i] && strcmp(trace->objects[i].name, name) == 0) {
            return true;
        }
    }
    return false;
}

static bool picture_says(const struct deck *deck, uint32_t page, const char *words)
{
    struct pango_shaper *shaper = pango_shaper_create();
    struct scene scene;
    bool is_said = false;
    scene_init(&scene, 0, 0, 0, pango_shaper_interface(shaper));
    deck_page_scene_build(&scene, deck, page);
    for (uint32_t i = 0; i < scene.item_count; i++) {
        const struct scene_item *item = &scene.items[i];
        is_said = is_said || (item->shape == SCENE_TEXT && strstr(item->text, words) != NULL);
    }
    scene_finish(&scene);
    pango_shaper_destroy(shaper);
    return is_said;
}

static void check_deck(const struct subject *subject, const struct expected *expected)
{
    struct paper paper;
    check_true(paper_find("16:9", &paper));
    struct view view =
        view_default(subject, paper.width, paper.height, theme_light(), LANGUAGE_ENGLISH);
    struct deck_choice choice = {.steps = DECK_KEY, .paper = &paper, .is_cropped = true};
    struct deck *deck = deck_create(subject, &view, &choice);
    const struct deck_page *last = &deck->pages[deck->page_count - 1];
    check_true(last->view.is_slide && last->scale >= paper.scale);
    for (size_t i = 0; i < NAMES_MAX && expected->lanes[i] != NULL; i++) {
        const char *name = expected->lanes[i];
        bool is_there = has_thread(subject->trace, last->view.filter.threads, name) ||
                        has_object(subject->trace, last->view.filter.objects, name);
        check_text_equal(is_there ? name : "it is left out", name);
    }
    check_true(expected->words == NULL ||
               picture_says(deck, deck->page_count - 1, expected->words));
    deck_destroy(deck);
}

static void check_slides(const struct expected *expected)
{
    struct trace_error error;
    char path[4096];
    snprintf(path, sizeof path, "%s/%s.json", traces_folder, expected->trace);
    struct opened_subject *opened = subject_open(path, &error);
    check_true(opened != NULL);
    struct subject subject = subject_in_language(opened, LANGUAGE_ENGLISH);
    check_deck(&subject, expected);
    subject_close(opened);
}

/* Ten wait in it: one has a name, the others are counted. */
static void test_queue(void)
{
    check_slides(
        &(struct expected){"queue_crawler", {"main", "detail_url_queue"}, "… and 9 more threads"});
}

/* What is waited for is that another one is done. */
static void test_tasks(void)
{
    check_slides(&(struct expected){"pool_map", {"page[0]", "page[1]", "page[2]"}, NULL});
    check_slides(&(struct expected){"pool_as_completed", {"page 2", "page 3", "page 4"}, NULL});
    check_slides(
        &(struct expected){"mp_imap", {"get_html[0]", "get_html[1]", "get_html[2]"}, NULL});
}

static void test_processes(void)
{
    check_slides(
        &(struct expected){"mp_process_and_pool", {"main", "Process-1", "ForkPoolWorker-3"}, NULL});
    check_slides(&(struct expected){
        "pipe_two_processes", {"main", "producer", "consumer", "pipe 1→0"}, NULL});
}

/* The thread that changes it stays, too. */
static void test_copies(void)
{
    check_slides(&(struct expected){"mp_globals_not_shared", {"main", "inc", "n"}, NULL});
}

/* A helper of the library, when it is what fails. */
static void test_helpers(void)
{
    check_slides(&(struct expected){
        "mp_queue_in_pool", {"main", "_handle_tasks", "producer", "consumer"}, NULL});
}

static const struct test_case cases[] = {
    {"slide-lanes@a-queue-that-many-wait-for", test_queue},
    {"slide-lanes@all-tasks-of-a-pool", test_tasks},
    {"slide-lanes@processes-that-are-waited-for", test_processes},
    {"slide-lanes@a-global-its-copy-and-who-changes-them", test_copies},
    {"slide-lanes@who-fails", test_helpers},
};

int main(int argc, char **argv)
{
    check_true(argc > 1);
    traces_folder = argv[1];
    return run_cases(cases, ARRAY_COUNT(cases), argc - 1, argv + 1);
}
