#include <math.h>

#include "tests/check.h"
#include "viewer/scene/layout/default_view.h"
#include "viewer/scene/layout/time_axis.h"

#include <stdlib.h>

#define MS UINT64_C(1000000)

/* A subject with nothing in it but steps at given times and a recording of some length. */
struct bare_subject {
    struct event event;
    struct trace trace;
    struct trace_thread threads[2];
    bool is_dead[2];
    struct analysis analysis;
    struct story_step steps[64];
    struct story story;
    struct subject subject;
};

static void fill_subject(struct bare_subject *bare, const uint64_t *times, uint32_t count,
                         uint64_t end_ns)
{
    *bare = (struct bare_subject){.trace = {.end_ns = end_ns, .event_count = 1, .thread_count = 2}};
    for (uint32_t i = 0; i < count; i++) {
        bare->steps[i].time_ns = times[i];
        bare->event = (struct event){.time_ns = times[i], .thread = 1};
    }
    bare->trace.events = &bare->event;
    bare->trace.threads = bare->threads;
    bare->threads[0].begin_event = bare->threads[1].begin_event = NONE_INDEX;
    bare->analysis.is_dead = bare->is_dead;
    bare->story = (struct story){.steps = bare->steps, .step_count = count};
    bare->subject =
        (struct subject){.trace = &bare->trace, .analysis = &bare->analysis, .story = &bare->story};
}

static void test_time_is_true_between_steps(void)
{
    struct bare_subject bare;
    fill_subject(&bare, (uint64_t[]){1 * MS, 2 * MS, 3 * MS}, 3, 4 * MS);
    bare.is_dead[1] = true;
    struct view view = {.zoom = 1, .axis = AXIS_TIME};
    struct time_axis axis;
    time_axis_init(&axis, &bare.subject, &view, 236, 1384);
    check_int_equal(axis.tail_px, 168);
    check_true(fabs(axis.end_x - (1384 - 168)) < 0.001);
    check_true(time_axis_x(&axis, 0) == 236);
    time_axis_finish(&axis);
}

static void test_long_standstill_at_the_end_is_cut(void)
{
    struct bare_subject bare;
    fill_subject(&bare, (uint64_t[]){1 * MS, 2 * MS, 3 * MS}, 3, 5000 * MS);
    struct view view = {.zoom = 1, .axis = AXIS_TIME};
    struct time_axis axis;
    time_axis_init(&axis, &bare.subject, &view, 0, 1000);
    const struct axis_piece *last = &axis.pieces[axis.piece_count - 1];
    check_true(last->is_break);
    check_true(last->end_x - last->begin_x < 100);
    check_true(time_axis_x(&axis, 2 * MS) > 500);
    time_axis_finish(&axis);
}

static void test_stretch_that_dwarfs_the_others_is_cut(void)
{
    struct bare_subject bare;
    fill_subject(&bare, (uint64_t[]){1 * MS, 2 * MS, 1002 * MS, 1003 * MS}, 4, 1003 * MS);
    struct view view = {.zoom = 1, .axis = AXIS_TIME};
    struct time_axis axis;
    time_axis_init(&axis, &bare.subject, &view, 0, 1000);
    check_int_equal(axis.piece_count, 4);
    check_true(axis.pieces[2].is_break);
    check_true(time_axis_x(&axis, 1003 * MS) - time_axis_x(&axis, 1002 * MS) > 200);
    time_axis_finish(&axis);
}

static void test_events_get_the_same_room(void)
{
    struct bare_subject bare;
    fill_subject(&bare, (uint64_t[]){10, 11, 900}, 3, 1000);
    struct view view = {.zoom = 1, .axis = AXIS_EVENT};
    struct time_axis axis;
    time_axis_init(&axis, &bare.subject, &view, 0, 324);
    check_int_equal(time_axis_x(&axis, 10), 30);
    check_int_equal(time_axis_x(&axis, 11), 150);
    check_int_equal(time_axis_x(&axis, 900), 270);
    time_axis_finish(&axis);
}

static void test_place_and_time_are_inverse(void)
{
    struct bare_subject bare;
    fill_subject(&bare, (uint64_t[]){1 * MS, 2 * MS, 3 * MS}, 3, 4 * MS);
    struct view view = {.zoom = 2.5, .pan_px = 100, .axis = AXIS_EVENT};
    struct time_axis axis;
    time_axis_init(&axis, &bare.subject, &view, 0, 1000);
    for (uint64_t time = 0; time < 4 * MS; time += MS / 7) {
        uint64_t back = time_axis_time(&axis, time_axis_x(&axis, time));
        check_true(llabs((long long)back - (long long)time) <= 1);
    }
    time_axis_finish(&axis);
}

static void test_empty_recording_has_an_axis(void)
{
    struct bare_subject bare;
    fill_subject(&bare, NULL, 0, 0);
    bare.trace.event_count = 0;
    struct view view = {.zoom = 1, .axis = AXIS_TIME};
    struct time_axis axis;
    time_axis_init(&axis, &bare.subject, &view, 0, 1000);
    check_int_equal(axis.piece_count, 1);
    check_int_equal(time_axis_x(&axis, 0), 0);
    time_axis_finish(&axis);
}

static void test_crowded_steps_choose_the_event_axis(void)
{
    struct bare_subject bare;
    fill_subject(&bare, (uint64_t[]){1 * MS, 2 * MS, 3 * MS, 4 * MS}, 4, 5 * MS);
    struct view view = view_default(&bare.subject, 1920, 1080, theme_light(), LANGUAGE_ENGLISH);
    check_int_equal(view.axis, AXIS_TIME);
    check_int_equal(view.step, 3);
    check_int_equal(view.cursor_ns, 4 * MS);
    fill_subject(&bare, (uint64_t[]){100, 101, 102, 50000, 50001, 50002, 100000}, 7, 100000);
    view = view_default(&bare.subject, 1920, 1080, theme_light(), LANGUAGE_ENGLISH);
    check_int_equal(view.axis, AXIS_EVENT);
}

int main(int argc, char **argv)
{
    static const struct test_case cases[] = {
        {"axis@time-is-true-between-steps", test_time_is_true_between_steps},
        {"axis@long-standstill-at-the-end-is-cut", test_long_standstill_at_the_end_is_cut},
        {"axis@stretch-that-dwarfs-the-others-is-cut", test_stretch_that_dwarfs_the_others_is_cut},
        {"axis@events-get-the-same-room", test_events_get_the_same_room},
        {"axis@place-and-time-are-inverse", test_place_and_time_are_inverse},
        {"axis@empty-recording-has-an-axis", test_empty_recording_has_an_axis},
        {"view@crowded-steps-choose-the-event-axis", test_crowded_steps_choose_the_event_axis},
    };
    return run_cases(cases, ARRAY_COUNT(cases), argc, argv);
}
