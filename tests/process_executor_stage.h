/* What tests of process executors share: an executor, a gate that its tasks pass, and tasks. Each
 * case runs in a process of its own, in real time; what one process must have done before another
 * goes on is awaited at a primitive or a state, never by sleeping. */
#ifndef THREADLANE_TESTS_PROCESS_EXECUTOR_STAGE_H
#define THREADLANE_TESTS_PROCESS_EXECUTOR_STAGE_H

#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/captured_rules.h"
#include "tests/capturing_recorder.h"
#include "tests/check.h"
#include "tests/own_process.h"
#include "tracer/event/event_kind.h"
#include "tracer/event/id.h"
#include "tracer/process/connection.h"
#include "tracer/process/process_executor.h"
#include "tracer/process/process_queue.h"
#include "tracer/threadlane_process.h"

#define BIG (1u << 20) /* more than a pipe holds */
#define BROKEN_TEXT                                                                                \
    "A process in the process pool was terminated abruptly while the future was running or "       \
    "pending."

static struct tl_process_executor *executor;
/* Shared with the workers: how many tasks have begun. */
static _Atomic int *begun;
static struct tl_process_semaphore *gate;

static inline void begin(int max_workers)
{
    capture_in_real_time(1);
    begun = mmap(NULL, sizeof(*begun), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    gate = tl_process_semaphore_create(0, "gate");
    executor = tl_process_executor_create(max_workers, "pool");
}

/* ---- tasks ---- */

static inline int ten_times(struct tl_value number, struct tl_value *result)
{
    *result = tl_int(10 * number.number);
    return 0;
}

static inline int echo(struct tl_value value, struct tl_value *result)
{
    *result = value;
    return 0;
}

static inline int pass_gate(struct tl_value number, struct tl_value *result)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL); /* nobody waits here when the test has failed */
    atomic_fetch_add(begun, 1);
    tl_process_semaphore_acquire(gate, TL_FOREVER);
    *result = number;
    return 0;
}

static inline int fail(struct tl_value text, struct tl_value *result)
{
    (void)result;
    return tl_task_error(77, text.type == TL_VALUE_TEXT ? text.data : NULL);
}

static inline int quit(struct tl_value status, struct tl_value *result)
{
    (void)result;
    tl_quit((int)status.number);
}

static inline int die(struct tl_value signal_number, struct tl_value *result)
{
    (void)result;
    return kill(getpid(), (int)signal_number.number);
}

static inline int tell_process(struct tl_value unused, struct tl_value *result)
{
    (void)unused;
    *result = tl_text(tl_current_process_name());
    return 0;
}

static inline int give_big(struct tl_value unused, struct tl_value *result)
{
    static char big[BIG];
    (void)unused;
    memset(big, 'b', sizeof(big));
    *result = tl_bytes(big, sizeof(big));
    atomic_fetch_add(begun, 1);
    return 0;
}

/* ---- what the tests do ---- */

static inline struct tl_future *submit(tl_process_task *function, long long number)
{
    return tl_process_executor_submit(executor, function, tl_int(number), NULL);
}

static inline const struct tl_value *value_of(struct tl_future *future)
{
    void *result = NULL;
    check_int_equal(tl_future_result(future, TL_FOREVER, &result), TL_OK);
    return result;
}

static inline void check_broken(struct tl_future *future)
{
    int code = 0;
    const char *text = "";
    check_int_equal(tl_future_result(future, TL_FOREVER, NULL), TL_BROKEN);
    check_int_equal(tl_future_exception(future, TL_FOREVER, &code, &text), TL_OK);
    check_int_equal(code, TL_BROKEN);
    check_text_equal(text, BROKEN_TEXT);
}

static inline void check_unusable(void)
{
    check_true(submit(ten_times, 1) == NULL);
    check_text_equal(tl_misuse_text(), "A child process terminated abruptly, the process pool is "
                                       "not usable anymore");
}

static inline void await_begun(int count)
{
    while (*begun < count) {
        sched_yield();
    }
}

static inline void await_state(struct tl_future *future, enum tl_future_state state)
{
    while (tl_future_state(future) != state) {
        sched_yield();
    }
}

static inline void open_gate(int count)
{
    for (int i = 0; i < count; i++) {
        tl_process_semaphore_release(gate);
    }
}

static inline pid_t worker_pid(unsigned index)
{
    return tl_process_pid(executor->workers[index].process);
}

static inline size_t count_events(uint16_t kind)
{
    size_t count = 0;
    while (capture_find(kind, count)) {
        count++;
    }
    return count;
}

/* Nothing is left of the executor: all workers were collected. */
static inline void check_gone(void)
{
    check_int_equal(waitpid(-1, NULL, WNOHANG), -1);
}

static inline void end(void)
{
    check_int_equal(tl_process_executor_destroy(executor), TL_OK);
    check_gone();
    check_int_equal(captured_rules_broken(), 0);
}

#endif
