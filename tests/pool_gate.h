/* What tests of pools share: a pool, tasks for it, and a gate for what has to wait: a pipe from
 * which each who passes takes a byte, made before the workers, so that they have it, too. */
#ifndef THREADLANE_TESTS_POOL_GATE_H
#define THREADLANE_TESTS_POOL_GATE_H

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/check.h"
#include "tracer/threadlane_process.h"

#define TASKS       100
#define LONG_SIZE   (1 << 20)
#define END_TIME_MS 10000

static int gate[2];
static int arrivals[2];
static struct tl_pool *pool;

static inline void begin(int workers)
{
    check_int_equal(pipe(gate), 0);
    check_int_equal(pipe(arrivals), 0);
    pool = tl_pool_create(workers, "pool");
    check_true(pool != NULL);
}

static inline void open_gate(int count)
{
    for (int i = 0; i < count; i++) {
        check_int_equal(write(gate[1], "g", 1), 1);
    }
}

static inline void await_arrivals(int count)
{
    char byte;
    for (int i = 0; i < count; i++) {
        check_int_equal(read(arrivals[0], &byte, 1), 1);
    }
}

static inline void pass_gate(void)
{
    char byte;
    check_int_equal(write(arrivals[1], "a", 1), 1);
    check_int_equal(read(gate[0], &byte, 1), 1);
}

/* ---- tasks ---- */

static inline int twice(struct tl_value x, struct tl_value *result)
{
    *result = tl_int(2 * x.number);
    return 0;
}

static inline int tell_pid(struct tl_value x, struct tl_value *result)
{
    (void)x;
    *result = tl_int(getpid());
    return 0;
}

/* Negative numbers at once, others when the gate lets them. */
static inline int twice_after_gate(struct tl_value x, struct tl_value *result)
{
    if (x.number >= 0) {
        pass_gate();
    }
    return twice(x, result);
}

static inline int repeat_text(struct tl_value x, struct tl_value *result)
{
    char *text = malloc(LONG_SIZE);
    memset(text, 'x', LONG_SIZE);
    text[0] = *(const char *)x.data;
    *result = tl_value_copy(tl_bytes(text, LONG_SIZE));
    free(text);
    return 0;
}

/* ---- asking ---- */

static inline struct tl_async_result *apply(tl_process_task *function, long long x)
{
    return tl_pool_apply_async(pool, function, tl_int(x), NULL);
}

static inline long long number_of(struct tl_async_result *result)
{
    struct tl_value value = tl_none();
    int got = tl_async_result_get(result, TL_FOREVER, &value);
    tl_async_result_destroy(result);
    return got == TL_OK ? value.number : got;
}

static inline bool has_children(void)
{
    siginfo_t info;
    return waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT) == 0;
}

/* Pool and children are gone, without a trace. */
static inline void end(void)
{
    check_int_equal(tl_pool_destroy(pool), TL_OK);
    check_true(!has_children());
}

static inline void await_death(int pid)
{
    int fd = (int)syscall(SYS_pidfd_open, pid, 0);
    struct pollfd polled = {fd, POLLIN, 0};
    check_true((fd < 0 && errno == ESRCH) || poll(&polled, 1, END_TIME_MS) == 1);
    close(fd);
}

#endif
