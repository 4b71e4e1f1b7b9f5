/* The transport: its controls can be hit, its bar stays readable, and leads there and back. */
#include <stdlib.h>

#include "tests/check.h"
#include "tests/stage.h"
#include "viewer/scene/frame/scrubber.h"
#include "viewer/scene/layout/frame_layout.h"

static void test_every_control_can_be_hit(void)
{
    static const char *const ids[] = {"transport:start",
                                      "transport:back",
                                      "transport:play",
                                      "transport:forward",
                                      "transport:end",
                                      "transport:speed",
                                      "scrubber",
                                      "scrub:1",
                                      "scrub:3",
                                      "step:8",
                                      "help"};
    struct stage stage;
    stage_open_built(&stage, LOST_NOTIFY, "hung");
    for (size_t i = 0; i < ARRAY_COUNT(ids); i++) {
        struct scene_rect rect = {0};
        check_true(scene_find(&stage.scene, ids[i], &rect));
        if (strcmp(ids[i], "scrubber") != 0) { /* dots lie on it */
            const char *hit =
                scene_hit(&stage.scene, rect.x + rect.width / 2, rect.y + rect.height / 2);
            check_text_equal(hit != NULL ? hit : "nothing", ids[i]);
        }
    }
    stage_close(&stage);
}

static void test_dense_steps_are_thinned_out(void)
{
    const char *sequence = stage_long_sequence(2000);
    struct stage stage;
    stage_open_built(&stage, sequence, "ended");
    struct scene_rect card = frame_layout_of(&stage.view).transport;
    scene_clear(&stage.scene);
    transport_scene_build(&stage.scene, &stage.subject, &stage.view, card);
    stage_check_words(&stage, card);
    uint32_t dots = 0;
    for (uint32_t i = 0; i < stage.scene.item_count; i++) {
        const char *id = stage.scene.items[i].id;
        dots += id != NULL && strncmp(id, "scrub:", 6) == 0;
    }
    check_true(dots > 20 && dots < 120);
    stage_close(&stage);
}

static void test_scrubber_goes_there_and_back(void)
{
    struct stage stage;
    stage_open_built(&stage, LOST_NOTIFY, "hung");
    struct scrubber scrubber;
    scrubber_init(&scrubber, &stage.subject, 100, 700);
    for (uint64_t ns = 0; ns <= scrubber.span_ns; ns += 50000) {
        double x = scrubber_x(&scrubber, ns);
        check_true(x >= 100 && x <= 700);
        int64_t error = (int64_t)scrubber_time(&scrubber, x) - (int64_t)ns;
        check_true(llabs(error) < 1000);
    }
    for (uint32_t i = 1; i < stage.story->step_count; i++) {
        check_true(scrubber.step_x[i] - scrubber.step_x[i - 1] >= 15.9);
    }
    check_int_equal(scrubber_time(&scrubber, -50), 0);
    check_int_equal(scrubber_time(&scrubber, 5000), scrubber.span_ns);
    scrubber_finish(&scrubber);
    stage_close(&stage);
}

int main(int argc, char **argv)
{
    static const struct test_case cases[] = {
        {"transport@every-control-can-be-hit", test_every_control_can_be_hit},
        {"transport@dense-steps-are-thinned-out", test_dense_steps_are_thinned_out},
        {"scrubber@goes-there-and-back", test_scrubber_goes_there_and_back},
    };
    return run_cases(cases, ARRAY_COUNT(cases), argc, argv);
}
