/* A crawler of 20 pages, three at a time: a Semaphore of three permits.
 *
 * You will see the lines come in waves of three, two seconds apart: the producer takes a permit for
 * each spider it starts and must wait when none is left; each spider gives its permit back when its
 * page is done, so a permit is released by another thread than the one that took it. An argument
 * sets the number of pages.
 *
 * The notes: “Semaphore 是用于控制进入数量的锁” (a Semaphore is a lock that controls how many may
 * enter), and “底层是用Condition实现的” (underneath it is made of a Condition). */
#include <stdlib.h>

#include "tracer/threadlane.h"

static struct tl_semaphore *sem;
static int page_count = 20;

static void html_spider(void *unused)
{
    (void)unused;
    tl_sleep(2);
    tl_print("got html text success");
    tl_semaphore_release(sem, 1);
}

static void url_producer(void *unused)
{
    (void)unused;
    for (int i = 0; i < page_count; i++) {
        tl_semaphore_acquire(sem, TL_FOREVER); /* one permit less */
        struct tl_thread *html_thread = tl_thread_create(html_spider, NULL, NULL);
        tl_thread_start(html_thread);
        tl_thread_destroy(html_thread); /* it goes on by itself */
    }
}

int main(int argc, char **argv)
{
    if (argc > 1) {
        page_count = atoi(argv[1]);
    }
    tl_title("爬虫", "three pages at a time");
    sem = tl_semaphore_create(3, "sem"); /* three at a time */
    tl_thread_start(tl_thread_create(url_producer, NULL, NULL));
    return tl_exit(0);
}
