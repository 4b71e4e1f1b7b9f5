#include <stdlib.h>

#include "tests/check.h"
#include "tracer/model/interval_index.h"

#define COUNT      9000
#define ENDLESS_NS 200000

struct interval {
    uint64_t begin_ns, end_ns;
    uint32_t class;
};

/* A trace that is nothing but events at all these times, and a list of intervals between them. */
struct stand {
    struct event events[2 * COUNT];
    struct trace trace;
    struct interval_list list;
};

static struct stand stand;
static uint64_t random_state;

static uint32_t draw(uint32_t below)
{
    random_state = random_state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)(random_state >> 33) % below;
}

/* Intervals that begin one after the other, overlap, and are mostly short. */
static void make_intervals(struct interval intervals[COUNT])
{
    uint64_t begin_ns = 100;
    random_state = 7;
    for (int i = 0; i < COUNT; i++) {
        begin_ns += draw(20);
        uint64_t length = draw(50) == 0 ? 5000 : draw(30);
        intervals[i] = (struct interval){begin_ns, begin_ns + length, 0};
    }
}

/* Intervals of two classes, and gaps, that follow each other. */
static void make_changes(struct interval intervals[COUNT])
{
    make_intervals(intervals);
    for (int i = 0; i < COUNT; i++) {
        intervals[i].begin_ns += draw(100) == 0 ? 3000 : 0;
        intervals[i].begin_ns = i > 0 && intervals[i - 1].begin_ns > intervals[i].begin_ns
                                    ? intervals[i - 1].begin_ns
                                    : intervals[i].begin_ns;
        uint32_t drawn = draw(5);
        intervals[i].class = drawn == 4 ? INTERVAL_GAP : drawn % 2;
    }
    for (int i = 0; i < COUNT; i++) {
        intervals[i].end_ns = i + 1 < COUNT ? intervals[i + 1].begin_ns : ENDLESS_NS;
    }
}

static void fill_pairs(const struct interval *intervals, uint32_t count)
{
    interval_list_init(&stand.list, &stand.trace, INTERVAL_PAIRS, 1);
    for (uint32_t i = 0; i < count; i++) {
        stand.events[2 * i].time_ns = intervals[i].begin_ns;
        stand.events[2 * i + 1].time_ns = intervals[i].end_ns;
        interval_list_begin_pair(&stand.list, 2 * i);
        if (intervals[i].end_ns < ENDLESS_NS) {
            interval_list_end_pair(&stand.list, i, 2 * i + 1);
        }
    }
}

static void fill_changes(const struct interval *intervals, uint32_t count)
{
    interval_list_init(&stand.list, &stand.trace, INTERVAL_CHANGES, 2);
    for (uint32_t i = 0; i < count; i++) {
        stand.events[i].time_ns = intervals[i].begin_ns;
        interval_list_add_change(&stand.list, i, intervals[i].class);
    }
}

typedef void make_function(struct interval intervals[COUNT]);

static const struct interval_list *begin(struct interval intervals[COUNT], make_function *make,
                                         uint32_t count)
{
    stand.trace = (struct trace){.events = stand.events, .end_ns = ENDLESS_NS};
    make(intervals);
    (make == make_changes ? fill_changes : fill_pairs)(intervals, count);
    if (make == make_changes && count > 0) {
        intervals[count - 1].end_ns = ENDLESS_NS;
    }
    interval_list_seal(&stand.list);
    return &stand.list;
}

static void end(void)
{
    interval_list_finish(&stand.list);
}

static void check_counts(make_function *make, uint32_t count)
{
    static struct interval intervals[COUNT];
    const struct interval_list *list = begin(intervals, make, count);
    uint32_t from = 0, expected = 0;
    for (uint64_t time_ns = 0; time_ns < 100000; time_ns += 37) {
        while (expected < count && intervals[expected].begin_ns < time_ns) {
            expected++;
        }
        check_int_equal(interval_index_count_before(list, time_ns), expected);
        check_int_equal(interval_index_count_from(list, from, time_ns), expected);
        from = expected;
    }
    end();
}

static void test_counts(void)
{
    check_counts(make_intervals, COUNT);
    check_counts(make_changes, COUNT);
    check_counts(make_intervals, COUNT - COUNT % INTERVAL_BLOCK);
    check_counts(make_intervals, 20);
    check_counts(make_changes, 20);
    check_counts(make_intervals, 0);
}

static void check_sums(make_function *make)
{
    static struct interval intervals[COUNT];
    const struct interval_list *list = begin(intervals, make, COUNT);
    for (uint32_t from = 0; from <= COUNT; from += 331) {
        for (uint32_t to = from; to <= COUNT; to += 247) {
            uint64_t sums[INTERVAL_CLASSES_MAX] = {0}, expected[16] = {0};
            for (uint32_t i = from; i < to; i++) {
                expected[intervals[i].class] += intervals[i].end_ns - intervals[i].begin_ns;
            }
            interval_index_add_sums(list, from, to, sums);
            check_int_equal(sums[0], expected[0]);
            check_int_equal(sums[1], expected[1]);
        }
    }
    end();
}

static void test_sums(void)
{
    check_sums(make_intervals);
    check_sums(make_changes);
}

static void check_longs(make_function *make, uint64_t least_ns, uint64_t after_ns)
{
    static struct interval intervals[COUNT];
    const struct interval_list *list = begin(intervals, make, COUNT);
    uint32_t at = interval_index_first_after(list, after_ns);
    for (uint32_t i = 0; i < COUNT; i++) {
        const struct interval *interval = &intervals[i];
        bool is_long =
            interval->end_ns - interval->begin_ns >= least_ns || interval->end_ns >= ENDLESS_NS;
        if (is_long && interval->end_ns > after_ns && interval->class != INTERVAL_GAP) {
            at = interval_index_next_long(list, at, COUNT, least_ns, after_ns);
            check_int_equal(at, i);
            at++;
        }
    }
    check_int_equal(interval_index_next_long(list, at, COUNT, least_ns, after_ns), COUNT);
    end();
}

static void test_longs(void)
{
    static make_function *const makes[] = {make_intervals, make_changes};
    for (int i = 0; i < 2; i++) {
        check_longs(makes[i], 5000, 0);
        check_longs(makes[i], 5000, 7000);
        check_longs(makes[i], 29, 3000);
        check_longs(makes[i], 0, 9000);
        check_longs(makes[i], 6000, 0);
    }
}

static void make_endless(struct interval intervals[COUNT])
{
    make_intervals(intervals);
    intervals[700].end_ns = ENDLESS_NS;
    intervals[COUNT - 1] = (struct interval){ENDLESS_NS - 1, ENDLESS_NS, 0};
}

static void test_endless(void)
{
    static struct interval intervals[COUNT];
    const struct interval_list *list = begin(intervals, make_endless, COUNT);
    check_int_equal(interval_index_next_long(list, 0, COUNT, 6000, 0), 700);
    check_int_equal(interval_index_next_long(list, 701, COUNT, 6000, 190000), COUNT - 1);
    end();
}

static void test_greatest(void)
{
    struct interval_list *list = &stand.list;
    interval_list_init(list, &stand.trace, INTERVAL_LEVELS, 1);
    for (uint32_t i = 0; i < COUNT; i++) {
        interval_list_add_level(list, i, i * 7 % 1000);
    }
    interval_list_seal(list);
    for (uint32_t from = 0; from <= COUNT; from += 331) {
        for (uint32_t to = from; to <= COUNT; to += 91) {
            uint32_t expected = 0;
            for (uint32_t i = from; i < to; i++) {
                expected = i * 7 % 1000 > expected ? i * 7 % 1000 : expected;
            }
            check_int_equal(interval_index_greatest(list, from, to), expected);
        }
    }
    end();
}

/* References answer as what they refer to. */
static void test_references(void)
{
    static struct interval intervals[COUNT];
    const struct interval_list *list = begin(intervals, make_intervals, COUNT);
    struct interval_list references;
    interval_list_init_references(&references, &stand.trace, list, sizeof *list);
    for (uint32_t i = 0; i < COUNT; i += 3) {
        interval_list_refer(&references, 0, i);
    }
    interval_list_seal(&references);
    uint64_t sums[INTERVAL_CLASSES_MAX] = {0}, expected = 0;
    for (uint32_t i = 0; i < COUNT / 3; i++) {
        check_int_equal(interval_begin(&references, i), intervals[3 * i].begin_ns);
        check_int_equal(interval_end(&references, i), intervals[3 * i].end_ns);
        uint32_t before = i;
        while (before > 0 && intervals[3 * (before - 1)].begin_ns == intervals[3 * i].begin_ns) {
            before--;
        }
        check_int_equal(interval_index_count_before(&references, intervals[3 * i].begin_ns),
                        before);
        expected += intervals[3 * i].end_ns - intervals[3 * i].begin_ns;
    }
    interval_index_add_sums(&references, 0, COUNT / 3, sums);
    check_int_equal(sums[0], expected);
    interval_list_finish(&references);
    end();
}

static const struct test_case cases[] = {
    {"interval_index@counts-as-a-walk-does", test_counts},
    {"interval_index@sums-as-a-walk-does", test_sums},
    {"interval_index@finds-every-long-one-that-reaches-into-view", test_longs},
    {"interval_index@what-never-ended-is-long-however-late-it-began", test_endless},
    {"interval_index@finds-the-greatest-word", test_greatest},
    {"interval_index@references-answer-as-what-they-refer-to", test_references},
};

int main(int argc, char **argv)
{
    return run_cases(cases, ARRAY_COUNT(cases), argc, argv);
}
