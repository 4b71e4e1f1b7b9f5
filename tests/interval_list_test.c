/* What a packed interval says is what was put in, however far apart its events lie. */
#include "tests/check.h"
#include "tracer/model/interval_list.h"

#define COUNT 300 /* more than four blocks */

static struct event events[2 * COUNT];
static struct trace trace;

/* Every event so much after the one before. */
static void lay_events(uint64_t step_ns)
{
    for (uint32_t i = 0; i < 2 * COUNT; i++) {
        events[i].time_ns = 5 + i * step_ns;
    }
    trace = (struct trace){
        .events = events, .event_count = 2 * COUNT, .end_ns = 5 + 2 * COUNT * step_ns};
}

static void check_pairs(uint64_t step_ns, uint32_t length)
{
    struct interval_list list;
    lay_events(step_ns);
    interval_list_init(&list, &trace, INTERVAL_PAIRS, 1);
    for (uint32_t i = 0; i < COUNT; i++) {
        check_int_equal(interval_list_begin_pair(&list, i), i);
        check_int_equal(interval_end_event(&list, i), NONE_INDEX);
        check_int_equal(interval_end(&list, i), trace.end_ns);
    }
    for (uint32_t i = 0; i + length < COUNT; i++) {
        interval_list_end_pair(&list, i, i + length);
    }
    interval_list_seal(&list);
    for (uint32_t i = 0; i < COUNT; i++) {
        bool has_end = i + length < COUNT;
        check_int_equal(interval_begin_event(&list, i), i);
        check_int_equal(interval_begin(&list, i), events[i].time_ns);
        check_int_equal(interval_end_event(&list, i), has_end ? i + length : NONE_INDEX);
        check_int_equal(interval_end(&list, i),
                        has_end ? events[i + length].time_ns : trace.end_ns);
        check_int_equal(interval_class(&list, i), 0);
    }
    interval_list_finish(&list);
}

static const uint64_t steps_ns[] = {
    0,
    1,
    1000,
    UINT64_C(67108864),
    UINT64_C(0x0fffffff),
    UINT64_C(0x10000000),
    UINT64_C(0xfffffffe),
    UINT64_C(0xffffffff),
    UINT64_C(0x100000000),
    UINT64_C(1) << 50,
};

static void test_pairs(void)
{
    for (size_t i = 0; i < ARRAY_COUNT(steps_ns); i++) {
        check_pairs(steps_ns[i], 0);
        check_pairs(steps_ns[i], 1);
        check_pairs(steps_ns[i], 200);
    }
}

static void check_changes(enum interval_form form, uint64_t step_ns)
{
    struct interval_list list;
    lay_events(step_ns);
    interval_list_init(&list, &trace, form, 6);
    for (uint32_t i = 0; i < COUNT; i++) {
        if (form == INTERVAL_LEVELS) {
            interval_list_add_level(&list, 2 * i, i * 3);
            continue;
        }
        interval_list_add_change(&list, 2 * i, i % 6);
        if (i % 50 == 49) {
            interval_list_void_change(&list);
        }
    }
    interval_list_seal(&list);
    for (uint32_t i = 0; i < COUNT; i++) {
        bool is_last = i + 1 == COUNT;
        check_int_equal(interval_begin(&list, i), events[2 * i].time_ns);
        check_int_equal(interval_end(&list, i), is_last ? trace.end_ns : events[2 * i + 2].time_ns);
        check_int_equal(interval_begin_event(&list, i), 2 * i);
        check_int_equal(interval_end_event(&list, i), is_last ? NONE_INDEX : 2 * i + 2);
        if (form == INTERVAL_LEVELS) {
            check_int_equal(interval_level(&list, i), i * 3);
            check_int_equal(interval_class(&list, i), 0);
        } else {
            check_int_equal(interval_is_gap(&list, i), i % 50 == 49);
            check_int_equal(interval_class(&list, i), i % 50 == 49 ? INTERVAL_GAP : i % 6);
        }
    }
    interval_list_finish(&list);
}

static void test_changes(void)
{
    for (size_t i = 0; i < ARRAY_COUNT(steps_ns); i++) {
        check_changes(INTERVAL_CHANGES, steps_ns[i]);
        check_changes(INTERVAL_LEVELS, steps_ns[i]);
    }
}

static void check_column(uint32_t value)
{
    struct interval_column column = {0};
    check_int_equal(interval_column_at(&column, 0), INTERVAL_UNSAID);
    interval_column_set(&column, 100, value);
    interval_column_set(&column, 3, 8);
    check_int_equal(interval_column_at(&column, 100), value);
    interval_column_seal(&column);
    check_int_equal(interval_column_at(&column, 3), 8);
    check_int_equal(interval_column_at(&column, 4), INTERVAL_UNSAID);
    check_int_equal(interval_column_at(&column, 100), value);
    check_int_equal(interval_column_at(&column, 101), INTERVAL_UNSAID);
    interval_column_finish(&column);
}

static void test_columns(void)
{
    static const uint32_t values[] = {0, 254, 255, 256, 65534, 65535, 65536, NONE_INDEX};
    for (size_t i = 0; i < ARRAY_COUNT(values); i++) {
        check_column(values[i]);
    }
}

static const struct test_case cases[] = {
    {"interval_list@pairs-say-what-was-put-in", test_pairs},
    {"interval_list@changes-say-what-was-put-in", test_changes},
    {"interval_list@columns-keep-what-is-said", test_columns},
};

int main(int argc, char **argv)
{
    return run_cases(cases, ARRAY_COUNT(cases), argc, argv);
}
