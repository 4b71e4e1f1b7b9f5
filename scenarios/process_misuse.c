/* What a process tells of its end, and what it refuses.
 *
 * You will see a process joined before it runs and started twice, which is refused each time, and
 * three ways to end: with what its function returns, with 1 after an error, and by a signal. */
#include "tracer/threadlane_process.h"

static int sleep_shortly(void *unused)
{
    (void)unused;
    tl_sleep(0.2);
    return 0;
}

static int fail(void *unused)
{
    (void)unused;
    return 1;
}

static int sleep_long(void *unused)
{
    (void)unused;
    tl_sleep(9);
    return 0;
}

static void tell_refusal(const char *error)
{
    tl_print("%s(%s)", error, tl_misuse_text());
}

static void tell_state(struct tl_process *process)
{
    int exitcode;
    const char *alive = tl_process_is_alive(process) ? "True" : "False";
    if (tl_process_exitcode(process, &exitcode) == TL_OK) {
        tl_print("%d %s", exitcode, alive);
    } else {
        tl_print("None %s", alive);
    }
}

int main(void)
{
    int exitcode;
    tl_title("Process", "how it ends, and what it refuses");
    struct tl_process *process = tl_process_create(sleep_shortly, NULL, NULL);
    tl_process_join(process, TL_FOREVER);
    tell_refusal("AssertionError");
    tl_process_start(process);
    tell_state(process);
    tl_process_start(process);
    tell_refusal("AssertionError");
    tl_process_join(process, TL_FOREVER);
    tell_state(process);
    tl_process_start(process);
    tell_refusal("AssertionError");

    process = tl_process_create(fail, NULL, NULL);
    tl_process_start(process);
    tl_process_join(process, TL_FOREVER);
    tl_process_exitcode(process, &exitcode);
    tl_print("exitcode after exception %d", exitcode);

    process = tl_process_create(sleep_long, NULL, NULL);
    tl_process_start(process);
    tl_process_terminate(process);
    tl_process_join(process, TL_FOREVER);
    tl_process_exitcode(process, &exitcode);
    tl_print("exitcode after terminate %d", exitcode);
    tl_process_close(process);
    if (tl_process_exitcode(process, &exitcode) == TL_STATE) {
        tell_refusal("ValueError");
    }
    return tl_exit(0);
}
