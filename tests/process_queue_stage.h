/* Processes with a queue between them, for the tests of that. */
#ifndef THREADLANE_TESTS_PROCESS_QUEUE_STAGE_H
#define THREADLANE_TESTS_PROCESS_QUEUE_STAGE_H

#include <stdatomic.h>
#include <stdint.h>

#include "tests/capturing_recorder.h"
#include "tests/check.h"
#include "tests/own_process.h"
#include "tracer/threadlane_process.h"

static struct tl_process_queue *queue;
static _Atomic uint32_t *number; /* in shared memory */

static struct tl_process *start(int (*function)(void *), int argument)
{
    struct tl_process *process = tl_process_create(function, (void *)(intptr_t)argument, NULL);
    check_int_equal(tl_process_start(process), TL_OK);
    return process;
}

static void finish(struct tl_process *process)
{
    int exitcode = -1;
    check_int_equal(tl_process_join(process, TL_FOREVER), TL_OK);
    check_int_equal(tl_process_exitcode(process, &exitcode), TL_OK);
    check_int_equal(exitcode, 0);
    tl_process_destroy(process);
}

static void put_number(int value)
{
    check_int_equal(tl_process_queue_put(queue, tl_int(value), TL_FOREVER), TL_OK);
}

static int get_number(void)
{
    struct tl_value value = tl_none();
    check_int_equal(tl_process_queue_get(queue, &value, TL_FOREVER), TL_OK);
    check_int_equal(value.type, TL_VALUE_INT);
    return (int)value.number;
}

static int put_and_get_numbers(void *count)
{
    for (int i = 0; i < (int)(intptr_t)count; i++) {
        put_number(i);
    }
    return check_failures > 0;
}

#endif
