/* Two daemon threads that main waits for.
 *
 * You will see both start at once, both end two seconds later, and then how long it took: two
 * seconds and not four, because they sleep at the same time. They are daemons, so they would die
 * with the main thread (daemon_killed shows that); join keeps it here until both are done.
 *
 * The notes: “设置为守护线程，即主线程退出，子线程关闭” (set as daemons, that is, when the main
 * thread leaves, the others are closed), and “阻塞，等待thread1和thread2两个子线程执行完成” (block,
 * and wait until both threads are done). */
#include "tracer/threadlane.h"

static void get_detail_html(void *url)
{
    (void)url;
    tl_print("get detail html started");
    tl_sleep(2);
    tl_print("get detail html end");
}

static void get_detail_url(void *url)
{
    (void)url;
    tl_print("get detail url started");
    tl_sleep(2);
    tl_print("get detail url end");
}

int main(void)
{
    tl_title("守护线程", "two daemons, and main waits for them");
    struct tl_thread *thread1 = tl_thread_create(get_detail_html, "", NULL);
    struct tl_thread *thread2 = tl_thread_create(get_detail_url, "", NULL);
    tl_thread_set_daemon(thread1, true);
    tl_thread_set_daemon(thread2, true);

    double start_time = tl_time();
    tl_thread_start(thread1);
    tl_thread_start(thread2);
    tl_thread_join(thread1, TL_FOREVER);
    tl_thread_join(thread2, TL_FOREVER);
    tl_print("last time: %g", tl_time() - start_time);
    return tl_exit(0);
}
