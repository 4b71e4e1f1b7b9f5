/* Fibonacci numbers in three threads, then in three processes: computing becomes faster with
 * processes only.
 *
 * You will see three workers of which one computes at any time, because the other two wait for the
 * GIL; and then three processes side by side, each with a GIL of its own. Both times are printed;
 * the difference is what your processors allow. Two arguments set the first and the last number.
 *
 * The notes: “消耗cpu的操作，用多进程编程” (for work that costs CPU, use several processes). */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "tracer/threadlane_process.h"

#define TASK_MAX 64

static struct tl_future *all_task[TASK_MAX];
static size_t task_count;

static int fib(int n)
{
    tl_gil_call();
    return n <= 2 ? 1 : fib(n - 1) + fib(n - 2);
}

static int fib_in_thread(void *n, void **result)
{
    *result = (void *)(intptr_t)fib((int)(intptr_t)n);
    return 0;
}

static int fib_in_process(struct tl_value n, struct tl_value *result)
{
    *result = tl_int(fib((int)n.number));
    return 0;
}

static int thread_result(const void *data)
{
    return (int)(intptr_t)data;
}

static int process_result(const void *data)
{
    return (int)((const struct tl_value *)data)->number;
}

/* Prints each result as it comes; how long all of them took. */
static double print_results(int (*number)(const void *data))
{
    void *future, *data;
    double start_time = tl_time();
    struct tl_iterator *completed = tl_as_completed(all_task, task_count, TL_FOREVER);
    while (tl_iterator_next(completed, &future) == TL_OK) {
        tl_future_result(future, TL_FOREVER, &data);
        tl_print("exe result %d ", number(data));
    }
    tl_iterator_destroy(completed);
    double last_time = tl_time() - start_time;
    tl_print("last time is %g ", last_time);
    return last_time;
}

int main(int argc, char **argv)
{
    double thread_last_time = 0, process_last_time = 0;
    char name[24];
    tl_title("计算", "three threads compute one at a time, three processes at the same time");
    int first = argc > 1 ? atoi(argv[1]) : 25;
    int end = argc > 2 ? atoi(argv[2]) : 35;
    end = end < first + TASK_MAX ? end : first + TASK_MAX;
    tl_gil_enable(TL_GIL_INTERVAL, TL_GIL_BACKEDGE_CALL);

    struct tl_executor *threads = tl_executor_create(3, "threads");
    TL_WITH (threads) {
        for (int n = first; n < end; n++) {
            snprintf(name, sizeof(name), "fib(%d)", n);
            all_task[task_count++] =
                tl_executor_submit(threads, fib_in_thread, (void *)(intptr_t)n, name);
        }
        thread_last_time = print_results(thread_result);
    }
    task_count = 0;
    struct tl_process_executor *processes = tl_process_executor_create(3, "processes");
    TL_WITH (processes) {
        for (int n = first; n < end; n++) {
            snprintf(name, sizeof(name), "fib(%d)", n);
            all_task[task_count++] =
                tl_process_executor_submit(processes, fib_in_process, tl_int(n), name);
        }
        process_last_time = print_results(process_result);
    }
    tl_print("多进程比多线程快 %g 秒", thread_last_time - process_last_time);
    return tl_exit(0);
}
