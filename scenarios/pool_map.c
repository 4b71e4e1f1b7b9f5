/* map: results in the order of the arguments.
 *
 * You will see page 2 succeed at two seconds, and its result held back for a second: page 3 stands
 * before it, and map gives the results in the order of the urls. Compare pool_as_completed, which
 * does the same work and gives each as it is done.
 *
 * The notes: “map的返回顺序是和urls一样的” (the order of what map returns is that of urls). */
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
    void *const arguments[] = {&urls[0], &urls[1], &urls[2]};
    void *data;
    tl_title("map", "results in the order of the urls");
    struct tl_executor *executor = tl_executor_create(2, "executor");
    struct tl_iterator *results =
        tl_executor_map(executor, get_html, arguments, 3, TL_FOREVER, "page");
    while (tl_iterator_next(results, &data) == TL_OK) {
        tl_print("get %d page", *(int *)data);
    }
    tl_iterator_destroy(results);
    return tl_exit(0);
}
