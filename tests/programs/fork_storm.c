/* Two threads fork as often as the argument says, while four others use locks, a queue, a semaphore
 * and an event as fast as they can. Each child uses the same objects and ends with a status by
 * which its parent knows it. A child that hangs stays for good. */
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tracer/threadlane_process.h"

#define WORKERS     4
#define FORKERS     2
#define FULL        100 /* items in the queue, about */
#define PATIENCE    60  /* seconds; only a fault makes a child last */
#define WITH_THREAD 16  /* every so many children start a thread */

static struct tl_lock *lock;
static struct tl_rlock *rlock;
static struct tl_queue *queue;
static struct tl_semaphore *semaphore;
static struct tl_condition *condition;
static struct tl_event *event;
static _Atomic bool is_over;
static _Atomic long wrong;
static long count;

static void try_all(void)
{
    void *item;
    if (tl_lock_acquire(lock, 0) == TL_OK) {
        tl_lock_release(lock);
    }
    if (tl_rlock_acquire(rlock, 0) == TL_OK) {
        tl_rlock_release(rlock);
    }
    if (tl_condition_acquire(condition, 0) == TL_OK) {
        tl_condition_notify_all(condition);
        tl_condition_release(condition);
    }
    tl_queue_put(queue, &count, TL_FOREVER);
    tl_queue_get(queue, &item, TL_FOREVER);
    if (tl_semaphore_acquire(semaphore, 0) == TL_OK) {
        tl_semaphore_release(semaphore, 1);
    }
    tl_event_set(event);
    tl_event_clear(event);
}

static void work(void *argument)
{
    void *item;
    while (!is_over) {
        tl_lock_acquire(lock, TL_FOREVER);
        tl_lock_release(lock);
        tl_rlock_acquire(rlock, TL_FOREVER);
        tl_rlock_acquire(rlock, TL_FOREVER);
        tl_rlock_release(rlock);
        tl_rlock_release(rlock);
        tl_queue_put(queue, argument, TL_FOREVER);
        tl_queue_get(queue, &item, TL_FOREVER);
        tl_semaphore_acquire(semaphore, TL_FOREVER);
        tl_semaphore_release(semaphore, 1);
        tl_event_set(event);
        tl_event_clear(event);
        tl_condition_acquire(condition, TL_FOREVER);
        tl_condition_wait(condition, 1e-5);
        tl_condition_release(condition);
    }
}

static void do_nothing(void *argument)
{
    (void)argument;
}

static void live(long number, struct tl_rlock *mine)
{
    try_all();
    if (number % WITH_THREAD == 0) {
        struct tl_thread *thread = tl_thread_create(do_nothing, NULL, NULL);
        tl_thread_start(thread);
        tl_thread_join(thread, TL_FOREVER);
    }
    bool is_mine = tl_rlock_release(mine) == TL_OK; /* who forks has it, also in the child */
    tl_quit(is_mine ? (int)(number % 100) : 100);
}

static void fork_all(void *argument)
{
    (void)argument;
    struct tl_rlock *mine = tl_rlock_create("mine");
    for (long i = 0; i < count / FORKERS; i++) {
        int exitcode = -1;
        tl_rlock_acquire(mine, TL_FOREVER);
        int pid = tl_fork();
        if (pid == 0) {
            live(i, mine);
        }
        tl_rlock_release(mine);
        int result = tl_waitpid(pid, PATIENCE, &exitcode);
        if (result != TL_OK || exitcode != i % 100) {
            fprintf(stderr, "child %ld: result %d, exit code %d\n", i, result, exitcode);
            wrong++;
        }
    }
    tl_rlock_destroy(mine);
}

static void start_all(struct tl_thread **threads, int number, void (*function)(void *))
{
    for (int i = 0; i < number; i++) {
        threads[i] = tl_thread_create(function, NULL, NULL);
        tl_thread_start(threads[i]);
    }
}

static void join_all(struct tl_thread **threads, int number)
{
    for (int i = 0; i < number; i++) {
        tl_thread_join(threads[i], TL_FOREVER);
        tl_thread_destroy(threads[i]);
    }
}

int main(int argc, char **argv)
{
    struct tl_thread *workers[WORKERS], *forkers[FORKERS];
    count = argc > 1 ? atol(argv[1]) : FORKERS;
    lock = tl_lock_create("lock");
    rlock = tl_rlock_create("rlock");
    queue = tl_queue_create(FULL, "queue");
    semaphore = tl_semaphore_create(2, "semaphore");
    condition = tl_condition_create("condition");
    event = tl_event_create("event");
    start_all(workers, WORKERS, work);
    start_all(forkers, FORKERS, fork_all);
    join_all(forkers, FORKERS);
    is_over = true;
    join_all(workers, WORKERS);
    tl_lock_destroy(lock);
    tl_rlock_destroy(rlock);
    tl_queue_destroy(queue);
    tl_semaphore_destroy(semaphore);
    tl_condition_destroy(condition);
    tl_event_destroy(event);
    return tl_exit(wrong > 0);
}
