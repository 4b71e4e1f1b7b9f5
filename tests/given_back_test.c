/* When mutexes were given back: each that has a row of its own is remembered, the others are not.
 */
#include "tests/check.h"
#include "tracer/preload/given_back.h"

static pthread_mutex_t mutexes[GIVEN_BACK_ROWS * 8];

/* Another mutex that would have the same row. */
static pthread_mutex_t *find_rival(const pthread_mutex_t *mutex)
{
    for (size_t i = 0; i < ARRAY_COUNT(mutexes); i++) {
        if (&mutexes[i] != mutex && given_back_row(&mutexes[i]) == given_back_row(mutex)) {
            return &mutexes[i];
        }
    }
    return NULL;
}

static void test_last_time_counts(void)
{
    check_int_equal(given_back_ticks(&mutexes[1]), 0);
    given_back_note(&mutexes[1], 5);
    given_back_note(&mutexes[1], 7);
    check_int_equal(given_back_ticks(&mutexes[1]), 7);
    given_back_note(&mutexes[1], 0);
    check_int_equal(given_back_ticks(&mutexes[1]), 0);
    given_back_forget(&mutexes[1]);
}

static void test_row_is_of_the_first(void)
{
    const pthread_mutex_t *first = &mutexes[2], *rival = find_rival(first);
    check_true(rival != NULL);
    given_back_note(rival, 0); /* not known: takes no row */
    given_back_note(first, 5);
    given_back_note(rival, 9);
    check_int_equal(given_back_ticks(first), 5);
    check_int_equal(given_back_ticks(rival), 0);
    given_back_forget(rival);
    check_int_equal(given_back_ticks(first), 5);
    given_back_forget(first);
    check_int_equal(given_back_ticks(first), 0);
    given_back_note(rival, 9);
    check_int_equal(given_back_ticks(rival), 9);
    given_back_forget(rival);
}

static const struct test_case cases[] = {
    {"given_back@last-time-counts", test_last_time_counts},
    {"given_back@row-is-of-the-first-mutex", test_row_is_of_the_first},
};

int main(int argc, char **argv)
{
    return run_cases(cases, ARRAY_COUNT(cases), argc, argv);
}
