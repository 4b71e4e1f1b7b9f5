/* Items of a process queue that travel together: they come out, and are recorded, as if each
 * travelled alone. Each case runs in a process of its own. */
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/captured_rules.h"
#include "tests/process_queue_stage.h"
#include "tracer/event/event_kind.h"
#include "tracer/process/shared_memory.h"

#define ITEMS   500
#define GETTERS 3

/* All of them are in the pipe, or have been read out of it, when the child has ended. */
static void put_in_child(int count)
{
    finish(start(put_and_get_numbers, count));
}

static void check_empty_and_destroy(void)
{
    check_true(tl_process_queue_is_empty(queue));
    check_int_equal(tl_process_queue_size(queue), 0);
    check_int_equal(tl_process_queue_destroy(queue), TL_OK);
}

CASE(test_nothing_is_lost_when_putter_has_ended)
{
    queue = tl_process_queue_create(0, "Q");
    put_in_child(ITEMS);
    check_int_equal(tl_process_queue_size(queue), ITEMS);
    for (int i = 0; i < ITEMS; i++) {
        check_int_equal(get_number(), i);
    }
    check_empty_and_destroy();
}

CASE(test_not_empty_while_something_is_ahead)
{
    queue = tl_process_queue_create(0, "Q");
    put_in_child(3);
    for (int i = 0; i < 3; i++) {
        check_true(!tl_process_queue_is_empty(queue));
        check_int_equal(get_number(), i);
    }
    check_empty_and_destroy();
}

static int get_one(void *expected)
{
    check_int_equal(get_number(), (int)(intptr_t)expected);
    return check_failures > 0;
}

CASE(test_processes_take_turns)
{
    capture_in_real_time(1);
    queue = tl_process_queue_create(0, "Q");
    put_in_child(30);
    for (int i = 0; i < 30; i++) {
        if (i % 3 == 0) {
            finish(start(get_one, i));
        } else {
            check_int_equal(get_number(), i);
        }
    }
    check_empty_and_destroy();
    check_int_equal(captured_rules_broken(), 0);
}

/* ---- several at once ---- */

static int get_until_negative(void *unused)
{
    (void)unused;
    for (int last = -1, got = get_number(); got >= 0; got = get_number()) {
        check_true(got > last);
        last = got;
        *number += 1;
    }
    return check_failures > 0;
}

/* Each get is recorded in the order in which the items came. */
static void check_gets_in_order(size_t count)
{
    uint32_t expected = 1;
    for (size_t i = 0; i < count; i++) {
        const struct captured_event *got = capture_find(EVENT_QUEUE_GET, i);
        if (got->object == capture_find(EVENT_OBJECT_CREATE, 0)->object) {
            check_int_equal((uint32_t)got->value, expected++);
        }
    }
    check_true(expected > 1);
}

static size_t count_gets(void)
{
    size_t count = 0;
    while (capture_find(EVENT_QUEUE_GET, count)) {
        count++;
    }
    return count;
}

CASE(test_getters_share_what_is_ahead)
{
    struct tl_process *getters[GETTERS];
    capture_in_real_time(1);
    number = shared_allocate(sizeof(*number));
    queue = tl_process_queue_create(0, "Q");
    for (int i = 0; i < GETTERS; i++) {
        getters[i] = start(get_until_negative, 0);
    }
    for (int i = 0; i < ITEMS; i++) {
        put_number(i);
    }
    for (int i = 0; i < GETTERS; i++) {
        put_number(-1);
    }
    for (int i = 0; i < GETTERS; i++) {
        finish(getters[i]);
    }
    check_int_equal(*number, ITEMS);
    check_gets_in_order(count_gets());
    check_empty_and_destroy();
    check_int_equal(captured_rules_broken(), 0);
}

/* ---- killed ---- */

static int get_and_die(void *expected)
{
    check_int_equal(get_number(), (int)(intptr_t)expected);
    check_int_equal(get_number(), (int)(intptr_t)expected + 1);
    if (check_failures == 0) {
        raise(SIGKILL);
    }
    return 1;
}

CASE(test_a_killed_getter_takes_nothing_along)
{
    queue = tl_process_queue_create(0, "Q");
    put_in_child(20);
    for (int i = 0; i < 20; i += 4) {
        int exitcode = 0;
        struct tl_process *child = start(get_and_die, i);
        check_int_equal(tl_process_join(child, TL_FOREVER), TL_OK);
        check_int_equal(tl_process_exitcode(child, &exitcode), TL_OK);
        check_int_equal(exitcode, -SIGKILL);
        tl_process_destroy(child);
        check_int_equal(get_number(), i + 2);
        check_int_equal(get_number(), i + 3);
    }
    check_empty_and_destroy();
}

/* ---- room ---- */

static int put_one(void *value)
{
    put_number((int)(intptr_t)value);
    return check_failures > 0;
}

CASE(test_each_item_gives_its_own_room_back)
{
    queue = tl_process_queue_create(3, "Q");
    put_in_child(3);
    for (int i = 0; i < 9; i++) {
        check_true(tl_process_queue_is_full(queue));
        check_int_equal(tl_process_queue_put(queue, tl_int(99), 0), TL_FULL);
        check_int_equal(get_number(), i);
        check_int_equal(tl_process_queue_size(queue), 2);
        finish(start(put_one, i + 3));
    }
    for (int i = 9; i < 12; i++) {
        check_int_equal(get_number(), i);
    }
    check_empty_and_destroy();
}

/* Who waits for room is woken: else it looks only once a second. */
CASE(test_putters_wait_for_room)
{
    double begin = tl_time();
    capture_in_real_time(1);
    queue = tl_process_queue_create(2, "Q");
    struct tl_process *putter = start(put_and_get_numbers, ITEMS);
    for (int i = 0; i < ITEMS; i++) {
        check_int_equal(get_number(), i);
    }
    finish(putter);
    check_true(tl_time() - begin < ITEMS / 10.0);
    check_empty_and_destroy();
    check_int_equal(captured_rules_broken(), 0);
}

/* ---- what is recorded ---- */

/* The second one has come with the first, so nobody waits and nothing begins. */
CASE(test_get_of_what_is_ahead_told)
{
    capture_in_real_time(1);
    queue = tl_process_queue_create(0, "Q");
    put_in_child(2);
    check_int_equal(get_number(), 0);
    size_t gets = count_gets();
    check_int_equal(get_number(), 1);
    check_int_equal(count_gets(), gets + 1);
    const char *told = strstr(capture_tell(0), "queue.get Q i1");
    check_text_equal(told,
                     "queue.get Q i1; main ·semaphore.release room; "
                     "main ·lock.release read lock; main ·lock.acquire read lock; "
                     "main ··pipe.read pipe message; main ·pipe.recv pipe m2; main queue.get Q i2; "
                     "main ·semaphore.release room; main ·lock.release read lock");
    check_int_equal(tl_process_queue_destroy(queue), TL_OK);
    check_int_equal(captured_rules_broken(), 0);
}

static const struct test_case cases[] = {
    {"queue-batch@nothing-is-lost-when-the-putter-has-ended",
     test_nothing_is_lost_when_putter_has_ended},
    {"queue-batch@not-empty-while-something-is-ahead", test_not_empty_while_something_is_ahead},
    {"queue-batch@processes-take-turns", test_processes_take_turns},
    {"queue-batch@getters-share-what-is-ahead", test_getters_share_what_is_ahead},
    {"queue-batch@a-killed-getter-takes-nothing-along", test_a_killed_getter_takes_nothing_along},
    {"queue-batch@each-item-gives-its-own-room-back", test_each_item_gives_its_own_room_back},
    {"queue-batch@putters-wait-for-room", test_putters_wait_for_room},
    {"queue-batch@get-of-what-is-ahead-is-told", test_get_of_what_is_ahead_told},
};

int main(int argc, char **argv)
{
    return run_cases(cases, ARRAY_COUNT(cases), argc, argv);
}
