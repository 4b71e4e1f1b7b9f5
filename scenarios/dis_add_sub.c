/* 字节码, the bytecodes: what one addition is made of, listed as Python's dis does, then run.
 *
 * You will see the listings of add1, desc1 and add, and in the picture the four steps of a += 1 and
 * of a -= 1: read a, load 1, add, write a. Here a is a variable of the function, which no other
 * thread can reach, so these two cannot race; total in add is everybody's, and can
 * (gil_counter_race).
 *
 * The notes: “1 load a 2 load 1 3 + 4 赋值给a” (load a, load 1, add, assign to a). */
#include "tracer/threadlane.h"

static const char *const add1_listing[] = {
    "  2           0 RESUME                   0",
    "",
    "  3           2 LOAD_FAST                0 (a)",
    "              4 LOAD_CONST               1 (1)",
    "              6 BINARY_OP               13 (+=)",
    "             10 STORE_FAST               0 (a)",
    "             12 LOAD_CONST               0 (None)",
    "             14 RETURN_VALUE",
};

static const char *const desc1_listing[] = {
    "  5           0 RESUME                   0",
    "",
    "  6           2 LOAD_FAST                0 (a)",
    "              4 LOAD_CONST               1 (1)",
    "              6 BINARY_OP               23 (-=)",
    "             10 STORE_FAST               0 (a)",
    "             12 LOAD_CONST               0 (None)",
    "             14 RETURN_VALUE",
};

static const char *const add_listing[] = {
    "  8           0 RESUME                   0",
    "",
    " 10           2 LOAD_GLOBAL              1 (NULL + range)",
    "             14 LOAD_CONST               1 (1000000)",
    "             16 PRECALL                  1",
    "             20 CALL                     1",
    "             30 GET_ITER",
    "        >>   32 FOR_ITER                12 (to 58)",
    "             34 STORE_FAST               0 (i)",
    "",
    " 11          36 LOAD_GLOBAL              2 (total)",
    "             48 LOAD_CONST               2 (1)",
    "             50 BINARY_OP               13 (+=)",
    "             54 STORE_GLOBAL             1 (total)",
    "             56 JUMP_BACKWARD           13 (to 32)",
    "",
    " 10     >>   58 LOAD_CONST               0 (None)",
    "             60 RETURN_VALUE",
};

static void dis(const char *const *listing, size_t line_count)
{
    for (size_t i = 0; i < line_count; i++) {
        tl_print("%s", listing[i]);
    }
    tl_print("None"); /* dis returns None, and the notes print what it returns */
}

static void add1(void *unused)
{
    (void)unused;
    struct tl_variable *a = tl_variable_create(0, "a of add1");
    int value = tl_variable_load(a); /* LOAD_FAST a */
    tl_step("LOAD_CONST 1");
    tl_step("BINARY_OP +=");
    tl_variable_store(a, value + 1); /* STORE_FAST a */
}

static void desc1(void *unused)
{
    (void)unused;
    struct tl_variable *a = tl_variable_create(0, "a of desc1");
    int value = tl_variable_load(a); /* LOAD_FAST a */
    tl_step("LOAD_CONST 1");
    tl_step("BINARY_OP -=");
    tl_variable_store(a, value - 1); /* STORE_FAST a */
}

int main(void)
{
    tl_title("字节码", "what one addition is made of");
    dis(add1_listing, sizeof(add1_listing) / sizeof(add1_listing[0]));
    dis(desc1_listing, sizeof(desc1_listing) / sizeof(desc1_listing[0]));
    dis(add_listing, sizeof(add_listing) / sizeof(add_listing[0]));
    tl_thread_start(tl_thread_create(add1, NULL, "add1"));
    tl_thread_start(tl_thread_create(desc1, NULL, "desc1"));
    return tl_exit(0);
}
