/* The lanes of the GIL and of variables: what a person must see in them. */
#include <stdlib.h>

#include "tests/check.h"
#include "tests/stage.h"
#include "viewer/scene/layout/frame_layout.h"
#include "viewer/scene/timeline/timeline_scene.h"

/* B has read 7 when A writes 8 and 9; what B then writes is 6. */
#define RACE                                                                                       \
    "g:gil; g=GIL; v:variable; v=total; main thread.create+ A @0.1ms; A thread.begin A @0.2ms;"    \
    "main thread.create A; A gil.take g @1ms; A variable.store v 7@1 @2ms;"                        \
    "B variable.load v 7@1 @3ms; A variable.store v 8@2 @4ms; B gil.take+ g; B door.wait+ g #1;"   \
    "B door.wait! g #1 timeout; B gil.ask g 2 @5ms; A variable.store v 9@3 @6ms;"                  \
    "A gil.drop g asked @7ms; B gil.take g @7.2ms; B variable.store v 6@4 @8ms;"                   \
    "B gil.drop g @9ms; A thread.end A @9.5ms"

static void open_timeline(struct stage *stage, const char *sequence, double width, double height)
{
    stage_open(stage, (struct sample){sequence, "ended"}, LANGUAGE_ENGLISH, width, height);
    timeline_scene_build(&stage->scene, &stage->subject, &stage->view,
                         frame_layout_of(&stage->view).timeline);
}

static void test_gil_lane(void)
{
    struct stage stage;
    open_timeline(&stage, RACE, 1920, 1080);
    check_true(stage_has(&stage, "gil:0"));
    check_int_equal(stage_count(&stage, "gil-held:"), 2);
    check_int_equal(stage_count(&stage, "gil-ask:"), 1);
    check_true(stage_says(&stage, "B asks"));
    check_int_equal(stage_count(&stage, "hold:"), 0); /* it is not told as a lock as well */
    stage_close(&stage);
}

static void test_ready_says_who_runs(void)
{
    struct stage stage;
    open_timeline(&stage,
                  "g:gil; g=GIL; A gil.take g @0.1ms; B gil.take+ g @1ms; B door.wait+ g #1 @1ms;"
                  "B door.wait! g #1 timeout @8ms; B gil.ask g 2 @8.1ms;"
                  "A gil.drop g @9ms; B gil.take g @9.1ms; B gil.drop g @10ms",
                  1920, 1080);
    check_true(stage_says(&stage, "ready, but A has the interpreter (GIL)"));
    check_true(stage_has(&stage, "legend:asks"));
    stage_close(&stage);
}

/* Threads that take turns by themselves have nothing to show. */
static void test_unasked_gil(void)
{
    struct stage stage;
    open_timeline(&stage, "g:gil; A gil.take g; A gil.drop g; B gil.take g; B gil.drop g", 1920,
                  1080);
    check_int_equal(stage_count(&stage, "gil:"), 0);
    stage_close(&stage);
}

static void test_variable_lane(void)
{
    struct stage stage;
    open_timeline(&stage, RACE, 1920, 1080);
    check_true(stage_has(&stage, "variable:1"));
    check_int_equal(stage_count(&stage, "lost-update:"), 1);
    static const char *const texts[] = {"7", "8", "9", "6", "lost update", "total"};
    for (size_t i = 0; i < ARRAY_COUNT(texts); i++) {
        check_true(stage_says(&stage, texts[i]));
    }
    stage_close(&stage);
}

static char *many_stores(int count)
{
    char *text = malloc((size_t)count * 48 + 64);
    if (!text) {
        abort();
    }
    size_t used = (size_t)sprintf(text, "v:variable; v=total;");
    for (int i = 1; i <= count; i++) {
        used += (size_t)sprintf(text + used, "A variable.store v %d@%d;", i % 100, i);
    }
    return text;
}

/* A frame costs pixels, not stores. */
static void test_many_stores(void)
{
    char *few = many_stores(400), *many = many_stores(20000);
    struct stage stage;
    open_timeline(&stage, many, 1200, 800);
    uint32_t point_count = 0;
    for (uint32_t i = 0; i < stage.scene.item_count; i++) {
        const struct scene_item *item = &stage.scene.items[i];
        bool is_larger = item->shape == SCENE_PATH && item->point_count > point_count;
        point_count = is_larger ? item->point_count : point_count;
    }
    check_true(point_count > 200);
    check_true(point_count < 2 * 1200 + 10);
    stage_close(&stage);
    open_timeline(&stage, few, 1200, 800);
    check_true(stage_has(&stage, "variable:0"));
    stage_close(&stage);
    free(few);
    free(many);
}

static const struct test_case cases[] = {
    {"gil-lane@shows-who-has-it-and-who-asks", test_gil_lane},
    {"ready@says-who-runs", test_ready_says_who_runs},
    {"gil-lane@is-left-out-if-nobody-asks", test_unasked_gil},
    {"variable-lane@steps-and-marks-the-lost-update", test_variable_lane},
    {"variable-lane@many-stores-cost-pixels", test_many_stores},
};

int main(int argc, char **argv)
{
    return run_cases(cases, ARRAY_COUNT(cases), argc, argv);
}
