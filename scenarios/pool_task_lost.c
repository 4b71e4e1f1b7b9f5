/* A task whose worker dies, and main, who waits for its result without limit. It never ends.
 *
 * You will see the worker leave in the middle of its task, and a new one take its place. The task
 * is not run again: nobody will ever finish the result that main waits for. Compare
 * pool_worker_dies, where main waits with a limit. */
#include "tracer/threadlane_process.h"

static int die(struct tl_value status, struct tl_value *result)
{
    *result = tl_none();
    tl_print("worker dies");
    tl_quit((int)status.number);
}

int main(void)
{
    tl_title("a lost task", "its worker dies, and get() waits for ever");
    struct tl_pool *pool = tl_pool_create(2, "pool");
    struct tl_async_result *result = tl_pool_apply_async(pool, die, tl_int(3), "die");
    tl_async_result_get(result, TL_FOREVER, NULL);
    tl_print("never printed");
    return tl_exit(0);
}
