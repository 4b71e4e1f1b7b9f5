/* The GIL: how it changes hands, record for record in virtual time, and its rules under a crowd in
 * real time; and the shared variables and lists that it is there for. */
#include <stdlib.h>

#include "tests/captured_rules.h"
#include "tests/capturing_recorder.h"
#include "tests/check.h"
#include "tests/own_process.h"
#include "tracer/event/event_kind.h"
#include "tracer/event/misuse.h"
#include "tracer/threadlane.h"

#define STEP_NS     1000
#define INTERVAL_NS 5000000

static struct tl_lock *lock;
static struct tl_variable *variable;
static struct tl_list *list;
static _Atomic bool is_over;

static void start(void (*function)(void *), const char *name)
{
    tl_thread_start(tl_thread_create(function, NULL, name));
}

static void begin_in_virtual_time(enum tl_gil_switch way, enum tl_gil_check check)
{
    capture_in_virtual_time(STEP_NS);
    lock = tl_lock_create("L");
    tl_gil_enable(way, check);
}

/* What was recorded between the two marks that A sets, without main's part. */
static const char *told_between_marks(void)
{
    static char text[8192];
    const char *mark = "A mark 0; ";
    char *all = (char *)(uintptr_t)capture_tell(0);
    char *from = strstr(all, mark);
    char *to = from ? strstr(from + strlen(mark), "; A mark 0") : NULL;
    if (!to) {
        return all;
    }
    *to = '\0';
    text[0] = '\0';
    for (char *event = strtok(from + strlen(mark), ";"); event; event = strtok(NULL, ";")) {
        event += event[0] == ' ';
        if (strncmp(event, "main ", 5) != 0) {
            strcat(text, text[0] ? "; " : "");
            strcat(text, event);
        }
    }
    return text;
}

/* ---- record for record ---- */

static void compute_until_over(void *unused)
{
    (void)unused;
    tl_sleep(1);
    tl_step("go");
    while (!is_over) {
        tl_gil_op();
    }
    tl_step("end");
}

static void want_gil_once(void *unused)
{
    (void)unused;
    tl_sleep(1.001);
    tl_gil_op(); /* A wants it back meanwhile */
    is_over = true;
}

static void run_asked(void)
{
    begin_in_virtual_time(TL_GIL_INTERVAL, TL_GIL_EVERY_OP);
    start(compute_until_over, "A");
    start(want_gil_once, "B");
    tl_sleep(100);
    check_text_equal(
        told_between_marks(),
        "B gil.take+ GIL; B door.wait+ GIL #1; B door.wait! GIL #1 timeout; "
        "B gil.ask GIL; B door.wait+ GIL #2; A gil.drop GIL; A door.wake GIL B#2; "
        "A gil.take+ GIL; A door.wait+ GIL #1; B door.wait GIL #2; B gil.take GIL; "
        "B door.wake GIL A#1; A door.wait GIL #1; A door.wait+ GIL #2; B gil.drop GIL; "
        "B door.wake GIL A#2; A door.wait GIL #2; A gil.take GIL");
    const struct captured_event *asks = capture_find(EVENT_GIL_ASK, 0);
    check_true(asks != NULL);
    const struct captured_event *last_take = NULL;
    for (size_t i = 0; capture_find(EVENT_GIL_TAKE, i); i++) {
        const struct captured_event *take = capture_find(EVENT_GIL_TAKE, i);
        last_take = take->flags & FLAG_SPECIAL ? take : last_take;
    }
    check_true(last_take != NULL); /* A's, after the forced switch */
    check_int_equal(captured_rules_broken(), 0);
}

static void test_asked(void)
{
    check_in_own_process(run_asked);
}

static void run_interval(void)
{
    begin_in_virtual_time(TL_GIL_INTERVAL, TL_GIL_EVERY_OP);
    start(compute_until_over, "A");
    start(want_gil_once, "B");
    tl_sleep(100);
    const struct captured_event *ask = capture_find(EVENT_GIL_ASK, 0);
    uint64_t begin_ns = 0;
    for (size_t i = 0; capture_find(EVENT_GIL_TAKE_BEGIN, i); i++) {
        const struct captured_event *begin = capture_find(EVENT_GIL_TAKE_BEGIN, i);
        begin_ns = begin->thread == ask->thread && begin->time_ns < ask->time_ns ? begin->time_ns
                                                                                 : begin_ns;
    }
    check_true(ask->time_ns - begin_ns >= INTERVAL_NS);
    check_true(ask->time_ns - begin_ns < INTERVAL_NS + 10 * STEP_NS);
}

static void test_interval(void)
{
    check_in_own_process(run_interval);
}

static void hold_lock_for_a_second(void *unused)
{
    (void)unused;
    tl_sleep(1);
    tl_step("go");
    tl_lock_acquire(lock, TL_FOREVER);
    tl_sleep(1);
    tl_lock_release(lock);
    tl_sleep(1);
    tl_step("end");
}

static void want_lock(void *unused)
{
    (void)unused;
    tl_sleep(1.5);
    tl_lock_acquire(lock, TL_FOREVER);
    tl_sleep(9);
}

static void run_blocked(void)
{
    begin_in_virtual_time(TL_GIL_INTERVAL, TL_GIL_BACKEDGE_CALL);
    start(hold_lock_for_a_second, "A");
    start(want_lock, "B");
    tl_sleep(100);
    check_text_equal(told_between_marks(),
                     "A lock.acquire L; A gil.drop GIL; B gil.take GIL; B lock.acquire+ L; "
                     "B gil.drop GIL; B door.wait+ L #1; A gil.take GIL; A lock.release L; "
                     "A door.wake L B#1; B door.wait L #1; B lock.acquire L; B gil.take+ GIL; "
                     "B door.wait+ GIL #2; A gil.drop GIL; A door.wake GIL B#2; "
                     "B door.wait GIL #2; B gil.take GIL; B gil.drop GIL; A gil.take GIL");
    check_int_equal(captured_rules_broken(), 0);
}

static void test_blocked(void)
{
    check_in_own_process(run_blocked);
}

static void count_loops(void *unused)
{
    (void)unused;
    for (int i = 0; i < 1000; i++) {
        tl_gil_loop();
    }
}

static void run_ticks(void)
{
    begin_in_virtual_time(TL_GIL_TICKS, TL_GIL_EVERY_OP);
    start(count_loops, "A");
    tl_sleep(100);
    unsigned drops = 0;
    for (size_t i = 0; i < capture_count(); i++) {
        const struct captured_event *event = capture_event(i);
        drops += event->kind == EVENT_GIL_DROP && flags_detail(event->flags) == DROP_TICKS;
    }
    check_int_equal(drops, 10);
    check_true(capture_find(EVENT_GIL_ASK, 0) == NULL);
    check_int_equal(captured_rules_broken(), 0);
}

static void test_ticks(void)
{
    check_in_own_process(run_ticks);
}

/* ---- variables ---- */

static void add_ones(void *sign)
{
    int step = *(int *)sign;
    for (int i = 0; i < 2000; i++) {
        int value = tl_variable_load(variable);
        tl_step("LOAD_CONST 1");
        tl_step("BINARY_OP");
        tl_variable_store(variable, value + step);
        tl_gil_loop();
    }
}

static void race(enum tl_gil_check check)
{
    static int plus = 1, minus = -1;
    begin_in_virtual_time(TL_GIL_INTERVAL, check);
    variable = tl_variable_create(0, "v");
    struct tl_thread *threads[] = {tl_thread_create(add_ones, &plus, "A"),
                                   tl_thread_create(add_ones, &minus, "B")};
    for (int i = 0; i < 2; i++) {
        tl_thread_start(threads[i]);
    }
    for (int i = 0; i < 2; i++) {
        tl_thread_join(threads[i], TL_FOREVER);
    }
    check_true(capture_find(EVENT_GIL_ASK, 0) != NULL); /* they did switch */
    check_int_equal(captured_rules_broken(), 0);
}

static void run_race_every_op(void)
{
    race(TL_GIL_EVERY_OP);
    check_true(tl_variable_load(variable) != 0);
}

static void run_race_backedge(void)
{
    race(TL_GIL_BACKEDGE_CALL);
    check_int_equal(tl_variable_load(variable), 0);
}

static void test_race_every_op(void)
{
    check_in_own_process(run_race_every_op);
}

static void test_race_backedge(void)
{
    check_in_own_process(run_race_backedge);
}

static void run_versions(void)
{
    capture_in_virtual_time(STEP_NS);
    variable = tl_variable_create(7, "v");
    tl_variable_store(variable, -6);
    check_int_equal(tl_variable_load(variable), -6);
    check_text_equal(capture_tell(0), "main ·variable.store v 7@1; main variable.store v -6@2; "
                                      "main variable.load v -6@2");
}

static void test_versions(void)
{
    check_in_own_process(run_versions);
}

static void run_list(void)
{
    int first = 1, second = 2;
    void *item = NULL;
    capture_in_virtual_time(STEP_NS);
    list = tl_list_create("l");
    check_int_equal(tl_list_append(list, &first), TL_OK);
    check_int_equal(tl_list_append(list, &second), TL_OK);
    check_int_equal(tl_list_length(list), 2);
    check_int_equal(tl_list_pop(list, &item), TL_OK);
    check_true(item == &second);
    check_int_equal(tl_list_pop(list, &item), TL_OK);
    check_true(item == &first);
    check_int_equal(tl_list_pop(list, &item), TL_EMPTY);
    check_text_equal(capture_tell(0), "main variable.store l 1@1; main variable.store l 2@2; "
                                      "main variable.load l 2@2; main variable.store l 1@3; "
                                      "main variable.store l 0@4; main variable.store! l limit");
    check_int_equal(tl_list_destroy(list), TL_OK);
}

static void test_list(void)
{
    check_in_own_process(run_list);
}

/* ---- misuse ---- */

static void run_misuse(void)
{
    capture_in_virtual_time(STEP_NS);
    tl_gil_op();
    tl_gil_loop(); /* nothing without a GIL */
    check_int_equal(tl_gil_enable(TL_GIL_INTERVAL, TL_GIL_EVERY_OP), TL_OK);
    check_int_equal(tl_gil_enable(TL_GIL_TICKS, TL_GIL_EVERY_OP), TL_STATE);
    check_int_equal(tl_gil_set_interval(0), TL_INVALID);
    check_true(tl_gil_interval() == 0.005);
    check_int_equal(tl_gil_set_interval(1e-6), TL_OK);
    check_true(tl_gil_interval() == 1e-6);
    check_int_equal(tl_variable_load(NULL), 0);
    check_int_equal(tl_variable_store(NULL, 1), TL_INVALID);
    check_int_equal(tl_variable_destroy(NULL), TL_INVALID);
    check_int_equal(tl_list_append(NULL, NULL), TL_INVALID);
    check_int_equal(tl_list_pop(NULL, NULL), TL_INVALID);
    check_int_equal(tl_list_length(NULL), 0);
    check_int_equal(tl_list_destroy(NULL), TL_INVALID);
    const struct captured_event *twice = capture_find(EVENT_OBJECT_CREATE_FAILED, 0);
    check_int_equal(twice->value, MISUSE_GIL_TWICE);
}

static void test_misuse(void)
{
    check_in_own_process(run_misuse);
}

/* ---- a crowd, in real time ---- */

static struct tl_condition *condition;
static struct tl_semaphore *semaphore;

static void do_everything(void *unused)
{
    (void)unused;
    for (int i = 0; i < 300; i++) {
        TL_WITH (lock) {
            tl_variable_store(variable, tl_variable_load(variable) + 1);
            tl_gil_loop();
        }
        TL_WITH (condition) {
            tl_condition_notify_all(condition);
            tl_condition_wait(condition, 0.0001);
        }
        TL_WITH (semaphore) {
            tl_sleep(i % 10 ? 0 : 0.0001);
        }
        tl_gil_call();
    }
}

static void run_crowd(void)
{
    capture_in_real_time(1);
    lock = tl_lock_create("L");
    condition = tl_condition_create("C");
    semaphore = tl_semaphore_create(2, "S");
    variable = tl_variable_create(0, "v");
    tl_gil_enable(TL_GIL_INTERVAL, TL_GIL_EVERY_OP);
    tl_gil_set_interval(0.0001);
    struct tl_thread *threads[6];
    for (size_t i = 0; i < ARRAY_COUNT(threads); i++) {
        threads[i] = tl_thread_create(do_everything, NULL, NULL);
        tl_thread_start(threads[i]);
    }
    for (size_t i = 0; i < ARRAY_COUNT(threads); i++) {
        tl_thread_join(threads[i], TL_FOREVER);
    }
    check_int_equal(tl_variable_load(variable), 300 * (int)ARRAY_COUNT(threads));
    check_int_equal(captured_rules_broken(), 0);
    check_int_equal(tl_exit(0), 0);
}

static void test_crowd(void)
{
    check_in_own_process(run_crowd);
}

/* What is built of conditions, with tasks that wait for each other under the GIL. */

#define PARTIES 3

static struct tl_queue *queue;
static struct tl_barrier *barrier;

static int work_together(void *argument, void **result)
{
    for (int i = 0; i < 50; i++) {
        void *item;
        tl_queue_put(queue, argument, TL_FOREVER);
        tl_gil_loop();
        tl_queue_get(queue, &item, TL_FOREVER);
        tl_barrier_wait(barrier, TL_FOREVER);
    }
    *result = argument;
    return 0;
}

static void run_tasks(void)
{
    capture_in_real_time(1);
    tl_gil_enable(TL_GIL_INTERVAL, TL_GIL_EVERY_OP);
    tl_gil_set_interval(0.0001);
    queue = tl_queue_create(1, "Q");
    barrier = tl_barrier_create(PARTIES, NULL, NULL, TL_FOREVER, "B");
    struct tl_executor *executor = tl_executor_create(PARTIES, NULL);
    struct tl_future *futures[PARTIES];
    for (size_t i = 0; i < PARTIES; i++) {
        futures[i] = tl_executor_submit(executor, work_together, &futures[i], NULL);
    }
    for (size_t i = 0; i < PARTIES; i++) {
        void *result = NULL;
        check_int_equal(tl_future_result(futures[i], TL_FOREVER, &result), TL_OK);
        check_true(result == &futures[i]);
    }
    tl_executor_shutdown(executor, true, false);
    check_int_equal(captured_rules_broken(), 0);
}

static void test_tasks(void)
{
    check_in_own_process(run_tasks);
}

static const struct test_case cases[] = {
    {"gil@asked-is-dropped-and-forced-to-switch", test_asked},
    {"gil@asks-after-the-interval-in-virtual-time", test_interval},
    {"gil@dropped-around-a-blocked-acquire", test_blocked},
    {"gil@ticks-drop-every-hundred-bytecodes", test_ticks},
    {"gil@every-op-loses-updates", test_race_every_op},
    {"gil@backedge-call-loses-none", test_race_backedge},
    {"gil@misuse-gives-codes", test_misuse},
    {"gil@crowd-keeps-the-rules", test_crowd},
    {"gil@tasks-wait-for-each-other", test_tasks},
    {"variable@each-store-makes-a-version", test_versions},
    {"list@value-is-its-length", test_list},
};

int main(int argc, char **argv)
{
    return run_cases(cases, ARRAY_COUNT(cases), argc, argv);
}
