/* What a record costs, beside the least it can cost: reading the clock and storing 32 bytes into a
 * buffer that stays in the cache. Both are measured in turns in one run, and the medians compared,
 * so that a busy machine slows both alike.
 *
 *     build/tests/bench/record_bench */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tracer/collect/pool_owner.h"
#include "tracer/record/attachment.h"
#include "tracer/record/clock.h"
#include "tracer/record/recorder.h"

#define ROUNDS        2001 /* short ones: most fit between two interruptions */
#define ROUND_PACKETS 2
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

/* What trace-run does with full packets, without the disk. */
static void free_full_packets(void)
{
    for (uint32_t i = 0; i < owner.pool->used_count; i++) {
        if (owner.pool->entries[i].state == PACKET_FULL) {
            memset(pool_packet(owner.pool, i), 0, sizeof(struct packet_head));
            owner.pool->free_hint = i;
            atomic_store(&owner.pool->entries[i].state, PACKET_FREE);
        }
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
        free_full_packets();
    }
}

static double measure(void (*run)(bool), bool is_ordered)
{
    uint64_t begin = clock_monotonic_ns();
    run(is_ordered);
    return (double)(clock_monotonic_ns() - begin) / (double)ROUND_RECORDS;
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

static void compare_kind(const char *name, bool is_ordered)
{
    double least[ROUNDS], recorded[ROUNDS];
    for (int i = 0; i < ROUNDS; i++) {
        least[i] = measure(store_least, is_ordered);
        recorded[i] = measure(record, is_ordered);
    }
    double limit = median(least), cost = median(recorded);
    printf("%s: record %.2f ns, clock and store %.2f ns, ratio %.3f\n", name, cost, limit,
           cost / limit);
}

int main(void)
{
    struct trace_error error;
    struct pool_settings settings = {.time_scale = 1, .uses_tsc = true, .packet_count = 8};
    if (!clock_tsc_is_invariant()) {
        fputs("record_bench: the TSC of this machine is not invariant\n", stderr);
        return 1;
    }
    if (!pool_owner_open(&owner, &settings, &error) || !attachment_open(owner.path)) {
        fputs("record_bench: cannot make a pool\n", stderr);
        return 1;
    }
    compare_kind("giving (rdtsc)", false);
    compare_kind("getting (rdtscp)", true);
    attachment_close();
    pool_owner_close(&owner);
    return 0;
}
