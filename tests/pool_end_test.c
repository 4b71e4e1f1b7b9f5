/* How pools end, by the rules of CPython's multiprocessing.Pool, and what they leave behind:
 * nothing. Each case runs in a process of its own, in real time. */
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include "tests/check.h"
#include "tests/own_leftovers.h"
#include "tests/own_process.h"
#include "tests/pool_gate.h"
#include "tracer/threadlane_process.h"

#define CROWD 8

/* ---- ends ---- */

CASE(test_misuse)
{
    check_true(tl_pool_create(0, NULL) == NULL);
    check_text_equal(tl_misuse_text(), "Number of processes must be at least 1");
    begin(1);
    check_int_equal(tl_pool_join(pool), TL_STATE);
    check_text_equal(tl_misuse_text(), "Pool is still running");
    check_int_equal(tl_pool_close(pool), TL_OK);
    check_int_equal(tl_pool_close(pool), TL_OK);
    const struct tl_value one = tl_int(1);
    struct tl_value result;
    check_true(apply(twice, 1) == NULL);
    check_text_equal(tl_misuse_text(), "Pool not running");
    check_true(tl_pool_imap(pool, twice, &one, 1, NULL) == NULL);
    check_true(tl_pool_imap_unordered(pool, twice, NULL, 0, NULL) == NULL);
    check_int_equal(tl_pool_map(pool, twice, &one, 1, &result, NULL), TL_STATE);
    end();
    check_true(tl_pool_apply_async(NULL, twice, one, NULL) == NULL);
    check_int_equal(tl_pool_close(NULL), TL_INVALID);
    check_int_equal(tl_pool_destroy(NULL), TL_INVALID);
    tl_async_result_destroy(NULL);
}

CASE(test_close_finishes_the_work)
{
    begin(2);
    struct tl_async_result *results[TASKS];
    for (int i = 0; i < TASKS; i++) {
        results[i] = apply(i < 2 ? twice_after_gate : twice, i);
    }
    await_arrivals(2);
    check_int_equal(tl_pool_close(pool), TL_OK);
    open_gate(2);
    check_int_equal(tl_pool_join(pool), TL_OK);
    check_true(!has_children());
    for (int i = 0; i < TASKS; i++) {
        check_true(tl_async_result_is_ready(results[i]));
        check_int_equal(number_of(results[i]), 2 * i);
    }
    end();
}

CASE(test_terminate_does_not_wait)
{
    begin(2);
    struct tl_async_result *results[3];
    for (int i = 0; i < 3; i++) {
        results[i] = apply(twice_after_gate, i);
    }
    await_arrivals(2);
    check_int_equal(tl_pool_terminate(pool), TL_OK);
    check_int_equal(tl_pool_terminate(pool), TL_OK);
    check_int_equal(tl_pool_join(pool), TL_OK);
    check_true(!has_children());
    for (int i = 0; i < 3; i++) {
        check_true(!tl_async_result_is_ready(results[i]));
        tl_async_result_destroy(results[i]);
    }
    end();
}

/* More than the pipe holds, to workers that do not read. */
CASE(test_terminate_frees_a_full_pipe)
{
    begin(1);
    char *text = calloc(1, LONG_SIZE);
    memset(text, 'y', LONG_SIZE - 1);
    struct tl_async_result *held = apply(twice_after_gate, 1);
    struct tl_async_result *stuck[3];
    await_arrivals(1);
    for (int i = 0; i < 3; i++) {
        stuck[i] = tl_pool_apply_async(pool, repeat_text, tl_text(text), NULL);
    }
    tl_async_result_destroy(held);
    end();
    for (int i = 0; i < 3; i++) {
        tl_async_result_destroy(stuck[i]);
    }
    free(text);
}

/* Workers that are killed while they send, and whose rest never comes. */
CASE(test_terminate_in_the_middle_of_results)
{
    for (int i = 0; i < 10; i++) {
        struct tl_async_result *results[CROWD];
        check_int_equal(pipe(arrivals), 0);
        pool = tl_pool_create(2, NULL);
        for (int k = 0; k < CROWD; k++) {
            results[k] = tl_pool_apply_async(pool, repeat_text, tl_text("z"), NULL);
        }
        tl_async_result_wait(results[i % CROWD], TL_FOREVER);
        end();
        for (int k = 0; k < CROWD; k++) {
            tl_async_result_destroy(results[k]);
        }
    }
}

CASE(test_nothing_is_left)
{
    begin(2);
    end();
    await_last_thread();
    unsigned before = count_descriptors();
    for (int i = 0; i < 5; i++) {
        pool = tl_pool_create(3, NULL);
        check_int_equal(number_of(apply(twice, i)), 2 * i);
        kill((int)number_of(apply(tell_pid, 0)), SIGKILL);
        end();
        await_last_thread();
    }
    check_int_equal(count_descriptors(), before);
}

/* What a process that has a pool and one more task leaves: its worker's pid, told on the way. */
static int run_owner(void (*finish)(void))
{
    int told[2], pid = 0;
    check_int_equal(pipe(told), 0);
    pid_t owner = fork();
    if (owner == 0) {
        begin(2);
        int worker = (int)number_of(apply(tell_pid, 0));
        apply(twice_after_gate, 1);
        await_arrivals(1);
        (void)!write(told[1], &worker, sizeof(worker));
        finish();
        _exit(0);
    }
    check_int_equal(read(told[0], &pid, sizeof(pid)), sizeof(pid));
    waitpid(owner, NULL, 0);
    close(told[0]);
    close(told[1]);
    return pid;
}

static void exit_properly(void)
{
    tl_exit(0);
}

static void be_killed(void)
{
    open_gate(1); /* a busy worker sees it only when it has done its task */
    raise(SIGKILL);
}

CASE(test_exit_terminates)
{
    await_death(run_owner(exit_properly));
}

CASE(test_killed_parent_leaves_nobody)
{
    await_death(run_owner(be_killed));
}

/* ---- many ---- */

static void submit_many(void *unused)
{
    (void)unused;
    for (int i = 0; i < TASKS; i++) {
        check_int_equal(number_of(apply(twice, i)), 2 * i);
    }
}

CASE(test_crowd)
{
    struct tl_thread *threads[CROWD];
    begin(4);
    for (int i = 0; i < CROWD; i++) {
        threads[i] = tl_thread_create(submit_many, NULL, NULL);
        tl_thread_start(threads[i]);
    }
    for (int i = 0; i < CROWD; i++) {
        tl_thread_join(threads[i], TL_FOREVER);
        tl_thread_destroy(threads[i]);
    }
    end();
}

static const struct test_case cases[] = {
    {"pool@misuse", test_misuse},
    {"pool@close-and-join-finish-the-work", test_close_finishes_the_work},
    {"pool@terminate-does-not-wait", test_terminate_does_not_wait},
    {"pool@terminate-frees-a-full-pipe", test_terminate_frees_a_full_pipe},
    {"pool@terminate-in-the-middle-of-results", test_terminate_in_the_middle_of_results},
    {"pool@leaves-nothing", test_nothing_is_left},
    {"pool@exit-terminates", test_exit_terminates},
    {"pool@killed-parent-leaves-nobody", test_killed_parent_leaves_nobody},
    {"pool@crowd", test_crowd},
};

int main(int argc, char **argv)
{
    return run_cases(cases, ARRAY_COUNT(cases), argc, argv);
}
