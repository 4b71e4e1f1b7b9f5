/* A Process: a function that runs in a process of its own.
 *
 * You will see that it has no number before it is started, and one afterwards; that the parent
 * waits for it; and that it ends without an error. mp_process_and_pool goes on with a Pool.
 *
 * The notes: “多进程编程” (programming with several processes). */
#include <stdio.h>

#include "tracer/threadlane_process.h"

static int get_html(void *unused)
{
    (void)unused;
    tl_sleep(2);
    tl_print("sub progress success");
    return 0;
}

static void print_pid(const struct tl_process *process)
{
    int pid = tl_process_pid(process);
    if (pid == 0) {
        tl_print("None");
    } else {
        tl_print("%d", pid);
    }
}

int main(void)
{
    tl_title("多进程编程", "a function in a process of its own");
    struct tl_process *progress = tl_process_create(get_html, NULL, "progress");
    print_pid(progress);
    tl_process_start(progress);
    print_pid(progress);
    tl_process_join(progress, TL_FOREVER);
    tl_print("main progress end");
    tl_process_destroy(progress);
    return tl_exit(0);
}
