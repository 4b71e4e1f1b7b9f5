/* A thread that is no daemon keeps the program alive.
 *
 * You will see main say that it ends, and a second later the other thread say the same; only then
 * the program is over. Nobody has called join: the end of main does, for every thread that is not a
 * daemon. daemon_killed is the other half.
 *
 * The notes: “设置为守护线程，即主线程退出，子线程关闭” (set as daemons, that is, when the main
 * thread leaves, the others are closed); those that are not set so stay. */
#include "tracer/threadlane.h"

static void be_slow(void *unused)
{
    (void)unused;
    tl_sleep(1);
    tl_print("non-daemon end");
}

int main(void)
{
    tl_title("非守护线程", "main waits for those that are no daemons");
    tl_thread_start(tl_thread_create(be_slow, NULL, NULL));
    tl_print("main ends");
    return tl_exit(0);
}
