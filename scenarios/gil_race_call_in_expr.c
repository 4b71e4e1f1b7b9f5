/* 计数, the counter that still loses: total += one(), where one() is a call.
 *
 * You will see another number than 0, most times, on every Python: the call lies between reading
 * total and writing it, and a call is a place where a thread looks whether it should drop the GIL.
 * So it is luck that gil_counter_race comes to 0 today. Arguments: how often, and the switch
 * interval in seconds (try 20 0.00001).
 *
 * The notes: “如果在1到4之间的步骤进行切换” (if the switch happens between steps 1 and 4, what was
 * added is lost). */
#include <stdlib.h>

#include "tracer/threadlane.h"

static struct tl_variable *total;
static int count = 1000000;

static int one(void)
{
    tl_gil_call(); /* RESUME */
    return 1;
}

static void add(void *unused)
{
    (void)unused;
    for (int i = 0; i < count; i++) {
        int value = tl_variable_load(total);
        value += one();
        tl_step("BINARY_OP +=");
        tl_variable_store(total, value);
        tl_gil_loop(); /* JUMP_BACKWARD */
    }
}

static void desc(void *unused)
{
    (void)unused;
    for (int i = 0; i < count; i++) {
        int value = tl_variable_load(total);
        value -= one();
        tl_step("BINARY_OP -=");
        tl_variable_store(total, value);
        tl_gil_loop(); /* JUMP_BACKWARD */
    }
}

int main(int argc, char **argv)
{
    tl_title("计数", "a call between reading and writing");
    count = argc > 1 ? atoi(argv[1]) : count;
    tl_gil_enable(TL_GIL_INTERVAL, TL_GIL_BACKEDGE_CALL);
    if (argc > 2) {
        tl_gil_set_interval(atof(argv[2]));
    }
    total = tl_variable_create(0, "total");
    struct tl_thread *t[] = {tl_thread_create(add, NULL, "add"),
                             tl_thread_create(desc, NULL, "desc")};
    for (int i = 0; i < 2; i++) {
        tl_thread_start(t[i]);
    }
    for (int i = 0; i < 2; i++) {
        tl_thread_join(t[i], TL_FOREVER);
    }
    tl_print("%d", tl_variable_load(total));
    return tl_exit(0);
}
