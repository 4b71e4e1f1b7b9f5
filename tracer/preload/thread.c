/* Threads: who started whom, when they begin and end, who waits for their end, and their names.
 *
 * The number of a thread lies in its own thread-local memory, and because that is a fixed distance
 * from what a pthread_t is with glibc, whoever has the pthread_t finds the number without a table.
 */
#include "tracer/preload/thread.h"

#include <errno.h>
#include <limits.h>
#include <sched.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <sys/prctl.h>
#include <threads.h>

#include "tracer/preload/real.h"

#define STARTS 256 /* threads that have been created and have not begun, at once */

/* What a new thread needs to know; here, because nothing is allocated while recording. */
struct start {
    _Atomic bool is_taken;
    union {
        void *(*posix)(void *);
        int (*c11)(void *);
    } function;
    void *argument;
    uint32_t number;
};

static struct start starts[STARTS];
static pthread_key_t end_key;
static pthread_once_t end_key_once = PTHREAD_ONCE_INIT;

static struct gate_thread *thread_of(pthread_t thread)
{
    intptr_t distance = (char *)&gate_thread - (char *)pthread_self();
    return (struct gate_thread *)((char *)thread + distance);
}

static struct start *take_start(void)
{
    for (;;) {
        for (int i = 0; i < STARTS; i++) {
            if (!atomic_exchange(&starts[i].is_taken, true)) {
                return &starts[i];
            }
        }
        real()->sched_yield(); /* a thread that has been made begins some time */
    }
}

/* ---- the end ---- */

/* In the last round, because the program's own destructors may still lock. */
static void end_thread(void *value)
{
    if (++gate_thread.end_rounds < PTHREAD_DESTRUCTOR_ITERATIONS) {
        pthread_setspecific(end_key, value);
        return;
    }
    enum thread_how how = gate_thread.has_returned ? HOW_RETURNED
                          : gate_thread.has_exited ? HOW_EXIT
                                                   : HOW_CANCELLED;
    if (!gate_thread.has_ended) {
        recorder_event(EVENT_THREAD_END, (uint16_t)how, 0, id_make(ID_THREAD, gate_thread.number),
                       0);
    }
    recorder_end_thread();
}

static void make_end_key(void)
{
    pthread_key_create(&end_key, end_thread);
}

/* The first thread may end before the others, too: by pthread_exit. */
static void watch_own_end(void)
{
    real()->pthread_once(&end_key_once, make_end_key);
    if (!pthread_getspecific(end_key)) {
        pthread_setspecific(end_key, &gate_thread);
    }
}

void pthread_exit(void *result)
{
    if (gate_is_open(GATE_CALLER)) {
        watch_own_end();
        gate_thread.has_exited = true;
    }
    real()->pthread_exit(result);
    __builtin_unreachable();
}

void thrd_exit(int result)
{
    if (gate_is_open(GATE_CALLER)) {
        watch_own_end();
        gate_thread.has_exited = true;
    }
    real()->thrd_exit(result);
    __builtin_unreachable();
}

/* ---- the beginning ---- */

/* The new thread has taken what it starts with, and may begin. */
static struct start begin(struct start *taken)
{
    struct start start = *taken;
    gate_thread.number = start.number;
    atomic_store(&taken->is_taken, false);
    recorder_begin_thread(gate_thread.number);
    /* The site is the function's, as if it had been called from its first byte. */
    recorder_event(EVENT_THREAD_BEGIN, 0, (uint64_t)(uintptr_t)start.function.posix + 1,
                   id_make(ID_THREAD, gate_thread.number), gate_tid());
    pthread_setspecific(end_key, &gate_thread);
    return start;
}

static void *run(void *taken)
{
    struct start start = begin(taken);
    void *result = start.function.posix(start.argument);
    gate_thread.has_returned = true;
    return result;
}

static int run_c11(void *taken)
{
    struct start start = begin(taken);
    int result = start.function.c11(start.argument);
    gate_thread.has_returned = true;
    return result;
}

static struct start *prepare(void *argument, const struct interpreter_birth *birth, uint64_t caller)
{
    watch_own_end();
    struct start *start = take_start();
    start->argument = argument;
    start->number = recorder_new_thread();
    recorder_event(EVENT_THREAD_CREATE_BEGIN, birth ? birth->flags : 0, caller,
                   id_make(ID_THREAD, start->number), birth ? birth->owner : 0);
    return start;
}

static void note_result(struct start *start, uint32_t number, int error, uint64_t caller)
{
    uint64_t id = id_make(ID_THREAD, number);
    if (error == 0) {
        recorder_event(EVENT_THREAD_CREATE, 0, caller, id, 0);
    } else {
        atomic_store(&start->is_taken, false);
        recorder_event(EVENT_THREAD_CREATE_FAILED, (uint16_t)gate_reason(error), caller, id, 0);
    }
}

int pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*function)(void *),
                   void *argument)
{
    if (!gate_is_open_outside(GATE_CALLER)) {
        return real()->pthread_create(thread, attributes, function, argument);
    }
    struct interpreter_birth *birth = interpreter_birth;
    struct start *start = prepare(argument, birth, GATE_CALLER);
    uint32_t number = start->number;
    start->function.posix = function;
    int error = real()->pthread_create(thread, attributes, run, start);
    if (error == 0 && birth) {
        birth->number = number;
    } else {
        note_result(start, number, error, GATE_CALLER);
    }
    return error;
}

int thrd_create(thrd_t *thread, int (*function)(void *), void *argument)
{
    if (!gate_is_open(GATE_CALLER)) {
        return real()->thrd_create(thread, function, argument);
    }
    struct start *start = prepare(argument, NULL, GATE_CALLER);
    uint32_t number = start->number;
    start->function.c11 = function;
    int result = real()->thrd_create(thread, run_c11, start);
    note_result(start, number, result == thrd_success ? 0 : EAGAIN, GATE_CALLER);
    return result;
}

/* ---- waiting for the end ---- */

static int join_until(pthread_t thread, void **result, const struct gate_limit *limit)
{
    return !limit->time ? real()->pthread_join(thread, result)
           : limit->is_clock_given
               ? real()->pthread_clockjoin_np(thread, result, limit->clock, limit->time)
               : real()->pthread_timedjoin_np(thread, result, limit->time);
}

static bool has_start(void)
{
    for (int i = 0; i < STARTS; i++) {
        if (atomic_load(&starts[i].is_taken)) {
            return true;
        }
    }
    return false;
}

/* One that has not begun to run does not know its number yet, and what it starts with is still
 * taken. 0: a thread that was not started here. */
uint32_t thread_number(pthread_t thread)
{
    const struct gate_thread *state = thread_of(thread);
    bool may_begin = true;
    uint32_t number;
    while ((number = atomic_load(&state->number)) == 0 && may_begin) {
        may_begin = has_start();
        real()->sched_yield();
    }
    return number ? number : atomic_load(&state->number);
}

int thread_join(pthread_t thread, void **result, const struct gate_limit *limit, uint64_t caller)
{
    uint32_t number = gate_is_open(caller) ? thread_number(thread) : 0;
    if (number == 0) {
        return join_until(thread, result, limit);
    }
    uint64_t id = id_make(ID_THREAD, number);
    int error = real()->pthread_tryjoin_np(thread, result);
    if (error == 0) {
        recorder_event(EVENT_THREAD_JOIN, 0, caller, id, 0);
    }
    if (error != EBUSY) {
        return error;
    }
    GATE_WAIT wait = gate_begin(OPERATION_THREAD_JOIN, 0, id, caller, limit);
    gate_sleep(&wait);
    error = join_until(thread, result, limit);
    gate_wake(&wait, gate_reason(error));
    gate_end(&wait, gate_reason(error), 0);
    return error;
}

int pthread_join(pthread_t thread, void **result)
{
    return thread_join(thread, result, GATE_FOREVER, GATE_CALLER);
}

int pthread_timedjoin_np(pthread_t thread, void **result, const struct timespec *time)
{
    return thread_join(thread, result, &(struct gate_limit){CLOCK_REALTIME, time}, GATE_CALLER);
}

int pthread_clockjoin_np(pthread_t thread, void **result, clockid_t clock,
                         const struct timespec *time)
{
    return thread_join(thread, result, &(struct gate_limit){clock, time, .is_clock_given = true},
                       GATE_CALLER);
}

/* ---- names ---- */

int pthread_setname_np(pthread_t thread, const char *name)
{
    int error = real()->pthread_setname_np(thread, name);
    uint32_t number = error == 0 && gate_is_open(GATE_CALLER) ? thread_number(thread) : 0;
    if (number != 0) {
        recorder_name(id_make(ID_THREAD, number), name);
    }
    return error;
}

/* A thread may also name itself by the kernel's own call. */
int prctl(int what, ...)
{
    unsigned long values[4];
    va_list list;
    va_start(list, what);
    for (int i = 0; i < 4; i++) {
        values[i] = va_arg(list, unsigned long);
    }
    va_end(list);
    int result = real()->prctl(what, values[0], values[1], values[2], values[3]);
    if (what == PR_SET_NAME && result == 0 && gate_is_open(GATE_CALLER)) {
        recorder_name(id_make(ID_THREAD, recorder_thread()), (const char *)values[0]);
    }
    return result;
}
