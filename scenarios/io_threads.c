/* Thirty waits of two seconds in a pool of three threads: waiting does become faster with threads.
 *
 * You will see ten waves of three results, two seconds apart: twenty seconds for sixty seconds of
 * waiting, because a thread that sleeps is in nobody's way. An argument sets the number of tasks.
 *
 * The notes: “对于io操作来说，使用多线程编程，进程切换代价要高于线程” (for IO use threads:
 * switching processes costs more than switching threads). */
#include <stdlib.h>

#include "tracer/threadlane.h"

#define TASK_MAX 64

static int random_sleep(void *n, void **result)
{
    tl_sleep(*(int *)n);
    *result = n;
    return 0;
}

int main(int argc, char **argv)
{
    static int two = 2;
    struct tl_future *all_task[TASK_MAX];
    void *future, *data;
    tl_title("等待", "three threads sleep at the same time");
    int count = argc > 1 ? atoi(argv[1]) : 30;
    count = count < TASK_MAX ? count : TASK_MAX;
    struct tl_executor *executor = tl_executor_create(3, "executor");
    TL_WITH (executor) {
        for (int i = 0; i < count; i++) {
            all_task[i] = tl_executor_submit(executor, random_sleep, &two, NULL);
        }
        double start_time = tl_time();
        struct tl_iterator *completed = tl_as_completed(all_task, (size_t)count, TL_FOREVER);
        while (tl_iterator_next(completed, &future) == TL_OK) {
            tl_future_result(future, TL_FOREVER, &data);
            tl_print("exe result %d ", *(int *)data);
        }
        tl_iterator_destroy(completed);
        tl_print("last time is %g ", tl_time() - start_time);
    }
    return tl_exit(0);
}
