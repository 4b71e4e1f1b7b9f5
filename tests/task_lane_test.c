/* The lanes of executors and futures in the timeline, and the tasks on workers' lanes, looked at as
 * shapes. */
#include <stdio.h>

#include "tests/check.h"
#include "tests/stage.h"
#include "viewer/scene/layout/frame_layout.h"
#include "viewer/scene/layout/timeline_layout.h"
#include "viewer/scene/timeline/timeline_scene.h"

/* One worker runs page for two seconds and fails, the other task is cancelled before it is begun.
 */
#define POOL                                                                                       \
    "X:executor limit 1; X=pool; F:future of X; F=page; G:future of X; G=other;"                   \
    "main thread.create+ w for X @1ms; w thread.begin w @2ms; main thread.create w for X;"         \
    "w future.run F @3ms; w task.run+ F @3ms; main future.cancel G @500ms; w task.run F @2000ms;"  \
    "w future.set F @2001ms; w future.run! G cancelled @2002ms; main print 1 @3000ms \"end\""

/* The worker's task waits for its own pool. */
#define STARVING                                                                                     \
    "X:executor limit 1; X=pool; F:future of X; F=outer; C:condition of F; G:future of X; "          \
    "G=inner;"                                                                                       \
    "D:condition of G; main thread.create+ w for X; w thread.begin w; main thread.create w for X;"   \
    "w future.run F; w task.run+ F; w future.wait+ G; w ·condition.wait+ D; w ··door.wait+ D #1;" \
    "main future.wait+ F; main ·condition.wait+ C; main ··door.wait+ C #1"

static void open_timeline(struct stage *stage, const char *sequence, const char *outcome)
{
    stage_open(stage, (struct sample){sequence, outcome}, LANGUAGE_ENGLISH, 1920, 1080);
    scene_clear(&stage->scene);
    timeline_scene_build(&stage->scene, &stage->subject, &stage->view,
                         frame_layout_of(&stage->view).timeline);
}

static struct scene_rect group_starting(const struct stage *stage, const char *prefix,
                                        uint32_t number)
{
    for (uint32_t i = 0; i < stage->scene.item_count; i++) {
        const struct scene_item *item = &stage->scene.items[i];
        if (item->shape == SCENE_GROUP_BEGIN && item->id != NULL &&
            strncmp(item->id, prefix, strlen(prefix)) == 0 && number-- == 0) {
            return item->rect;
        }
    }
    fprintf(stderr, "not in the picture: %s\n", prefix);
    check_failures++;
    return (struct scene_rect){0};
}

static void test_future_is_a_strip_of_states(void)
{
    struct stage stage;
    open_timeline(&stage, POOL, "ended");
    check_true(stage_says(&stage, "FUTURES") && stage_says(&stage, "page"));
    check_int_equal(stage_count(&stage, "future-state:"), 5);
    struct scene_rect pending = group_starting(&stage, "future-state:", 0);
    struct scene_rect running = group_starting(&stage, "future-state:", 1);
    struct scene_rect finished = group_starting(&stage, "future-state:", 2);
    check_true(pending.x < running.x && running.x < finished.x);
    check_true(running.width > 100);
    check_true(stage_says(&stage, "running on w"));
    check_true(stage_says(&stage, "finished") && stage_says(&stage, "cancelled by main"));
    stage_close(&stage);
}

static void test_executor_shows_its_load(void)
{
    struct stage stage;
    open_timeline(&stage, POOL, "ended");
    check_true(stage_says(&stage, "EXECUTOR"));
    check_true(stage_says(&stage, "one worker"));
    check_true(stage_says(&stage, "1 waiting") && stage_says(&stage, "1 running"));
    struct scene_rect waiting = group_starting(&stage, "tasks-wait:", 0);
    struct scene_rect running = group_starting(&stage, "tasks-run:", 0);
    check_true(waiting.y + waiting.height <= running.y);
    check_int_equal(stage_count(&stage, "tasks-run:"), 1);
    stage_close(&stage);
}

static void test_worker_tells_its_task(void)
{
    struct stage stage;
    open_timeline(&stage, POOL, "ended");
    check_int_equal(stage_count(&stage, "task:"), 1);
    struct scene_rect task = group_starting(&stage, "task:", 0);
    struct scene_rect running = group_starting(&stage, "future-state:", 1);
    check_true(task.y < running.y && task.width > 100);
    stage_close(&stage);
}

static void test_stuck_task_never_ends(void)
{
    struct stage stage;
    open_timeline(&stage, STARVING, "hung");
    struct scene_rect task = group_starting(&stage, "task:", 0);
    struct scene_rect running = group_starting(&stage, "tasks-run:", 0);
    struct scene_rect outer = group_starting(&stage, "future-state:", 1);
    double forever_x = outer.x + outer.width;
    check_true(task.x + task.width > forever_x - 3);
    check_true(running.x + running.width > forever_x - 3);
    stage_close(&stage);
}

static const struct test_case cases[] = {
    {"future-lane@is-a-strip-of-states", test_future_is_a_strip_of_states},
    {"executor-lane@shows-its-load", test_executor_shows_its_load},
    {"thread-lane@worker-tells-its-task", test_worker_tells_its_task},
    {"future-lane@stuck-task-never-ends", test_stuck_task_never_ends},
};

int main(int argc, char **argv)
{
    return run_cases(cases, ARRAY_COUNT(cases), argc, argv);
}
