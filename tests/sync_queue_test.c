/* Queues, beside the documented sequences: limits, orders, joining, shutting down, crowds. Each
 * case runs in a process of its own, in virtual time unless it is a crowd. */
#include <stdatomic.h>
#include <stdlib.h>

#include "tests/captured_rules.h"
#include "tests/capturing_recorder.h"
#include "tests/check.h"
#include "tests/own_process.h"
#include "tracer/event/event_kind.h"
#include "tracer/event/id.h"
#include "tracer/sync/queue.h"
#include "tracer/threadlane.h"

#define CROWD  8 /* of each kind of thread */
#define ROUNDS 500

static struct tl_queue *queue;
static int results[32];
static _Atomic int result_count;

static void *item(intptr_t number)
{
    return (void *)number;
}

static void keep(int result)
{
    results[atomic_fetch_add(&result_count, 1)] = result;
}

static struct tl_thread *start(void (*function)(void *), void *argument, const char *name)
{
    struct tl_thread *thread = tl_thread_create(function, argument, name);
    check_int_equal(tl_thread_start(thread), TL_OK);
    return thread;
}

static void start_some(void (*function)(void *), int count)
{
    for (int i = 0; i < count; i++) {
        start(function, item(i), NULL);
    }
}

static void check_results(const int *expected, int count)
{
    check_int_equal(result_count, count);
    for (int i = 0; i < count; i++) {
        check_int_equal(results[i], expected[i]);
    }
}

static void run_crowd(void (*function)(void *), int count, struct tl_thread **threads)
{
    for (int i = 0; i < count; i++) {
        threads[i] = start(function, item(i), NULL);
    }
}

static void join_crowd(struct tl_thread **threads, int count)
{
    for (int i = 0; i < count; i++) {
        check_int_equal(tl_thread_join(threads[i], TL_FOREVER), TL_OK);
        tl_thread_destroy(threads[i]);
    }
}

static intptr_t get_number(double timeout)
{
    void *got = item(-100);
    int result = tl_queue_get(queue, &got, timeout);
    return result == TL_OK ? (intptr_t)got : result;
}

CASE(test_queue_limits)
{
    capture_in_virtual_time(0);
    queue = tl_queue_create(1, "Q");
    check_true(tl_queue_is_empty(queue) && !tl_queue_is_full(queue));
    check_int_equal(get_number(0), TL_EMPTY);
    check_int_equal(get_number(2), TL_EMPTY);
    check_true(tl_time() == 2);
    check_int_equal(tl_queue_put(queue, item(1), 0), TL_OK);
    check_int_equal(tl_queue_put(queue, item(2), 0), TL_FULL);
    check_int_equal(tl_queue_put(queue, item(2), 3), TL_FULL);
    check_true(tl_time() == 5);
    check_true(!tl_queue_is_empty(queue) && tl_queue_is_full(queue));
    check_int_equal(tl_queue_size(queue), 1);
    check_int_equal(get_number(0), 1);
    check_int_equal(capture_find(EVENT_QUEUE_GET_FAILED, 0)->flags, FLAG_TRY | REASON_BUSY);
    check_int_equal(capture_find(EVENT_QUEUE_GET_FAILED, 1)->flags, FLAG_TIMED | REASON_TIMEOUT);
    check_int_equal(captured_rules_broken(), 0);
}

CASE(test_queue_orders)
{
    static const int numbers[] = {3, 1, 2, 1};
    static const int expected[][4] = {{3, 1, 2, 1}, {1, 2, 1, 3}};
    capture_in_virtual_time(1);
    struct tl_queue *queues[] = {tl_queue_create(0, "first"), tl_queue_create_lifo(-1, "last")};
    for (size_t k = 0; k < ARRAY_COUNT(queues); k++) {
        queue = queues[k];
        for (size_t i = 0; i < ARRAY_COUNT(numbers); i++) {
            check_int_equal(tl_queue_put(queue, item(numbers[i]), TL_FOREVER), TL_OK);
            check_true(!tl_queue_is_full(queue));
        }
        for (size_t i = 0; i < ARRAY_COUNT(numbers); i++) {
            check_int_equal(get_number(0), expected[k][i]);
        }
    }
    check_int_equal(capture_find(EVENT_OBJECT_HAS, 6)->value, 1);
    check_int_equal(flags_detail(capture_find(EVENT_OBJECT_HAS, 6)->flags), ROLE_ORDER);
}

static int compare_tens(const void *a, const void *b)
{
    return (int)((intptr_t)a / 10 - (intptr_t)b / 10);
}

/* In and out in turns, so that the heap is seen in many shapes; equal ones keep their order. */
CASE(test_priority_queue)
{
    capture_in_virtual_time(1);
    queue = tl_queue_create_priority(0, compare_tens, "P");
    unsigned seed = 1;
    for (int round = 0; round < 50; round++) {
        for (int i = 0; i < round; i++) {
            seed = seed * 1103515245 + 12345;
            tl_queue_put(queue, item((intptr_t)(seed >> 16) % 8 * 10 + i % 10), 0);
        }
        intptr_t before = -1;
        for (int left = tl_queue_size(queue); left > round / 3; left--) {
            intptr_t got = get_number(0);
            check_true(before / 10 <= got / 10);
            before = got;
        }
    }
    queue = tl_queue_create_priority(0, compare_tens, "Q");
    const int equal[] = {25, 21, 17, 28, 12, 23};
    const int expected[] = {17, 12, 25, 21, 28, 23};
    for (size_t i = 0; i < ARRAY_COUNT(equal); i++) {
        tl_queue_put(queue, item(equal[i]), 0);
    }
    for (size_t i = 0; i < ARRAY_COUNT(equal); i++) {
        check_int_equal(get_number(0), expected[i]);
    }
}

static void get_and_keep(void *order)
{
    tl_sleep(0.001 * (double)(intptr_t)order);
    keep((int)get_number(TL_FOREVER));
    keep((int)(intptr_t)order);
}

CASE(test_queue_getters_in_order)
{
    capture_in_virtual_time(0);
    queue = tl_queue_create(0, "Q");
    start_some(get_and_keep, 4);
    tl_sleep(1);
    for (int i = 0; i < 4; i++) {
        tl_queue_put(queue, item(10 + i), TL_FOREVER);
    }
    tl_sleep(1);
    check_results((const int[]){10, 0, 11, 1, 12, 2, 13, 3}, 8);
    check_int_equal(captured_rules_broken(), 0);
}

static void put_and_keep(void *number)
{
    keep(tl_queue_put(queue, number, TL_FOREVER));
}

static void join_and_keep(void *unused)
{
    (void)unused;
    keep(tl_queue_join(queue));
}

CASE(test_queue_join)
{
    capture_in_virtual_time(0);
    queue = tl_queue_create(0, "Q");
    check_int_equal(tl_queue_join(queue), TL_OK);
    tl_queue_put(queue, item(1), 0);
    tl_queue_put(queue, item(2), 0);
    start(join_and_keep, NULL, "J");
    get_number(0);
    get_number(0);
    check_int_equal(tl_queue_task_done(queue), TL_OK);
    tl_sleep(1);
    check_int_equal(result_count, 0);
    check_int_equal(tl_queue_task_done(queue), TL_OK);
    tl_sleep(1);
    check_results((const int[]){TL_OK}, 1);
    check_int_equal(capture_find(EVENT_QUEUE_TASK_DONE, 0)->value, 1);
    check_int_equal(tl_queue_task_done(queue), TL_INVALID);
}

CASE(test_queue_shutdown)
{
    capture_in_virtual_time(0);
    queue = tl_queue_create(1, "Q");
    tl_queue_put(queue, item(1), 0);
    start(put_and_keep, item(2), "P");
    tl_sleep(1);
    check_int_equal(tl_queue_shutdown(queue, false), TL_OK);
    tl_sleep(1);
    check_results((const int[]){TL_SHUTDOWN}, 1);
    check_int_equal(tl_queue_put(queue, item(3), 0), TL_SHUTDOWN);
    check_int_equal(get_number(TL_FOREVER), 1); /* what is left may be taken */
    check_int_equal(get_number(TL_FOREVER), TL_SHUTDOWN);
    check_int_equal(tl_queue_shutdown(queue, false), TL_OK);
    check_int_equal(tl_queue_task_done(queue), TL_OK);
    check_int_equal(tl_queue_join(queue), TL_OK);
    const struct captured_event *close = capture_find(EVENT_OBJECT_CLOSE, 0);
    check_int_equal(flags_detail(close->flags), CLOSE_GENTLY);
    check_int_equal(close->value, 0);
}

CASE(test_queue_shutdown_at_once)
{
    capture_in_virtual_time(0);
    queue = tl_queue_create(0, "Q");
    for (int i = 0; i < 3; i++) {
        tl_queue_put(queue, item(i), 0);
    }
    start(join_and_keep, NULL, "J");
    get_number(0);
    tl_queue_shutdown(queue, true);
    check_int_equal(tl_queue_size(queue), 0);
    check_int_equal(get_number(TL_FOREVER), TL_SHUTDOWN);
    tl_sleep(1);
    check_int_equal(result_count, 0); /* the item that was got is still being dealt with */
    tl_queue_task_done(queue);
    tl_sleep(1);
    check_results((const int[]){TL_OK}, 1);
    check_int_equal(tl_queue_task_done(queue), TL_INVALID);
    const struct captured_event *close = capture_find(EVENT_OBJECT_CLOSE, 0);
    check_int_equal(flags_detail(close->flags), CLOSE_IMMEDIATE);
    check_int_equal(close->value, 2);
}

static _Atomic long put_total, got_total;
static _Atomic int got_count;

static void put_often(void *who)
{
    for (int i = 0; i < ROUNDS; i++) {
        intptr_t number = (intptr_t)who * ROUNDS + i;
        while (tl_queue_put(queue, item(number), i % 5 ? TL_FOREVER : 0.0001) != TL_OK) {
        }
        atomic_fetch_add(&put_total, number);
    }
}

static void get_until_shut_down(void *who)
{
    void *got;
    int result = TL_OK;
    while (result != TL_SHUTDOWN) {
        result = tl_queue_get(queue, &got, (intptr_t)who % 2 ? TL_FOREVER : 0.0001);
        if (result == TL_OK) {
            atomic_fetch_add(&got_total, (intptr_t)got);
            atomic_fetch_add(&got_count, 1);
            tl_queue_task_done(queue);
        }
    }
}

/* Nothing is lost, nothing comes twice, and the sizes recorded are puts less gets. */
static void check_exchange(void)
{
    struct tl_thread *putters[CROWD], *getters[CROWD];
    queue = tl_queue_create(3, "Q");
    run_crowd(get_until_shut_down, CROWD, getters);
    run_crowd(put_often, CROWD, putters);
    join_crowd(putters, CROWD);
    check_int_equal(tl_queue_join(queue), TL_OK);
    tl_queue_shutdown(queue, false);
    join_crowd(getters, CROWD);
    check_int_equal(got_count, CROWD * ROUNDS);
    check_true(put_total == got_total);
    check_int_equal(tl_queue_destroy(queue), TL_OK);
}

CASE(test_queue_crowd)
{
    capture_in_real_time(1);
    check_exchange();
    check_int_equal(captured_rules_broken(), 0);
}

CASE(test_queue_crowd_off)
{
    check_exchange();
    check_int_equal(capture_count(), 0);
}

CASE(test_parts_of_a_queue)
{
    capture_in_virtual_time(1);
    queue = tl_queue_create(5, "Q");
    uint64_t id = capture_find(EVENT_OBJECT_CREATE, 0)->object;
    uint64_t lock = capture_find(EVENT_OBJECT_CREATE, 1)->object;
    static const char *const names[] = {"not_empty", "not_full", "all_tasks_done"};
    for (size_t i = 0; i < ARRAY_COUNT(names); i++) {
        const struct captured_event *part = capture_find(EVENT_OBJECT_CREATE, i + 2);
        check_true(part->value == id);
        check_text_equal(capture_name(part->object), names[i]);
        check_true(capture_find(EVENT_OBJECT_HAS, i)->value == lock); /* one lock for all */
    }
    check_int_equal(flags_detail(capture_find(EVENT_OBJECT_HAS, 3)->flags), ROLE_LIMIT);
    check_int_equal(capture_find(EVENT_OBJECT_HAS, 3)->value, 5);
}

/* ---- several at once ---- */

/* Like so many gets, under one lock, and nobody is told of room that none needs. */
CASE(test_get_several)
{
    void *items[5] = {NULL};
    capture_in_virtual_time(1);
    queue = tl_queue_create(0, "Q");
    for (int i = 1; i <= 4; i++) {
        check_int_equal(tl_queue_put(queue, item(i), 0), TL_OK);
    }
    check_int_equal(queue_get_several(queue, items, 3), 3);
    check_true(items[0] == item(1) && items[2] == item(3) && !items[3]);
    check_text_equal(strstr(capture_tell(0), "main queue.get"),
                     "main queue.get Q i1; main queue.get Q i2; main queue.get Q i3; "
                     "main ·lock.release Q.lock");
    check_int_equal(capture_find(EVENT_QUEUE_GET, 1)->value, 2 | UINT64_C(2) << 32);
    check_int_equal(tl_queue_put(queue, item(5), 0), TL_OK);
    check_int_equal(queue_get_several(queue, items, 1), 1);
    check_true(items[0] == item(4));
    check_int_equal(tl_queue_get(queue, items, 0), TL_OK);
    check_true(items[0] == item(5));
    check_int_equal(captured_rules_broken(), 0);
}

static void get_several_for_ever(void *unused)
{
    void *items[3];
    for (unsigned count; (count = queue_get_several(queue, items, ARRAY_COUNT(items))) > 0;) {
        for (unsigned i = 0; i < count; i++) {
            keep((int)(intptr_t)items[i]);
        }
    }
    (void)unused;
}

CASE(test_get_several_waits)
{
    queue = tl_queue_create(0, "Q");
    struct tl_thread *getter = start(get_several_for_ever, NULL, "G");
    for (int i = 0; i < 32; i++) {
        check_int_equal(tl_queue_put(queue, item(i), TL_FOREVER), TL_OK);
    }
    check_int_equal(tl_queue_shutdown(queue, false), TL_OK);
    check_int_equal(tl_thread_join(getter, TL_FOREVER), TL_OK);
    check_int_equal(result_count, 32);
    for (int i = 0; i < 32; i++) {
        check_int_equal(results[i], i);
    }
}

/* The first put has to make room for items and goes the long way; the others do not, and tell the
 * same. */
CASE(test_what_does_not_wait)
{
    capture_in_real_time(1);
    queue = tl_queue_create(2, "Q");
    check_int_equal(tl_queue_put(queue, item(1), TL_FOREVER), TL_OK);
    check_int_equal(tl_queue_put(queue, item(2), 5), TL_OK);
    check_int_equal(get_number(TL_FOREVER), 1);
    check_text_equal(capture_tell(0),
                     "main ·lock.acquire Q.lock; main queue.put Q i1; "
                     "main ·condition.notify not_empty 1/0; main ·lock.release Q.lock; "
                     "main ·lock.acquire Q.lock; main queue.put Q i2; "
                     "main ·condition.notify not_empty 1/0; main ·lock.release Q.lock; "
                     "main ·lock.acquire Q.lock; main queue.get Q i1; "
                     "main ·condition.notify not_full 1/0; main ·lock.release Q.lock");
    check_int_equal(capture_find(EVENT_QUEUE_PUT, 1)->flags, FLAG_TIMED);
    check_int_equal(captured_rules_broken(), 0);
}

static const struct test_case cases[] = {
    {"queue@several-are-got-at-once", test_get_several},
    {"queue@several-are-waited-for", test_get_several_waits},
    {"queue@full-and-empty-wait-no-longer-than-asked", test_queue_limits},
    {"queue@first-out-or-last-out", test_queue_orders},
    {"queue@smallest-first-equals-in-order", test_priority_queue},
    {"queue@getters-are-served-in-order", test_queue_getters_in_order},
    {"queue@join-waits-for-every-task", test_queue_join},
    {"queue@shut-down-may-be-emptied", test_queue_shutdown},
    {"queue@shut-down-at-once-forgets-items", test_queue_shutdown_at_once},
    {"queue@parts-share-one-lock", test_parts_of_a_queue},
    {"queue@all-storeys-of-what-does-not-wait", test_what_does_not_wait},
    {"crowd@queue-loses-nothing", test_queue_crowd},
    {"off@queue-loses-nothing", test_queue_crowd_off},
};

int main(int argc, char **argv)
{
    return run_cases(cases, ARRAY_COUNT(cases), argc, argv);
}
