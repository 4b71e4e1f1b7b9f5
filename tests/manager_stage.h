/* What tests of managers share: a manager with a queue and a dict, processes that use them, and
 * each case in a process of its own. */
#ifndef THREADLANE_TESTS_MANAGER_STAGE_H
#define THREADLANE_TESTS_MANAGER_STAGE_H

#include "tests/check.h"
#include "tests/own_process.h"
#include "tracer/process/proxy.h"
#include "tracer/threadlane_process.h"

static struct tl_manager *manager;
static struct tl_manager_queue *queue;
static struct tl_manager_dict *dict;

static inline void make(int capacity)
{
    manager = tl_manager_create("M");
    queue = tl_manager_queue_create(manager, capacity, "Q");
    dict = tl_manager_dict_create(manager, "D");
    check_true(manager && queue && dict);
}

/* A second time nothing is there to end. */
static inline void end(void)
{
    check_int_equal(tl_manager_shutdown(manager), TL_OK);
    tl_manager_queue_destroy(queue);
    tl_manager_dict_destroy(dict);
    tl_manager_destroy(manager);
}

static inline long long get_number(double timeout)
{
    struct tl_value value = tl_none();
    int result = tl_manager_queue_get(queue, &value, timeout);
    check_true(result != TL_OK || value.type == TL_VALUE_INT);
    return result == TL_OK ? value.number : result;
}

static inline int put_number(long long number, double timeout)
{
    return tl_manager_queue_put(queue, tl_int(number), timeout);
}

static inline struct tl_process *start(int (*function)(void *), void *argument)
{
    struct tl_process *process = tl_process_create(function, argument, NULL);
    check_int_equal(tl_process_start(process), TL_OK);
    return process;
}

static inline void join(struct tl_process *process, int expected)
{
    int exitcode = -1000;
    check_int_equal(tl_process_join(process, TL_FOREVER), TL_OK);
    check_int_equal(tl_process_exitcode(process, &exitcode), TL_OK);
    check_int_equal(exitcode, expected);
    tl_process_destroy(process);
}

static inline void check_dict_text(const char *expected)
{
    struct tl_value text = tl_none();
    check_int_equal(tl_manager_dict_text(dict, &text), TL_OK);
    check_text_equal(text.data, expected);
    tl_value_free(&text);
}

/* And then it ends. */
static inline void check_still_serves(void)
{
    struct tl_value value;
    while (tl_manager_queue_get(queue, &value, 0) != TL_EMPTY) {
    }
    check_int_equal(put_number(1, 0), TL_OK);
    check_int_equal(get_number(TL_FOREVER), 1);
    end();
}

#endif
