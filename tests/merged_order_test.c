/* Sequences written as words, a letter a number: what they have in common stands once. */
#include <stdlib.h>

#include "tests/check.h"
#include "viewer/paint/merged_order.h"

#define SEQUENCES_MAX 4
#define TEXT_SIZE     256

static struct merged_order merge(const char *const *words)
{
    struct merged_order order = {0};
    for (; *words != NULL; words++) {
        uint32_t numbers[TEXT_SIZE];
        size_t count = strlen(*words);
        for (size_t i = 0; i < count; i++) {
            numbers[i] = (uint32_t)(*words)[i];
        }
        merged_order_add(&order, numbers, count, 128);
    }
    return order;
}

static bool has(const struct merged_order *order, uint32_t set, uint32_t sequence)
{
    for (; set != NO_SET; set = order->sets[set].parent) {
        if (order->sets[set].sequence == sequence) {
            return true;
        }
    }
    return false;
}

/* The letters of the entries; of one sequence, or of all. */
static void read_letters(const struct merged_order *order, uint32_t sequence, char *text)
{
    for (size_t i = 0; i < order->entry_count; i++) {
        if (sequence == NO_SET || has(order, order->entries[i].set, sequence)) {
            *text++ = (char)order->entries[i].number;
        }
    }
    *text = 0;
}

static void check_merged(const char *const *words, const char *expected)
{
    struct merged_order order = merge(words);
    char text[TEXT_SIZE];
    read_letters(&order, NO_SET, text);
    check_text_equal(text, expected);
    for (uint32_t i = 0; words[i] != NULL; i++) {
        read_letters(&order, i, text);
        check_text_equal(text, words[i]);
    }
    merged_order_finish(&order);
}

static void test_once(void)
{
    check_merged((const char *const[]){"abcd", "abcd", NULL}, "abcd");
    check_merged((const char *const[]){"abcd", "abXcd", "abcdY", "cd", NULL}, "abXcdY");
}

static void test_changed_order(void)
{
    check_merged((const char *const[]){"abc", "cab", NULL}, "cabc");
}

static void test_repeats(void)
{
    check_merged((const char *const[]){"aab", "aba", "a", NULL}, "abab");
}

static void test_empty(void)
{
    check_merged((const char *const[]){"", "ab", "", NULL}, "ab");
}

static void test_longest_common_part(void)
{
    check_merged((const char *const[]){"xabcdef", "abcdefx", NULL}, "xabcdefx");
}

static void test_equal_sets(void)
{
    struct merged_order order = merge((const char *const[]){"axb", "ayb", "axb", NULL});
    check_int_equal(order.entries[0].set, order.entries[order.entry_count - 1].set);
    check_int_equal(order.set_count, 5); /* {0}, {0 1}, {0 1 2}, {1}, {0 2} */
    merged_order_finish(&order);
}

static const struct test_case cases[] = {
    {"merged_order@common-parts-stand-once", test_once},
    {"merged_order@each-sequence-keeps-its-order", test_changed_order},
    {"merged_order@repeated-numbers-are-kept-apart", test_repeats},
    {"merged_order@empty-sequences-add-nothing", test_empty},
    {"merged_order@the-longest-common-part-is-found", test_longest_common_part},
    {"merged_order@equal-sets-are-the-same-set", test_equal_sets},
};

int main(int argc, char **argv)
{
    return run_cases(cases, ARRAY_COUNT(cases), argc, argv);
}
