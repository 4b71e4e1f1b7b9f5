#include <stddef.h>

#include "tests/check.h"
#include "tracer/model/interval_index.h"

#define COUNT      9000
#define ENDLESS_NS 200000

struct interval {
    uint64_t begin_ns, end_ns;
    uint32_t class;
};

static uint64_t random_state;

static uint32_t draw(uint32_t below)
{
    random_state = random_state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)(random_state >> 33) % below;
}

/* Intervals of two classes that begin one after the other, overlap, and are mostly short. */
static void make_intervals(struct interval intervals[COUNT])
{
    uint64_t begin_ns = 100;
    random_state = 7;
    for (int i = 0; i < COUNT; i++) {
        begin_ns += draw(20);
        uint64_t length = draw(50) == 0 ? 5000 : draw(30);
        intervals[i] = (struct interval){begin_ns, begin_ns + length, draw(2)};
    }
}

static void begin(struct interval_index *index, struct interval intervals[COUNT], uint32_t count)
{
    make_intervals(intervals);
    interval_index_init(index, intervals, count, sizeof *intervals,
                        offsetof(struct interval, class), 2, ENDLESS_NS);
}

static void check_counts(uint32_t count)
{
    static struct interval intervals[COUNT];
    struct interval_index index;
    begin(&index, intervals, count);
    uint32_t from = 0;
    for (uint64_t time_ns = 0; time_ns < 100000; time_ns += 37) {
        uint32_t expected = 0;
        while (expected < count && intervals[expected].begin_ns < time_ns) {
            expected++;
        }
        check_int_equal(interval_index_count_before(&index, time_ns), expected);
        check_int_equal(interval_index_count_from(&index, from, time_ns), expected);
        from = expected;
    }
    interval_index_finish(&index);
}

static void test_counts(void)
{
    check_counts(COUNT);
    check_counts(COUNT - COUNT % INTERVAL_BLOCK);
    check_counts(20);
    check_counts(0);
}

static void test_sums(void)
{
    static struct interval intervals[COUNT];
    struct interval_index index;
    begin(&index, intervals, COUNT);
    for (uint32_t from = 0; from <= COUNT; from += 331) {
        for (uint32_t to = from; to <= COUNT; to += 247) {
            uint64_t sums[INTERVAL_CLASSES_MAX] = {0}, expected[2] = {0};
            for (uint32_t i = from; i < to; i++) {
                expected[intervals[i].class] += intervals[i].end_ns - intervals[i].begin_ns;
            }
            interval_index_add_sums(&index, from, to, sums);
            check_int_equal(sums[0], expected[0]);
            check_int_equal(sums[1], expected[1]);
        }
    }
    interval_index_finish(&index);
}

static void check_longs(uint64_t least_ns, uint64_t after_ns)
{
    static struct interval intervals[COUNT];
    struct interval_index index;
    begin(&index, intervals, COUNT);
    uint32_t at = interval_index_first_after(&index, after_ns);
    for (uint32_t i = 0; i < COUNT; i++) {
        const struct interval *interval = &intervals[i];
        if (interval->end_ns - interval->begin_ns >= least_ns && interval->end_ns > after_ns) {
            at = interval_index_next_long(&index, at, COUNT, least_ns, after_ns);
            check_int_equal(at, i);
            at++;
        }
    }
    check_int_equal(interval_index_next_long(&index, at, COUNT, least_ns, after_ns), COUNT);
    interval_index_finish(&index);
}

static void test_longs(void)
{
    check_longs(5000, 0);
    check_longs(5000, 7000);
    check_longs(29, 3000);
    check_longs(0, 9000);
    check_longs(6000, 0);
}

static void test_endless(void)
{
    static struct interval intervals[COUNT];
    struct interval_index index;
    make_intervals(intervals);
    intervals[700].end_ns = ENDLESS_NS;
    intervals[COUNT - 1] = (struct interval){ENDLESS_NS - 1, ENDLESS_NS, 0};
    interval_index_init(&index, intervals, COUNT, sizeof *intervals,
                        offsetof(struct interval, class), 2, ENDLESS_NS);
    check_int_equal(interval_index_next_long(&index, 0, COUNT, 6000, 0), 700);
    check_int_equal(interval_index_next_long(&index, 701, COUNT, 6000, 190000), COUNT - 1);
    interval_index_finish(&index);
}

static const struct test_case cases[] = {
    {"interval_index@counts-as-a-walk-does", test_counts},
    {"interval_index@sums-as-a-walk-does", test_sums},
    {"interval_index@finds-every-long-one-that-reaches-into-view", test_longs},
    {"interval_index@what-never-ended-is-long-however-late-it-began", test_endless},
};

int main(int argc, char **argv)
{
    return run_cases(cases, ARRAY_COUNT(cases), argc, argv);
}
