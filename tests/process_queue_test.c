/* Queues between processes: the rules of Python's multiprocessing.Queue, and what is recorded. Each
 * case runs in a process of its own. */
#include <sched.h>
#include <signal.h>
#include <stdlib.h>

#include "tests/captured_rules.h"
#include "tests/process_queue_stage.h"
#include "tracer/event/event_kind.h"
#include "tracer/process/shared_memory.h"

#define BIG       1000000 /* bytes: a pipe holds 65536 */
#define PRODUCERS 3
#define ITEMS     300
#define KILLS     60

static void put_big(void)
{
    char *data = malloc(BIG);
    memset(data, 'x', BIG);
    check_int_equal(tl_process_queue_put(queue, tl_bytes(data, BIG), TL_FOREVER), TL_OK);
    free(data);
}

static void get_big(void)
{
    struct tl_value value = tl_none();
    check_int_equal(tl_process_queue_get(queue, &value, TL_FOREVER), TL_OK);
    check_int_equal(value.size, BIG);
    check_true(value.size == BIG && ((const char *)value.data)[BIG - 1] == 'x');
    tl_value_free(&value);
}

/* ---- what comes out ---- */

static int put_all_kinds(void *unused)
{
    (void)unused;
    tl_process_queue_put(queue, tl_none(), TL_FOREVER);
    tl_process_queue_put(queue, tl_int(-7), TL_FOREVER);
    tl_process_queue_put(queue, tl_text("word"), TL_FOREVER);
    tl_process_queue_put(queue, tl_bytes("a\0b", 3), TL_FOREVER);
    return check_failures > 0;
}

CASE(test_values_come_in_order)
{
    struct tl_value value;
    queue = tl_process_queue_create(0, NULL);
    struct tl_process *child = start(put_all_kinds, 0);
    check_int_equal(tl_process_queue_get(queue, &value, TL_FOREVER), TL_OK);
    check_int_equal(value.type, TL_VALUE_NONE);
    check_int_equal(get_number(), -7);
    check_int_equal(tl_process_queue_get(queue, &value, TL_FOREVER), TL_OK);
    check_text_equal(value.data, "word");
    tl_value_free(&value);
    check_int_equal(tl_process_queue_get(queue, &value, TL_FOREVER), TL_OK);
    check_true(value.type == TL_VALUE_BYTES && memcmp(value.data, "a\0b", 3) == 0);
    tl_value_free(&value);
    finish(child);
    check_int_equal(tl_process_queue_destroy(queue), TL_OK);
}

/* ---- limits ---- */

CASE(test_full_and_empty)
{
    struct tl_value value;
    capture_in_real_time(1);
    queue = tl_process_queue_create(1, "Q");
    check_int_equal(tl_process_queue_get(queue, &value, 0), TL_EMPTY);
    check_int_equal(tl_process_queue_get(queue, &value, -1), TL_EMPTY);
    check_int_equal(tl_process_queue_get(queue, &value, 0.001), TL_EMPTY);
    check_true(tl_process_queue_is_empty(queue) && !tl_process_queue_is_full(queue));
    put_number(1);
    check_true(tl_process_queue_is_full(queue));
    check_int_equal(tl_process_queue_size(queue), 1);
    check_int_equal(tl_process_queue_put(queue, tl_int(2), 0), TL_FULL);
    check_int_equal(tl_process_queue_put(queue, tl_int(2), 0.001), TL_FULL);
    struct tl_process *child = start(put_and_get_numbers, 20);
    for (int i = 0; i < 21; i++) {
        check_int_equal(get_number(), i ? i - 1 : 1);
    }
    finish(child);
    check_int_equal(tl_process_queue_size(queue), 0);
    check_int_equal(tl_process_queue_destroy(queue), TL_OK);
    check_int_equal(captured_rules_broken(), 0);
}

/* While one item, longer than the pipe, is being written, the next is in the buffer alone. */
CASE(test_buffer_is_not_the_pipe)
{
    struct tl_value value;
    queue = tl_process_queue_create(0, NULL);
    put_big();
    put_number(2);
    check_int_equal(tl_process_queue_size(queue), 2);
    get_big();
    check_int_equal(get_number(), 2);
    check_true(tl_process_queue_is_empty(queue));
    check_int_equal(tl_process_queue_get(queue, &value, 0), TL_EMPTY);
    check_int_equal(tl_process_queue_size(queue), 0);
    check_int_equal(tl_process_queue_destroy(queue), TL_OK);
}

/* Nothing but this thread runs until it waits, so the feeder cannot have written. */
CASE(test_empty_right_after_put)
{
    check_int_equal(tl_gil_enable(TL_GIL_INTERVAL, TL_GIL_BACKEDGE_CALL), TL_OK);
    tl_gil_set_interval(30);
    queue = tl_process_queue_create(0, NULL);
    put_number(1);
    check_true(tl_process_queue_is_empty(queue));
    check_int_equal(tl_process_queue_size(queue), 1);
    check_int_equal(get_number(), 1);
    check_int_equal(tl_process_queue_destroy(queue), TL_OK);
}

/* ---- close ---- */

static int put_and_close(void *count)
{
    check_int_equal(tl_process_queue_join_thread(queue), TL_STATE);
    put_and_get_numbers(count);
    check_int_equal(tl_process_queue_close(queue), TL_OK);
    check_int_equal(tl_process_queue_close(queue), TL_OK);
    check_int_equal(tl_process_queue_put(queue, tl_int(1), TL_FOREVER), TL_STATE);
    check_text_equal(tl_misuse_text(), "Queue is closed");
    struct tl_value value;
    check_int_equal(tl_process_queue_get(queue, &value, 0), TL_STATE);
    check_int_equal(tl_process_queue_join_thread(queue), TL_OK);
    check_int_equal(tl_process_queue_join_thread(queue), TL_OK);
    check_int_equal(tl_process_queue_destroy(queue), TL_OK);
    return check_failures > 0;
}

CASE(test_closed_for_one_process)
{
    capture_in_real_time(1);
    queue = tl_process_queue_create(0, "Q");
    finish(start(put_and_close, 5));
    put_number(5);
    for (int i = 0; i < 6; i++) {
        check_int_equal(get_number(), i);
    }
    check_int_equal(tl_process_queue_close(queue), TL_OK);
    check_int_equal(tl_process_queue_destroy(queue), TL_OK);
    check_int_equal(captured_rules_broken(), 0);
}

CASE(test_closed_before_any_put)
{
    queue = tl_process_queue_create(0, NULL);
    check_int_equal(tl_process_queue_close(queue), TL_OK);
    check_int_equal(tl_process_queue_put(queue, tl_int(1), TL_FOREVER), TL_STATE);
    check_int_equal(tl_process_queue_join_thread(queue), TL_OK);
    check_int_equal(tl_process_queue_destroy(queue), TL_OK);
}

static int put_big_and_end(void *cancels)
{
    put_big();
    if (cancels) {
        check_int_equal(tl_process_queue_cancel_join_thread(queue), TL_OK);
    }
    *number = 1;
    return check_failures > 0;
}

static void await_number(void)
{
    while (*number == 0) {
        sched_yield();
    }
}

/* Join before get: it would wait for ever. */
CASE(test_exit_joins_feeder)
{
    number = shared_allocate(sizeof(*number));
    queue = tl_process_queue_create(0, NULL);
    struct tl_process *child = start(put_big_and_end, false);
    await_number();
    check_int_equal(tl_process_join(child, 0.02), TL_TIMEOUT);
    check_true(tl_process_is_alive(child));
    get_big();
    finish(child);
    check_int_equal(tl_process_queue_destroy(queue), TL_OK);
}

CASE(test_exit_with_join_cancelled)
{
    number = shared_allocate(sizeof(*number));
    queue = tl_process_queue_create(0, NULL);
    finish(start(put_big_and_end, true)); /* what was not written is lost */
}

CASE(test_destroy_while_feeder_writes)
{
    queue = tl_process_queue_create(0, NULL);
    put_big();
    check_int_equal(tl_process_queue_cancel_join_thread(queue), TL_OK);
    check_int_equal(tl_process_queue_destroy(queue), TL_IN_USE);
}

/* ---- several processes ---- */

/* What is in a buffer when its process forks is written once, by that process. The big one is on
 * its way by then: else the child's feeder may get at the pipe first. */
CASE(test_fork_takes_no_items_along)
{
    queue = tl_process_queue_create(0, NULL);
    put_big();
    while (tl_process_queue_is_empty(queue)) {
        sched_yield();
    }
    put_number(100);
    struct tl_process *child = start(put_and_get_numbers, 1);
    get_big();
    check_int_equal(get_number() + get_number(), 100);
    finish(child);
    check_int_equal(tl_process_queue_size(queue), 0);
    check_true(tl_process_queue_is_empty(queue));
    check_int_equal(tl_process_queue_destroy(queue), TL_OK);
}

static int add_up(void *unused)
{
    (void)unused;
    for (int got = get_number(); got >= 0; got = get_number()) {
        *number += (uint32_t)got;
    }
    return check_failures > 0;
}

/* Each item is got once, and recorded in its true order; never more of them than the capacity. */
CASE(test_exact_among_processes)
{
    struct tl_process *producers[PRODUCERS], *consumers[PRODUCERS];
    capture_in_real_time(1);
    number = shared_allocate(sizeof(*number));
    queue = tl_process_queue_create(4, "Q");
    for (int i = 0; i < PRODUCERS; i++) {
        producers[i] = start(put_and_get_numbers, ITEMS);
        consumers[i] = start(add_up, 0);
    }
    for (int i = 0; i < PRODUCERS; i++) {
        finish(producers[i]);
    }
    for (int i = 0; i < PRODUCERS; i++) {
        put_number(-1);
    }
    for (int i = 0; i < PRODUCERS; i++) {
        finish(consumers[i]);
    }
    check_int_equal(*number, PRODUCERS * ITEMS * (ITEMS - 1) / 2);
    check_int_equal(tl_process_queue_destroy(queue), TL_OK);
    check_int_equal(captured_rules_broken(), 0);
}

static void put_three(void *unused)
{
    (void)unused;
    put_and_get_numbers((void *)3);
}

/* Threads of one process put through one feeder. */
CASE(test_threads_of_one_process)
{
    struct tl_thread *threads[PRODUCERS];
    capture_in_real_time(1);
    queue = tl_process_queue_create(0, "Q");
    for (int i = 0; i < PRODUCERS; i++) {
        threads[i] = tl_thread_create(put_three, NULL, NULL);
        tl_thread_start(threads[i]);
    }
    int sum = 0;
    for (int i = 0; i < 3 * PRODUCERS; i++) {
        sum += get_number();
    }
    check_int_equal(sum, 3 * PRODUCERS);
    for (int i = 0; i < PRODUCERS; i++) {
        tl_thread_join(threads[i], TL_FOREVER);
        tl_thread_destroy(threads[i]);
    }
    check_int_equal(tl_process_queue_destroy(queue), TL_OK);
    check_int_equal(captured_rules_broken(), 0);
}

/* ---- what is recorded ---- */

CASE(test_parts_are_shared)
{
    capture_in_real_time(1);
    queue = tl_process_queue_create(3, "Q");
    uint64_t id = capture_find(EVENT_OBJECT_CREATE, 0)->object;
    check_int_equal(flags_detail(capture_find(EVENT_OBJECT_CREATE, 0)->flags), TYPE_PROCESS_QUEUE);
    for (size_t i = 0; i < 5; i++) {
        check_true(capture_find(EVENT_OBJECT_CREATE, i)->flags & FLAG_READER);
        check_true(i == 0 || capture_find(EVENT_OBJECT_CREATE, i)->value == id);
    }
    put_number(1);
    check_int_equal(get_number(), 1);
    check_int_equal(tl_process_queue_destroy(queue), TL_OK);
    const struct captured_event *buffer = capture_find(EVENT_OBJECT_CREATE, 5);
    check_true(flags_detail(buffer->flags) == TYPE_QUEUE && !(buffer->flags & FLAG_READER));
    check_true(buffer->value == id);
    const struct captured_event *feeder = capture_find(EVENT_THREAD_CREATE, 0);
    check_true(feeder->value == id && feeder->flags & FLAG_SPECIAL);
    check_int_equal(capture_find(EVENT_QUEUE_PUT, 0)->value, 1 | UINT64_C(1) << 32);
}

/* What is told of one thread, in its order, without the storeys below the first, without the parts
 * of the buffer, and without waits: whether somebody has to wait is left to chance. */
static const char *tell_of(const char *thread)
{
    static char told[4000];
    size_t size = 0, name_size = strlen(thread);
    told[0] = '\0';
    for (char *event = strtok((char *)capture_tell(0), ";"); event; event = strtok(NULL, ";")) {
        event += *event == ' ';
        bool is_of = strncmp(event, thread, name_size) == 0 && event[name_size] == ' ';
        bool is_chance = strstr(event, "door.") || strstr(event, "queue.get+ buffer");
        if (is_of && !is_chance && !strstr(event, "··") && !strstr(event, ".lock")) {
            size += (size_t)snprintf(told + size, sizeof(told) - size, "%s%s", size ? "; " : "",
                                     event + name_size + 1);
        }
    }
    return told;
}

CASE(test_put_and_get_told)
{
    capture_in_real_time(1);
    queue = tl_process_queue_create(1, "Q");
    put_number(1);
    check_int_equal(get_number(), 1);
    check_int_equal(tl_process_queue_destroy(queue), TL_OK);
    check_text_equal(tell_of("main"),
                     "·semaphore.acquire room; queue.put Q i1; ·queue.put buffer i1; "
                     "queue.get+ Q; ·lock.acquire read lock; ·pipe.recv+ pipe; ·pipe.recv pipe m1; "
                     "queue.get Q i1; ·semaphore.release room; ·lock.release read lock");
    check_text_equal(tell_of("QueueFeederThread"),
                     "·queue.get buffer i1; ·lock.acquire write lock; "
                     "·pipe.send+ pipe; ·pipe.send pipe m1; ·lock.release write lock; "
                     "·queue.get buffer i2");
}

/* ---- misuse ---- */

CASE(test_misuse)
{
    struct tl_value value;
    check_int_equal(tl_process_queue_put(NULL, tl_none(), 0), TL_INVALID);
    check_int_equal(tl_process_queue_get(NULL, &value, 0), TL_INVALID);
    check_int_equal(tl_process_queue_size(NULL), 0);
    check_true(tl_process_queue_is_empty(NULL) && !tl_process_queue_is_full(NULL));
    check_int_equal(tl_process_queue_close(NULL), TL_INVALID);
    check_int_equal(tl_process_queue_join_thread(NULL), TL_INVALID);
    check_int_equal(tl_process_queue_cancel_join_thread(NULL), TL_INVALID);
    check_int_equal(tl_process_queue_destroy(NULL), TL_INVALID);
    queue = tl_process_queue_create(0, NULL);
    check_int_equal(tl_process_queue_get(queue, NULL, 0), TL_INVALID);
    check_int_equal(tl_process_queue_put(queue, TL_HANDLE(queue), 0), TL_INVALID);
    check_text_equal(tl_misuse_text(), "Queue objects should only be shared between processes "
                                       "through inheritance");
    check_int_equal(tl_process_queue_join_thread(queue), TL_STATE);
    check_text_equal(tl_misuse_text(), "Queue is not closed");
    check_int_equal(tl_process_queue_size(queue), 0);
    check_int_equal(tl_process_queue_destroy(queue), TL_OK);
}

CASE(test_refused_in_virtual_time)
{
    capture_in_virtual_time(1000);
    check_true(!tl_process_queue_create(0, "Q"));
    check_text_equal(tl_misuse_text(), "processes run in real time only");
}

/* ---- killed at any instant ---- */

static int put_until_killed(void *unused)
{
    while (!unused) {
        ++*number;
        put_number(1);
    }
    return 0;
}

static int get_until_killed(void *unused)
{
    while (!unused) {
        ++*number;
        get_number();
    }
    return 0;
}

/* The others get what they ask for, or the news that they get it not in time: one that was killed
 * may have taken a lock along, or left half a message. */
static int kill_in_round(void *round)
{
    struct tl_value value;
    queue = tl_process_queue_create(5, NULL);
    struct tl_process *children[] = {start(put_until_killed, 0), start(get_until_killed, 0),
                                     start(put_until_killed, 0)};
    while (*number < 20 + (uintptr_t)round) {
        sched_yield();
    }
    for (size_t child = 0; child < ARRAY_COUNT(children); child++) {
        tl_process_kill(children[child]);
        tl_process_join(children[child], TL_FOREVER);
        tl_process_destroy(children[child]);
    }
    while (tl_process_queue_put(queue, tl_int(1), 0) == TL_OK) {
    }
    int got = tl_process_queue_get(queue, &value, 0);
    check_true(got == TL_OK || got == TL_EMPTY);
    tl_process_queue_cancel_join_thread(queue);
    tl_process_queue_destroy(queue);
    return check_failures > 0;
}

/* Each round in a process of its own: one that forks has no feeder that may be in the middle of
 * something, which a race detector does not survive. */
CASE(test_killed_anywhere)
{
    number = shared_allocate(sizeof(*number));
    for (int i = 0; i < KILLS; i++) {
        *number = 0;
        finish(start(kill_in_round, i));
    }
}

static const struct test_case cases[] = {
    {"process-queue@values-come-in-order", test_values_come_in_order},
    {"process-queue@full-and-empty", test_full_and_empty},
    {"process-queue@buffer-is-not-the-pipe", test_buffer_is_not_the_pipe},
    {"process-queue@empty-right-after-put", test_empty_right_after_put},
    {"process-queue@closed-for-one-process", test_closed_for_one_process},
    {"process-queue@closed-before-any-put", test_closed_before_any_put},
    {"process-queue@exit-joins-the-feeder", test_exit_joins_feeder},
    {"process-queue@exit-joins-no-cancelled-feeder", test_exit_with_join_cancelled},
    {"process-queue@not-destroyed-under-its-feeder", test_destroy_while_feeder_writes},
    {"process-queue@fork-takes-no-items-along", test_fork_takes_no_items_along},
    {"process-queue@exact-among-processes", test_exact_among_processes},
    {"process-queue@threads-share-a-feeder", test_threads_of_one_process},
    {"process-queue@parts-are-shared", test_parts_are_shared},
    {"process-queue@put-and-get-are-told", test_put_and_get_told},
    {"process-queue@misuse", test_misuse},
    {"process-queue@refused-in-virtual-time", test_refused_in_virtual_time},
    {"process-queue@nobody-hangs-on-the-killed", test_killed_anywhere},
};

int main(int argc, char **argv)
{
    return run_cases(cases, ARRAY_COUNT(cases), argc, argv);
}
