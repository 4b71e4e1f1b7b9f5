/* Workers that take their time to end: they have said so long before their process is gone. Whose
 * workers they are is the argument: pool or executor. */
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "tracer/threadlane_process.h"

#define TAKES_NS 400000000

/* Instead of the C library's: what the system does when it is busy. */
void __attribute__((noreturn)) _exit(int status)
{
    clock_nanosleep(CLOCK_MONOTONIC, 0, &(struct timespec){.tv_nsec = TAKES_NS}, NULL);
    for (;;) {
        syscall(SYS_exit_group, status);
    }
}

static int next(struct tl_value number, struct tl_value *result)
{
    *result = tl_int(number.number + 1);
    return 0;
}

static void end_pool(void)
{
    struct tl_pool *pool = tl_pool_create(2, "pool");
    tl_async_result_destroy(tl_pool_apply_async(pool, next, tl_int(1), "task"));
    tl_pool_close(pool);
    tl_pool_join(pool);
    tl_pool_destroy(pool);
}

static void end_executor(void)
{
    struct tl_process_executor *executor = tl_process_executor_create(2, "executor");
    tl_future_destroy(tl_process_executor_submit(executor, next, tl_int(1), "task"));
    tl_process_executor_shutdown(executor, true, false);
    tl_process_executor_destroy(executor);
}

int main(int argc, char **argv)
{
    if (argc > 1) {
        strcmp(argv[1], "pool") == 0 ? end_pool() : end_executor();
    }
    tl_print("all have ended");
    return tl_exit(0);
}
