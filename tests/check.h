/* What tests assert with. A test program is a table of named cases:
 *
 *     static const struct test_case cases[] = {{"arena@text-survives-growth", test_growth}, …};
 *     int main(int argc, char **argv) { return run_cases(cases, ARRAY_COUNT(cases), argc, argv); }
 *
 * Without arguments every case runs; with one, the case of that name. Each prints a line. */
#ifndef THREADLANE_TESTS_CHECK_H
#define THREADLANE_TESTS_CHECK_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#define ARRAY_COUNT(array) (sizeof(array) / sizeof(array)[0])

struct test_case {
    const char *name;
    void (*run)(void);
};

static unsigned check_failures;

static inline void check_report(bool is_good, const char *what, const char *file, int line)
{
    if (!is_good) {
        fprintf(stderr, "%s:%d: not true: %s\n", file, line, what);
        check_failures++;
    }
}

static inline void check_text(const char *got, const char *expected, const char *file, int line)
{
    if (strcmp(got, expected) != 0) {
        fprintf(stderr, "%s:%d: expected:\n%s\ngot:\n%s\n", file, line, expected, got);
        check_failures++;
    }
}

static inline void check_number(int64_t got, int64_t expected, const char *what, const char *file,
                                int line)
{
    if (got != expected) {
        fprintf(stderr, "%s:%d: %s: expected %lld, got %lld\n", file, line, what,
                (long long)expected, (long long)got);
        check_failures++;
    }
}

#define check_true(condition)           check_report((condition), #condition, __FILE__, __LINE__)
#define check_text_equal(got, expected) check_text((got), (expected), __FILE__, __LINE__)
#define check_int_equal(got, expected)                                                             \
    check_number((int64_t)(got), (int64_t)(expected), #got, __FILE__, __LINE__)

static inline int run_cases(const struct test_case *cases, size_t count, int argc, char **argv)
{
    unsigned failed = 0, ran = 0;
    for (size_t i = 0; i < count; i++) {
        if (argc > 1 && strcmp(argv[1], cases[i].name) != 0) {
            continue;
        }
        check_failures = 0;
        cases[i].run();
        ran++;
        failed += check_failures > 0;
        printf("%s %s\n", check_failures ? "FAIL" : "ok  ", cases[i].name);
    }
    if (ran == 0) {
        fprintf(stderr, "no such case\n");
    }
    return failed || ran == 0;
}

#endif
