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
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tracer/collect/pool_owner.h"
#include "tracer/event/event_kind.h"
#include "tracer/record/clock.h"
#include "tracer/threadlane.h"

#define ROUNDS      1001 /* short ones: most fit between two interruptions */
#define REPETITIONS 1000
#define PACKETS     256
#define POLL_US     500

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

static double measure(void (*run)(void))
{
    uint64_t begin = clock_monotonic_ns();
    for (int i = 0; i < REPETITIONS; i++) {
        run();
    }
    return (double)(clock_monotonic_ns() - begin) / REPETITIONS;
}

static int compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double median(double *values)
{
    qsort(values, ROUNDS, sizeof(*values), compare);
    return values[ROUNDS / 2];
}

static void print_row(const struct row *row, bool is_on)
{
    double ours[ROUNDS], bars[ROUNDS], ratios[ROUNDS];
    for (int i = 0; i < ROUNDS; i++) {
        ours[i] = measure(row->ours);
        bars[i] = measure(row->theirs);
        if (is_on) {
            bars[i] += row->getting_count * measure(store_getting);
            bars[i] += row->giving_count * measure(store_giving);
        }
        ratios[i] = ours[i] / bars[i];
    }
    double ratio = median(ratios), ours_ns = median(ours), bar_ns = median(bars);
    printf("%-3s  %-29s  %6.1f ns  %6.1f ns  %5.2f\n", is_on ? "on" : "off", row->name, ours_ns,
           bar_ns, ratio);
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

/* What trace-run does with full packets, without the disk. */
static void free_full_packets(struct pool_owner *owner)
{
    for (uint32_t i = 0; i < owner->pool->used_count; i++) {
        if (owner->pool->entries[i].state == PACKET_FULL) {
            memset(pool_packet(owner->pool, i), 0, sizeof(struct packet_head));
            owner->pool->free_hint = i;
            atomic_store(&owner->pool->entries[i].state, PACKET_FREE);
        }
    }
}

static int record_child(char **argv)
{
    struct pool_owner owner;
    struct trace_error error;
    struct pool_settings settings = {.time_scale = 1, .uses_tsc = true, .packet_count = PACKETS};
    int status = 1;
    if (!clock_tsc_is_invariant() || !pool_owner_open(&owner, &settings, &error)) {
        fputs("sync_bench: no invariant TSC here, or no memory for a pool\n", stderr);
        return 1;
    }
    setenv(POOL_ENVIRONMENT, owner.path, 1);
    pid_t child = fork();
    if (child == 0) {
        execv("/proc/self/exe", argv);
        _exit(127);
    }
    while (child > 0 && waitpid(child, &status, WNOHANG) == 0) {
        pool_owner_grow(&owner);
        free_full_packets(&owner);
        usleep(POLL_US);
    }
    if (owner.pool->discarded > 0) {
        fprintf(stderr, "sync_bench: %u events were lost\n", owner.pool->discarded);
    }
    pool_owner_close(&owner);
    return status != 0;
}

int main(int argc, char **argv)
{
    (void)argc;
    if (getenv(POOL_ENVIRONMENT)) {
        print_rows(true);
        return 0;
    }
    puts("rec  ours / theirs                       ours        bar  ratio");
    print_rows(false);
    return record_child(argv);
}
