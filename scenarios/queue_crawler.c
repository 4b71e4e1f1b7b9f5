/* Threads hand work over through a Queue: one finds the addresses of pages, ten fetch the pages.
 *
 * You will see ten threads wait for the empty queue. After two seconds the finder puts twenty
 * addresses: each waiting thread gets one, in the order in which they came to wait, fetches its
 * page for two seconds, without any lock, and comes back for another. The queue has a lock of its
 * own and two waiting rooms, for “not empty” and “not full”, so no address is given out twice. The
 * program never ends, as in the notes; with an argument, the finder stops after so many rounds, and
 * then nobody is left who could put anything.
 *
 * The notes: “queue.get() 也是线程保护的，不会造成俩个线程拿到一个数据” (get is protected: two
 * threads never get the same item) and “队列的get方法是一个阻塞的函数，即如果队列为空，就阻塞” (get
 * blocks while the queue is empty). What protects it is the Queue's own lock, not the deque inside
 * it. */
#include <stdio.h>
#include <stdlib.h>

#include "tracer/threadlane.h"

#define URL_SIZE 64

static int round_count = -1; /* without end */

static char *detail_url(int id)
{
    char *url = malloc(URL_SIZE);
    snprintf(url, URL_SIZE, "http://projectsedu.com/%d", id);
    return url;
}

static void get_detail_html(void *queue)
{
    for (;;) {
        void *url;
        tl_queue_get(queue, &url, TL_FOREVER); /* blocks while the queue is empty */
        tl_print("get detail html started");
        tl_sleep(2);
        tl_print("get detail html end");
        free(url);
    }
}

static void get_detail_url(void *queue)
{
    for (int round = 0; round != round_count; round++) {
        tl_print("get detail url started");
        tl_sleep(2);
        for (int i = 0; i < 20; i++) {
            tl_queue_put(queue, detail_url(i), TL_FOREVER); /* blocks while it is full */
        }
        tl_print("get detail url end");
    }
}

int main(int argc, char **argv)
{
    if (argc > 1) {
        round_count = atoi(argv[1]);
    }
    tl_title("队列爬虫", "ten threads share a queue of pages");
    struct tl_queue *detail_url_queue = tl_queue_create(1000, "detail_url_queue");
    double start_time = tl_time();
    tl_thread_start(tl_thread_create(get_detail_url, detail_url_queue, "finder"));
    for (int i = 0; i < 10; i++) {
        char name[24];
        snprintf(name, sizeof(name), "fetcher %d", i + 1);
        tl_thread_start(tl_thread_create(get_detail_html, detail_url_queue, name));
    }
    tl_print("last time: %f", tl_time() - start_time);
    return tl_exit(0);
}
