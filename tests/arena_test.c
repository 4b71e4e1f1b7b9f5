#include "tests/check.h"
#include "tracer/model/arena.h"

static void test_texts_survive_growth(void)
{
    struct arena *arena = arena_create();
    const char *first = arena_copy_text(arena, "first");
    for (int i = 0; i < 10000; i++) {
        arena_print_text(arena, "number %d", i);
    }
    check_text_equal(first, "first");
    check_text_equal(arena_print_text(arena, "%s %d", "七", 7), "七 7");
    arena_destroy(arena);
}

static void test_cleared_memory_is_zero_again(void)
{
    struct arena *arena = arena_create();
    memset(arena_allocate(arena, 1000), 0xff, 1000);
    arena_clear(arena);
    const char *again = arena_allocate(arena, 1000);
    for (int i = 0; i < 1000; i++) {
        check_true(again[i] == 0);
    }
    arena_destroy(arena);
}

int main(int argc, char **argv)
{
    static const struct test_case cases[] = {
        {"arena@texts-survive-growth", test_texts_survive_growth},
        {"arena@cleared-memory-is-zero-again", test_cleared_memory_is_zero_again},
    };
    return run_cases(cases, ARRAY_COUNT(cases), argc, argv);
}
