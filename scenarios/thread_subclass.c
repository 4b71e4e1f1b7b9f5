/* Threads as things of their own: what they do and their name belong together.
 *
 * You will see what thread_daemon_join shows, with names of our choice on the lanes: two threads
 * that sleep at the same time, and two seconds in all. Python derives a class from Thread and
 * overrides run; in C a thread is its function and its data, so a struct around them is the class.
 *
 * The notes: “通过继承Thread来实现多线程” (multithreading by inheriting Thread). */
#include "tracer/threadlane.h"

struct detail_thread {
    struct tl_thread *thread;
    const char *what;
};

static void run(void *argument)
{
    const struct detail_thread *self = argument;
    tl_print("get detail %s started", self->what);
    tl_sleep(2);
    tl_print("get detail %s end", self->what);
}

static void init(struct detail_thread *self, const char *what, const char *name)
{
    self->what = what;
    self->thread = tl_thread_create(run, self, name);
}

int main(void)
{
    tl_title("继承 Thread", "threads that know their work and their name");
    struct detail_thread thread1, thread2;
    init(&thread1, "html", "get_detail_html");
    init(&thread2, "url", "get_detail_url");

    double start_time = tl_time();
    tl_thread_start(thread1.thread);
    tl_thread_start(thread2.thread);
    tl_thread_join(thread1.thread, TL_FOREVER);
    tl_thread_join(thread2.thread, TL_FOREVER);
    tl_print("last time: %g", tl_time() - start_time);
    return tl_exit(0);
}
