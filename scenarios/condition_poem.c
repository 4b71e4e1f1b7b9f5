/* 对古诗, the condition poem: two threads take turns to speak, each waiting for the other's notify.
 *
 * You will see four lines, 天猫 and 小爱 in turn, and then the end. A Condition has two storeys of
 * locks: wait lets the outer one go and waits on one of its own, until notify wakes it; the outer
 * lock is then taken back before wait returns. The order of the two starts matters: whoever listens
 * must be there first (condition_poem_wrong_order shows the other order). That 小爱 comes first is
 * the GIL's work in Python, where a started thread runs on until it waits; so there is one here,
 * too.
 *
 * The notes: “用于复杂的线程间同步” (for more complex synchronisation between threads), and
 * “启动的先后顺序很重要” (the order of starting is important). */
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
    tl_title("对古诗", "the condition poem");
    cond = tl_condition_create("cond");
    tl_thread_start(tl_thread_create(xiao_ai, NULL, "小爱"));
    tl_thread_start(tl_thread_create(tian_mao, NULL, "天猫"));
    return tl_exit(0);
}
