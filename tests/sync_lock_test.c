/* Locks in real time, where several threads change one at the same instant: every change is
 * recorded, in its order, and nobody is forgotten. Each case runs in a process of its own. */
#include <sched.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "tests/captured_rules.h"
#include "tests/capturing_recorder.h"
#include "tests/check.h"
#include "tests/own_process.h"
#include "tracer/event/event_kind.h"
#include "tracer/threadlane.h"

#define THREADS 8
#define ROUNDS  2000

static struct tl_lock *lock;
static struct tl_rlock *rlock;
static struct tl_condition *condition;
static _Atomic int taken, given;
static int total; /* under the lock or rlock of the case */

static void run_threads(void (*function)(void *))
{
    struct tl_thread *threads[THREADS];
    for (size_t i = 0; i < THREADS; i++) {
        threads[i] = tl_thread_create(function, (void *)(i + 1), NULL);
        check_int_equal(tl_thread_start(threads[i]), TL_OK);
    }
    for (size_t i = 0; i < THREADS; i++) {
        check_int_equal(tl_thread_join(threads[i], TL_FOREVER), TL_OK);
        tl_thread_destroy(threads[i]);
    }
}

/* Takes and gives in any order, whoever took it. */
static void meddle(void *seed)
{
    unsigned random = (unsigned)(uintptr_t)seed;
    for (int i = 0; i < 8 * ROUNDS; i++) {
        random = random * 1103515245u + 12345u;
        if (random >> 16 & 1) {
            taken += tl_lock_acquire(lock, random >> 17 & 1 ? 0 : 0.00002) == TL_OK;
        } else {
            given += tl_lock_release(lock) == TL_OK;
        }
        if ((random >> 18) % 64 == 0) {
            sched_yield();
        }
    }
}

CASE(test_given_by_anybody)
{
    capture_in_real_time(1);
    lock = tl_lock_create("L");
    run_threads(meddle);
    check_true(given > 0);
    check_int_equal(taken - given, tl_lock_is_locked(lock));
    check_int_equal(captured_rules_broken(), 0);
}

/* Half of them never wait long enough, so the queue loses members at any place. */
static void insist(void *seed)
{
    for (int i = 0; i < ROUNDS; i++) {
        bool is_patient = ((uintptr_t)seed + (uintptr_t)i) % 2;
        if (tl_lock_acquire(lock, is_patient ? TL_FOREVER : 0.00001) == TL_OK) {
            total++;
            taken++;
            sched_yield(); /* let others come and wait */
            tl_lock_release(lock);
        }
    }
}

CASE(test_nobody_is_forgotten)
{
    capture_in_real_time(1);
    lock = tl_lock_create("L");
    run_threads(insist);
    check_int_equal(total, taken);
    check_true(taken >= THREADS * ROUNDS / 2);
    check_int_equal(captured_rules_broken(), 0);
    check_int_equal(tl_lock_destroy(lock), TL_OK);
}

static void go_deep(void *unused)
{
    (void)unused;
    for (int i = 0; i < ROUNDS / 4; i++) {
        TL_WITH (rlock) {
            TL_WITH (condition) {
                total++;
                sched_yield();
                tl_condition_notify(condition, 1);
                if (i % 8 == 0) {
                    tl_condition_wait(condition, 0.00002);
                }
            }
            check_true(tl_rlock_depth(rlock) == 1 && tl_rlock_is_owned(rlock));
        }
    }
}

CASE(test_depths_are_kept)
{
    capture_in_real_time(1);
    rlock = tl_rlock_create("R");
    condition = tl_condition_create_with_rlock(rlock, "C");
    run_threads(go_deep);
    check_int_equal(total, THREADS * ROUNDS / 4);
    check_int_equal(captured_rules_broken(), 0);
    check_int_equal(tl_rlock_depth(rlock), 0);
}

static void finish_work(void *done)
{
    tl_lock_acquire(lock, TL_FOREVER);
    *(bool *)done = true;
    tl_lock_release(lock);
}

/* Whoever holds it last may destroy it, though the release before is not quite over. */
CASE(test_last_holder_destroys)
{
    for (int i = 0; i < ROUNDS / 10; i++) {
        bool is_done = false;
        lock = tl_lock_create("L");
        struct tl_thread *thread = tl_thread_create(finish_work, &is_done, NULL);
        tl_thread_start(thread);
        for (bool was_done = false; !was_done;) {
            tl_lock_acquire(lock, TL_FOREVER);
            was_done = is_done;
            tl_lock_release(lock);
        }
        check_int_equal(tl_lock_destroy(lock), TL_OK);
        tl_thread_join(thread, TL_FOREVER);
        tl_thread_destroy(thread);
    }
}

static const struct test_case cases[] = {
    {"lock@given-back-by-anybody-stays-exact", test_given_by_anybody},
    {"lock@nobody-who-waits-is-forgotten", test_nobody_is_forgotten},
    {"rlock@depths-are-kept-among-many", test_depths_are_kept},
    {"lock@last-holder-may-destroy-it", test_last_holder_destroys},
};

int main(int argc, char **argv)
{
    return run_cases(cases, ARRAY_COUNT(cases), argc, argv);
}
