/* imap_unordered: results in the order in which they are done.
 *
 * You will see the result of the three seconds given before that of the five. Compare mp_imap,
 * which holds it back.
 *
 * The notes: “imap，哪个先执行完打印哪个” (whichever is done first is printed first). */
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
    tl_title("imap_unordered", "whichever is done first");
    struct tl_pool *pool = tl_pool_create(TL_DEFAULT_WORKERS, "pool");
    struct tl_iterator *results = tl_pool_imap_unordered(pool, get_html, seconds, 3, "get_html");
    while (tl_iterator_next(results, &result) == TL_OK) {
        tl_print("%lld sleep suceess", ((const struct tl_value *)result)->number);
    }
    tl_iterator_destroy(results);
    return tl_exit(0);
}
