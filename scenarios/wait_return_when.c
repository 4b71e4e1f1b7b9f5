/* wait has three conditions: the first that is done, the first that fails, all.
 *
 * You will see main go on at 0.1 s with one task of three, at 0.3 s when the second one fails, and
 * at 0.6 s with all. A wait whose time is up does not fail: it tells how far the tasks have come.
 *
 * The notes: “等待某一或一组任务的完成，阻塞主线程” (waits for one task or a group of them, blocks
 * the main thread): which of the two is what return_when says. */
#include "tracer/threadlane.h"

static double times[] = {0.1, 0.3, 0.6, 0.5};

static int g(void *n, void **result)
{
    tl_sleep(*(double *)n);
    *result = n;
    return n == &times[1] ? tl_task_error(1, "0.3") : 0; /* ValueError */
}

int main(void)
{
    static const char *const names[] = {"g(.1)", "g(.3)", "g(.6)", "g(.5)"};
    static const struct {
        enum tl_return_when when;
        const char *name;
    } conditions[] = {{TL_FIRST_COMPLETED, "FIRST_COMPLETED"},
                      {TL_FIRST_EXCEPTION, "FIRST_EXCEPTION"},
                      {TL_ALL_COMPLETED, "ALL_COMPLETED"}};
    struct tl_future *fs[3];
    tl_title("return_when", "what wait waits for");
    struct tl_executor *ex = tl_executor_create(3, "ex");
    TL_WITH (ex) {
        double t = tl_time();
        for (int i = 0; i < 3; i++) {
            fs[i] = tl_executor_submit(ex, g, &times[i], names[i]);
        }
        for (int i = 0; i < 3; i++) {
            int done = tl_wait(fs, 3, TL_FOREVER, conditions[i].when);
            tl_print("%s %d %d %.1f", conditions[i].name, done, 3 - done, tl_time() - t);
        }
        struct tl_future *last[] = {tl_executor_submit(ex, g, &times[3], names[3])};
        int done = tl_wait(last, 1, 0.1, TL_ALL_COMPLETED);
        tl_print("timeout returns, does not raise %d %d", done, 1 - done);
    }
    return tl_exit(0);
}
