/* The timeline, looked at as a list of shapes: is everything there that a person must see, where it
 * belongs, and can every word be read? */
#include "tests/check.h"
#include "tests/scene_check.h"
#include "tests/sequence.h"
#include "viewer/scene/frame/frame_scene.h"
#include "viewer/scene/layout/default_view.h"
#include "viewer/scene/layout/frame_layout.h"
#include "viewer/scene/layout/time_axis.h"
#include "viewer/scene/layout/timeline_layout.h"
#include "viewer/scene/timeline/timeline_scene.h"

#include <stdlib.h>

/* In it 天猫 notifies before 小爱 waits, and main waits for both. */
#define WRONG_ORDER                                                                                \
    "C:condition; C=cond; L:lock of C; A=天猫; B=小爱;"                                        \
    "main thread.create+ A @0.30ms; A thread.begin A @0.45ms; main thread.create A @0.46ms;"       \
    "A lock.acquire L @0.70ms; A print 1 \"小爱同学\" @0.75ms;"                                \
    "A condition.notify C 1/0 @1.35ms; A condition.wait+ C @1.85ms; A ·lock.release L @1.851ms;"  \
    "A ·door.wait+ C #1 @1.86ms; main thread.create+ B @2.15ms; B thread.begin B @2.35ms;"        \
    "main thread.create B @2.351ms; main thread.join+ A @2.5ms; main ·door.wait+ A #1 @2.51ms;"   \
    "B lock.acquire L @2.65ms; B condition.wait+ C @3.25ms; B ·lock.release L @3.251ms;"          \
    "B ·door.wait+ C #1 @3.26ms"

#define AB_BA                                                                                      \
    "main thread.create+ A @0.2ms; A thread.begin A @0.3ms; main thread.create A @0.31ms;"         \
    "main thread.create+ B @0.5ms; B thread.begin B @0.6ms; main thread.create B @0.61ms;"         \
    "main thread.join+ A @0.7ms; main ·door.wait+ A #1 @0.71ms;"                                  \
    "A lock.acquire a @0.8ms; B lock.acquire b @1ms; A lock.acquire+ b @1.1ms;"                    \
    "A ·door.wait+ b #1 @1.2ms; B lock.acquire+ a @1.5ms; B ·door.wait+ a #1 @1.51ms"

#define CONTENDED                                                                                  \
    "main thread.create+ A @0.1ms; A thread.begin A @0.2ms; main thread.create A @0.21ms;"         \
    "main lock.acquire L @0.3ms; A lock.acquire+ L @0.5ms; A ·door.wait+ L #1 @0.51ms;"           \
    "main lock.release L @1ms; main ·door.wake L A#1 @1.01ms; A ·door.wait L #1 @1.1ms;"         \
    "A lock.acquire L @1.11ms; A sleep+ 0 1000 timed @1.2ms; A ·door.wait+ 0 #2 timed @1.21ms;"   \
    "A ·door.wait! 0 #2 timeout @1.6ms; A sleep 0 @1.61ms; A lock.release L @1.7ms;"              \
    "A thread.end A @1.8ms; main thread.join A @1.9ms"

#define SEMAPHORE                                                                                  \
    "S:semaphore limit 2; main thread.create+ A @0.1ms; A thread.begin A @0.2ms;"                  \
    "main thread.create A @0.21ms; main thread.create+ B @0.3ms; B thread.begin B @0.4ms;"         \
    "main thread.create B @0.41ms; main semaphore.acquire S @0.5ms; A semaphore.acquire S @0.6ms;" \
    "B semaphore.acquire+ S @0.7ms; B ·door.wait+ S #1 @0.71ms; A semaphore.release S @1.2ms;"    \
    "A ·door.wake S B#1 @1.21ms; B ·door.wait S #1 @1.3ms; B semaphore.acquire S @1.31ms;"       \
    "B semaphore.release S @1.9ms; main semaphore.release S @2ms"

struct picture {
    struct trace *trace;
    struct analysis *analysis;
    struct story *story;
    struct lanes *lanes;
    struct subject subject;
    struct view view;
    struct scene scene;
};

static void begin_picture(struct picture *picture, const char *sequence, const char *outcome,
                          double width, double height)
{
    picture->trace = sequence_parse(sequence, outcome);
    picture->analysis = analysis_create(picture->trace, LANGUAGE_ENGLISH);
    picture->story = story_create(picture->trace, picture->analysis);
    picture->lanes = lanes_create(picture->trace);
    picture->subject =
        (struct subject){picture->trace, picture->lanes, picture->analysis, picture->story};
    picture->view = view_default(&picture->subject, width, height, theme_light(), LANGUAGE_ENGLISH);
    scene_init(&picture->scene, width, height, picture->view.theme->background, monospace_shaper());
}

static void draw_picture(struct picture *picture)
{
    scene_clear(&picture->scene);
    timeline_scene_build(&picture->scene, &picture->subject, &picture->view,
                         frame_layout_of(&picture->view).timeline);
}

static void end_picture(struct picture *picture)
{
    scene_finish(&picture->scene);
    lanes_destroy(picture->lanes);
    story_destroy(picture->story);
    analysis_destroy(picture->analysis);
    trace_destroy(picture->trace);
}

static void check_has(const struct picture *picture, const char *id)
{
    if (!scene_find(&picture->scene, id, NULL)) {
        fprintf(stderr, "not in the picture: %s\n", id);
        check_failures++;
    }
}

static bool has_text(const struct scene *scene, const char *text)
{
    for (uint32_t i = 0; i < scene->item_count; i++) {
        if (scene->items[i].shape == SCENE_TEXT && strcmp(scene->items[i].text, text) == 0) {
            return true;
        }
    }
    return false;
}

static bool has_fill(const struct scene *scene, enum scene_fill kind)
{
    for (uint32_t i = 0; i < scene->item_count; i++) {
        if (scene->items[i].shape == SCENE_RECT && scene->items[i].fill_kind == kind) {
            return true;
        }
    }
    return false;
}

static void test_wrong_order_shows_every_element(void)
{
    struct picture picture;
    begin_picture(&picture, WRONG_ORDER, "hung", 1920, 1080);
    draw_picture(&picture);
    static const char *const ids[] = {
        "timeline",         "ruler",       "ruler-forever",    "playhead",
        "thread:1",         "thread:2",    "thread:3",         "not-started:2",
        "forever:1",        "forever:2",   "forever:3",        "mark:1",
        "mark:3",           "lost-notify", "lost-notify-mark", "too-early",
        "lost-notify-zero", "room:0",      "empty:0.0",        "lock:1",
        "object:0",         "object:1",    "verdict-band",
    };
    for (size_t i = 0; i < ARRAY_COUNT(ids); i++) {
        check_has(&picture, ids[i]);
    }
    check_int_equal(count_groups(&picture.scene, "wait:"), 2);
    check_int_equal(count_groups(&picture.scene, "held:"), 2);
    check_int_equal(count_groups(&picture.scene, "hold:"), 2);
    check_int_equal(count_groups(&picture.scene, "enter:"), 2);
    check_int_equal(count_groups(&picture.scene, "arrow:"), 2);
    check_int_equal(count_groups(&picture.scene, "print:"), 1);
    check_true(count_groups(&picture.scene, "segment:") >= 3);
    check_true(has_fill(&picture.scene, FILL_HATCH_RISING));
    check_true(has_fill(&picture.scene, FILL_DOTS));
    check_true(has_fill(&picture.scene, FILL_FADE_RIGHT));
    end_picture(&picture);
}

static void test_wrong_order_says_it_in_words(void)
{
    static const char *const texts[] = {
        "THREADS",
        "CONDITION",
        "天猫",
        "小爱",
        "“小爱同学”",
        "notify()",
        "holds the lock",
        "0",
        "lost notify",
        "1.90 ms too early for 小爱",
        "empty: nobody waits here",
        "held by 天猫",
        "free",
        "Waiting room",
        "who waits on cond",
        "Lock",
        "inside cond",
        "∞",
        "join()",
        "main, 天猫 and 小爱 wait for ever: nobody is left who could end these waits",
    };
    struct picture picture;
    begin_picture(&picture, WRONG_ORDER, "hung", 1920, 1080);
    draw_picture(&picture);
    for (size_t i = 0; i < ARRAY_COUNT(texts); i++) {
        if (!has_text(&picture.scene, texts[i])) {
            fprintf(stderr, "not said: %s\n", texts[i]);
            check_failures++;
        }
    }
    end_picture(&picture);
}

static void test_deadlock_shows_holders_and_waiters(void)
{
    struct picture picture;
    begin_picture(&picture, AB_BA, "hung", 1920, 1080);
    draw_picture(&picture);
    check_int_equal(count_groups(&picture.scene, "held:"), 2);
    check_int_equal(count_groups(&picture.scene, "queue:"), 2);
    check_int_equal(count_groups(&picture.scene, "forever:"), 3);
    check_true(has_fill(&picture.scene, FILL_HATCH_FALLING));
    check_true(has_text(&picture.scene, "held by A"));
    check_true(has_text(&picture.scene, "LOCKS"));
    end_picture(&picture);
}

static void test_wake_up_is_an_arrow(void)
{
    struct picture picture;
    begin_picture(&picture, CONTENDED, "ended", 1920, 1080);
    draw_picture(&picture);
    check_int_equal(count_groups(&picture.scene, "arrow:"), 2);
    check_int_equal(count_groups(&picture.scene, "ended:"), 1);
    check_int_equal(count_groups(&picture.scene, "forever:"), 0);
    check_true(!scene_find(&picture.scene, "verdict-band", NULL));
    check_true(!scene_find(&picture.scene, "ruler-forever", NULL));
    picture.view.shows_arrows = false;
    draw_picture(&picture);
    check_int_equal(count_groups(&picture.scene, "arrow:"), 0);
    end_picture(&picture);
}

static void test_semaphore_shows_permits_with_names(void)
{
    struct picture picture;
    begin_picture(&picture, SEMAPHORE, "ended", 1920, 1080);
    draw_picture(&picture);
    check_int_equal(count_groups(&picture.scene, "slot:"), 2);
    check_int_equal(count_groups(&picture.scene, "permit:"), 3);
    check_int_equal(count_groups(&picture.scene, "permit-wait:"), 1);
    check_true(has_text(&picture.scene, "SEMAPHORE"));
    end_picture(&picture);
}

static void test_marks_stand_in_bars_without_quotes(void)
{
    struct picture picture;
    begin_picture(&picture,
                  "main lock.acquire L @0.1ms; main print 1 \"one\" @0.2ms;"
                  "main mark 0 \"demo:tick n=1\" @1ms; main lock.release L @2ms",
                  "ended", 1920, 1080);
    draw_picture(&picture);
    check_int_equal(count_groups(&picture.scene, "print:"), 1);
    check_int_equal(count_groups(&picture.scene, "note:"), 1);
    check_true(has_text(&picture.scene, "demo:tick n=1"));
    check_true(has_text(&picture.scene, "“one”"));
    end_picture(&picture);
}

static void test_future_is_veiled_until_the_last_step(void)
{
    struct picture picture;
    begin_picture(&picture, WRONG_ORDER, "hung", 1920, 1080);
    draw_picture(&picture);
    check_true(!scene_find(&picture.scene, "future", NULL));
    picture.view.step = 2;
    picture.view.cursor_ns = picture.story->steps[2].time_ns;
    draw_picture(&picture);
    check_true(scene_find(&picture.scene, "future", NULL));
    end_picture(&picture);
}

static void test_waits_begin_where_their_steps_are(void)
{
    struct picture picture;
    begin_picture(&picture, WRONG_ORDER, "hung", 1920, 1080);
    draw_picture(&picture);
    struct scene_rect mark, band, early;
    check_true(scene_find(&picture.scene, "mark:3", &mark));
    check_true(scene_find(&picture.scene, "too-early", &early));
    check_int_equal(mark.x + mark.width / 2, early.x);
    check_true(scene_find(&picture.scene, "forever:3", &band));
    check_int_equal(band.x + band.width, 1384);
    end_picture(&picture);
}

enum label { LABEL_WHOLE, LABEL_SHORT, LABEL_NONE };

static enum label label_of_sleeps(int count)
{
    char sequence[4096] = "", step[64];
    for (int i = 0; i < count; i++) {
        int at_ms = 10 * i + 1;
        snprintf(step, sizeof step, "A sleep+ 0 2000000000 @%dms; A sleep 0 @%dms; ", at_ms,
                 at_ms + 1);
        strcat(sequence, step);
    }
    struct picture picture;
    begin_picture(&picture, sequence, "ended", 1920, 1080);
    draw_picture(&picture);
    enum label label = has_text(&picture.scene, "sleep(2 s)") ? LABEL_WHOLE
                       : has_text(&picture.scene, "sleep()")  ? LABEL_SHORT
                                                              : LABEL_NONE;
    end_picture(&picture);
    return label;
}

/* The more steps there are, the less room is between them. */
static void test_label_leaves_out_arguments(void)
{
    bool is_seen[LABEL_NONE + 1] = {false};
    enum label last = LABEL_WHOLE;
    for (int count = 2; count < 30; count++) {
        enum label label = label_of_sleeps(count);
        check_true(label >= last);
        is_seen[label] = true;
        last = label;
    }
    check_true(is_seen[LABEL_WHOLE] && is_seen[LABEL_SHORT] && is_seen[LABEL_NONE]);
}

/* ---- words can be read ---- */

static void check_no_overlap(const char *sequence, const char *outcome)
{
    static const double sizes[][2] = {{1920, 1080}, {1440, 900}, {1280, 720}, {1024, 640}};
    for (size_t size = 0; size < ARRAY_COUNT(sizes); size++) {
        struct picture picture;
        begin_picture(&picture, sequence, outcome, sizes[size][0], sizes[size][1]);
        for (uint32_t step = 0; step < picture.story->step_count; step++) {
            picture.view.step = step;
            picture.view.cursor_ns = picture.story->steps[step].time_ns;
            draw_picture(&picture);
            check_texts_apart(&picture.scene);
            check_ids_differ(&picture.scene);
        }
        end_picture(&picture);
    }
}

static void test_texts_are_apart_and_ids_differ(void)
{
    check_no_overlap(WRONG_ORDER, "hung");
    check_no_overlap(AB_BA, "hung");
    check_no_overlap(CONTENDED, "ended");
    check_no_overlap(SEMAPHORE, "ended");
}

/* main starts 20 threads, each of which takes the same lock for a moment. */
static void print_crowd(char *text, size_t size)
{
    size_t used = 0;
    for (int i = 0; i < 20; i++) {
        double at = 1 + i * 0.01;
        used += (size_t)snprintf(
            text + used, size - used,
            "main thread.create+ T%d @%.4fms; T%d thread.begin T%d @%.4fms; main thread.create T%d "
            "@%.4fms; T%d lock.acquire L @%.4fms; T%d lock.release L @%.4fms; T%d thread.end T%d "
            "@%.4fms;",
            i, at, i, i, at + 0.001, i, at + 0.002, i, at + 0.003, i, at + 0.004, i, i, at + 0.005);
    }
}

static void test_many_threads_shrink_until_they_fit(void)
{
    char sequence[16384];
    print_crowd(sequence, sizeof sequence);
    struct picture picture;
    begin_picture(&picture, sequence, "ended", 1920, 1080);
    draw_picture(&picture);
    struct scene_rect last, lock, card = frame_layout_of(&picture.view).timeline;
    check_true(scene_find(&picture.scene, "thread:21", &last));
    check_true(scene_find(&picture.scene, "lock:0", &lock));
    check_true(lock.y > last.y && lock.y + lock.height <= card.y + card.height - 62);
    check_texts_apart(&picture.scene);
    end_picture(&picture);
}

static void test_lanes_out_of_sight_are_not_drawn(void)
{
    char sequence[16384];
    print_crowd(sequence, sizeof sequence);
    struct picture picture;
    begin_picture(&picture, sequence, "ended", 1024, 640);
    draw_picture(&picture);
    check_true(scene_find(&picture.scene, "thread:1", NULL));
    check_true(!scene_find(&picture.scene, "thread:21", NULL));
    picture.view.scroll_px = 400;
    draw_picture(&picture);
    check_true(!scene_find(&picture.scene, "thread:1", NULL));
    check_true(scene_find(&picture.scene, "thread:21", NULL));
    end_picture(&picture);
}

static void test_empty_recording_is_drawn(void)
{
    struct picture picture;
    begin_picture(&picture, "", "", 1280, 720);
    draw_picture(&picture);
    check_has(&picture, "timeline");
    end_picture(&picture);
}

static void test_same_view_gives_the_same_scene(void)
{
    struct picture picture;
    begin_picture(&picture, WRONG_ORDER, "hung", 1920, 1080);
    draw_picture(&picture);
    uint32_t count = picture.scene.item_count;
    struct scene_rect *rects = malloc(count * sizeof *rects);
    for (uint32_t i = 0; i < count; i++) {
        rects[i] = picture.scene.items[i].rect;
    }
    draw_picture(&picture);
    check_int_equal(picture.scene.item_count, count);
    for (uint32_t i = 0; i < count; i++) {
        check_true(memcmp(&rects[i], &picture.scene.items[i].rect, sizeof rects[i]) == 0);
    }
    free(rects);
    end_picture(&picture);
}

int main(int argc, char **argv)
{
    static const struct test_case cases[] = {
        {"timeline@wrong-order-shows-every-element", test_wrong_order_shows_every_element},
        {"timeline@wrong-order-says-it-in-words", test_wrong_order_says_it_in_words},
        {"timeline@deadlock-shows-holders-and-waiters", test_deadlock_shows_holders_and_waiters},
        {"timeline@wake-up-is-an-arrow", test_wake_up_is_an_arrow},
        {"timeline@semaphore-shows-permits-with-names", test_semaphore_shows_permits_with_names},
        {"timeline@marks-stand-in-bars-without-quotes", test_marks_stand_in_bars_without_quotes},
        {"timeline@future-is-veiled", test_future_is_veiled_until_the_last_step},
        {"timeline@waits-begin-where-their-steps-are", test_waits_begin_where_their_steps_are},
        {"timeline@label-leaves-out-arguments-before-it-gives-way",
         test_label_leaves_out_arguments},
        {"timeline@texts-are-apart-and-ids-differ", test_texts_are_apart_and_ids_differ},
        {"timeline@many-threads-shrink-until-they-fit", test_many_threads_shrink_until_they_fit},
        {"timeline@lanes-out-of-sight-are-not-drawn", test_lanes_out_of_sight_are_not_drawn},
        {"timeline@empty-recording-is-drawn", test_empty_recording_is_drawn},
        {"timeline@same-view-gives-the-same-scene", test_same_view_gives_the_same_scene},
    };
    return run_cases(cases, ARRAY_COUNT(cases), argc, argv);
}
