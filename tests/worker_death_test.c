/* What becomes of a process executor when one of its processes dies, at whatever instant. */
#include <sys/ioctl.h>

#include "tests/process_executor_stage.h"
#include "tracer/process/connection.h"

/* ---- death ---- */

static void check_death(tl_process_task *function, long long number)
{
    struct tl_future *running = submit(pass_gate, 1);
    await_begun(1);
    struct tl_future *fatal = submit(function, number);
    struct tl_future *pending[6];
    for (int i = 0; i < 6; i++) {
        pending[i] = submit(ten_times, 1);
    }
    check_broken(fatal);
    check_broken(running);
    for (int i = 0; i < 6; i++) {
        if (pending[i]) { /* submitted before it was known */
            int result = tl_future_result(pending[i], TL_FOREVER, NULL);
            check_true(result == TL_BROKEN || result == TL_OK);
        }
    }
    check_unusable();
    end();
}

CASE(test_worker_quits)
{
    begin(2);
    check_death(quit, 3);
}

CASE(test_worker_quits_well)
{
    begin(2);
    check_death(quit, 0);
}

CASE(test_worker_is_killed)
{
    begin(2);
    check_death(die, SIGKILL);
}

CASE(test_worker_aborts)
{
    begin(2);
    check_death(die, SIGABRT);
}

CASE(test_pending_fail_too)
{
    begin(1);
    struct tl_future *futures[6];
    for (int i = 0; i < 6; i++) {
        futures[i] = submit(pass_gate, i);
    }
    await_begun(1);
    check_int_equal(tl_future_cancel(futures[5]), TL_OK);
    kill(worker_pid(0), SIGKILL);
    for (int i = 0; i < 5; i++) {
        check_broken(futures[i]);
    }
    check_int_equal(tl_future_result(futures[5], TL_FOREVER, NULL), TL_CANCELLED);
    check_unusable();
    end();
    const struct captured_event *set = capture_find(EVENT_FUTURE_SET, 0);
    check_int_equal(flags_detail(set->flags), REASON_BROKEN);
}

/* Idle workers wait with the call queue's lock in hand, or for it. */
static void check_idle_death(unsigned index)
{
    check_int_equal(value_of(submit(ten_times, 1))->number, 10);
    kill(worker_pid(index), SIGKILL);
    struct tl_thread *manager = executor->manager;
    check_int_equal(tl_thread_join(manager, TL_FOREVER), TL_OK); /* nothing is left to manage */
    check_unusable();
    end();
}

CASE(test_idle_worker_dies)
{
    begin(2);
    check_idle_death(0);
}

CASE(test_other_idle_worker_dies)
{
    begin(2);
    check_idle_death(1);
}

static struct tl_event *manager_may_go_on;

static void hold_manager(struct tl_future *future, void *argument)
{
    (void)future;
    (void)argument;
    tl_event_wait(manager_may_go_on, TL_FOREVER);
}

/* Half of its outcome is in the pipe, and the other worker keeps that open. */
CASE(test_worker_dies_in_the_middle_of_a_message)
{
    begin(1);
    manager_may_go_on = tl_event_create(NULL);
    struct tl_future *second = submit(pass_gate, 1);
    tl_future_add_done_callback(second, hold_manager, NULL);
    struct tl_future *big = submit(give_big, 1);
    await_state(big, TL_FUTURE_RUNNING);
    open_gate(1);
    int size = 0;
    while (size < 32768) { /* as much as fits, which is far less than all */
        ioctl(connection_fd(executor->outcomes[0]), FIONREAD, &size);
        sched_yield();
    }
    kill(worker_pid(0), SIGKILL);
    tl_event_set(manager_may_go_on);
    check_broken(big);
    end();
}

/* Nobody reads what the feeder still has to write. */
CASE(test_workers_die_before_a_big_call)
{
    begin(1);
    static char bytes[BIG];
    struct tl_future *running = submit(pass_gate, 1);
    await_begun(1);
    struct tl_future *big = tl_process_executor_submit(executor, echo, tl_bytes(bytes, BIG), NULL);
    await_state(big, TL_FUTURE_RUNNING);
    kill(worker_pid(0), SIGKILL);
    check_broken(running);
    check_broken(big);
    end();
}

#define ROUNDS 30
#define CALLS  24

static _Atomic int done_count;

static void count_done(struct tl_future *future, void *argument)
{
    (void)future;
    (void)argument;
    done_count++;
}

/* Kills one of the workers when so many calls are done. */
static void kill_one(void *argument)
{
    int round = *(int *)argument;
    while (done_count < round % CALLS) {
        sched_yield();
    }
    kill(worker_pid((unsigned)round % 3), SIGKILL);
}

static void check_round(int round)
{
    static char bytes[100000]; /* more than a pipe holds */
    struct tl_future *futures[CALLS] = {NULL};
    executor = tl_process_executor_create(3, NULL);
    value_of(submit(ten_times, 1));
    done_count = 0;
    struct tl_thread *killer = tl_thread_create(kill_one, &round, NULL);
    tl_thread_start(killer);
    for (int i = 0; i < CALLS; i++) {
        size_t size = i % 4 == 0 ? sizeof(bytes) : 10;
        futures[i] = tl_process_executor_submit(executor, echo, tl_bytes(bytes, size), NULL);
        if (!futures[i]) { /* refused, since it is broken */
            done_count++;
            continue;
        }
        tl_future_add_done_callback(futures[i], count_done, NULL);
    }
    for (int i = 0; i < CALLS; i++) {
        int result = futures[i] ? tl_future_result(futures[i], TL_FOREVER, NULL) : TL_BROKEN;
        check_true(result == TL_OK || result == TL_BROKEN);
    }
    tl_thread_join(killer, TL_FOREVER);
    tl_thread_destroy(killer);
    check_int_equal(tl_process_executor_destroy(executor), TL_OK);
    check_gone();
}

/* Whatever the worker is at, nobody waits for ever. But gcc's address sanitizer does not keep its
 * allocator whole over a fork beside running threads: a child that comes in between waits for ever
 * in its first malloc. */
CASE(test_worker_dies_at_any_instant)
{
#ifdef __SANITIZE_ADDRESS__
    puts("skip worker_death@at-any-instant: the address sanitizer's allocator does not outlive "
         "forks");
    return;
#endif
    for (int round = 0; round < ROUNDS; round++) {
        check_round(round);
    }
}

/* ---- the parent's death ---- */

static int lifeline[2];

static void lose_parent(void)
{
    executor = tl_process_executor_create(3, NULL);
    value_of(submit(ten_times, 1));
    kill(getpid(), SIGKILL);
}

/* The workers of a parent that was killed end by themselves. */
CASE(test_parent_is_killed)
{
    char byte;
    check_int_equal(pipe(lifeline), 0);
    pid_t pid = fork();
    if (pid == 0) {
        close(lifeline[0]);
        lose_parent();
    }
    close(lifeline[1]);
    waitpid(pid, NULL, 0);
    check_int_equal(read(lifeline[0], &byte, 1), 0); /* when the last one has ended */
}

static const struct test_case cases[] = {
    {"worker_death@quits", test_worker_quits},
    {"worker_death@quits-well", test_worker_quits_well},
    {"worker_death@killed", test_worker_is_killed},
    {"worker_death@aborted", test_worker_aborts},
    {"worker_death@fails-what-is-pending", test_pending_fail_too},
    {"worker_death@idle", test_idle_worker_dies},
    {"worker_death@idle-the-other", test_other_idle_worker_dies},
    {"worker_death@in-the-middle-of-a-message", test_worker_dies_in_the_middle_of_a_message},
    {"worker_death@before-a-big-call", test_workers_die_before_a_big_call},
    {"worker_death@at-any-instant", test_worker_dies_at_any_instant},
    {"parent_death@ends-workers", test_parent_is_killed},
};

int main(int argc, char **argv)
{
    return run_cases(cases, ARRAY_COUNT(cases), argc, argv);
}
