/* Thirty waits of two seconds in three threads, then in three processes: waiting becomes faster
 * with either.
 *
 * You will see ten waves of three results, two seconds apart, twice: twenty seconds for sixty
 * seconds of waiting, because who sleeps is in nobody's way. Processes need three forks, a manager
 * thread and pipes for the same. An argument sets the number of tasks.
 *
 * The notes: “对于io操作来说，使用多线程编程，进程切换代价要高于线程” (for IO use threads:
 * switching processes costs more than switching threads). */
#include <stdlib.h>

#include "tracer/threadlane_process.h"

#define TASK_MAX 64

static struct tl_future *all_task[TASK_MAX];
static size_t task_count = 30;

static int sleep_in_thread(void *n, void **result)
{
    tl_sleep(*(int *)n);
    *result = n;
    return 0;
}

static int sleep_in_process(struct tl_value n, struct tl_value *result)
{
    tl_sleep((double)n.number);
    *result = n;
    return 0;
}

static int thread_result(const void *data)
{
    return *(const int *)data;
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
    static int two = 2;
    double thread_last_time = 0, process_last_time = 0;
    tl_title("等待", "three threads sleep at the same time, and so do three processes");
    task_count = argc > 1 ? (size_t)atoi(argv[1]) : task_count;
    task_count = task_count < TASK_MAX ? task_count : TASK_MAX;

    struct tl_executor *threads = tl_executor_create(3, "threads");
    TL_WITH (threads) {
        for (size_t i = 0; i < task_count; i++) {
            all_task[i] = tl_executor_submit(threads, sleep_in_thread, &two, NULL);
        }
        thread_last_time = print_results(thread_result);
    }
    struct tl_process_executor *processes = tl_process_executor_create(3, "processes");
    TL_WITH (processes) {
        for (size_t i = 0; i < task_count; i++) {
            all_task[i] = tl_process_executor_submit(processes, sleep_in_process, tl_int(2), NULL);
        }
        process_last_time = print_results(process_result);
    }
    tl_print("多线程比多进程快 %g 秒", process_last_time - thread_last_time);
    return tl_exit(0);
}
