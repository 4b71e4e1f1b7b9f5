/* bustle SEED [ROUNDS] [gil]: threads that use every primitive in an order that the seed decides,
 * with short time limits, so that many waits end at the last moment. Every wait ends. */
#include <stdlib.h>
#include <string.h>

#include "tracer/threadlane.h"

#define THREADS            5
#define TASKS              4
#define ARRAY_COUNT(array) (sizeof(array) / sizeof((array)[0]))

static struct tl_lock *lock;
static struct tl_rlock *rlock;
static struct tl_condition *condition;
static struct tl_semaphore *semaphore, *bounded;
static struct tl_event *event;
static struct tl_barrier *barrier;
static struct tl_queue *queues[3];
static struct tl_variable *variable;
static struct tl_list *list;
static struct tl_executor *executor;
static unsigned first_seed;

static _Thread_local unsigned seed;

static unsigned choose(unsigned count)
{
    return (unsigned)rand_r(&seed) / 16 % count;
}

/* Hardly any time, some of it, or none at all. */
static double patience(void)
{
    static const double limits[] = {0, 0.00002, 0.0001, 0.0005, 0.002};
    return limits[choose(ARRAY_COUNT(limits))];
}

static void linger(void)
{
    if (choose(4) == 0) {
        tl_sleep(patience());
    }
}

static void use_lock(void)
{
    if (tl_lock_acquire(lock, choose(2) ? TL_FOREVER : patience()) == TL_OK) {
        linger();
        tl_lock_release(lock);
    }
}

static void use_rlock(void)
{
    unsigned levels = choose(3) + 1, taken = 0;
    while (taken < levels && tl_rlock_acquire(rlock, patience()) == TL_OK) {
        taken++;
    }
    linger();
    while (taken-- > 0) {
        tl_rlock_release(rlock);
    }
}

static void await_condition(void)
{
    unsigned levels = choose(2) + 1;
    for (unsigned i = 0; i < levels; i++) {
        tl_condition_acquire(condition, TL_FOREVER);
    }
    tl_condition_wait(condition, patience());
    for (unsigned i = 0; i < levels; i++) {
        tl_condition_release(condition);
    }
}

static void notify_condition(void)
{
    TL_WITH (condition) {
        if (choose(3) == 0) {
            tl_condition_notify_all(condition);
        } else {
            tl_condition_notify(condition, (int)choose(3));
        }
    }
}

static void use_semaphores(void)
{
    struct tl_semaphore *one = choose(2) ? semaphore : bounded;
    if (tl_semaphore_acquire(one, patience()) == TL_OK) {
        linger();
        tl_semaphore_release(one, 1);
    }
}

static void use_event(void)
{
    static int (*const calls[])(struct tl_event *) = {tl_event_set, tl_event_clear};
    if (choose(2)) {
        tl_event_wait(event, patience());
    } else {
        calls[choose(2)](event);
    }
}

static void use_barrier(void)
{
    if (choose(4) == 0) {
        tl_barrier_reset(barrier);
    } else {
        tl_barrier_wait(barrier, patience());
    }
}

static void use_queue(void)
{
    static int items[3] = {1, 2, 3};
    struct tl_queue *queue = queues[choose(3)];
    void *item;
    if (choose(2)) {
        tl_queue_put(queue, &items[choose(3)], patience());
    } else if (tl_queue_get(queue, &item, patience()) == TL_OK) {
        tl_queue_task_done(queue);
    }
}

static void use_variable(void)
{
    void *item;
    tl_variable_store(variable, tl_variable_load(variable) + 1);
    tl_gil_loop();
    if (choose(2)) {
        tl_list_append(list, &lock);
    } else if (tl_list_length(list) > 0) {
        tl_list_pop(list, &item);
    }
}

static int compute(void *argument, void **result)
{
    *result = argument;
    tl_sleep(0.0001);
    return choose(5) == 0 ? tl_task_error(7, "as it happens") : TL_OK;
}

static void submit(struct tl_future **futures)
{
    for (unsigned i = 0; i < TASKS; i++) {
        futures[i] = tl_executor_submit(executor, compute, NULL, NULL);
    }
}

static void destroy(struct tl_future **futures)
{
    for (unsigned i = 0; i < TASKS; i++) {
        tl_future_cancel(futures[i]);
        tl_wait(&futures[i], 1, TL_FOREVER, TL_ALL_COMPLETED);
        tl_future_destroy(futures[i]);
    }
}

static void use_futures(void)
{
    struct tl_future *futures[TASKS];
    submit(futures);
    tl_future_cancel(futures[choose(TASKS)]);
    tl_future_result(futures[choose(TASKS)], patience(), NULL);
    tl_wait(futures, TASKS, patience(), (enum tl_return_when)choose(3));
    destroy(futures);
}

static void iterate(void)
{
    static void *arguments[TASKS];
    struct tl_future *futures[TASKS];
    void *item;
    struct tl_iterator *results =
        tl_executor_map(executor, compute, arguments, TASKS, patience(), "map");
    while (tl_iterator_next(results, &item) == TL_OK) {
        linger();
    }
    tl_iterator_destroy(results);
    submit(futures);
    struct tl_iterator *done = tl_as_completed(futures, TASKS, patience());
    while (tl_iterator_next(done, &item) == TL_OK) {
        linger();
    }
    tl_iterator_destroy(done);
    destroy(futures);
}

static void live_shortly(void *argument)
{
    (void)argument;
    seed = first_seed;
    linger();
}

static void use_thread(void)
{
    struct tl_thread *thread = tl_thread_create(live_shortly, NULL, NULL);
    tl_thread_start(thread);
    tl_thread_join(thread, patience());
    tl_thread_join(thread, TL_FOREVER);
    tl_thread_destroy(thread);
}

static void (*const uses[])(void) = {
    use_lock,    use_rlock, await_condition, notify_condition, use_semaphores,
    use_event,   use_queue, use_queue,       use_variable,     use_barrier,
    use_futures, iterate,   use_thread,
};

static unsigned rounds;

static void bustle(void *argument)
{
    seed = first_seed * 100 + (unsigned)(size_t)argument;
    for (unsigned i = 0; i < rounds; i++) {
        uses[choose(ARRAY_COUNT(uses))]();
    }
}

static int compare(const void *a, const void *b)
{
    return *(const int *)a - *(const int *)b;
}

static void make_objects(void)
{
    lock = tl_lock_create("lock");
    rlock = tl_rlock_create("rlock");
    condition = tl_condition_create("condition");
    semaphore = tl_semaphore_create(2, "semaphore");
    bounded = tl_bounded_semaphore_create(1, "bounded");
    event = tl_event_create("event");
    barrier = tl_barrier_create(2, NULL, NULL, TL_FOREVER, "barrier");
    queues[0] = tl_queue_create(2, "first");
    queues[1] = tl_queue_create_lifo(3, "last");
    queues[2] = tl_queue_create_priority(2, compare, "smallest");
    variable = tl_variable_create(0, "variable");
    list = tl_list_create("list");
    executor = tl_executor_create(2, "worker");
}

int main(int argc, char **argv)
{
    first_seed = argc > 1 ? (unsigned)atoi(argv[1]) : 1;
    rounds = argc > 2 ? (unsigned)atoi(argv[2]) : 20;
    if (argc > 3 && strcmp(argv[3], "gil") == 0) {
        tl_gil_enable(TL_GIL_INTERVAL, TL_GIL_BACKEDGE_CALL);
        tl_gil_set_interval(0.0001);
    }
    make_objects();
    struct tl_thread *threads[THREADS];
    for (size_t i = 0; i < THREADS; i++) {
        threads[i] = tl_thread_create(bustle, (void *)i, NULL);
        tl_thread_start(threads[i]);
    }
    for (size_t i = 0; i < THREADS; i++) {
        tl_thread_join(threads[i], TL_FOREVER);
        tl_thread_destroy(threads[i]);
    }
    tl_executor_destroy(executor);
    return tl_exit(0);
}
