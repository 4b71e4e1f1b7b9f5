/* Managers: what their queues and dicts do for other processes, and who has them. */
#include <stdlib.h>

#include "tests/manager_stage.h"
#include "tracer/process/value.h"

/* ---- queue ---- */

static int put_all_types(void *unused)
{
    (void)unused;
    tl_manager_queue_put(queue, tl_none(), TL_FOREVER);
    tl_manager_queue_put(queue, tl_int(-7), TL_FOREVER);
    tl_manager_queue_put(queue, tl_text("小爱"), TL_FOREVER);
    return tl_manager_queue_put(queue, tl_bytes("a\0b", 3), TL_FOREVER);
}

CASE(test_values)
{
    struct tl_value value;
    make(0);
    join(start(put_all_types, NULL), 0);
    check_int_equal(tl_manager_queue_size(queue), 4);
    check_int_equal(tl_manager_queue_get(queue, &value, 0), TL_OK);
    check_int_equal(value.type, TL_VALUE_NONE);
    check_int_equal(get_number(0), -7);
    check_int_equal(tl_manager_queue_get(queue, &value, 0), TL_OK);
    check_text_equal(value.data, "小爱");
    tl_value_free(&value);
    check_int_equal(tl_manager_queue_get(queue, &value, 0), TL_OK);
    check_true(value.type == TL_VALUE_BYTES && value.size == 3 &&
               memcmp(value.data, "a\0b", 3) == 0);
    tl_value_free(&value);
    end();
}

CASE(test_limits)
{
    make(2);
    check_int_equal(get_number(0), TL_EMPTY);
    check_int_equal(get_number(0.01), TL_EMPTY);
    check_int_equal(put_number(1, 0), TL_OK);
    check_int_equal(put_number(2, TL_FOREVER), TL_OK);
    check_int_equal(put_number(3, 0), TL_FULL);
    check_int_equal(put_number(3, 0.01), TL_FULL);
    check_int_equal(put_number(3, -1), TL_INVALID);
    check_int_equal(get_number(-1), TL_INVALID);
    check_text_equal(tl_misuse_text(), "'timeout' must be a non-negative number");
    check_int_equal(get_number(TL_FOREVER), 1);
    check_int_equal(get_number(TL_FOREVER), 2);
    check_int_equal(tl_manager_queue_put(NULL, tl_none(), 0), TL_INVALID);
    check_int_equal(tl_manager_queue_get(queue, NULL, 0), TL_INVALID);
    check_int_equal(tl_manager_queue_size(NULL), TL_INVALID);
    end();
}

static int put_big(void *unused)
{
    (void)unused;
    char *big = calloc(1, 1 << 20);
    memset(big, 'x', 1 << 20);
    int result = tl_manager_queue_put(queue, tl_bytes(big, 1 << 20), TL_FOREVER);
    free(big);
    return result;
}

CASE(test_big_value)
{
    struct tl_value value;
    make(0);
    join(start(put_big, NULL), 0);
    check_int_equal(tl_manager_queue_get(queue, &value, TL_FOREVER), TL_OK);
    check_int_equal(value.size, 1 << 20);
    check_true(((const char *)value.data)[(1 << 20) - 1] == 'x');
    tl_value_free(&value);
    end();
}

static int get_into_exitcode(void *unused)
{
    (void)unused;
    return (int)get_number(TL_FOREVER);
}

/* Whether it waits nobody outside can see, so it may come late and find the item: the test fails
 * only if a wait of one keeps others from being served. */
CASE(test_blocking_get)
{
    make(1);
    struct tl_process *waiting[3];
    for (int i = 0; i < 3; i++) {
        waiting[i] = start(get_into_exitcode, NULL);
    }
    tl_manager_dict_set(dict, "served", tl_int(1));
    check_dict_text("{'served': 1}");
    for (int i = 0; i < 3; i++) {
        check_int_equal(put_number(5, TL_FOREVER), TL_OK);
    }
    for (int i = 0; i < 3; i++) {
        join(waiting[i], 5);
    }
    end();
}

/* ---- dict ---- */

CASE(test_dict)
{
    struct tl_value value = tl_none();
    make(0);
    check_dict_text("{}");
    check_int_equal(tl_manager_dict_size(dict), 0);
    check_int_equal(tl_manager_dict_set(dict, "b", tl_int(2)), TL_OK);
    check_int_equal(tl_manager_dict_set(dict, "a", tl_text("it's")), TL_OK);
    check_int_equal(tl_manager_dict_set(dict, "小爱\n", tl_bytes("\0'\\", 3)), TL_OK);
    check_int_equal(tl_manager_dict_set(dict, "", tl_none()), TL_OK);
    check_dict_text("{'b': 2, 'a': \"it's\", '小爱\\n': b\"\\x00'\\\\\", '': None}");
    check_int_equal(tl_manager_dict_set(dict, "b", tl_int(-3)), TL_OK);
    check_int_equal(tl_manager_dict_size(dict), 4);
    check_int_equal(tl_manager_dict_get(dict, "b", &value), TL_OK);
    check_int_equal(value.number, -3);
    check_int_equal(tl_manager_dict_get(dict, "c", &value), TL_EMPTY);
    check_int_equal(value.number, -3); /* as it was */
    check_int_equal(tl_manager_dict_get(dict, NULL, &value), TL_INVALID);
    check_int_equal(tl_manager_dict_set(NULL, "a", tl_none()), TL_INVALID);
    check_int_equal(tl_manager_dict_text(dict, NULL), TL_INVALID);
    end();
}

CASE(test_many_keys)
{
    char key[16];
    make(0);
    for (int i = 0; i < 500; i++) {
        snprintf(key, sizeof(key), "key %d", i);
        check_int_equal(tl_manager_dict_set(dict, key, tl_int(i)), TL_OK);
    }
    for (int i = 0; i < 500; i++) {
        struct tl_value value = tl_none();
        snprintf(key, sizeof(key), "key %d", i);
        check_int_equal(tl_manager_dict_get(dict, key, &value), TL_OK);
        check_int_equal(value.number, i);
    }
    check_int_equal(tl_manager_dict_size(dict), 500);
    end();
}

/* ---- who has it ---- */

static int put_into_travelled(void *unused)
{
    struct tl_value handle;
    (void)unused;
    if (tl_manager_dict_get(dict, "queue", &handle) != TL_OK) {
        return 1;
    }
    struct tl_manager_queue *travelled = (struct tl_manager_queue *)handle.data;
    int result = tl_manager_queue_put(travelled, tl_int(9), TL_FOREVER);
    tl_value_free(&handle);
    return result;
}

CASE(test_handle_travels)
{
    make(0);
    check_int_equal(tl_manager_dict_set(dict, "queue", TL_HANDLE(queue)), TL_OK);
    check_dict_text("{'queue': <AutoProxy[Queue] object, typeid 'Queue'>}");
    join(start(put_into_travelled, NULL), 0);
    check_int_equal(get_number(0), 9);
    struct tl_manager_queue *none = NULL;
    check_int_equal(tl_manager_dict_set(dict, "none", TL_HANDLE(none)), TL_INVALID);
    end();
}

CASE(test_copies_hold_it)
{
    struct tl_value value;
    make(0);
    struct tl_value copy = tl_value_copy(TL_HANDLE(queue));
    put_number(1, 0);
    tl_manager_queue_destroy(queue);
    check_int_equal(tl_manager_queue_get((struct tl_manager_queue *)copy.data, &value, TL_FOREVER),
                    TL_OK);
    check_int_equal(value.number, 1);
    queue = NULL;
    tl_value_free(&copy);
    end();
}

static struct tl_manager_queue *received(struct tl_manager_queue *sent)
{
    struct tl_value value = TL_HANDLE(sent), got;
    size_t size = value_packed_size(value);
    char *packed = malloc(size);
    value_pack(value, packed);
    check_int_equal(value_unpack(packed, size, &got), TL_OK);
    free(packed);
    return (struct tl_manager_queue *)got.data;
}

/* A proxy counts from its first use on. */
CASE(test_last_proxy)
{
    make(0);
    struct tl_manager_queue *user = received(queue), *idle = received(queue);
    check_int_equal(tl_manager_queue_put(user, tl_int(3), 0), TL_OK);
    tl_manager_queue_destroy(queue);
    check_int_equal(tl_manager_queue_size(user), 1);
    queue = user;
    check_int_equal(get_number(0), 3);
    tl_manager_queue_destroy(user);
    queue = idle;
    check_int_equal(get_number(0), TL_STATE);
    end();
}

static int count_up(void *unused)
{
    (void)unused;
    for (int i = 0; i < 100; i++) {
        put_number(1, TL_FOREVER);
    }
    return 0;
}

static void count_up_in_thread(void *unused)
{
    count_up(unused);
}

/* Threads of the parent have lines of their own, children make new ones. */
static void run_crowd(void)
{
    struct tl_process *processes[4];
    struct tl_thread *threads[4];
    int sum = 0;
    make(3);
    for (int i = 0; i < 4; i++) {
        threads[i] = tl_thread_create(count_up_in_thread, NULL, NULL);
        tl_thread_start(threads[i]);
        processes[i] = start(count_up, NULL);
    }
    for (int i = 0; i < 800; i++) {
        sum += (int)get_number(TL_FOREVER);
    }
    check_int_equal(sum, 800);
    check_int_equal(get_number(0), TL_EMPTY);
    for (int i = 0; i < 4; i++) {
        join(processes[i], 0);
        tl_thread_join(threads[i], TL_FOREVER);
        tl_thread_destroy(threads[i]);
    }
    end();
}

CASE(test_crowd)
{
    run_crowd();
}

/* One GIL a process, dropped while an answer is awaited. */
CASE(test_crowd_with_gil)
{
    check_int_equal(tl_gil_enable(TL_GIL_INTERVAL, TL_GIL_BACKEDGE_CALL), TL_OK);
    run_crowd();
}

static const struct test_case cases[] = {
    {"manager@values-of-all-types-travel", test_values},
    {"manager@queue-has-limits", test_limits},
    {"manager@value-bigger-than-a-pipe", test_big_value},
    {"manager@blocking-get-keeps-its-caller-alone-waiting", test_blocking_get},
    {"manager@dict-keeps-order-and-prints-like-python", test_dict},
    {"manager@dict-finds-many-keys", test_many_keys},
    {"manager@handle-travels-as-value", test_handle_travels},
    {"manager@copies-of-a-handle-hold-the-object", test_copies_hold_it},
    {"manager@object-goes-with-its-last-proxy", test_last_proxy},
    {"manager@threads-and-processes-at-once", test_crowd},
    {"manager@threads-and-processes-at-once-with-a-gil", test_crowd_with_gil},
};

int main(int argc, char **argv)
{
    return run_cases(cases, ARRAY_COUNT(cases), argc, argv);
}
