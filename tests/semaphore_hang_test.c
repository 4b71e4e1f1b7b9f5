/* Semaphores of which nobody could say how many permits they have: they are counted from record to
 * record. A permit that lies there ends a wait; one that never comes does not. */
#include "tests/analysis_check.h"

#define GIVE "semaphore.release S 4294967295@1"
#define TAKE "semaphore.acquire S 4294967295"
#define WAIT "main semaphore.acquire+ S x.c:7; main door.wait+ S #"

static void test_permits_are_counted(void)
{
    static const struct sequence_case cases[] = {
        {"S:semaphore limit 0; N thread.begin N; N " GIVE "; main " TAKE "; N thread.end N; " WAIT
         "1",
         "hung",
         "Hang: the only thread waits forever\n"
         "orphan-wait proven proven: main waits for a permit from S at x.c:7, but every thread "
         "that could give one back has ended or is waiting too."},
        /* one lies there */
        {"S:semaphore limit 0; N " GIVE "; N " GIVE "; main " TAKE "; N thread.end N; " WAIT "1",
         "", "No hang found"},
        /* how many there were at first is not known, and one was given since */
        {"main " TAKE "; main " TAKE "; N " GIVE "; N thread.end N; " WAIT "1", "",
         "No hang found"},
    };
    check_cases(cases, ARRAY_COUNT(cases));
}

static void test_a_handler_may_come_again(void)
{
    static const struct sequence_case cases[] = {
        {"S:semaphore limit 0; N thread.begin N; " WAIT "1; main " GIVE " all;"
         "main door.wait S #1; main " TAKE "; N thread.end N; " WAIT "2",
         "", "No hang found"},
        /* it was another thread */
        {"S:semaphore limit 0; N thread.begin N; " WAIT "1; N " GIVE "; N thread.end N;"
         "main door.wait S #1; main " TAKE "; " WAIT "2",
         "hung",
         "Hang: the only thread waits forever\n"
         "orphan-wait proven proven: main waits for a permit from S at x.c:7, but every thread "
         "that could give one back has ended or is waiting too."},
    };
    check_cases(cases, ARRAY_COUNT(cases));
}

static const struct test_case test_cases[] = {
    {"semaphore@permits-are-counted", test_permits_are_counted},
    {"semaphore@a-handler-may-come-again", test_a_handler_may_come_again},
};

int main(int argc, char **argv)
{
    return run_cases(test_cases, ARRAY_COUNT(test_cases), argc, argv);
}
