/* wait: main goes on when all tasks are done.
 *
 * You will see three pages come at two, three and six seconds, and “ok” right after the last one:
 * main waits for one thing only, and it comes about when none of the three is left.
 *
 * The notes: “等待某一或一组任务的完成，阻塞主线程” (waits for one task or a group of them, blocks
 * the main thread). */
#include "tracer/threadlane.h"

static int urls[] = {3, 2, 4};

static int get_html(void *times, void **result)
{
    tl_sleep(*(int *)times);
    tl_print("get page %d success", *(int *)times);
    *result = times;
    return 0;
}

int main(void)
{
    static const char *const names[] = {"page 3", "page 2", "page 4"};
    struct tl_future *all_task[3];
    tl_title("wait", "until all pages are there");
    struct tl_executor *executor = tl_executor_create(2, "executor");
    for (int i = 0; i < 3; i++) {
        all_task[i] = tl_executor_submit(executor, get_html, &urls[i], names[i]);
    }
    tl_wait(all_task, 3, TL_FOREVER, TL_ALL_COMPLETED);
    tl_print("ok");
    return tl_exit(0);
}
