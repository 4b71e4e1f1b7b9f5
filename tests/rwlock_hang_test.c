/* Hangs at readers-writer locks, and beside each the stories that look like it and are none. Which
 * side is asked for stands in the begin; only of what prefers writers do readers wait for those. */
#include "tests/analysis_check.h"

#define READS_AGAIN                                                                                \
    "K thread.begin K; main lock.acquire RW read x.c:1; K lock.acquire+ RW x.c:5;"                 \
    "K door.wait+ RW #1; main lock.acquire+ RW read x.c:2; main door.wait+ RW #1"

static void test_a_reader_that_reads_again_behind_a_writer(void)
{
    static const struct sequence_case cases[] = {
        {"RW:rwlock order 1;" READS_AGAIN, "hung",
         "Hang: every thread waits forever\n"
         "deadlock proven proven: main reads RW (since x.c:1) and asks to read it again at x.c:2; "
         "but K waits to write it at x.c:5, and of this lock writers get hold first. main waits "
         "for K, and K for main, so neither can ever go on."},
        /* the one who is behind the writer is joined by the one who reads */
        {"RW:rwlock order 1; K thread.begin K; V thread.begin V; main lock.acquire RW read x.c:1;"
         "K lock.acquire+ RW x.c:5; K door.wait+ RW #1; V lock.acquire+ RW read x.c:8;"
         "V door.wait+ RW #1; main thread.join+ V x.c:2; main door.wait+ V #1",
         "hung",
         "Hang: every thread waits forever\n"
         "deadlock proven proven: main holds RW (since x.c:1) and waits for V to end (x.c:2); V "
         "waits for RW at x.c:8; K waits for RW at x.c:5. They wait in a circle, so none of them "
         "can ever go on (main → V → RW → K → RW → main)."},
    };
    check_cases(cases, ARRAY_COUNT(cases));
}

static void test_readers_that_go_on(void)
{
    static const struct sequence_case cases[] = {
        /* readers first: it gets in beside itself */
        {"RW:rwlock;" READS_AGAIN, "", "No hang found"},
        /* the writer gives up after a while */
        {"RW:rwlock order 1; K thread.begin K; main lock.acquire RW read;"
         "K lock.acquire+ RW timed; K door.wait+ RW #1 timed; main lock.acquire+ RW read;"
         "main door.wait+ RW #1",
         "", "No hang found"},
        /* no writer is left that waits */
        {"RW:rwlock order 1; main lock.acquire RW read; K lock.acquire+ RW timed;"
         "K door.wait+ RW #1 timed; main lock.acquire+ RW read; main door.wait+ RW #1;"
         "K door.wait! RW #1 timeout; K lock.acquire! RW timeout; K thread.end K",
         "", "No hang found"},
        /* the one who reads runs, and will give it back */
        {"RW:rwlock order 1; V thread.begin V; V lock.acquire RW read; K lock.acquire+ RW;"
         "K door.wait+ RW #1; main lock.acquire+ RW read; main door.wait+ RW #1",
         "", "No hang found"},
    };
    check_cases(cases, ARRAY_COUNT(cases));
}

static void test_a_writer_waits_for_all_readers(void)
{
    static const struct sequence_case cases[] = {
        /* one of two readers has ended with it in hand, the other one runs */
        {"RW:rwlock; K thread.begin K; V thread.begin V; K lock.acquire RW read x.c:3;"
         "V lock.acquire RW read x.c:4; K thread.end K; main lock.acquire+ RW x.c:9;"
         "main door.wait+ RW #1; V lock.release RW read",
         "hung",
         "Stuck: 1 thread waits forever\n"
         "abandoned-lock proven proven: K ended while it still held RW (since x.c:3). main waits "
         "for RW at x.c:9, and nobody is left who could release it."},
        /* it reads itself */
        {"RW:rwlock; V thread.begin V; main lock.acquire RW read x.c:3;"
         "main lock.acquire+ RW x.c:9; main door.wait+ RW #1",
         "hung",
         "Stuck: 1 thread waits forever\n"
         "self-deadlock proven proven: main reads RW (since x.c:3) and asks to write it at x.c:9. "
         "Who writes waits for all readers, and main is one of them: it waits for itself."},
        /* one of two readers waits for what the writer holds */
        {"RW:rwlock; L:mutex; K thread.begin K; V thread.begin V; main lock.acquire L x.c:1;"
         "V lock.acquire RW read x.c:4; K lock.acquire RW read x.c:5;"
         "K lock.acquire+ L x.c:6; K door.wait+ L #1; main lock.acquire+ RW x.c:2;"
         "main door.wait+ RW #1",
         "hung",
         "Stuck: 2 threads wait forever\n"
         "deadlock proven proven: main holds L (since x.c:1) and waits for RW at x.c:2; K holds RW "
         "(since x.c:5) and waits for L at x.c:6. Each waits for the other, so neither can ever go "
         "on (main → RW → K → L → main)."},
    };
    check_cases(cases, ARRAY_COUNT(cases));
}

static void test_writers_that_go_on(void)
{
    static const struct sequence_case cases[] = {
        /* each reader runs */
        {"RW:rwlock; K lock.acquire RW read; V lock.acquire RW read; main lock.acquire+ RW;"
         "main door.wait+ RW #1",
         "", "No hang found"},
        /* the last one has given it back */
        {"RW:rwlock; K lock.acquire RW read; main lock.acquire+ RW; main door.wait+ RW #1;"
         "K lock.release RW read; K thread.end K",
         "", "No hang found"},
        /* it is read twice and given back twice */
        {"RW:rwlock; K lock.acquire RW read; K lock.acquire RW read; K lock.release RW read;"
         "K lock.release RW read; K thread.end K; main lock.acquire+ RW; main door.wait+ RW #1",
         "", "No hang found"},
        /* another gives back what K has taken: whose it is cannot be known, and V runs */
        {"RW:rwlock; V thread.begin V; K lock.acquire RW read; K lock.acquire RW read;"
         "V lock.release RW read; K thread.end K; main lock.acquire+ RW; main door.wait+ RW #1",
         "", "No hang found"},
    };
    check_cases(cases, ARRAY_COUNT(cases));
}

static void test_readers_wait_for_a_writer(void)
{
    static const struct sequence_case cases[] = {
        {"RW:rwlock; K lock.acquire RW x.c:3; K thread.end K; main lock.acquire+ RW read x.c:9;"
         "main door.wait+ RW #1",
         "hung",
         "Hang: the only thread waits forever\n"
         "abandoned-lock proven proven: K ended while it still held RW (since x.c:3). main waits "
         "for RW at x.c:9, and nobody is left who could release it."},
        {"RW:rwlock; K lock.acquire RW x.c:3; main lock.acquire+ RW read x.c:9;"
         "main door.wait+ RW #1",
         "", "No hang found"},
    };
    check_cases(cases, ARRAY_COUNT(cases));
}

#define A_READS_THEN                                                                               \
    "RW:rwlock; A lock.acquire RW read; A lock.acquire b x.c:2; A lock.release b;"                 \
    "A lock.release RW read;"

#define INSIDE(thread, how, inside)                                                                \
    thread " lock.acquire RG" how ";" inside thread " lock.release RG" how ";"
#define A_THEN_B "A lock.acquire a; A lock.acquire b x.c:2; A lock.release b; A lock.release a;"
#define B_THEN_A "B lock.acquire b; B lock.acquire a x.c:7; B lock.release a; B lock.release b;"

/* A gate that is read by the one keeps him out who writes it, and nobody else. */
static void test_gates_of_readers(void)
{
    static const struct sequence_case cases[] = {
        {"RG:rwlock;" INSIDE("A", "", A_THEN_B) INSIDE("B", " read", B_THEN_A), "ended", "No hang"},
        {"RG:rwlock;" INSIDE("A", " read", A_THEN_B) INSIDE("B", "", B_THEN_A), "ended", "No hang"},
        {"RG:rwlock;" INSIDE("A", " read", A_THEN_B) INSIDE("B", " read", B_THEN_A), "ended",
         "No hang\n"
         "lock-order-risk none risk: This run ended well, but A takes a and then b (x.c:2), while "
         "B takes b and then a (x.c:7). If each gets its first lock, both hang."},
    };
    check_cases(cases, sizeof(cases) / sizeof(cases[0]));
}

/* Who only reads keeps no reader out. */
static void test_orders_of_readers(void)
{
    static const struct sequence_case cases[] = {
        {A_READS_THEN "B lock.acquire b; B lock.acquire RW x.c:7; B lock.release RW;"
                      "B lock.release b",
         "ended",
         "No hang\n"
         "lock-order-risk none risk: This run ended well, but A reads RW and then takes b (x.c:2), "
         "while B takes b and then writes RW (x.c:7). If each gets its first lock, both hang."},
        {A_READS_THEN "B lock.acquire b; B lock.acquire RW read x.c:7; B lock.release RW read;"
                      "B lock.release b",
         "ended", "No hang"},
        {"RW:rwlock; RX:rwlock; A lock.acquire RW read; A lock.acquire RX read x.c:2;"
         "A lock.release RX read; A lock.release RW read; B lock.acquire RX read;"
         "B lock.acquire RW read x.c:7; B lock.release RW read; B lock.release RX read",
         "ended", "No hang"},
        {"RW:rwlock; RX:rwlock; A lock.acquire RW; A lock.acquire RX x.c:2; A lock.release RX;"
         "A lock.release RW; B lock.acquire RX; B lock.acquire RW read x.c:7;"
         "B lock.release RW read; B lock.release RX",
         "ended",
         "No hang\n"
         "lock-order-risk none risk: This run ended well, but A writes RW and then RX (x.c:2), "
         "while B writes RX and then reads RW (x.c:7). If each gets its first lock, both hang."},
    };
    check_cases(cases, sizeof(cases) / sizeof(cases[0]));
    check_analysis(
        A_READS_THEN "B lock.acquire b; B lock.acquire RW x.c:7;"
                     "B lock.release RW; B lock.release b",
        "ended", LANGUAGE_CHINESE,
        "没有卡死\n"
        "lock-order-risk none risk: 这次没有出事，但 A 先读 RW 再拿 b（x.c:2），B 先拿 b "
        "再写 RW（x.c:7）：如果各自先拿到第一把锁，两个都会卡死。");
}

static const struct test_case test_cases[] = {
    {"rwlock@a-reader-that-reads-again-behind-a-writer-hangs",
     test_a_reader_that_reads_again_behind_a_writer},
    {"rwlock@readers-that-go-on-are-not-told", test_readers_that_go_on},
    {"rwlock@a-writer-waits-for-all-readers", test_a_writer_waits_for_all_readers},
    {"rwlock@writers-that-go-on-are-not-told", test_writers_that_go_on},
    {"rwlock@readers-wait-for-a-writer", test_readers_wait_for_a_writer},
    {"rwlock@gates-of-readers", test_gates_of_readers},
    {"rwlock@orders-of-readers", test_orders_of_readers},
};

int main(int argc, char **argv)
{
    return run_cases(test_cases, ARRAY_COUNT(test_cases), argc, argv);
}
