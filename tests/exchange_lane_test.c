/* The lanes of events, barriers and queues in the timeline, looked at as shapes. */
#include <stdio.h>

#include "tests/check.h"
#include "tests/stage.h"
#include "viewer/scene/layout/frame_layout.h"
#include "viewer/scene/layout/timeline_layout.h"
#include "viewer/scene/timeline/timeline_scene.h"

/* A waits for an event; then A, X and main meet. */
#define MEETING                                                                                    \
    "E:event; C:condition of E; E=go; B:barrier limit 3; D:condition of B; B=meeting;"             \
    "main thread.create+ A @0.1ms; A thread.begin A @0.2ms; main thread.create A @0.21ms;"         \
    "A event.wait+ E @0.5ms; A ·condition.wait+ C; A ··door.wait+ C #1; main event.set E 1 "    \
    "@1.5ms;"                                                                                      \
    "main ·condition.notify C all/1; main door.wake C A#1; A ··door.wait C #1;"                 \
    "A ·condition.wait C; A event.wait E; main event.clear E @2.6ms; A barrier.wait+ B @3ms;"     \
    "A ·condition.wait+ D; A ··door.wait+ D #2; X thread.begin X @3.1ms; X barrier.wait+ B "    \
    "@3.5ms;"                                                                                      \
    "X ·condition.wait+ D; X ··door.wait+ D #1; main barrier.wait B 2 @4.5ms;"                  \
    "main ·condition.notify D all/2; main door.wake D A#2; main door.wake D X#1;"                 \
    "A ··door.wait D #2; A ·condition.wait D; A barrier.wait B 0; X ··door.wait D #1;"        \
    "X ·condition.wait D; X barrier.wait B 1; A sleep+ 0 timed @6ms; A ·door.wait+ 0 #3 timed"

/* A puts a fourth item into a queue of three, and waits for room. */
#define SHORT_QUEUE                                                                                \
    "Q:queue limit 3; F:condition of Q; main thread.create+ A @0.1ms; A thread.begin A @0.2ms;"    \
    "main thread.create A @0.21ms; A queue.put Q i1 @1ms; A queue.put Q i2 @2ms;"                  \
    "A queue.put Q i3 @3ms; A queue.put+ Q @3.5ms; A ·condition.wait+ F;"                         \
    "A ··door.wait+ F #1; main queue.get Q i1 @5ms; main door.wake F A#1; A ··door.wait F #1;" \
    "A ·condition.wait F; A queue.put Q i4 @5.5ms; main queue.get Q i2 @7ms"

static void open_timeline(struct stage *stage, const char *sequence, const char *outcome)
{
    stage_open(stage, (struct sample){sequence, outcome}, LANGUAGE_ENGLISH, 1920, 1080);
    scene_clear(&stage->scene);
    timeline_scene_build(&stage->scene, &stage->subject, &stage->view,
                         frame_layout_of(&stage->view).timeline);
}

static struct scene_rect group_starting(const struct stage *stage, const char *prefix)
{
    for (uint32_t i = 0; i < stage->scene.item_count; i++) {
        const struct scene_item *item = &stage->scene.items[i];
        if (item->shape == SCENE_GROUP_BEGIN && item->id != NULL &&
            strncmp(item->id, prefix, strlen(prefix)) == 0) {
            return item->rect;
        }
    }
    fprintf(stderr, "not in the picture: %s\n", prefix);
    check_failures++;
    return (struct scene_rect){0};
}

/* Ten items at once, and what changes a queue lies right of what is shown. */
static void test_depth_beyond_the_plot(void)
{
    static const char puts[] =
        "Q:queue; A queue.put Q i1 @1ms; A queue.put Q i2 @1.1ms; A queue.put Q i3 @1.2ms;"
        "A queue.put Q i4 @1.3ms; A queue.put Q i5 @1.4ms; A queue.put Q i6 @1.5ms;"
        "A queue.put Q i7 @1.6ms; A queue.put Q i8 @1.7ms; A queue.put Q i9 @1.8ms;"
        "A queue.put Q i10 @1.9ms; main queue.get Q i1 @50ms; main queue.get Q i2 @90ms";
    struct stage stage;
    stage_open(&stage, (struct sample){puts, ""}, LANGUAGE_ENGLISH, 1920, 1080);
    for (double zoom = 1; zoom < 1e7; zoom *= 3) {
        stage.view.zoom = zoom;
        scene_clear(&stage.scene);
        timeline_scene_build(&stage.scene, &stage.subject, &stage.view,
                             frame_layout_of(&stage.view).timeline);
        check_true(stage_says(&stage, "Q"));
    }
    stage_close(&stage);
}

static void test_event_is_a_strip(void)
{
    struct stage stage;
    open_timeline(&stage, MEETING, "interrupted");
    check_true(stage_says(&stage, "EVENT") && stage_says(&stage, "not set"));
    check_true(stage_says(&stage, "set by main"));
    check_int_equal(stage_count(&stage, "set:"), 1);
    struct scene_rect set = group_starting(&stage, "set:");
    struct scene_rect wait = group_starting(&stage, "queue:");
    check_true(set.width > 50);
    check_true(wait.x < set.x && wait.y > set.y); /* who waited for it, below */
    stage_close(&stage);
}

static void test_rwlock_has_a_row_a_reader(void)
{
    struct stage stage;
    open_timeline(&stage,
                  "RW:rwlock; RW=notes; A lock.acquire RW read @1ms; B lock.acquire RW read @2ms;"
                  "main lock.acquire+ RW @3ms; main door.wait+ RW #1; A lock.release RW read @4ms;"
                  "B lock.release RW read @5ms; main door.wait RW #1; main lock.acquire RW @6ms;"
                  "main lock.release RW @9ms",
                  "ended");
    check_true(stage_says(&stage, "RWLOCK") && stage_says(&stage, "read by B"));
    check_int_equal(stage_count(&stage, "slot:"), 2);
    check_int_equal(stage_count(&stage, "held:"), 3);
    struct scene_rect first = group_starting(&stage, "held:3");
    struct scene_rect second = group_starting(&stage, "held:4");
    struct scene_rect wait = group_starting(&stage, "queue:");
    struct scene_rect all = group_starting(&stage, "held:10");
    check_true(second.y > first.y && second.x < first.x + first.width);
    check_true(wait.y > second.y);
    check_true(all.y == first.y && all.height > 2 * first.height); /* alone */
    stage_close(&stage);
}

static void test_barrier_has_a_row_a_party(void)
{
    struct stage stage;
    open_timeline(&stage, MEETING, "interrupted");
    check_true(stage_says(&stage, "BARRIER") && stage_says(&stage, "3 parties"));
    check_int_equal(stage_count(&stage, "slot:"), 3);
    check_int_equal(stage_count(&stage, "arrived:"), 2);
    check_int_equal(stage_count(&stage, "opened:"), 1);
    struct scene_rect opening = group_starting(&stage, "opened:");
    struct scene_rect arrived = group_starting(&stage, "arrived:");
    /* the line stands within the waits of those who came before, through all rows */
    check_true(arrived.x < opening.x && opening.x < arrived.x + arrived.width);
    check_true(opening.y <= arrived.y && opening.height > 2.5 * arrived.height);
    stage_close(&stage);
}

static void test_short_queue_names_its_items(void)
{
    struct stage stage;
    open_timeline(&stage, SHORT_QUEUE, "interrupted");
    check_true(stage_says(&stage, "holds 3 at most"));
    check_int_equal(stage_count(&stage, "slot:"), 3);
    check_int_equal(stage_count(&stage, "queue-wait:"), 1);
    /* at the bottom 1, 2, 3; in the middle 2, 3, 4; at the top 3, 4 */
    check_int_equal(stage_count(&stage, "item:"), 8);
    check_int_equal(stage_count(&stage, "load:"), 0);
    check_true(stage_says(&stage, "4"));
    stage_close(&stage);
}

static void test_long_queue_shows_its_depth(void)
{
    char sequence[8192] = "Q:queue limit 100;";
    size_t size = strlen(sequence);
    for (int i = 1; i <= 120; i++) {
        const char *what = i <= 60 ? "A queue.put" : "main queue.get";
        size += (size_t)snprintf(sequence + size, sizeof sequence - size, "%s Q i%d;", what,
                                 i <= 60 ? i : i - 60);
    }
    struct stage stage;
    open_timeline(&stage, sequence, "ended");
    check_int_equal(stage_count(&stage, "load:"), 1);
    check_int_equal(stage_count(&stage, "item:"), 0);
    check_true(stage_says(&stage, "60") && stage_says(&stage, "holds 100 at most"));
    stage_close(&stage);
}

static void test_words_stand_apart(void)
{
    static const char *const sequences[] = {MEETING, SHORT_QUEUE};
    for (size_t i = 0; i < ARRAY_COUNT(sequences); i++) {
        struct stage stage;
        open_timeline(&stage, sequences[i], "interrupted");
        stage_check_words(&stage, frame_layout_of(&stage.view).timeline);
        stage_close(&stage);
    }
}

static const struct test_case cases[] = {
    {"queue-lane@a-depth-beyond-the-plot-is-cut", test_depth_beyond_the_plot},
    {"event-lane@is-a-strip", test_event_is_a_strip},
    {"rwlock-lane@has-a-row-a-reader", test_rwlock_has_a_row_a_reader},
    {"barrier-lane@has-a-row-a-party", test_barrier_has_a_row_a_party},
    {"queue-lane@short-queue-names-its-items", test_short_queue_names_its_items},
    {"queue-lane@long-queue-shows-its-depth", test_long_queue_shows_its_depth},
    {"exchange-lanes@words-stand-apart", test_words_stand_apart},
};

int main(int argc, char **argv)
{
    return run_cases(cases, ARRAY_COUNT(cases), argc, argv);
}
