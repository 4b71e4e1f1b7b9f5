/* Locks, rlocks and semaphores in shared memory: the rules of Python's multiprocessing, what is
 * recorded, and that nobody hangs when somebody is killed. Each case runs in a process of its own.
 */
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "tests/captured_rules.h"
#include "tests/capturing_recorder.h"
#include "tests/check.h"
#include "tests/own_process.h"
#include "tracer/event/event_kind.h"
#include "tracer/process/shared_memory.h"
#include "tracer/record/recorder.h"
#include "tracer/threadlane_process.h"

#define CHILDREN 4
#define ROUNDS   3000
#define KILLS    100

static struct tl_process_lock *lock;
static struct tl_process_rlock *rlock;
static struct tl_process_semaphore *semaphore;
static _Atomic uint32_t *number; /* in shared memory */

static pid_t begin_child(void (*function)(void))
{
    fflush(NULL);
    int pid = tl_fork();
    if (pid != 0) {
        return pid;
    }
    alarm(OWN_PROCESS_SECONDS);
    check_failures = 0;
    function();
    fflush(NULL);
    _exit(check_failures > 0);
}

static void end_child(pid_t pid)
{
    int status = -1;
    waitpid(pid, &status, 0);
    check_int_equal(status, 0);
}

static void in_child(void (*function)(void))
{
    end_child(begin_child(function));
}

static void make_number(void)
{
    number = shared_allocate(sizeof(*number));
}

/* Returns when somebody waits, which is recorded. */
static void await_wait(size_t count)
{
    while (!capture_find(EVENT_DOOR_WAIT_BEGIN, count - 1)) {
        sched_yield();
    }
}

/* ---- CPython's rules ---- */

static void release_lock(void)
{
    check_int_equal(tl_process_lock_release(lock), TL_OK);
}

CASE(test_lock_given_by_another_process)
{
    capture_in_real_time(1);
    lock = tl_process_lock_create("L");
    check_int_equal(tl_process_lock_release(lock), TL_INVALID);
    check_text_equal(tl_misuse_text(), "semaphore or lock released too many times");
    check_int_equal(tl_process_lock_acquire(lock, TL_FOREVER), TL_OK);
    check_int_equal(tl_process_lock_acquire(lock, 0), TL_BUSY);
    check_int_equal(tl_process_lock_acquire(lock, -1), TL_BUSY); /* as 0, in Python, too */
    check_int_equal(tl_process_lock_acquire(lock, 0.001), TL_TIMEOUT);
    in_child(release_lock);
    check_int_equal(tl_process_lock_acquire(lock, 0.1), TL_OK);
    check_int_equal(tl_process_lock_destroy(lock), TL_IN_USE);
    check_int_equal(tl_process_lock_release(lock), TL_OK);
    check_int_equal(captured_rules_broken(), 0);
    check_int_equal(tl_process_lock_destroy(lock), TL_OK);
}

static void take_lock_and_die(void)
{
    check_int_equal(tl_process_lock_acquire(lock, TL_FOREVER), TL_OK);
    kill(getpid(), SIGKILL);
}

CASE(test_dead_owner_keeps_lock)
{
    capture_in_real_time(1);
    lock = tl_process_lock_create("L");
    waitpid(begin_child(take_lock_and_die), NULL, 0);
    check_int_equal(tl_process_lock_acquire(lock, 0), TL_BUSY);
    check_int_equal(tl_process_lock_acquire(lock, 0.01), TL_TIMEOUT);
    check_int_equal(tl_process_lock_release(lock), TL_OK); /* by anybody */
    check_int_equal(tl_process_lock_acquire(lock, TL_FOREVER), TL_OK);
    check_int_equal(captured_rules_broken(), 0);
}

static void release_rlock_of_parent(void)
{
    check_int_equal(tl_process_rlock_release(rlock), TL_NOT_OWNER);
    check_text_equal(tl_misuse_text(), "attempt to release recursive lock not owned by thread");
    check_int_equal(tl_process_rlock_acquire(rlock, 0), TL_BUSY);
}

/* Not even the thread that is a copy of the owner. */
static void release_as_copy(void *unused)
{
    (void)unused;
    check_int_equal(tl_process_rlock_release(rlock), TL_NOT_OWNER);
    check_int_equal(tl_process_rlock_acquire(rlock, 0.001), TL_TIMEOUT);
}

CASE(test_rlock_of_its_owner_only)
{
    capture_in_real_time(1);
    rlock = tl_process_rlock_create("R");
    check_int_equal(tl_process_rlock_release(rlock), TL_NOT_OWNER);
    check_int_equal(tl_process_rlock_acquire(rlock, TL_FOREVER), TL_OK);
    check_int_equal(tl_process_rlock_acquire(rlock, 0), TL_OK);
    in_child(release_rlock_of_parent);
    struct tl_thread *thread = tl_thread_create(release_as_copy, NULL, NULL);
    tl_thread_start(thread);
    tl_thread_join(thread, TL_FOREVER);
    check_int_equal(tl_process_rlock_destroy(rlock), TL_IN_USE);
    check_int_equal(tl_process_rlock_release(rlock), TL_OK);
    check_int_equal(tl_process_rlock_release(rlock), TL_OK);
    check_int_equal(tl_process_rlock_release(rlock), TL_NOT_OWNER);
    check_int_equal(captured_rules_broken(), 0);
    check_int_equal(tl_process_rlock_destroy(rlock), TL_OK);
}

static void use_rlock(void)
{
    TL_WITH (rlock) {
        TL_WITH (rlock) {
            check_int_equal(tl_process_rlock_acquire(rlock, 0), TL_OK);
            check_int_equal(tl_process_rlock_release(rlock), TL_OK);
        }
    }
}

CASE(test_rlock_unrecorded)
{
    rlock = tl_process_rlock_create(NULL);
    TL_WITH (rlock) {
        in_child(release_rlock_of_parent);
    }
    in_child(use_rlock);
    use_rlock();
    check_int_equal(tl_process_rlock_release(rlock), TL_NOT_OWNER);
}

CASE(test_semaphore_limits)
{
    capture_in_real_time(1);
    check_true(!tl_process_semaphore_create(-1, NULL));
    semaphore = tl_process_bounded_semaphore_create(1, "S");
    check_int_equal(tl_process_semaphore_release(semaphore), TL_INVALID);
    check_text_equal(tl_misuse_text(), "semaphore or lock released too many times");
    check_int_equal(tl_process_semaphore_acquire(semaphore, TL_FOREVER), TL_OK);
    check_int_equal(tl_process_semaphore_permits(semaphore), 0);
    check_int_equal(tl_process_semaphore_acquire(semaphore, 0), TL_BUSY);
    check_int_equal(tl_process_semaphore_release(semaphore), TL_OK);
    check_int_equal(tl_process_semaphore_destroy(semaphore), TL_OK);
    semaphore = tl_process_semaphore_create(0, "S");
    check_int_equal(tl_process_semaphore_acquire(semaphore, 0.001), TL_TIMEOUT);
    check_int_equal(tl_process_semaphore_release(semaphore), TL_OK);
    check_int_equal(tl_process_semaphore_release(semaphore), TL_OK);
    check_int_equal(tl_process_semaphore_permits(semaphore), 2);
    check_int_equal(captured_rules_broken(), 0);
    check_int_equal(tl_process_semaphore_destroy(semaphore), TL_OK);
}

CASE(test_null_handles)
{
    check_int_equal(tl_process_lock_acquire(NULL, 0), TL_INVALID);
    check_int_equal(tl_process_lock_release(NULL), TL_INVALID);
    check_int_equal(tl_process_lock_destroy(NULL), TL_INVALID);
    check_int_equal(tl_process_rlock_acquire(NULL, 0), TL_INVALID);
    check_int_equal(tl_process_rlock_release(NULL), TL_INVALID);
    check_int_equal(tl_process_rlock_destroy(NULL), TL_INVALID);
    check_int_equal(tl_process_semaphore_acquire(NULL, 0), TL_INVALID);
    check_int_equal(tl_process_semaphore_release(NULL), TL_INVALID);
    check_int_equal(tl_process_semaphore_permits(NULL), 0);
    check_int_equal(tl_process_semaphore_destroy(NULL), TL_INVALID);
    TL_WITH (lock) {
        check_true(!"entered without a lock");
    }
    TL_WITH (rlock) {
        check_true(!"entered without an rlock");
    }
    TL_WITH (semaphore) {
        check_true(!"entered without a semaphore");
    }
}

CASE(test_refused_in_virtual_time)
{
    capture_in_virtual_time(1000);
    check_true(!tl_process_lock_create("L"));
    check_text_equal(tl_misuse_text(), "processes run in real time only");
    check_true(!tl_process_rlock_create("R"));
    check_true(!tl_process_semaphore_create(1, "S"));
}

/* ---- what is recorded ---- */

static void take_and_give_lock(void)
{
    recorder_name(UINT64_C(1) << 47 | UINT64_C(1) << 40 | recorder_thread(), "B");
    TL_WITH (lock) {
        *number = 1;
    }
}

CASE(test_contended_lock_told)
{
    capture_in_real_time(1);
    make_number();
    lock = tl_process_lock_create("L");
    tl_process_lock_acquire(lock, TL_FOREVER);
    pid_t child = begin_child(take_and_give_lock);
    await_wait(1);
    tl_process_lock_release(lock);
    end_child(child);
    check_text_equal(capture_tell(0), "main lock.acquire L; B lock.acquire+ L; B door.wait+ L #1; "
                                      "main lock.release L; B door.wait L #1; B lock.acquire L; "
                                      "B lock.release L");
    check_true(capture_find(EVENT_OBJECT_CREATE, 0)->flags & FLAG_READER);
    check_int_equal(flags_detail(capture_find(EVENT_OBJECT_CREATE, 0)->flags), TYPE_PROCESS_LOCK);
    check_int_equal(capture_find(EVENT_LOCK_ACQUIRE, 1)->value, 1 | UINT64_C(2) << 32);
    check_int_equal(capture_find(EVENT_LOCK_RELEASE, 1)->value, UINT64_C(2) << 32);
}

CASE(test_semaphore_told)
{
    capture_in_real_time(1);
    semaphore = tl_process_semaphore_create(1, "S");
    TL_WITH (semaphore) {
        check_int_equal(tl_process_semaphore_acquire(semaphore, 0.001), TL_TIMEOUT);
    }
    check_text_equal(capture_tell(0),
                     "main semaphore.acquire S; main semaphore.acquire+ S; main door.wait+ S #1; "
                     "main door.wait! S #1 timeout; main semaphore.acquire! S timeout; "
                     "main semaphore.release S");
    check_int_equal(capture_find(EVENT_SEMAPHORE_ACQUIRE, 0)->value, 0);
    check_int_equal(capture_find(EVENT_SEMAPHORE_RELEASE, 0)->value, 1 | UINT64_C(1) << 32);
}

/* Takes for a while, some of it in vain. */
static void insist(void)
{
    uint32_t seed = recorder_thread();
    for (uint32_t i = 0; i < ROUNDS; i++) {
        bool is_patient = (seed + i) % 2;
        if (tl_process_lock_acquire(lock, is_patient ? TL_FOREVER : 0.00001) == TL_OK) {
            uint32_t seen = *number;
            if (i % 8 == 0) {
                sched_yield(); /* let others come and wait */
            }
            *number = seen + 1;
            check_int_equal(tl_process_lock_release(lock), TL_OK);
        }
        TL_WITH (semaphore) {
            TL_WITH (rlock) {
                TL_WITH (rlock) {
                    seed += i;
                }
            }
        }
    }
}

/* Every change is recorded with the true numbers, in the true order, whoever made it. */
CASE(test_exact_among_processes)
{
    pid_t children[CHILDREN];
    capture_in_real_time(1);
    make_number();
    lock = tl_process_lock_create("L");
    rlock = tl_process_rlock_create("R");
    semaphore = tl_process_bounded_semaphore_create(2, "S");
    for (size_t i = 0; i < CHILDREN; i++) {
        children[i] = begin_child(insist);
    }
    for (size_t i = 0; i < CHILDREN; i++) {
        end_child(children[i]);
    }
    check_true(*number >= CHILDREN * ROUNDS / 2);
    check_int_equal(captured_rules_broken(), 0);
    check_int_equal(tl_process_lock_destroy(lock), TL_OK);
    check_int_equal(tl_process_rlock_destroy(rlock), TL_OK);
    check_int_equal(tl_process_semaphore_destroy(semaphore), TL_OK);
}

/* ---- killed at any instant ---- */

/* Never holds the lock for long, unless it is killed there. */
static void use_forever(void)
{
    for (;;) {
        ++*number;
        TL_WITH (semaphore) {
            sched_yield();
        }
        TL_WITH (lock) {
        }
    }
}

static void wait_for_permit(void)
{
    check_int_equal(tl_process_semaphore_acquire(semaphore, TL_FOREVER), TL_OK);
}

/* Others do not hang on the guard: they get a lock, or the news that they get none. A lock that was
 * taken along is given back by somebody else, as anybody may. */
CASE(test_killed_anywhere)
{
    make_number();
    lock = tl_process_lock_create(NULL);
    semaphore = tl_process_semaphore_create(1000, NULL);
    for (unsigned i = 0; i < KILLS; i++) {
        *number = 0;
        pid_t children[CHILDREN];
        for (size_t child = 0; child < CHILDREN; child++) {
            children[child] = begin_child(use_forever);
        }
        while (*number < 100 + i) {
        }
        for (size_t child = 0; child < CHILDREN; child++) {
            kill(children[child], SIGKILL);
        }
        for (size_t child = 0; child < CHILDREN; child++) {
            waitpid(children[child], NULL, 0);
        }
        if (tl_process_lock_acquire(lock, 0) == TL_BUSY) {
            check_int_equal(tl_process_lock_acquire(lock, 0.001), TL_TIMEOUT);
        }
        check_int_equal(tl_process_lock_release(lock), TL_OK);
        check_int_equal(tl_process_semaphore_acquire(semaphore, 0), TL_OK);
        check_int_equal(tl_process_semaphore_release(semaphore), TL_OK);
    }
}

/* The permit goes to one of two; when that one is killed before it can take it, the other one gets
 * it, though nobody wakes it. */
CASE(test_killed_waiter_hurts_nobody)
{
    capture_in_real_time(1);
    semaphore = tl_process_semaphore_create(0, "S");
    pid_t victim = begin_child(wait_for_permit);
    await_wait(1);
    kill(victim, SIGSTOP);
    pid_t other = begin_child(wait_for_permit);
    await_wait(2);
    check_int_equal(tl_process_semaphore_release(semaphore), TL_OK); /* wakes the first */
    kill(victim, SIGKILL);
    waitpid(victim, NULL, 0);
    end_child(other);
    check_int_equal(tl_process_semaphore_permits(semaphore), 0);
}

static const struct test_case cases[] = {
    {"process-lock@another-process-may-give-it-back", test_lock_given_by_another_process},
    {"process-lock@stays-locked-when-its-owner-dies", test_dead_owner_keeps_lock},
    {"process-rlock@only-its-owner-gives-it-back", test_rlock_of_its_owner_only},
    {"process-rlock@knows-its-owner-unrecorded", test_rlock_unrecorded},
    {"process-semaphore@keeps-its-limits", test_semaphore_limits},
    {"process-lock@null-is-misuse", test_null_handles},
    {"process-lock@refused-in-virtual-time", test_refused_in_virtual_time},
    {"process-lock@contention-is-told-across-processes", test_contended_lock_told},
    {"process-semaphore@permits-are-told", test_semaphore_told},
    {"process-lock@exact-among-processes", test_exact_among_processes},
    {"process-lock@nobody-hangs-on-the-killed", test_killed_anywhere},
    {"process-semaphore@killed-waiter-hurts-nobody", test_killed_waiter_hurts_nobody},
};

int main(int argc, char **argv)
{
    return run_cases(cases, ARRAY_COUNT(cases), argc, argv);
}
