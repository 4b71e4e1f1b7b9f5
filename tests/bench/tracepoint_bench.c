/* What a record costs beside an LTTng-UST tracepoint of the same four fields, in turns. Run alone
 * it compares them off, for nobody listens; run in a session of LTTng
 * (tests/bench/in_lttng_session) that has enabled it, it compares them on.
 *
 *     build/tests/bench/tracepoint_bench */
#include <stdio.h>
#include <stdlib.h>

#define LTTNG_UST_TRACEPOINT_CREATE_PROBES
#define LTTNG_UST_TRACEPOINT_DEFINE
#include "tests/bench/bench_tracepoint.h"
#include "tests/bench/drained_pool.h"
#include "tests/bench/rounds.h"
#include "tracer/record/attachment.h"
#include "tracer/record/recorder.h"

#define ROUNDS      1001
#define REPETITIONS 1000
#define PACKETS     16
#define SITE        0x1234
#define OBJECT      7

static uint64_t value;

static void record(void)
{
    recorder_event(EVENT_LOCK_RELEASE, 0, SITE, OBJECT, value++);
}

static void trace(void)
{
    lttng_ust_tracepoint(threadlane_bench, record, 0, SITE, OBJECT, value++);
}

/* What both need besides: the loop, the call, the counting. */
static void count(void)
{
    value++;
    __asm__ volatile("" : : : "memory");
}

static void compare_off(void)
{
    double ours[ROUNDS], theirs[ROUNDS];
    for (int i = 0; i < ROUNDS; i++) {
        double loop = rounds_measure(count, REPETITIONS);
        ours[i] = rounds_measure(record, REPETITIONS) - loop;
        theirs[i] = rounds_measure(trace, REPETITIONS) - loop;
    }
    printf("| a record, off | %.2f ns | %.2f ns | | at most 1 ns |\n", rounds_median(ours, ROUNDS),
           rounds_median(theirs, ROUNDS));
}

static int compare_on(void)
{
    struct pool_owner owner;
    double ours[ROUNDS], theirs[ROUNDS], ratios[ROUNDS];
    if (!drained_pool_open(&owner, PACKETS) || !attachment_open(owner.path)) {
        return 1;
    }
    for (int i = 0; i < ROUNDS; i++) {
        ours[i] = rounds_measure(record, REPETITIONS);
        theirs[i] = rounds_measure(trace, REPETITIONS);
        ratios[i] = theirs[i] / ours[i];
        drained_pool_drain(&owner, NULL);
    }
    double ratio = rounds_median(ratios, ROUNDS);
    printf("| a record, on | %.1f ns | %.1f ns | %.1f | 12 |\n", rounds_median(ours, ROUNDS),
           rounds_median(theirs, ROUNDS), ratio);
    attachment_close();
    pool_owner_close(&owner);
    return 0;
}

int main(void)
{
    if (lttng_ust_tracepoint_enabled(threadlane_bench, record)) {
        return compare_on();
    }
    compare_off();
    return 0;
}
