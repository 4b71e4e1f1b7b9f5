/* What it costs to start a thread and join it when it is recorded, beside a pthread that nobody
 * records, in turns in one process.
 *
 *     build/tests/bench/thread_bench */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

#include "tests/bench/drained_pool.h"
#include "tests/bench/rounds.h"
#include "tracer/record/recorder.h"
#include "tracer/threadlane.h"

#define ROUNDS      501
#define REPETITIONS 20
#define SITE        0x1234

static void *do_nothing(void *argument)
{
    return argument;
}

static void run_pthread(void)
{
    pthread_t thread;
    pthread_create(&thread, NULL, do_nothing, NULL);
    pthread_join(thread, NULL);
}

static void record(uint16_t kind, uint64_t number)
{
    recorder_event(kind, 0, SITE, id_make(ID_THREAD, number), 0);
}

static void *record_life(void *number)
{
    recorder_begin_thread((uint32_t)(uintptr_t)number);
    record(EVENT_THREAD_BEGIN, (uintptr_t)number);
    record(EVENT_THREAD_END, (uintptr_t)number);
    recorder_end_thread();
    return NULL;
}

/* The records that a thread needs, and nothing else. */
static void run_recorded_pthread(void)
{
    uintptr_t number = recorder_new_thread();
    pthread_t thread;
    record(EVENT_THREAD_CREATE_BEGIN, number);
    pthread_create(&thread, NULL, record_life, (void *)number);
    record(EVENT_THREAD_JOIN_BEGIN, number);
    pthread_join(thread, NULL);
    record(EVENT_THREAD_JOIN, number);
}

static void do_nothing_ours(void *argument)
{
    (void)argument;
}

/* Its start returns when it runs, as in Python. */
static void run_thread(void)
{
    struct tl_thread *thread = tl_thread_create(do_nothing_ours, NULL, NULL);
    tl_thread_start(thread);
    tl_thread_join(thread, TL_FOREVER);
    tl_thread_destroy(thread);
}

static void print_row(const char *name, void (*run)(void), const char *bar)
{
    double ours[ROUNDS], theirs[ROUNDS], ratios[ROUNDS];
    for (int i = 0; i < ROUNDS; i++) {
        ours[i] = rounds_measure(run, REPETITIONS);
        theirs[i] = rounds_measure(run_pthread, REPETITIONS);
        ratios[i] = ours[i] / theirs[i];
    }
    double ratio = rounds_median(ratios, ROUNDS);
    printf("| %s | %.1f us | %.1f us | %.2f | %s |\n", name, rounds_median(ours, ROUNDS) / 1e3,
           rounds_median(theirs, ROUNDS) / 1e3, ratio, bar);
    fflush(stdout);
}

int main(int argc, char **argv)
{
    (void)argc;
    if (getenv(POOL_ENVIRONMENT)) {
        print_row("a pthread, recorded", run_recorded_pthread, "1.25");
        print_row("`tl_thread`, recorded", run_thread, "");
        return 0;
    }
    puts("| start and join | takes | pthread | ratio | bar |\n|---|---|---|---|---|");
    print_row("`tl_thread`, off", run_thread, "");
    return drained_pool_run(argv, NULL);
}
