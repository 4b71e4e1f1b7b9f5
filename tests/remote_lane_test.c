/* The lanes of what processes share: pipes, pools, results held back, what a manager keeps. */
#include <stdio.h>
#include <string.h>

#include "tests/check.h"
#include "tests/stage.h"
#include "viewer/scene/layout/frame_layout.h"
#include "viewer/scene/layout/timeline_layout.h"
#include "viewer/scene/timeline/timeline_scene.h"

#define FORK                                                                                       \
    "c=child; main process.fork+ c @1ms; K thread.begin K @1.5ms; K process.begin c forked;"       \
    "main process.fork c @1.6ms;"

/* The child reads from a pipe whose write end it has open itself. */
#define WAITS_FOR_END                                                                              \
    "X:pipe; X=numbers;" FORK "main object.close X read_end @2ms;"                                 \
    "main object.close X write_end @2.1ms; K pipe.recv+ X @3ms; K ·pipe.read+ X header;"          \
    "K ··door.wait+ X #1; main process.join+ c @4ms; main door.wait+ c #1"

static void open_timeline(struct stage *stage, const char *sequence, const char *outcome)
{
    stage_open(stage, (struct sample){sequence, outcome}, LANGUAGE_ENGLISH, 1920, 1080);
    scene_clear(&stage->scene);
    timeline_scene_build(&stage->scene, &stage->subject, &stage->view,
                         frame_layout_of(&stage->view).timeline);
}

static void test_a_pipe_names_its_messages(void)
{
    struct stage stage;
    open_timeline(&stage,
                  "X:pipe; X=numbers;" FORK "main pipe.send+ X m1 @2ms; main ·pipe.write+ X 9;"
                  "main ·pipe.write X 9; main pipe.send X m1 @2.1ms; K pipe.recv+ X @4ms;"
                  "K ·pipe.read+ X header; K ·pipe.read X 9 header; K pipe.recv X m1 @4.1ms",
                  "ended");
    check_true(stage_says(&stage, "PIPE") && stage_says(&stage, "numbers"));
    check_true(stage_says(&stage, "1 message"));
    check_int_equal(stage_count(&stage, "item:"), 1);
    check_int_equal(stage_count(&stage, "queue-wait:"), 0); /* nobody had to wait */
    stage_close(&stage);
}

static void test_a_reader_waits_once(void)
{
    struct stage stage;
    open_timeline(&stage,
                  "X:pipe;" FORK "K pipe.recv+ X @2ms; K ·pipe.read+ X header;"
                  "K ··door.wait+ X #1 @2.1ms; main pipe.send+ X m1 @3ms;"
                  "K ··door.wait X #1 @3.1ms; K ·pipe.read X 9 header; K pipe.recv X m1",
                  "ended");
    check_int_equal(stage_count(&stage, "queue-wait:"), 1);
    stage_close(&stage);
}

static void test_who_keeps_a_pipe_from_ending(void)
{
    struct stage stage;
    open_timeline(&stage, WAITS_FOR_END, "hung");
    check_int_equal(stage_count(&stage, "pipe-ends:"), 1);
    check_true(stage_says(&stage, "write end still open in child"));
    stage_check_words(&stage, frame_layout_of(&stage.view).timeline);
    stage_close(&stage);
}

/* A pool does not say who takes a task on: its workers do. */
static void test_a_pools_task_runs_on_a_worker(void)
{
    struct stage stage;
    open_timeline(&stage,
                  "P:pool limit 1;" FORK "A:future shared of P; A=page; K task.run+ A @3ms;"
                  "K task.run A @6ms; main future.set A @7ms; main print 1 \"got\" @9ms",
                  "ended");
    check_true(stage_says(&stage, "POOL") && stage_says(&stage, "running on K"));
    check_int_equal(stage_count(&stage, "future-state:"), 4); /* and the result's way */
    check_int_equal(stage_count(&stage, "tasks-wait:"), 1);
    check_int_equal(stage_count(&stage, "tasks-run:"), 1);
    stage_close(&stage);
}

static void test_a_task_is_lost_with_its_worker(void)
{
    struct stage stage;
    open_timeline(&stage,
                  "P:pool limit 1;" FORK "A:future shared of P; A=page; K task.run+ A @3ms;"
                  "trace-run process.end c 9 seen @5ms; main print 1 \"hm\" @9ms",
                  "ended");
    check_true(stage_says(&stage, "lost with K"));
    stage_close(&stage);
}

static void test_a_broken_executors_task_says_why(void)
{
    struct stage stage;
    open_timeline(&stage,
                  "P:process_executor limit 1;" FORK "A:future shared of P; A=page;"
                  "K task.run+ A @3ms; trace-run process.end c 768 seen @4ms;"
                  "main future.set A \"a worker died\" broken @5ms; main print 1 \"hm\" @9ms",
                  "ended");
    check_true(stage_says(&stage, "broken: a worker died") && !stage_says(&stage, "finished"));
    bool is_told = false;
    for (uint32_t i = 0; i < stage.story->step_count; i++) {
        const char *sentence = stage.story->steps[i].sentence;
        is_told = is_told || strstr(sentence, "main gives page up: “a worker died”") != NULL;
    }
    check_true(is_told);
    stage_close(&stage);
}

static void test_a_heading_suits_all_below_it(void)
{
    struct stage stage;
    open_timeline(&stage,
                  FORK "P:pool limit 1; E:process_executor limit 1; T:executor limit 1; R:rlock;"
                       "P=few; E=apart; T=own; main lock.acquire R; main lock.acquire L",
                  "ended");
    check_true(stage_says(&stage, "POOL") && !stage_says(&stage, "POOLS"));
    check_true(stage_says(&stage, "EXECUTORS") && !stage_says(&stage, "PROCESS EXECUTORS"));
    check_true(stage_says(&stage, "LOCKS") && !stage_says(&stage, "RLOCKS"));
    stage_close(&stage);
}

#define IMAP                                                                                       \
    "P:pool limit 2;" FORK "A:future shared of P; B:future shared of P; A=first; B=second;"        \
    "I:iterator watch A watch B; K task.run+ A @2ms; W task.run+ B @2.1ms; W task.run B @3ms;"     \
    "main future.wait+ I @2.5ms; main future.set B @3.1ms; K task.run A @6ms;"                     \
    "main future.set A @6.1ms;"

static void test_a_result_is_held_back_for_an_earlier_one(void)
{
    struct stage stage;
    open_timeline(&stage,
                  IMAP "main future.wait I for A @6.5ms; main future.wait I for B @7ms;"
                       "main print 1 \"done\" @9ms",
                  "ended");
    check_true(stage_says(&stage, "finished, held back"));
    check_true(stage_has(&stage, "legend:held-back"));
    stage_close(&stage);
}

static void test_in_order_of_completion_nothing_is_held_back(void)
{
    struct stage stage;
    open_timeline(&stage,
                  IMAP "main future.wait I for B @6.5ms; main future.wait I for A @7ms;"
                       "main print 1 \"done\" @9ms",
                  "ended");
    check_true(!stage_says(&stage, "held back"));
    check_true(!stage_has(&stage, "legend:held-back"));
    stage_close(&stage);
}

static void test_what_a_manager_keeps_has_its_calls(void)
{
    struct stage stage;
    open_timeline(&stage,
                  "M:manager; M=manager; D:referent of M; D=scores;" FORK
                  "main manager.call+ D 1 @2ms; K manager.serve+ D 1@1 @3ms;"
                  "K manager.serve D 1@1 @4ms; main manager.call D 1 @5ms",
                  "ended");
    check_true(stage_says(&stage, "scores"));
    check_true(stage_says(&stage, "1 call in manager"));
    check_int_equal(stage_count(&stage, "call:"), 1);
    check_int_equal(stage_count(&stage, "arrow:"), 3); /* fork, call and answer */
    stage_close(&stage);
}

static void test_a_call_names_its_method(void)
{
    struct stage stage;
    open_timeline(&stage,
                  "M:manager; M=manager; D:referent of M; D=scores;" FORK
                  "main manager.call+ D 1 \"update\" @2ms; K manager.serve+ D 1@1 @3ms;"
                  "K manager.serve D 1@1 @14ms; main manager.call D 1 @15ms",
                  "ended");
    bool is_titled = false;
    for (uint32_t i = 0; i < stage.scene.item_count; i++) {
        const char *title = stage.scene.items[i].title;
        is_titled =
            is_titled || (title != NULL && strstr(title, "K serves main: update()") != NULL);
    }
    check_true(is_titled);
    stage_close(&stage);
}

static struct scene_rect load_of(const struct stage *stage, const char *prefix, uint32_t number)
{
    for (uint32_t i = 0; i < stage->scene.item_count; i++) {
        const struct scene_item *item = &stage->scene.items[i];
        if (item->shape == SCENE_GROUP_BEGIN && item->id != NULL &&
            strncmp(item->id, prefix, strlen(prefix)) == 0 && number-- == 0) {
            return item->rect;
        }
    }
    check_true(!"there is such a stretch");
    return (struct scene_rect){0};
}

/* Two call, one after the other is served. */
static void test_a_manager_shows_who_waits(void)
{
    struct stage stage;
    open_timeline(
        &stage,
        "M:manager; M=manager; D:referent of M; D=scores;" FORK
        "A manager.call+ D 1 @2ms; B manager.call+ D 1 @3ms; K manager.serve+ D A#1 @5ms;"
        "K manager.serve D A#1 @7ms; A manager.call D 1 @8ms; K manager.serve+ D B#1 @9ms;"
        "K manager.serve D B#1 @12ms; B manager.call D 1 @13ms",
        "ended");
    check_true(stage_says(&stage, "MANAGER"));
    check_true(stage_says(&stage, "calls to it"));
    check_int_equal(stage_count(&stage, "calls-wait:"), 3);
    check_int_equal(stage_count(&stage, "calls-served:"), 2);
    struct scene_rect one = load_of(&stage, "calls-wait:", 0);
    struct scene_rect two = load_of(&stage, "calls-wait:", 1);
    struct scene_rect one_again = load_of(&stage, "calls-wait:", 2);
    check_true(two.height > one.height && one_again.height == one.height);
    check_true(one.x < two.x && two.x < one_again.x);
    check_true(load_of(&stage, "calls-served:", 0).x >= two.x + two.width - 2);
    check_true(load_of(&stage, "calls-served:", 1).x >= one_again.x + one_again.width - 2);
    stage_close(&stage);
}

/* One is killed while it waits, and then the manager while it serves. */
static void test_a_managers_dead_do_not_wait(void)
{
    struct stage stage;
    open_timeline(&stage,
                  "M:manager; M=manager; D:referent of M; D=scores;" FORK
                  "d=other; main process.fork+ d @1.7ms; S thread.begin S @1.8ms;"
                  "S process.begin d forked; main process.fork d @1.9ms;"
                  "K manager.call+ D 1 @2ms; main manager.call+ D 1 @3ms;"
                  "S manager.serve+ D main#1 @4ms; trace-run process.end c 9 seen @6ms;"
                  "trace-run process.end d 9 seen @8ms; main manager.call! D 1 eof @9ms;"
                  "main print 1 \"end\" @12ms",
                  "ended");
    const struct packed_rest *rest = stage.lanes->objects[0].rest;
    const struct lane_level last = lane_level_at(rest, rest->levels.count - 1);
    check_int_equal(rest->level_max, 2);
    check_int_equal(rest->running_max, 1);
    check_int_equal(last.count, 0);
    check_int_equal(last.running, 0);
    stage_close(&stage);
}

static const struct test_case cases[] = {
    {"pipe-lane@names-its-messages", test_a_pipe_names_its_messages},
    {"pipe-lane@a-reader-waits-once", test_a_reader_waits_once},
    {"pipe-lane@who-keeps-it-from-ending", test_who_keeps_a_pipe_from_ending},
    {"pool-lane@a-task-runs-on-a-worker", test_a_pools_task_runs_on_a_worker},
    {"pool-lane@a-task-is-lost-with-its-worker", test_a_task_is_lost_with_its_worker},
    {"future-lane@held-back-for-an-earlier-one", test_a_result_is_held_back_for_an_earlier_one},
    {"future-lane@in-order-of-completion-not-held-back",
     test_in_order_of_completion_nothing_is_held_back},
    {"future-lane@a-broken-executors-task-says-why", test_a_broken_executors_task_says_why},
    {"heading@suits-all-below-it", test_a_heading_suits_all_below_it},
    {"manager-lane@shows-who-waits-and-is-served", test_a_manager_shows_who_waits},
    {"manager-lane@the-dead-do-not-wait", test_a_managers_dead_do_not_wait},
    {"referent-lane@has-its-calls", test_what_a_manager_keeps_has_its_calls},
    {"referent-lane@a-call-names-its-method", test_a_call_names_its_method},
};

int main(int argc, char **argv)
{
    return run_cases(cases, ARRAY_COUNT(cases), argc, argv);
}
