/* as_completed: results in the order in which the tasks are done.
 *
 * You will see page 2 come first, though page 3 was submitted before it: two workers run both at
 * once, and the shorter one is done sooner. Page 4 begins when a worker is free, at two seconds,
 * and is done at six.
 *
 * The notes: “获取已经成功的task的返回，是个生成器” (gets the results of tasks that have succeeded;
 * it is a generator). More exactly: of tasks that are done; those that failed and those that were
 * cancelled come too. */
#include "tracer/threadlane.h"

static int urls[] = {3, 2, 4};

static int get_html(void *times, void **result)
{
    tl_sleep(*(int *)times);
    tl_print("get page %d success", *(int *)times);
    *result = times;
    return 0;
}

int main(void)
{
    static const char *const names[] = {"page 3", "page 2", "page 4"};
    struct tl_future *all_task[3];
    void *future, *data;
    tl_title("as_completed", "first done, first served");
    struct tl_executor *executor = tl_executor_create(2, "executor");
    for (int i = 0; i < 3; i++) {
        all_task[i] = tl_executor_submit(executor, get_html, &urls[i], names[i]);
    }
    struct tl_iterator *completed = tl_as_completed(all_task, 3, TL_FOREVER);
    while (tl_iterator_next(completed, &future) == TL_OK) {
        tl_future_result(future, TL_FOREVER, &data);
        tl_print("get %d page", *(int *)data);
    }
    tl_iterator_destroy(completed);
    return tl_exit(0);
}
