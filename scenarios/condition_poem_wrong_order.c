/* 对古诗, started in the wrong order: the notify comes before anybody listens, and is lost.
 *
 * You will see one line, 天猫's, and then nothing: 天猫 notifies while nobody waits, a Condition
 * keeps no memory of it, and when 小爱 begins to wait a moment later, 天猫 waits for its answer
 * already. Both wait for ever. The program differs from condition_poem only in the order of the two
 * starts.
 *
 * The notes: “notify()通知已经发出去了，但是后面启动xiao_ai，xiao_ai的wait()收不到通知” (the
 * notification has been sent already, and xiao_ai, started after it, cannot receive it). */
#include "tracer/threadlane.h"

static struct tl_condition *cond;

static void xiao_ai(void *unused)
{
    (void)unused;
    TL_WITH (cond) {
        tl_condition_wait(cond, TL_FOREVER);
        tl_print("%s : 在", tl_current_name());
        tl_condition_notify(cond, 1);
        tl_condition_wait(cond, TL_FOREVER);
        tl_print("%s : 好啊", tl_current_name());
        tl_condition_notify(cond, 1);
    }
}

static void tian_mao(void *unused)
{
    (void)unused;
    TL_WITH (cond) {
        tl_print("%s : 小爱同学", tl_current_name());
        tl_condition_notify(cond, 1);
        tl_condition_wait(cond, TL_FOREVER);
        tl_print("%s : 我们来对古诗吧", tl_current_name());
        tl_condition_notify(cond, 1);
        tl_condition_wait(cond, TL_FOREVER);
    }
}

int main(void)
{
    tl_gil_enable(TL_GIL_INTERVAL, TL_GIL_BACKEDGE_CALL); /* who is started runs first */
    tl_title("对古诗", "started in the wrong order");
    cond = tl_condition_create("cond");
    tl_thread_start(tl_thread_create(tian_mao, NULL, "天猫"));
    tl_sleep(0.1);
    tl_thread_start(tl_thread_create(xiao_ai, NULL, "小爱"));
    return tl_exit(0);
}
