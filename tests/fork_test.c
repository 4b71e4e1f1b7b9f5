/* fork, waitpid and exit: Python's rules and exit codes, what is recorded, and what a fork copies.
 */
#include <sched.h>
#include <signal.h>
#include <unistd.h>

#include "tests/capturing_recorder.h"
#include "tests/check.h"
#include "tests/forked_notes.h"
#include "tracer/event/event_kind.h"

/* ---- fork and waitpid ---- */

CASE(test_fork_is_recorded)
{
    capture_in_real_time(1);
    struct tl_lock *lock = tl_lock_create("L");
    int pid = tl_fork();
    if (pid == 0) {
        tl_lock_acquire(lock, TL_FOREVER);
        tl_quit(7);
    }
    check_int_equal(tl_waitpid(pid, TL_FOREVER, NULL), TL_OK);
    const struct captured_event *begin = capture_find(EVENT_PROCESS_FORK_BEGIN, 0);
    const struct captured_event *child = capture_find(EVENT_PROCESS_BEGIN, 0);
    const struct captured_event *acquire = capture_find(EVENT_LOCK_ACQUIRE, 0);
    const struct captured_event *end = capture_find(EVENT_PROCESS_END, 0);
    const struct captured_event *join = capture_find(EVENT_PROCESS_JOIN, 0);
    check_true(begin < child && child < acquire && acquire < end && end < join);
    check_int_equal(child->object, begin->object);
    check_true(acquire->thread == child->thread && end->thread == child->thread);
    check_true(child->thread != begin->thread && join->thread == begin->thread);
    check_int_equal(end->object, begin->object);
    check_int_equal(end->value, 7 << 8);
    check_int_equal(join->value, 7 << 8);
    check_int_equal(capture_find(EVENT_PROCESS_FORK, 0)->value, pid);
    check_true(capture_find(EVENT_THREAD_END, 0) > end);
}

CASE(test_waitpid_gives_exit_codes)
{
    int exitcode = -1000;
    int pid = tl_fork();
    if (pid == 0) {
        tl_quit(300);
    }
    check_int_equal(tl_waitpid(pid, TL_FOREVER, &exitcode), TL_OK);
    check_int_equal(exitcode, 300 & 0xff);
    pid = tl_fork();
    if (pid == 0) {
        pause();
    }
    check_int_equal(tl_waitpid(pid, 0, &exitcode), TL_BUSY);
    check_int_equal(tl_waitpid(pid, 0.01, &exitcode), TL_TIMEOUT);
    kill(pid, SIGKILL);
    check_int_equal(tl_waitpid(pid, TL_FOREVER, &exitcode), TL_OK);
    check_int_equal(exitcode, -SIGKILL);
}

CASE(test_only_children_are_waited_for_once)
{
    int pid = tl_fork();
    if (pid == 0) {
        check_refused(tl_waitpid(getppid(), 0, NULL), TL_INVALID, "No child processes");
        tl_quit(check_failures > 0);
    }
    int exitcode = -1;
    check_int_equal(tl_waitpid(pid, TL_FOREVER, &exitcode), TL_OK);
    check_int_equal(exitcode, 0);
    check_refused(tl_waitpid(pid, TL_FOREVER, NULL), TL_INVALID, "No child processes");
    pid = tl_fork();
    if (pid == 0) {
        tl_quit(0);
    }
    check_int_equal(waitpid(pid, NULL, 0), pid);
    check_refused(tl_waitpid(pid, TL_FOREVER, NULL), TL_INVALID, "No child processes");
}

CASE(test_exit_ends_a_forked_child)
{
    int exitcode = -1;
    int pid = tl_fork();
    if (pid == 0) {
        _exit(tl_exit(4));
    }
    check_int_equal(tl_waitpid(pid, TL_FOREVER, &exitcode), TL_OK);
    check_int_equal(exitcode, 4);
}

static int do_nothing(void *unused)
{
    (void)unused;
    return 0;
}

CASE(test_virtual_time_has_no_processes)
{
    capture_in_virtual_time(1000);
    check_refused(tl_fork(), TL_STATE, "processes run in real time only");
    check_true(!tl_process_create(do_nothing, NULL, NULL));
}

/* ---- what a fork copies ---- */

static struct tl_condition *condition;
static struct tl_lock *held;

static void wait_at_condition(void *unused)
{
    (void)unused;
    TL_WITH (condition) {
        tl_condition_wait(condition, TL_FOREVER);
    }
}

static void hold_until_noted(void *unused)
{
    (void)unused;
    tl_lock_acquire(held, TL_FOREVER);
    note('h');
    await_notes(2);
    tl_lock_release(held);
}

static void await_waiter(void)
{
    while (tl_condition_waiting_count(condition) == 0) {
        sched_yield();
    }
}

CASE(test_waiters_are_not_copied)
{
    capture_in_real_time(1);
    condition = tl_condition_create("C");
    struct tl_thread *waiter = tl_thread_create(wait_at_condition, NULL, NULL);
    tl_thread_start(waiter);
    await_waiter();
    int exitcode = -1;
    int pid = tl_fork();
    if (pid == 0) {
        check_int_equal(tl_condition_waiting_count(condition), 0);
        check_true(!tl_thread_is_alive(waiter));
        check_int_equal(tl_thread_join(waiter, TL_FOREVER), TL_OK);
        TL_WITH (condition) {
            tl_condition_notify_all(condition);
        }
        check_int_equal(tl_condition_destroy(condition), TL_OK);
        _exit(tl_exit(check_failures > 0));
    }
    check_int_equal(tl_waitpid(pid, TL_FOREVER, &exitcode), TL_OK);
    check_int_equal(exitcode, 0);
    check_int_equal(capture_find(EVENT_CONDITION_NOTIFY, 0)->value >> 32, 0);
    check_int_equal(tl_condition_waiting_count(condition), 1);
    TL_WITH (condition) {
        tl_condition_notify(condition, 1);
    }
    tl_thread_join(waiter, TL_FOREVER);
}

CASE(test_locks_are_copied_as_they_are)
{
    begin_notes();
    held = tl_lock_create("held");
    struct tl_rlock *mine = tl_rlock_create("mine");
    struct tl_thread *holder = tl_thread_create(hold_until_noted, NULL, NULL);
    tl_thread_start(holder);
    await_notes(1);
    tl_rlock_acquire(mine, TL_FOREVER);
    int exitcode = -1;
    int pid = tl_fork();
    if (pid == 0) {
        check_int_equal(tl_lock_acquire(held, 0.01), TL_TIMEOUT);
        check_true(tl_rlock_is_owned(mine));
        check_int_equal(tl_rlock_acquire(mine, TL_FOREVER), TL_OK);
        check_int_equal(tl_rlock_release(mine), TL_OK);
        check_int_equal(tl_rlock_release(mine), TL_OK);
        check_int_equal(tl_rlock_depth(mine), 0);
        tl_quit(check_failures > 0);
    }
    check_int_equal(tl_waitpid(pid, TL_FOREVER, &exitcode), TL_OK);
    check_int_equal(exitcode, 0);
    note('f');
    check_int_equal(tl_lock_acquire(held, TL_FOREVER), TL_OK);
    check_int_equal(tl_rlock_depth(mine), 1);
}

static struct tl_thread *forker;

static void fork_in_thread(void *unused)
{
    (void)unused;
    int exitcode = -1;
    int pid = tl_fork();
    if (pid == 0) {
        check_text_equal(tl_current_name(), "forker");
        check_refused(tl_thread_join(forker, 0), TL_STATE, "cannot join current thread");
        tl_quit(check_failures > 0);
    }
    tl_waitpid(pid, TL_FOREVER, &exitcode);
    note(exitcode == 0 ? 'g' : 'b');
}

CASE(test_thread_that_forks_keeps_its_name)
{
    begin_notes();
    forker = tl_thread_create(fork_in_thread, NULL, "forker");
    tl_thread_start(forker);
    tl_thread_join(forker, TL_FOREVER);
    check_text_equal(notes->text, "g");
}

CASE(test_gil_is_copied_with_its_holder)
{
    capture_in_real_time(1);
    tl_gil_enable(TL_GIL_INTERVAL, TL_GIL_EVERY_OP);
    int exitcode = -1;
    int pid = tl_fork();
    if (pid == 0) {
        tl_sleep(0.001); /* drops it and takes it back */
        tl_quit(0);
    }
    check_int_equal(tl_waitpid(pid, TL_FOREVER, &exitcode), TL_OK);
    check_int_equal(exitcode, 0);
    uint32_t child = capture_find(EVENT_PROCESS_BEGIN, 0)->thread;
    unsigned drops = 0, takes = 0;
    for (size_t i = 0; i < capture_count(); i++) {
        const struct captured_event *event = capture_event(i);
        drops += event->thread == child && event->kind == EVENT_GIL_DROP;
        takes += event->thread == child && event->kind == EVENT_GIL_TAKE;
    }
    check_true(drops == takes + 1); /* at its end it drops what it had at its begin */
}

static const struct test_case cases[] = {
    {"fork@is-recorded", test_fork_is_recorded},
    {"fork@exit-codes", test_waitpid_gives_exit_codes},
    {"fork@only-children-are-waited-for-once", test_only_children_are_waited_for_once},
    {"fork@exit-ends-the-child", test_exit_ends_a_forked_child},
    {"fork@not-in-virtual-time", test_virtual_time_has_no_processes},
    {"fork@waiters-are-not-copied", test_waiters_are_not_copied},
    {"fork@locks-are-copied-as-they-are", test_locks_are_copied_as_they_are},
    {"fork@thread-keeps-its-name", test_thread_that_forks_keeps_its_name},
    {"fork@gil-is-copied-with-its-holder", test_gil_is_copied_with_its_holder},
};

int main(int argc, char **argv)
{
    return run_cases(cases, ARRAY_COUNT(cases), argc, argv);
}
