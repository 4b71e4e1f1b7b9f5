/* 先看后取, look, then take: four threads pop from a list only when it is not empty, and one pops
 * from an empty list all the same.
 *
 * You will see "pop from empty list": between len and pop, each of which is whole, another thread
 * takes the last item. The switch interval is a millionth of a second, so that it happens at once.
 *
 * The notes: “需要加锁才能达到我们想要的效果” (it needs a lock to do what we want): one lock around
 * the look and the pop. */
#include <stdio.h>
#include <string.h>

#include "tracer/threadlane.h"

static struct tl_list *list;
static _Atomic bool is_stopped;
static _Atomic int error_count;

static void consume(void *unused)
{
    (void)unused;
    while (!is_stopped) {
        void *item;
        if (tl_list_length(list) > 0 && tl_list_pop(list, &item) == TL_EMPTY) {
            error_count++;
            return;
        }
        tl_gil_loop(); /* JUMP_BACKWARD */
    }
}

static void print_errors(double seconds)
{
    char errors[128] = "";
    for (int i = 0; i < error_count; i++) {
        strcat(errors, i > 0 ? ", " : "");
        strcat(errors, "'pop from empty list'");
    }
    tl_print("[%s] after %.2f", errors, seconds);
}

int main(void)
{
    static int one = 1;
    struct tl_thread *ts[4];
    tl_title("先看后取", "len and pop are two calls");
    tl_gil_enable(TL_GIL_INTERVAL, TL_GIL_BACKEDGE_CALL);
    tl_gil_set_interval(1e-6);
    list = tl_list_create("L");
    for (int i = 0; i < 4; i++) {
        char name[16];
        snprintf(name, sizeof(name), "c%d", i + 1);
        ts[i] = tl_thread_create(consume, NULL, name);
        tl_thread_start(ts[i]);
    }
    double begin = tl_time();
    while (tl_time() - begin < 3 && error_count == 0) {
        tl_list_append(list, &one);
        tl_gil_loop(); /* JUMP_BACKWARD */
    }
    is_stopped = true;
    for (int i = 0; i < 4; i++) {
        tl_thread_join(ts[i], TL_FOREVER);
    }
    print_errors(tl_time() - begin);
    return tl_exit(0);
}
