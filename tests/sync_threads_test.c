/* Many threads at once, in real time: whatever the kernel makes of it, the rules hold and nothing
 * is lost. Also what needs real threads: the end of a program, threads made by others, equal runs.
 */
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "tests/captured_rules.h"
#include "tests/capturing_recorder.h"
#include "tests/check.h"
#include "tests/own_process.h"
#include "tracer/event/event_kind.h"
#include "tracer/event/id.h"
#include "tracer/threadlane.h"

#define CROWD       200
#define ROUNDS      40
#define MANY_ROUNDS 400
#define LONG_ROUNDS 50000 /* as many as can be captured, if each of two threads always waits */

static struct tl_lock *lock;
static struct tl_rlock *rlock;
static struct tl_condition *condition;
static struct tl_semaphore *semaphore;
static int total;          /* only under the lock, rlock or condition of the case */
static _Atomic int inside; /* threads that have a permit */

static void run_crowd(void (*function)(void *), size_t count)
{
    struct tl_thread *threads[CROWD];
    for (size_t i = 0; i < count; i++) {
        threads[i] = tl_thread_create(function, NULL, NULL);
        check_int_equal(tl_thread_start(threads[i]), TL_OK);
    }
    for (size_t i = 0; i < count; i++) {
        check_int_equal(tl_thread_join(threads[i], TL_FOREVER), TL_OK);
        tl_thread_destroy(threads[i]);
    }
}

static void add_under_lock(void *unused)
{
    (void)unused;
    for (int i = 0; i < ROUNDS; i++) {
        while (tl_lock_acquire(lock, i % 3 ? TL_FOREVER : 0.0001) != TL_OK) {
        }
        total++;
        tl_lock_release(lock);
    }
}

CASE(test_lock_crowd)
{
    capture_in_real_time(1);
    lock = tl_lock_create("L");
    run_crowd(add_under_lock, CROWD);
    check_int_equal(total, CROWD * ROUNDS);
    check_int_equal(captured_rules_broken(), 0);
    check_int_equal(tl_lock_destroy(lock), TL_OK);
}

static void add_under_rlock(void *unused)
{
    (void)unused;
    for (int i = 0; i < ROUNDS; i++) {
        TL_WITH (rlock) {
            TL_WITH (rlock) {
                total++;
            }
        }
    }
}

CASE(test_rlock_crowd)
{
    capture_in_real_time(1);
    rlock = tl_rlock_create("R");
    run_crowd(add_under_rlock, CROWD);
    check_int_equal(total, CROWD * ROUNDS);
    check_int_equal(captured_rules_broken(), 0);
}

static void pass_through(void *unused)
{
    (void)unused;
    for (int i = 0; i < ROUNDS / 4; i++) {
        tl_semaphore_acquire(semaphore, TL_FOREVER);
        check_true(atomic_fetch_add(&inside, 1) < 3);
        atomic_fetch_sub(&inside, 1);
        tl_semaphore_release(semaphore, 1);
    }
}

CASE(test_semaphore_crowd)
{
    capture_in_real_time(1);
    semaphore = tl_semaphore_create(3, "S");
    run_crowd(pass_through, CROWD);
    check_int_equal(captured_rules_broken(), 0);
    check_int_equal(tl_semaphore_destroy(semaphore), TL_OK);
}

/* Waits that time out at about the moment they are notified, and lock waits that follow at once: a
 * late wake must neither end a wait that it does not name nor undo the wake of the next. */
static void wait_briefly(void *unused)
{
    (void)unused;
    for (int i = 0; i < MANY_ROUNDS; i++) {
        TL_WITH (condition) {
            total += tl_condition_wait(condition, 0.00005) == TL_OK;
            tl_condition_notify(condition, 1);
        }
    }
}

CASE(test_late_wakes)
{
    capture_in_real_time(1);
    condition = tl_condition_create("C");
    run_crowd(wait_briefly, 8);
    unsigned notified = 0;
    for (size_t i = 0; i < capture_count(); i++) {
        const struct captured_event *event = capture_event(i);
        notified += event->kind == EVENT_CONDITION_NOTIFY ? (unsigned)(event->value >> 32) : 0;
    }
    check_true((unsigned)total <= notified);
    check_int_equal(captured_rules_broken(), 0);
    check_int_equal(tl_condition_destroy(condition), TL_OK);
}

static void hand_over(void *unused)
{
    (void)unused;
    TL_WITH (condition) {
        for (int i = 0; i < MANY_ROUNDS; i++) {
            total++;
            tl_condition_notify(condition, 1);
            if (total < 2 * MANY_ROUNDS) {
                tl_condition_wait(condition, TL_FOREVER);
            }
        }
        tl_condition_notify_all(condition);
    }
}

/* Off the record everything works the same, and nothing is recorded. */
CASE(test_off)
{
    lock = tl_lock_create("L");
    condition = tl_condition_create("C");
    semaphore = tl_semaphore_create(3, "S");
    run_crowd(add_under_lock, 20);
    check_int_equal(total, 20 * ROUNDS);
    run_crowd(pass_through, 20);
    total = 0;
    run_crowd(hand_over, 2);
    check_int_equal(total, 2 * MANY_ROUNDS);
    check_int_equal(capture_count(), 0);
}

/* ---- the end of a program ---- */

static void start_another(void *unused)
{
    (void)unused;
    tl_sleep(1);
    struct tl_thread *another = tl_thread_create(add_under_lock, NULL, "another");
    tl_thread_start(another);
    tl_thread_destroy(another);
}

CASE(test_exit_joins)
{
    capture_in_virtual_time(1000);
    lock = tl_lock_create("L");
    tl_thread_start(tl_thread_create(start_another, NULL, "first"));
    check_int_equal(tl_exit(42), 42);
    check_int_equal(total, ROUNDS);
    const struct captured_event *join = capture_find(EVENT_THREAD_JOIN_BEGIN, 0);
    check_text_equal(capture_name(join->object), "first");
    check_int_equal(flags_storey(join->flags), 1);
    const struct captured_event *last = capture_event(capture_count() - 1);
    check_int_equal(last->kind, EVENT_THREAD_END);
    check_int_equal(flags_detail(last->flags), HOW_RETURNED);
    check_text_equal(capture_name(last->object), "main");
    check_int_equal(captured_rules_broken(), 0);
}

static void sleep_for_ever(void *unused)
{
    (void)unused;
    tl_sleep(TL_FOREVER);
}

/* Not for ever: main may not get a processor before the recording is full. */
static void take_for_long(void *unused)
{
    for (int i = 0; i < LONG_ROUNDS; i++) {
        tl_lock_acquire(lock, TL_FOREVER);
        tl_lock_release(lock);
    }
    sleep_for_ever(unused);
}

/* From its recorded death on a daemon records nothing more, wherever it was. */
CASE(test_exit_abandons)
{
    capture_in_real_time(1);
    lock = tl_lock_create("L");
    void (*const daemons[])(void *) = {take_for_long, take_for_long, sleep_for_ever};
    for (size_t i = 0; i < ARRAY_COUNT(daemons); i++) {
        struct tl_thread *thread = tl_thread_create(daemons[i], NULL, NULL);
        check_int_equal(tl_thread_set_daemon(thread, true), TL_OK);
        tl_thread_start(thread);
    }
    tl_exit(0);
    unsigned killed = 0;
    for (size_t i = 0; i < capture_count(); i++) {
        const struct captured_event *event = capture_event(i);
        killed += event->kind == EVENT_THREAD_END && flags_detail(event->flags) == HOW_KILLED;
    }
    check_int_equal(killed, 3);
    check_int_equal(capture_find(EVENT_THREAD_CREATE_BEGIN, 0)->flags & FLAG_SPECIAL, FLAG_SPECIAL);
    check_int_equal(captured_rules_broken(), 0);
    size_t count = capture_count();
    check_int_equal(capture_event(count - 1)->kind, EVENT_THREAD_END);
    check_text_equal(capture_name(capture_event(count - 1)->object), "main");
}

static void inherit(void *is_daemon)
{
    struct tl_thread *child = tl_thread_create(sleep_for_ever, NULL, NULL);
    *(bool *)is_daemon = tl_thread_is_daemon(child);
    tl_thread_destroy(child);
}

CASE(test_daemon_is_inherited)
{
    bool is_daemon = false;
    struct tl_thread *thread = tl_thread_create(inherit, &is_daemon, NULL);
    check_true(!tl_thread_is_daemon(thread));
    tl_thread_set_daemon(thread, true);
    tl_thread_start(thread);
    tl_thread_join(thread, TL_FOREVER);
    check_true(is_daemon);
    tl_thread_destroy(thread);
}

/* ---- threads made by others, and ended by others ---- */

static void *call_in(void *unused)
{
    (void)unused;
    check_text_equal(tl_current_name(), "Dummy-1");
    tl_lock_acquire(lock, TL_FOREVER);
    tl_lock_release(lock);
    return NULL;
}

CASE(test_foreign_thread)
{
    capture_in_real_time(1);
    lock = tl_lock_create("L");
    pthread_t thread;
    check_int_equal(pthread_create(&thread, NULL, call_in, NULL), 0);
    check_int_equal(pthread_join(thread, NULL), 0);
    const struct captured_event *begin = capture_find(EVENT_THREAD_BEGIN, 1);
    const struct captured_event *end = capture_find(EVENT_THREAD_END, 0);
    check_text_equal(capture_name(begin->object), "Dummy-1");
    check_true(end->object == begin->object && end->thread == begin->thread);
    check_int_equal(capture_find(EVENT_LOCK_ACQUIRE, 0)->thread, begin->thread);
}

static void leave_by_exit(void *unused)
{
    (void)unused;
    pthread_exit(NULL);
}

CASE(test_pthread_exit)
{
    capture_in_real_time(1);
    struct tl_thread *thread = tl_thread_create(leave_by_exit, NULL, NULL);
    tl_thread_start(thread);
    check_int_equal(tl_thread_join(thread, TL_FOREVER), TL_OK);
    check_int_equal(flags_detail(capture_find(EVENT_THREAD_END, 0)->flags), HOW_EXIT);
    tl_thread_destroy(thread);
}

/* ---- equal runs ---- */

static void mingle(void *unused)
{
    (void)unused;
    for (int i = 0; i < 5; i++) {
        tl_lock_acquire(lock, TL_FOREVER);
        tl_sleep(0.01);
        tl_lock_release(lock);
        tl_semaphore_acquire(semaphore, 0.025);
        tl_sleep(0.003 * i);
        tl_semaphore_release(semaphore, 1);
        TL_WITH (condition) {
            tl_condition_notify(condition, 2);
            tl_condition_wait(condition, 0.01);
        }
    }
}

static int digest_pipe[2];

/* All that was recorded, one number: sites too, as both runs are copies of one process. */
static void run_and_digest(void)
{
    capture_in_virtual_time(1000);
    lock = tl_lock_create("L");
    semaphore = tl_semaphore_create(2, "S");
    condition = tl_condition_create("C");
    run_crowd(mingle, 20);
    uint64_t digest = capture_count();
    for (size_t i = 0; i < capture_count(); i++) {
        const struct captured_event *e = capture_event(i);
        const uint64_t fields[] = {e->time_ns, e->value,  e->object,
                                   e->site,    e->thread, e->kind | (uint64_t)e->flags << 16};
        for (size_t k = 0; k < ARRAY_COUNT(fields); k++) {
            digest = (digest ^ fields[k]) * UINT64_C(1099511628211);
        }
    }
    check_int_equal(captured_rules_broken(), 0);
    check_true(capture_count() > 1000);
    check_int_equal(write(digest_pipe[1], &digest, sizeof(digest)), sizeof(digest));
}

static void test_equal_runs(void)
{
    uint64_t digests[3];
    check_int_equal(pipe(digest_pipe), 0);
    for (size_t i = 0; i < ARRAY_COUNT(digests); i++) {
        check_in_own_process(run_and_digest);
        check_int_equal(read(digest_pipe[0], &digests[i], sizeof(digests[i])), sizeof(digests[i]));
    }
    check_true(digests[0] == digests[1] && digests[1] == digests[2]);
}

/* ---- print ---- */

static void print_lines(void *unused)
{
    (void)unused;
    for (int i = 0; i < ROUNDS; i++) {
        tl_print("%s %0*d", tl_current_name(), i == 0 ? 5000 : 1, i);
    }
}

static void print_crowd(void)
{
    capture_in_real_time(1);
    dup2(digest_pipe[1], STDOUT_FILENO);
    close(digest_pipe[0]);
    close(digest_pipe[1]);
    run_crowd(print_lines, 2);
    const char *first = capture_print(capture_find(EVENT_PRINT, 0)->value);
    check_true(strchr(first, '\n') == NULL && strlen(first) > 5000);
}

/* Reads along, because the lines are more than a pipe holds. */
static void *count_lines(void *counts)
{
    FILE *file = fdopen(digest_pipe[0], "r");
    char line[8192];
    while (fgets(line, sizeof(line), file)) {
        ((int *)counts)[strncmp(line, "Thread-", 7) == 0 && strchr(line + 7, 'T') == NULL]++;
    }
    fclose(file);
    return NULL;
}

static void test_print_lines(void)
{
    int counts[2] = {0, 0}; /* broken, whole */
    check_int_equal(pipe(digest_pipe), 0);
    fflush(NULL);
    pid_t pid = fork();
    if (pid == 0) {
        print_crowd();
        _exit(check_failures > 0);
    }
    close(digest_pipe[1]);
    count_lines(counts);
    int status = -1;
    waitpid(pid, &status, 0);
    check_int_equal(status, 0);
    check_int_equal(counts[0], 0);
    check_int_equal(counts[1], 2 * ROUNDS);
}

static const struct test_case cases[] = {
    {"crowd@lock-holds-one-at-a-time", test_lock_crowd},
    {"crowd@rlock-holds-one-at-a-time", test_rlock_crowd},
    {"crowd@semaphore-lets-three-in", test_semaphore_crowd},
    {"crowd@late-wakes-harm-nobody", test_late_wakes},
    {"off@works-the-same-and-records-nothing", test_off},
    {"exit@joins-threads-and-theirs", test_exit_joins},
    {"exit@abandons-daemons-for-good", test_exit_abandons},
    {"thread@daemon-is-inherited", test_daemon_is_inherited},
    {"thread@foreign-threads-are-registered", test_foreign_thread},
    {"thread@pthread-exit-ends-it", test_pthread_exit},
    {"virtual-time@runs-are-equal", test_equal_runs},
    {"print@lines-stay-whole", test_print_lines},
};

int main(int argc, char **argv)
{
    return run_cases(cases, ARRAY_COUNT(cases), argc, argv);
}
