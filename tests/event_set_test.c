/* Sets of events: beside an array of flags, at sizes around the edges of words and stretches. */
#include "tracer/analysis/event_set.h"

#include <stdbool.h>

#include "tests/check.h"

#define EVENTS_MAX 2000

static uint32_t random_state = 12345;

static uint32_t draw(uint32_t below)
{
    random_state = random_state * 1664525u + 1013904223u;
    return (random_state >> 8) % below;
}

static uint32_t next_member(const bool *flags, uint32_t count, uint32_t from)
{
    while (from < count && !flags[from]) {
        from++;
    }
    return from < count ? from : UINT32_MAX;
}

static void check_beside_flags(uint32_t event_count, uint32_t one_in)
{
    bool flags[EVENTS_MAX] = {0};
    struct event_set set;
    event_set_init(&set, event_count);
    for (uint32_t i = 0; i < event_count; i++) {
        uint32_t event = draw(event_count);
        flags[event] = draw(one_in) == 0;
        if (flags[event]) {
            event_set_add(&set, event);
        } else {
            event_set_remove(&set, event);
        }
    }
    event_set_seal(&set);
    uint32_t before = 0;
    for (uint32_t i = 0; i < event_count; i++) {
        check_int_equal(event_set_count_before(&set, i), before);
        check_int_equal(event_set_has(&set, i), flags[i]);
        check_int_equal(event_set_next(&set, i), next_member(flags, event_count, i));
        if (flags[i]) {
            check_int_equal(event_set_at(&set, before), i);
            before++;
        }
    }
    check_int_equal(set.count, before);
    check_int_equal(event_set_count_before(&set, event_count + 1000), before);
    check_int_equal(event_set_next(&set, event_count + 1000), UINT32_MAX);
    event_set_finish(&set);
}

static void test_answers_as_flags_do(void)
{
    static const uint32_t counts[] = {1, 63, 64, 65, 511, 512, 513, 1024, EVENTS_MAX};
    for (size_t i = 0; i < ARRAY_COUNT(counts); i++) {
        check_beside_flags(counts[i], 1);
        check_beside_flags(counts[i], 3);
        check_beside_flags(counts[i], 100);
    }
}

static void test_nothing_of_nothing(void)
{
    struct event_set set;
    event_set_init(&set, 0);
    event_set_seal(&set);
    check_int_equal(set.count, 0);
    check_int_equal(event_set_next(&set, 0), UINT32_MAX);
    check_int_equal(event_set_count_before(&set, 5), 0);
    event_set_finish(&set);
}

static const struct test_case cases[] = {
    {"event-set@answers-as-flags-do", test_answers_as_flags_do},
    {"event-set@nothing-of-nothing", test_nothing_of_nothing},
};

int main(int argc, char **argv)
{
    return run_cases(cases, ARRAY_COUNT(cases), argc, argv);
}
