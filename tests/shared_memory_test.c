/* Memory shared by processes: whole, zeroed, never handed out twice, whoever takes, gives back or
 * is killed. */
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>

#include "tests/capturing_recorder.h"
#include "tests/check.h"
#include "tests/own_process.h"
#include "tracer/process/shared_memory.h"

#define CHILDREN 4
#define ROUNDS   2000
#define KILLS    200

static bool is_filled(const unsigned char *memory, size_t size, unsigned char with)
{
    for (size_t i = 0; i < size; i++) {
        if (memory[i] != with) {
            return false;
        }
    }
    return true;
}

static void test_zeroed_and_aligned(void)
{
    for (size_t size = 0; size < 5000; size += 37) {
        unsigned char *memory = shared_allocate(size);
        check_true(memory && (uintptr_t)memory % SHARED_ALIGNMENT == 0);
        check_true(is_filled(memory, size, 0));
        memset(memory, 0xff, size);
        if (size % 2) {
            shared_free(memory);
        }
    }
    shared_free(NULL);
    check_true(!shared_allocate(SIZE_MAX));
    check_true(!shared_allocate((size_t)1 << 40));
}

static void test_used_again(void)
{
    void *first = shared_allocate(1000);
    memset(first, 1, 1000);
    shared_free(first);
    unsigned char *second = shared_allocate(700);
    check_true(second == first);
    check_true(is_filled(second, 700, 0));
}

static void test_more_than_a_region(void)
{
    enum { PIECES = 8 };
    unsigned char *pieces[PIECES];
    for (int i = 0; i < PIECES; i++) {
        pieces[i] = shared_allocate(20u << 20);
        check_true(pieces[i] != NULL);
        pieces[i][0] = (unsigned char)i;
    }
    for (int i = 0; i < PIECES; i++) {
        check_int_equal(pieces[i][0], i);
        shared_free(pieces[i]);
    }
}

/* Takes, marks, looks whether the mark is still there, gives back. */
static void take_and_give(unsigned char mark, unsigned rounds)
{
    void *held[8] = {0};
    for (unsigned i = 0; i < rounds; i++) {
        unsigned place = i % ARRAY_COUNT(held);
        if (held[place]) {
            check_true(is_filled(held[place], 48, mark));
            shared_free(held[place]);
        }
        held[place] = shared_allocate(48);
        check_true(is_filled(held[place], 48, 0));
        memset(held[place], mark, 48);
    }
}

static void test_never_twice(void)
{
    pid_t children[CHILDREN];
    shared_free(shared_allocate(1)); /* a region that all know */
    for (unsigned i = 0; i < CHILDREN; i++) {
        fflush(NULL);
        children[i] = fork();
        if (children[i] == 0) {
            check_failures = 0;
            take_and_give((unsigned char)(i + 1), ROUNDS);
            _exit(check_failures > 0);
        }
    }
    take_and_give(CHILDREN + 1, ROUNDS);
    for (unsigned i = 0; i < CHILDREN; i++) {
        int status = -1;
        waitpid(children[i], &status, 0);
        check_int_equal(status, 0);
    }
}

static void test_child_frees_for_all(void)
{
    _Atomic int *number = shared_allocate(sizeof(*number));
    fflush(NULL);
    pid_t child = fork();
    if (child == 0) {
        *number = 7;
        _exit(0);
    }
    waitpid(child, NULL, 0);
    check_int_equal(*number, 7);
    child = fork();
    if (child == 0) {
        shared_free((void *)number);
        _exit(0);
    }
    waitpid(child, NULL, 0);
    check_true(shared_allocate(sizeof(*number)) == (void *)number);
}

/* The child is somewhere in the middle when it dies; how far it came is left to chance. */
static void test_killed_anywhere_body(void)
{
    _Atomic unsigned *begun = shared_allocate(sizeof(*begun));
    for (unsigned i = 0; i < KILLS; i++) {
        *begun = 0;
        pid_t child = fork();
        if (child == 0) {
            *begun = 1;
            take_and_give(1, UINT32_MAX);
        }
        while (!*begun) {
        }
        take_and_give(2, i % 32);
        kill(child, SIGKILL);
        waitpid(child, NULL, 0);
        take_and_give(3, 32);
    }
}

static void test_killed_anywhere(void)
{
    check_in_own_process(test_killed_anywhere_body);
}

static const struct test_case cases[] = {
    {"shared-memory@is-zeroed-and-aligned", test_zeroed_and_aligned},
    {"shared-memory@is-used-again", test_used_again},
    {"shared-memory@grows-beyond-a-region", test_more_than_a_region},
    {"shared-memory@nobody-gets-what-another-has", test_never_twice},
    {"shared-memory@any-process-gives-back", test_child_frees_for_all},
    {"shared-memory@outlives-killed-users", test_killed_anywhere},
};

int main(int argc, char **argv)
{
    return run_cases(cases, ARRAY_COUNT(cases), argc, argv);
}
