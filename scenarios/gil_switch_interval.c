/* 时间片, the time slice: who wants the GIL waits 5 ms, then asks the holder to drop it.
 *
 * You will see two threads that compute take as long as one after the other, changing places every
 * 5 ms, and two that sleep take as long as one: a sleeping thread has dropped the GIL. Each change
 * is forced: who was asked does not get the GIL back before the other one had it. An argument sets
 * how far they count.
 *
 * The notes: “gil 会根据执行的字节码行数以及时间片释放gil，gil 在遇到 io 的操作时候主动释放” (the
 * GIL is released by the number of bytecodes and by time slice, and by itself at IO). Today it is
 * the time slice only; counting bytecodes was Python 2. */
#include <stdlib.h>

#include "tracer/threadlane.h"

static int count = 6000000;

static void spin(void *unused)
{
    (void)unused;
    for (int n = count; n > 0; n--) {
        tl_gil_loop(); /* JUMP_BACKWARD */
    }
}

static void sleep_half(void *unused)
{
    (void)unused;
    tl_sleep(0.5);
}

/* How long two threads of that function take. */
static double run_two(void (*function)(void *), const char *const names[2])
{
    double begin = tl_time();
    struct tl_thread *ts[2];
    for (int i = 0; i < 2; i++) {
        ts[i] = tl_thread_create(function, NULL, names[i]);
        tl_thread_start(ts[i]);
    }
    for (int i = 0; i < 2; i++) {
        tl_thread_join(ts[i], TL_FOREVER);
    }
    return tl_time() - begin;
}

int main(int argc, char **argv)
{
    static const char *const spinners[] = {"spin a", "spin b"};
    static const char *const sleepers[] = {"sleep a", "sleep b"};
    tl_title("时间片", "two threads compute, two threads sleep");
    count = argc > 1 ? atoi(argv[1]) : count;
    tl_gil_enable(TL_GIL_INTERVAL, TL_GIL_BACKEDGE_CALL);
    tl_print("switchinterval %g", tl_gil_interval());
    double begin = tl_time();
    spin(NULL);
    spin(NULL);
    double serial = tl_time() - begin;
    double parallel = run_two(spin, spinners);
    tl_print("serial %.2f two threads %.2f ratio %.2f", serial, parallel, parallel / serial);
    tl_print("two sleeps(0.5) in threads %.2f", run_two(sleep_half, sleepers));
    return tl_exit(0);
}
