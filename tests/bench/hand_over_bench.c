/* Whether the stamps of a recording tell who had a lock first. Two threads hand a lock to each
 * other; each hold has a number, which its records carry. The one who gives is recorded before it
 * takes effect and the one who gets after, so an acquire stamped before the release of the hold
 * before it is an inversion: the clock was wrong, not the threads.
 *
 *     build/tests/bench/hand_over_bench [HAND_OVERS]
 *
 * Records are read by this process, which keeps the pool; the threads run in a child. */
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/bench/drained_pool.h"
#include "tracer/record/recorder.h"
#include "tracer/threadlane.h"

#define DEFAULT_HAND_OVERS 10000000
#define WINDOW             (1u << 22) /* holds between the oldest unread packet and the newest */
#define LOOKS              500        /* for the other thread to come */
#define SITE               0x1234
#define OBJECT             7

/* ---- in the child ---- */

static struct tl_lock *lock;
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static _Atomic bool is_taken;
static uint64_t sequence; /* of the present hold; under the lock */
static uint64_t released_ticks;
static _Atomic long hand_overs_left;
static _Atomic uint32_t last_holder;

static uint64_t hold_value(void)
{
    return 1 | sequence << 32;
}

static uint64_t record_release(void)
{
    return recorder_event_at_once(EVENT_LOCK_RELEASE, 0, SITE, OBJECT, sequence << 32);
}

static void acquire_lock(void)
{
    tl_lock_acquire(lock, TL_FOREVER);
}

static void release_lock(void)
{
    tl_lock_release(lock);
}

static void acquire_mutex(void)
{
    pthread_mutex_lock(&mutex);
    sequence++;
    recorder_event_ordered(EVENT_LOCK_ACQUIRE, 0, SITE, OBJECT, hold_value());
}

static void release_mutex(void)
{
    released_ticks = record_release();
    pthread_mutex_unlock(&mutex);
}

/* As the library does that is loaded in front of other programs. */
static void acquire_mutex_since(void)
{
    pthread_mutex_lock(&mutex);
    sequence++;
    recorder_event_since(EVENT_LOCK_ACQUIRE, 0, SITE, OBJECT, hold_value(), released_ticks);
}

static void take_word(void)
{
    while (atomic_exchange_explicit(&is_taken, true, memory_order_acquire)) {
        for (int i = 0; atomic_load_explicit(&is_taken, memory_order_relaxed); i++) {
            if (i > LOOKS) {
                sched_yield(); /* who has it may not be running */
            }
        }
    }
    sequence++;
}

static void acquire_word(void)
{
    take_word();
    recorder_event_ordered(EVENT_LOCK_ACQUIRE, 0, SITE, OBJECT, hold_value());
}

static void acquire_word_since(void)
{
    take_word();
    recorder_event_since(EVENT_LOCK_ACQUIRE, 0, SITE, OBJECT, hold_value(), released_ticks);
}

static void release_word(void)
{
    released_ticks = record_release();
    atomic_store_explicit(&is_taken, false, memory_order_release);
}

/* What the ordered stamp is for. */
static void acquire_word_at_once(void)
{
    take_word();
    recorder_event_at_once(EVENT_LOCK_ACQUIRE, 0, SITE, OBJECT, hold_value());
}

static void acquire_mutex_at_once(void)
{
    pthread_mutex_lock(&mutex);
    sequence++;
    recorder_event_at_once(EVENT_LOCK_ACQUIRE, 0, SITE, OBJECT, hold_value());
}

static const struct row {
    const char *name, *bar;
    void (*acquire)(void);
    void (*release)(void);
} rows[] = {
    {"`tl_lock`", "0", acquire_lock, release_lock},
    {"pthread mutex, compared", "0", acquire_mutex_since, release_mutex},
    {"spin lock, compared", "0", acquire_word_since, release_word},
    {"pthread mutex, `rdtscp`", "0", acquire_mutex, release_mutex},
    {"spin lock, `rdtscp`", "0", acquire_word, release_word},
    {"pthread mutex, `rdtsc` only", "", acquire_mutex_at_once, release_mutex},
    {"spin lock, `rdtsc` only", "", acquire_word_at_once, release_word},
};

static void take_turns(const struct row *row, uint32_t me)
{
    while (atomic_load_explicit(&hand_overs_left, memory_order_relaxed) > 0) {
        row->acquire();
        if (atomic_load_explicit(&last_holder, memory_order_relaxed) != me) {
            atomic_store_explicit(&last_holder, me, memory_order_relaxed);
            atomic_store_explicit(&hand_overs_left, hand_overs_left - 1, memory_order_relaxed);
        }
        row->release();
        for (int i = 0; i < LOOKS && atomic_load_explicit(&last_holder, memory_order_relaxed) == me;
             i++) {
        }
    }
}

static void *be_second(void *row)
{
    take_turns(row, 2);
    return NULL;
}

static void hand_over(const struct row *row, long hand_overs)
{
    pthread_t second;
    lock = tl_lock_create("lock");
    hand_overs_left = hand_overs;
    pthread_create(&second, NULL, be_second, (void *)row);
    take_turns(row, 1);
    pthread_join(second, NULL);
}

/* ---- in the parent ---- */

struct stamp {
    uint32_t sequence, thread; /* of the hold that begins with it */
    uint64_t ticks;
};

static struct stamp releases[WINDOW], acquires[WINDOW];
static uint64_t hand_overs, inversions, worst_ticks;

static void compare(const struct stamp *release, const struct stamp *acquire)
{
    if (release->sequence != acquire->sequence || release->thread == acquire->thread) {
        return;
    }
    hand_overs++;
    if (acquire->ticks < release->ticks) {
        uint64_t ticks = release->ticks - acquire->ticks;
        inversions++;
        worst_ticks = ticks > worst_ticks ? ticks : worst_ticks;
    }
}

static void look(const struct packet_head *packet)
{
    const struct record *record = (const struct record *)(packet + 1);
    const struct record *end =
        (const struct record *)((const char *)packet + packet->content_bits / 8);
    for (; record < end; record++) {
        bool is_acquire = record_kind(record) == EVENT_LOCK_ACQUIRE;
        if (!is_acquire && record_kind(record) != EVENT_LOCK_RELEASE) {
            continue;
        }
        uint32_t turn = (uint32_t)(record->value >> 32) + !is_acquire, place = turn % WINDOW;
        struct stamp *stamp = is_acquire ? &acquires[place] : &releases[place];
        *stamp = (struct stamp){turn, packet->thread, record->ticks};
        compare(&releases[place], &acquires[place]);
    }
}

static int run_row(const struct row *row, char *count)
{
    char number[4];
    snprintf(number, sizeof(number), "%d", (int)(row - rows));
    char *arguments[] = {"hand_over_bench", count, number, NULL};
    hand_overs = inversions = worst_ticks = 0;
    memset(releases, 0, sizeof(releases));
    memset(acquires, 0, sizeof(acquires));
    int status = drained_pool_run(arguments, look);
    printf("| %s | %.2f M | %llu | %llu | %s |\n", row->name, (double)hand_overs / 1e6,
           (unsigned long long)inversions, (unsigned long long)worst_ticks, row->bar);
    fflush(stdout);
    return status;
}

int main(int argc, char **argv)
{
    static char count[] = "10000000";
    long wanted = argc > 1 ? atol(argv[1]) : DEFAULT_HAND_OVERS;
    if (argc > 2) {
        hand_over(&rows[atoi(argv[2])], wanted);
        return 0;
    }
    puts("| hand-overs of | compared | inversions | worst, ticks | bar |\n|---|---|---|---|---|");
    int status = 0;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        status |= run_row(&rows[i], argc > 1 ? argv[1] : count);
    }
    return status;
}
