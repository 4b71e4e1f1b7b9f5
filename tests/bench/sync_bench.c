/* What primitives cost when nobody else wants them, beside glibc's: each pair in turns in one run,
 * and medians of the ratios of neighbours compared, so that a busy machine slows both alike. First
 * without recording; then the same once more in a child that records into a pool, which this
 * process empties as trace-run would, without the disk. There the bar is what glibc's takes plus
 * the records: a clock read and a store of 32 bytes for each.
 *
 *     build/tests/bench/sync_bench */
#include <pthread.h>
#include <semaphore.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "tests/bench/drained_pool.h"
#include "tests/bench/rounds.h"
#include "tracer/event/event_kind.h"
#include "tracer/record/clock.h"
#include "tracer/threadlane.h"

#define ROUNDS      1001 /* short ones: most fit between two interruptions */
#define REPETITIONS 1000

static struct tl_lock *lock;
static struct tl_rlock *rlock;
static struct tl_condition *condition;
static struct tl_semaphore *semaphore;
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t recursive_mutex = PTHREAD_RECURSIVE_MUTEX_INITIALIZER_NP;
static pthread_cond_t cond = PTHREAD_COND_INITIALIZER;
static sem_t sem;
static struct record stored[2048]; /* stays in the cache */

static void pair_lock(void)
{
    tl_lock_acquire(lock, TL_FOREVER);
    tl_lock_release(lock);
}

static void pair_mutex(void)
{
    pthread_mutex_lock(&mutex);
    pthread_mutex_unlock(&mutex);
}

static void pair_rlock(void)
{
    tl_rlock_acquire(rlock, TL_FOREVER);
    tl_rlock_release(rlock);
}

static void pair_recursive_mutex(void)
{
    pthread_mutex_lock(&recursive_mutex);
    pthread_mutex_unlock(&recursive_mutex);
}

static void notify(void)
{
    tl_condition_notify(condition, 1);
}

static void signal_cond(void)
{
    pthread_cond_signal(&cond);
}

static void pair_semaphore(void)
{
    tl_semaphore_acquire(semaphore, TL_FOREVER);
    tl_semaphore_release(semaphore, 1);
}

static void pair_sem(void)
{
    sem_wait(&sem);
    sem_post(&sem);
}

/* What records cost at the least. */
static void store(uint64_t ticks)
{
    static size_t next;
    stored[next % 2048] = record_pack(ticks, EVENT_MARK, 0, 0, 7, next);
    next++;
}

static void store_giving(void)
{
    store(clock_ticks(true));
}

static void store_getting(void)
{
    store(clock_ticks_ordered(true));
}

static const struct row {
    const char *name;
    void (*ours)(void);
    void (*theirs)(void);
    int getting_count, giving_count; /* records of ours */
} rows[] = {
    {"lock pair / pthread mutex", pair_lock, pair_mutex, 1, 1},
    {"rlock pair / recursive mutex", pair_rlock, pair_recursive_mutex, 1, 1},
    {"notify nobody / cond signal", notify, signal_cond, 0, 1},
    {"semaphore pair / sem_t pair", pair_semaphore, pair_sem, 3, 4},
};

static void print_row(const struct row *row, bool is_on)
{
    double ours[ROUNDS], bars[ROUNDS], ratios[ROUNDS];
    for (int i = 0; i < ROUNDS; i++) {
        ours[i] = rounds_measure(row->ours, REPETITIONS);
        bars[i] = rounds_measure(row->theirs, REPETITIONS);
        if (is_on) {
            bars[i] += row->getting_count * rounds_measure(store_getting, REPETITIONS);
            bars[i] += row->giving_count * rounds_measure(store_giving, REPETITIONS);
        }
        ratios[i] = ours[i] / bars[i];
    }
    double ratio = rounds_median(ratios, ROUNDS), ours_ns = rounds_median(ours, ROUNDS),
           bar_ns = rounds_median(bars, ROUNDS);
    printf("| %s | %s | %d | %.1f ns | %.1f ns | %.2f |\n", is_on ? "on" : "off", row->name,
           is_on ? row->getting_count + row->giving_count : 0, ours_ns, bar_ns, ratio);
    fflush(stdout);
}

/* With a single thread glibc's primitives do without atomic operations; no concurrent program has a
 * single one. */
static void *sleep_on(void *unused)
{
    pause();
    return unused;
}

static void print_rows(bool is_on)
{
    pthread_t sleeper;
    pthread_create(&sleeper, NULL, sleep_on, NULL);
    lock = tl_lock_create("lock");
    rlock = tl_rlock_create("rlock");
    condition = tl_condition_create("condition");
    semaphore = tl_semaphore_create(1, "semaphore");
    sem_init(&sem, 0, 1);
    tl_condition_acquire(condition, TL_FOREVER);
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        print_row(&rows[i], is_on);
    }
}

int main(int argc, char **argv)
{
    (void)argc;
    if (getenv(POOL_ENVIRONMENT)) {
        print_rows(true);
        return 0;
    }
    puts("| | ours / theirs | records | ours | theirs and records | ratio |\n"
         "|---|---|---|---|---|---|");
    print_rows(false);
    return drained_pool_run(argv, NULL);
}
