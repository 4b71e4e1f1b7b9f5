/* 线程池, a thread pool: submit returns at once, and only what nobody runs yet can be cancelled.
 *
 * You will see “False” and “True” at once: of the two tasks the only worker runs the first, which
 * is not done, and the second can still be cancelled. Three seconds later the first one is done.
 * Main sleeps exactly as long as that task, so under Python its last question comes out False now
 * and then. The cancelled task is never run: the worker finds it so and skips it.
 *
 * The notes: “submit是立即返回，是非阻塞的函数” (submit returns immediately, it does not block),
 * and “cancel不能取消任务状态为执行中或者执行完成的task” (cancel cannot cancel a task that runs or
 * is finished). */
#include "tracer/threadlane.h"

static const char *const truth[] = {"False", "True"};

static int get_html(void *times, void **result)
{
    tl_sleep(*(int *)times);
    tl_print("get page %d success", *(int *)times);
    *result = times;
    return 0;
}

int main(void)
{
    static int three = 3, two = 2;
    void *times = NULL;
    tl_title("线程池", "two tasks, one worker");
    struct tl_executor *executor = tl_executor_create(1, "executor");
    struct tl_future *task1 = tl_executor_submit(executor, get_html, &three, "task1");
    struct tl_future *task2 = tl_executor_submit(executor, get_html, &two, "task2");

    tl_print("%s", truth[tl_future_is_done(task1)]);
    tl_print("%s", truth[tl_future_cancel(task2) == TL_OK]);
    tl_sleep(3);
    tl_print("%s", truth[tl_future_is_done(task1)]);

    tl_future_result(task1, TL_FOREVER, &times);
    tl_print("%d", *(int *)times);
    return tl_exit(0);
}
