/* Fibonacci numbers in a pool of three threads: computing does not become faster with threads.
 *
 * You will see three workers, of which only one computes at any time: the other two wait for the
 * GIL. All ten numbers together take as long as one after the other. Two arguments set the first
 * and the last number.
 *
 * The notes: “消耗cpu的操作，用多进程编程” (for work that costs CPU, use several processes). */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "tracer/threadlane.h"

#define TASK_MAX 64

static int first = 25, end = 35;

static int fib(int n)
{
    tl_gil_call();
    return n <= 2 ? 1 : fib(n - 1) + fib(n - 2);
}

static int run_fib(void *n, void **result)
{
    *result = (void *)(intptr_t)fib((int)(intptr_t)n);
    return 0;
}

int main(int argc, char **argv)
{
    struct tl_future *all_task[TASK_MAX];
    void *future, *data;
    int count = 0;
    tl_title("计算", "three threads compute, one at a time");
    first = argc > 1 ? atoi(argv[1]) : first;
    end = argc > 2 ? atoi(argv[2]) : end;
    tl_gil_enable(TL_GIL_INTERVAL, TL_GIL_BACKEDGE_CALL);
    struct tl_executor *executor = tl_executor_create(3, "executor");
    TL_WITH (executor) {
        for (int n = first; n < end && count < TASK_MAX; n++) {
            char name[24];
            snprintf(name, sizeof(name), "fib(%d)", n);
            all_task[count++] = tl_executor_submit(executor, run_fib, (void *)(intptr_t)n, name);
        }
        double start_time = tl_time();
        struct tl_iterator *completed = tl_as_completed(all_task, (size_t)count, TL_FOREVER);
        while (tl_iterator_next(completed, &future) == TL_OK) {
            tl_future_result(future, TL_FOREVER, &data);
            tl_print("exe result %d ", (int)(intptr_t)data);
        }
        tl_iterator_destroy(completed);
        tl_print("last time is %g ", tl_time() - start_time);
    }
    return tl_exit(0);
}
