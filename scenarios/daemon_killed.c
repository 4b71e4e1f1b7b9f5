/* A daemon thread dies with the program, wherever it is.
 *
 * You will see the daemon begin, main end a moment later, and nothing more: the daemon sleeps, and
 * is never heard of again. What comes after the sleep does not happen, clean-up included: in Python
 * its `finally` block does not run either.
 *
 * The notes: “设置为守护线程，即主线程退出，子线程关闭” (set as daemons, that is, when the main
 * thread leaves, the others are closed). */
#include "tracer/threadlane.h"

static void be_daemon(void *unused)
{
    (void)unused;
    tl_print("daemon started");
    tl_sleep(2);
    tl_print("never printed");
    tl_print("finally never printed either");
}

int main(void)
{
    tl_title("守护线程被杀", "a daemon dies with the main thread");
    struct tl_thread *daemon = tl_thread_create(be_daemon, NULL, NULL);
    tl_thread_set_daemon(daemon, true);
    tl_thread_start(daemon);
    tl_sleep(0.1);
    tl_print("main ends");
    return tl_exit(0);
}
