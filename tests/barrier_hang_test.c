/* Barriers of the C library: who has been let through may not have said so yet. */
#include "tests/analysis_check.h"

#define COME(thread) thread " barrier.wait+ B; " thread " door.wait+ B #1;"
#define PASS(thread) thread " door.wait B #1; " thread " barrier.wait B;"

static void test_too_few(void)
{
    static const struct sequence_case cases[] = {
        {"B:barrier limit 3; A thread.begin A;" COME("A") "main barrier.wait+ B x.c:9;"
                                                          "main door.wait+ B #1",
         "hung",
         "Hang: every thread waits forever\n"
         "orphan-wait proven proven: main waits at B (x.c:9) for all 3 to arrive, but only 2 "
         "came (main, A), and every other thread has ended or is waiting too. also: A"},
        /* the second round */
        {"B:barrier limit 2; A thread.begin A;" COME("A") COME("main") PASS("A")
             PASS("main") "A thread.end A; main barrier.wait+ B x.c:9; main door.wait+ B #2",
         "hung",
         "Hang: the only thread waits forever\n"
         "orphan-wait proven proven: main waits at B (x.c:9) for all 2 to arrive, but only 1 "
         "came (main), and every other thread has ended or is waiting too."},
    };
    check_cases(cases, ARRAY_COUNT(cases));
}

static void test_enough(void)
{
    static const struct sequence_case cases[] = {
        /* all have come, and nobody has said yet that it goes on */
        {"B:barrier limit 2; A thread.begin A;" COME("A") COME("main"), "", "No hang found"},
        /* one has passed, said so and ended; the other is through, too */
        {"B:barrier limit 2; A thread.begin A;" COME("A") COME("main") PASS("A") "A thread.end A",
         "", "No hang found"},
        /* one has passed and is back already */
        {"B:barrier limit 2; A thread.begin A;" COME("A") COME("main")
             PASS("A") "A barrier.wait+ B; A door.wait+ B #2",
         "", "No hang found"},
        /* somebody runs, who may come or send others */
        {"B:barrier limit 3; A thread.begin A; D thread.begin D;" COME("A") COME("main"), "",
         "No hang found"},
    };
    check_cases(cases, ARRAY_COUNT(cases));
}

static const struct test_case test_cases[] = {
    {"barrier@too-few-have-come", test_too_few},
    {"barrier@enough-have-come-or-may-come", test_enough},
};

int main(int argc, char **argv)
{
    return run_cases(test_cases, ARRAY_COUNT(test_cases), argc, argv);
}
