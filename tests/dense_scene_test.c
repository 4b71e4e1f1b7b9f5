/* The picture of much that happens at nearly the same time: arrows and numbers stand for each
 * other, and none lies on another. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "tests/check.h"
#include "tests/stage.h"
#include "viewer/scene/layout/frame_layout.h"
#include "viewer/scene/timeline/arrow_choice.h"
#include "viewer/scene/timeline/timeline_scene.h"

#define MESSAGE_COUNT 1000
#define REACH         3.0 /* of an arrow's hit area, beside it */

/* A parent sends that many messages, a microsecond apart; the child gets each. */
static char *many_messages(void)
{
    size_t size = 256 + (size_t)MESSAGE_COUNT * 160;
    char *text = malloc(size);
    if (text == NULL) {
        abort();
    }
    size_t used =
        (size_t)snprintf(text, size,
                         "X:pipe; c=child; main process.fork+ c @1us; K thread.begin K @2us;"
                         "K process.begin c forked; main process.fork c @3us;");
    for (int i = 1; i <= MESSAGE_COUNT; i++) {
        int at = i * 10;
        used += (size_t)snprintf(text + used, size - used,
                                 "K pipe.recv+ X @%dus; main pipe.send+ X m%d @%dus;"
                                 "main pipe.send X m%d @%dus; K pipe.recv X m%d @%dus;",
                                 at, i, at + 1, i, at + 2, i, at + 3);
    }
    return text;
}

static void open_timeline(struct stage *stage, uint32_t step)
{
    char *sequence = many_messages();
    stage_open(stage, (struct sample){sequence, "ended"}, LANGUAGE_ENGLISH, 1920, 1080);
    free(sequence);
    if (step != NONE_INDEX) {
        stage_go_to_step(stage, step);
    }
    scene_clear(&stage->scene);
    timeline_scene_build(&stage->scene, &stage->subject, &stage->view,
                         frame_layout_of(&stage->view).timeline);
}

/* Where groups whose id begins so stand; returns how many. */
static uint32_t rects_of(const struct stage *stage, const char *prefix, struct scene_rect *rects,
                         uint32_t limit)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < stage->scene.item_count && count < limit; i++) {
        const struct scene_item *item = &stage->scene.items[i];
        if (item->shape == SCENE_GROUP_BEGIN && item->id != NULL &&
            strncmp(item->id, prefix, strlen(prefix)) == 0) {
            rects[count++] = item->rect;
        }
    }
    return count;
}

static void test_arrows_stand_for_each_other(void)
{
    struct stage stage;
    struct scene_rect rects[2 * ARROW_COUNT_MAX];
    open_timeline(&stage, NONE_INDEX);
    uint32_t count = rects_of(&stage, "arrow:", rects, 2 * ARROW_COUNT_MAX);
    check_true(count > ARROW_COUNT_MAX / 3 && count <= ARROW_COUNT_MAX + 2);
    double left = INFINITY, right = 0;
    for (uint32_t i = 0; i < count; i++) {
        left = fmin(left, rects[i].x);
        right = fmax(right, rects[i].x);
    }
    check_true(right - left > 0.9 * (stage.view.width * 0.55)); /* all along the plot */
    stage_close(&stage);
}

static uint32_t last_event_of(const struct stage *stage, uint16_t kind, uint64_t value)
{
    for (uint32_t i = stage->trace->event_count; i-- > 0;) {
        const struct event *event = &stage->trace->events[i];
        if (event->kind == kind && (uint32_t)event->value == value) {
            return i;
        }
    }
    return NONE_INDEX;
}

/* Who is joined wakes the other when it has already ended. */
static void test_an_arrow_begins_where_its_thread_ends(void)
{
    struct stage stage;
    struct scene_rect arrow, bar;
    stage_open(&stage,
               (struct sample){"main thread.create+ A @0.1ms; A thread.begin A @0.2ms;"
                               "main thread.create A; main thread.join+ A @1ms;"
                               "main door.wait+ A #1 @1ms; A thread.end A @4ms;"
                               "A door.wake A main#1 @6ms; main door.wait A #1 @8ms;"
                               "main thread.join A @8ms; main thread.end main @9ms",
                               "ended"},
               LANGUAGE_ENGLISH, 1920, 1080);
    timeline_scene_build(&stage.scene, &stage.subject, &stage.view,
                         frame_layout_of(&stage.view).timeline);
    check_int_equal(rects_of(&stage, "segment:3", &bar, 1), 1);
    check_int_equal(rects_of(&stage, "arrow:9", &arrow, 1), 1);
    check_true(fabs(arrow.x + REACH - (bar.x + bar.width)) < 0.01);
    stage_close(&stage);
}

static void test_the_current_step_keeps_its_arrow(void)
{
    for (uint64_t message = 500; message < 505; message++) {
        struct stage stage;
        open_timeline(&stage, NONE_INDEX);
        uint32_t got = last_event_of(&stage, EVENT_PIPE_RECV, message), step = 0;
        while (step < stage.story->step_count && stage.story->steps[step].event != got) {
            step++;
        }
        check_true(step < stage.story->step_count);
        stage_close(&stage);
        open_timeline(&stage, step);
        char id[32];
        snprintf(id, sizeof id, "arrow:%u", got);
        check_true(stage_has(&stage, id));
        stage_close(&stage);
    }
}

static void test_numbers_do_not_touch(void)
{
    struct stage stage;
    struct scene_rect rects[400];
    stage_open(&stage, (struct sample){stage_long_sequence(300), "ended"}, LANGUAGE_ENGLISH, 1920,
               1080);
    stage.view.axis = AXIS_TIME;
    timeline_scene_build(&stage.scene, &stage.subject, &stage.view,
                         frame_layout_of(&stage.view).timeline);
    uint32_t count = rects_of(&stage, "mark:", rects, 400);
    check_true(count > 0);
    for (uint32_t i = 0; i < count; i++) {
        for (uint32_t j = i + 1; j < count; j++) {
            bool is_same_lane = fabs(rects[i].y - rects[j].y) < 1;
            bool is_apart = rects[i].x + rects[i].width <= rects[j].x ||
                            rects[j].x + rects[j].width <= rects[i].x;
            check_true(!is_same_lane || is_apart);
        }
    }
    stage_close(&stage);
}

#define ROUND_COUNT 3000

/* Two threads that take turns at a lock, a few microseconds each; once, one of them waits for an
 * item that comes at once. In the end each waits for the other. */
static char *many_turns(void)
{
    size_t size = 1024 + (size_t)ROUND_COUNT * 260;
    char *text = malloc(size);
    if (text == NULL) {
        abort();
    }
    size_t used = (size_t)snprintf(text, size,
                                   "L:rlock; R:rlock; main thread.create+ B; B thread.begin B;"
                                   "main thread.create B;");
    int wait = 1, at = 1000;
    for (int i = 1; i <= ROUND_COUNT; i++, wait++, at += 8) {
        used += (size_t)snprintf(
            text + used, size - used,
            "main lock.acquire L @%dus; B lock.acquire+ L @%dus; B ·door.wait+ L #%d @%dus;"
            "main lock.release L @%dus; main door.wake L B#%d @%dus; B ·door.wait L #%d @%dus;"
            "B lock.acquire L @%dus; B lock.release L @%dus;",
            at, at + 1, wait, at + 2, at + 3, wait, at + 3, wait, at + 4, at + 4, at + 5);
        if (i == ROUND_COUNT / 2) {
            wait++;
            used += (size_t)snprintf(
                text + used, size - used,
                "B queue.get+ Q @%dus; B ·door.wait+ Q #%d @%dus; main queue.put Q i1 @%dus;"
                "main door.wake Q B#%d @%dus; B ·door.wait Q #%d @%dus; B queue.get Q i1 @%dus;",
                at + 5, wait, at + 5, at + 6, wait, at + 6, wait, at + 7, at + 7);
        }
    }
    snprintf(text + used, size - used,
             "main lock.acquire L @%dus; B lock.acquire R @%dus; main lock.acquire+ R @%dus;"
             "main ·door.wait+ R #1 @%dus; B lock.acquire+ L @%dus; B ·door.wait+ L #%d @%dus",
             at, at, at + 1, at + 1, at + 2, wait, at + 2);
    return text;
}

static uint32_t strips_of(const struct scene *scene)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < scene->item_count; i++) {
        count += scene->items[i].shape == SCENE_STRIP;
    }
    return count;
}

static void open_turns(struct stage *stage)
{
    char *sequence = many_turns();
    stage_open(stage, (struct sample){sequence, "hung"}, LANGUAGE_ENGLISH, 1920, 1080);
    free(sequence);
    stage->view.axis = AXIS_TIME;
    scene_clear(&stage->scene);
    timeline_scene_build(&stage->scene, &stage->subject, &stage->view,
                         frame_layout_of(&stage->view).timeline);
}

static void test_many_intervals_are_strips(void)
{
    struct stage stage;
    struct scene_rect rects[400];
    open_turns(&stage);
    check_true(strips_of(&stage.scene) >= 3); /* both threads, the lock */
    check_true(rects_of(&stage, "segment:", rects, 400) < 200);
    check_true(stage.scene.item_count < 2000);
    stage_close(&stage);
}

static void test_endless_waits_are_shapes(void)
{
    struct stage stage;
    struct scene_rect rects[8];
    open_turns(&stage);
    check_int_equal(rects_of(&stage, "forever:", rects, 8), 2);
    check_true(rects[0].width > 50 && rects[1].width > 50);
    stage_close(&stage);
}

/* How much of its strips a state's colour takes, in 255ths of a column. */
static uint32_t share_of(const struct scene *scene, scene_colour pattern)
{
    uint32_t sum = 0;
    for (uint32_t i = 0; i < scene->item_count; i++) {
        const struct scene_strip *strip = scene->items[i].strip;
        for (uint32_t j = 0; strip != NULL && j < strip->layer_count; j++) {
            for (uint32_t k = 0; strip->layers[j].pattern == pattern && k < strip->column_count;
                 k++) {
                sum += strip->shares[k * strip->layer_count + j];
            }
        }
    }
    return sum;
}

static void test_one_short_wait_is_seen(void)
{
    struct stage stage;
    open_turns(&stage);
    uint32_t share = share_of(&stage.scene, stage.view.theme->wait_transfer);
    check_true(share >= 50); /* a fifth of a column, whatever its share of the time */
    stage_close(&stage);
}

/* So many steps have no room of their own: the axis stays true to time, and its ruler, too. */
static void test_ruler_of_a_long_story(void)
{
    static char sequence[200000];
    size_t used = 0;
    for (int i = 1; i <= 5000; i++) {
        used += (size_t)snprintf(sequence + used, sizeof sequence - used,
                                 "main print 1 \"x\" @%dus;", i * 10);
    }
    struct stage stage;
    stage_open(&stage, (struct sample){sequence, "ended"}, LANGUAGE_ENGLISH, 1920, 1080);
    stage.view.axis = AXIS_EVENT;
    scene_clear(&stage.scene);
    timeline_scene_build(&stage.scene, &stage.subject, &stage.view,
                         frame_layout_of(&stage.view).timeline);
    bool has_label = false;
    for (uint32_t i = 0; i < stage.scene.item_count; i++) {
        const char *text = stage.scene.items[i].text;
        has_label |= text != NULL && strcmp(text, "20 ms") == 0;
    }
    check_true(has_label);
    stage_close(&stage);
}

static const struct test_case cases[] = {
    {"dense-scene@a-long-story-has-a-ruler-of-time", test_ruler_of_a_long_story},
    {"arrows@dense-ones-stand-for-each-other", test_arrows_stand_for_each_other},
    {"arrows@one-begins-where-its-thread-ends", test_an_arrow_begins_where_its_thread_ends},
    {"arrows@the-current-step-keeps-its-own", test_the_current_step_keeps_its_arrow},
    {"marks@do-not-touch", test_numbers_do_not_touch},
    {"strips@many-intervals-are-no-shapes", test_many_intervals_are_strips},
    {"strips@a-wait-is-seen-however-short", test_one_short_wait_is_seen},
    {"strips@waits-without-end-stay-shapes", test_endless_waits_are_shapes},
};

int main(int argc, char **argv)
{
    return run_cases(cases, ARRAY_COUNT(cases), argc, argv);
}
