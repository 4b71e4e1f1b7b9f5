/* 共享变量, a shared variable: ten threads take pages from a list that another one fills.
 *
 * You will see it never end, and burn a processor: the ten look at the list again and again, each
 * for 5 ms, while it is empty. So even main gets through late: "last time" should be 0.00. And when
 * two see the same last page, the second pop fails (shared_list_indexerror). With a Queue they
 * would sleep until there is a page (queue_crawler). Stop it with --stop-after.
 *
 * The notes: “使用共享变量的缺点:需要加锁才能达到我们想要的效果” (the drawback of shared variables:
 * they need a lock to do what we want). A lock alone would not do: they would still spin. */
#include <stdio.h>

#include "tracer/threadlane.h"

static struct tl_list *detail_url_list;

static void get_detail_html(void *unused)
{
    (void)unused;
    for (;;) {
        if (tl_list_length(detail_url_list) > 0) {
            void *url;
            if (tl_list_pop(detail_url_list, &url) == TL_EMPTY) {
                tl_print("IndexError: pop from empty list");
                return;
            }
            tl_print("get detail html started");
            tl_sleep(2);
            tl_print("get detail html end");
        }
        tl_gil_loop(); /* JUMP_BACKWARD */
    }
}

static void get_detail_url(void *unused)
{
    static char urls[20][40];
    (void)unused;
    for (;;) {
        tl_print("get detail url started");
        tl_sleep(2);
        for (int i = 0; i < 20; i++) {
            snprintf(urls[i], sizeof(urls[i]), "http://projectsedu.com/%d", i);
            tl_list_append(detail_url_list, urls[i]);
        }
        tl_print("get detail url end");
    }
}

int main(void)
{
    tl_title("共享变量", "ten threads look at one list");
    tl_gil_enable(TL_GIL_INTERVAL, TL_GIL_BACKEDGE_CALL);
    double start_time = tl_time();
    detail_url_list = tl_list_create("detail_url_list");
    tl_thread_start(tl_thread_create(get_detail_url, NULL, "get_detail_url"));
    for (int i = 1; i <= 10; i++) {
        char name[32];
        snprintf(name, sizeof(name), "html %d", i);
        tl_thread_start(tl_thread_create(get_detail_html, NULL, name));
    }
    tl_print("last time: %f", tl_time() - start_time);
    return tl_exit(0);
}
