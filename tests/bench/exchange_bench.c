/* What an exchange costs, for tests/bench/python_bench.py, which measures CPython's in turns with
 * it: reads names of rows from stdin, and answers each with the nanoseconds that one took on
 * average in a short round. */
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tracer/record/clock.h"
#include "tracer/sync/futex.h"
#include "tracer/threadlane.h"

#define ROUND 1000

static struct tl_lock *lock;
static struct tl_semaphore *semaphore;
static struct tl_queue *queue;
static struct tl_executor *executor;
static struct tl_future *futures[ROUND];

static int give_back(void *argument, void **result)
{
    *result = argument;
    return TL_OK;
}

static struct tl_future *submit(void)
{
    return tl_executor_submit(executor, give_back, &executor, NULL);
}

static void await(struct tl_future *future)
{
    void *result;
    tl_future_result(future, TL_FOREVER, &result);
    tl_future_destroy(future);
}

static void run_lock(void)
{
    for (int i = 0; i < ROUND; i++) {
        tl_lock_acquire(lock, TL_FOREVER);
        tl_lock_release(lock);
    }
}

static void run_semaphore(void)
{
    for (int i = 0; i < ROUND; i++) {
        tl_semaphore_acquire(semaphore, TL_FOREVER);
        tl_semaphore_release(semaphore, 1);
    }
}

static void run_queue(void)
{
    void *item;
    for (int i = 0; i < ROUND; i++) {
        tl_queue_put(queue, &queue, TL_FOREVER);
        tl_queue_get(queue, &item, TL_FOREVER);
    }
}

static void run_tasks(void)
{
    for (int i = 0; i < ROUND; i++) {
        futures[i] = submit();
    }
    for (int i = 0; i < ROUND; i++) {
        await(futures[i]);
    }
}

static void run_round_trips(void)
{
    for (int i = 0; i < ROUND; i++) {
        await(submit());
    }
}

/* ---- the least: two threads put each other to sleep and wake each other, and nothing else ---- */

static _Atomic uint32_t turn_count; /* even: it is the main thread's turn */

static uint32_t await_turn(uint32_t is_odd)
{
    uint32_t count;
    while ((count = atomic_load(&turn_count)) % 2 != is_odd) {
        futex_wait(&turn_count, count, NULL);
    }
    return count;
}

static void take_turn(uint32_t is_odd)
{
    atomic_store(&turn_count, await_turn(is_odd) + 1);
    futex_wake(&turn_count, 1);
}

static void *answer_turns(void *unused)
{
    for (;;) {
        take_turn(1);
    }
    return unused;
}

static void run_turns(void)
{
    for (int i = 0; i < ROUND; i++) {
        take_turn(0);
    }
    await_turn(0);
}

static const struct row {
    const char *name;
    void (*run)(void);
} rows[] = {
    {"lock", run_lock},   {"semaphore", run_semaphore},     {"queue", run_queue},
    {"tasks", run_tasks}, {"round trips", run_round_trips}, {"turns", run_turns},
};

static double measure(void (*run)(void))
{
    uint64_t begin = clock_monotonic_ns();
    run();
    return (double)(clock_monotonic_ns() - begin) / ROUND;
}

static void answer(const char *name)
{
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        if (strcmp(rows[i].name, name) == 0) {
            printf("%.1f\n", measure(rows[i].run));
            fflush(stdout);
        }
    }
}

int main(void)
{
    char name[64];
    pthread_t answerer;
    pthread_create(&answerer, NULL, answer_turns, NULL);
    lock = tl_lock_create("lock");
    semaphore = tl_semaphore_create(1, "semaphore");
    queue = tl_queue_create(0, "queue");
    executor = tl_executor_create(1, "pool");
    while (fgets(name, sizeof(name), stdin)) {
        name[strcspn(name, "\n")] = '\0';
        answer(name);
    }
    return tl_exit(0);
}
