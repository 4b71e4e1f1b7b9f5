/* 计数, the counter: two threads add and subtract one a million times, and nobody locks.
 *
 * You will see 0 today, and did not always: since Python 3.10 a thread looks whether it should drop
 * the GIL only at calls and at the jump back of a loop, where no addition is half done. Up to 3.9
 * it looked before every bytecode; run it with every_op, and a thread that had read total writes
 * over what the other one did meanwhile. With ticks it is Python 2, which dropped the GIL every 100
 * bytecodes. Arguments: how often; backedge_call, every_op or ticks; the switch interval in seconds
 * (try 20 every_op 0.00001).
 *
 * The notes: “gil 会根据执行的字节码行数以及时间片释放gil” (the GIL is released by the number of
 * bytecodes and by time slice). The number is Python 2's way, the slice that of 3.2 and later; no
 * Python does both. */
#include <stdlib.h>
#include <string.h>

#include "tracer/threadlane.h"

static struct tl_variable *total;
static int count = 1000000;

static void add(void *unused)
{
    (void)unused;
    for (int i = 0; i < count; i++) {
        tl_gil_op(); /* FOR_ITER */
        tl_gil_op(); /* STORE_FAST i */
        int value = tl_variable_load(total);
        tl_step("LOAD_CONST 1");
        tl_step("BINARY_OP +=");
        tl_variable_store(total, value + 1);
        tl_gil_loop(); /* JUMP_BACKWARD */
    }
}

static void desc(void *unused)
{
    (void)unused;
    for (int i = 0; i < count; i++) {
        tl_gil_op(); /* FOR_ITER */
        tl_gil_op(); /* STORE_FAST i */
        int value = tl_variable_load(total);
        tl_step("LOAD_CONST 1");
        tl_step("BINARY_OP -=");
        tl_variable_store(total, value - 1);
        tl_gil_loop(); /* JUMP_BACKWARD */
    }
}

int main(int argc, char **argv)
{
    const char *policy = argc > 2 ? argv[2] : "backedge_call";
    bool is_ticking = strcmp(policy, "ticks") == 0; /* Python 2 */
    bool is_new = strcmp(policy, "backedge_call") == 0;
    count = argc > 1 ? atoi(argv[1]) : count;
    tl_title("计数", is_ticking ? "a counter without a lock, in Python 2"
                     : is_new   ? "a counter without a lock"
                                : "a counter without a lock, before Python 3.10");
    tl_gil_enable(is_ticking ? TL_GIL_TICKS : TL_GIL_INTERVAL,
                  is_new ? TL_GIL_BACKEDGE_CALL : TL_GIL_EVERY_OP);
    if (argc > 3) {
        tl_gil_set_interval(atof(argv[3]));
    }
    total = tl_variable_create(0, "total");
    struct tl_thread *thread1 = tl_thread_create(add, NULL, "add");
    struct tl_thread *thread2 = tl_thread_create(desc, NULL, "desc");
    tl_thread_start(thread1);
    tl_thread_start(thread2);
    tl_thread_join(thread1, TL_FOREVER);
    tl_thread_join(thread2, TL_FOREVER);
    tl_print("%d", tl_variable_load(total));
    return tl_exit(0);
}
