/* What a record costs, beside the least it can cost: reading the clock and storing 32 bytes into a
 * buffer that stays in the cache. Both are measured in turns in one run, and the medians compared,
 * so that a busy machine slows both alike.
 *
 *     build/tests/bench/record_bench */
#include <stdio.h>

#include "tests/bench/drained_pool.h"
#include "tests/bench/rounds.h"
#include "tracer/record/attachment.h"
#include "tracer/record/clock.h"
#include "tracer/record/recorder.h"

#define ROUNDS        2001 /* short ones: most fit between two interruptions */
#define ROUND_PACKETS 2
#define PACKETS       8
#define SITE          0x1234
#define ROUND_RECORDS (ROUND_PACKETS * PACKET_RECORDS)

static struct pool_owner owner;
static struct record buffer[PACKET_RECORDS];

/* The least: as the recorder stores it, but with nothing published and nobody to read it. */
static void store_least(bool is_ordered)
{
    for (int packet = 0; packet < ROUND_PACKETS; packet++) {
        for (size_t i = 0; i < PACKET_RECORDS; i++) {
            uint64_t ticks = is_ordered ? clock_ticks_ordered(true) : clock_ticks(true);
            buffer[i] = record_pack(ticks, EVENT_MARK, 0, 0, 7, i);
        }
        __asm__ volatile("" ::: "memory");
    }
}

static void record_packet(bool is_ordered)
{
    for (size_t i = 0; i < PACKET_RECORDS; i++) {
        if (is_ordered) {
            recorder_event(EVENT_LOCK_ACQUIRE, 0, SITE, 7, i);
        } else {
            recorder_event(EVENT_LOCK_RELEASE, 0, SITE, 7, i);
        }
    }
}

static void record(bool is_ordered)
{
    for (int packet = 0; packet < ROUND_PACKETS; packet++) {
        record_packet(is_ordered);
        drained_pool_drain(&owner, NULL);
    }
}

static double measure(void (*run)(bool), bool is_ordered)
{
    uint64_t begin = clock_monotonic_ns();
    run(is_ordered);
    return (double)(clock_monotonic_ns() - begin) / (double)ROUND_RECORDS;
}

static void compare_kind(const char *name, bool is_ordered)
{
    double least[ROUNDS], recorded[ROUNDS], ratios[ROUNDS];
    for (int i = 0; i < ROUNDS; i++) {
        least[i] = measure(store_least, is_ordered);
        recorded[i] = measure(record, is_ordered);
        ratios[i] = recorded[i] / least[i];
    }
    double ratio = rounds_median(ratios, ROUNDS);
    printf("| %s | %.1f ns | %.1f ns | %.2f | 1.10 |\n", name, rounds_median(recorded, ROUNDS),
           rounds_median(least, ROUNDS), ratio);
}

int main(void)
{
    if (!drained_pool_open(&owner, PACKETS) || !attachment_open(owner.path)) {
        return 1;
    }
    puts("| stamp | record | clock and store | ratio | bar |\n|---|---|---|---|---|");
    compare_kind("giving (`rdtsc`)", false);
    compare_kind("getting (`rdtscp`)", true);
    attachment_close();
    pool_owner_close(&owner);
    return 0;
}
