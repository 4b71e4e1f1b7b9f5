/* imap: results in the order of the arguments.
 *
 * You will see the result of the three seconds come before that of the five, and held back for
 * it. Compare mp_imap_unordered, which gives each as it comes.
 *
 * The notes: “imap，按照顺序打印” (imap prints in order). */
#include "tracer/threadlane_process.h"

static int get_html(struct tl_value n, struct tl_value *result)
{
    tl_sleep((double)n.number);
    tl_print("sub progress success");
    *result = n;
    return 0;
}

int main(void)
{
    const struct tl_value seconds[] = {tl_int(1), tl_int(5), tl_int(3)};
    void *result;
    tl_title("imap", "results in the order of the arguments");
    struct tl_pool *pool = tl_pool_create(TL_DEFAULT_WORKERS, "pool");
    struct tl_iterator *results = tl_pool_imap(pool, get_html, seconds, 3, "get_html");
    while (tl_iterator_next(results, &result) == TL_OK) {
        tl_print("%lld sleep suceess", ((const struct tl_value *)result)->number);
    }
    tl_iterator_destroy(results);
    return tl_exit(0);
}
