/* A child that lives longer than its parent.
 *
 * You will see that each has an n of its own: the child adds to its copy, the parent's stays 1.
 * Then the parent ends, and the child has another parent: process 1 of the machine, or who has said
 * that he takes orphans in, as trace-run does. That one collects it when it ends. */
#include <unistd.h>

#include "tracer/threadlane_process.h"

int main(void)
{
    tl_title("孤儿进程", "a child outlives its parent");
    struct tl_variable *n = tl_variable_create(1, "n");
    int pid = tl_fork();
    if (pid == 0) {
        tl_variable_store(n, tl_variable_load(n) + 1);
        tl_print("child ppid %d n %d", (int)getppid(), tl_variable_load(n));
        tl_sleep(0.5);
        tl_print("child after parent exit: ppid %d", (int)getppid());
    } else {
        tl_sleep(0.2);
        tl_print("parent %d n %d exits first", (int)getpid(), tl_variable_load(n));
    }
    return tl_exit(0);
}
