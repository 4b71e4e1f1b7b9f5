/* Hangs of programs that were not written with us, told as text: their conditions say neither whom
 * a signal wakes nor when a waiter goes from waiting for the signal to waiting for its mutex. */
#include "tests/analysis_check.h"

/* W waits on C, N has signalled it and keeps what W needs. */
#define NOTIFIED                                                                                   \
    "m:mutex; C:condition foreign uses m; N thread.begin N;"                                       \
    "W lock.acquire m w.c:1; W condition.wait+ C w.c:2; W ·lock.release m; W ·door.wait+ C #1;"  \
    "N lock.acquire m n.c:1; N condition.notify C 1/? n.c:2;"

static void test_lock_not_given_back(void)
{
    static const struct sequence_case cases[] = {
        /* signalled, and the signaller waits for its end with the mutex in hand */
        {NOTIFIED "N thread.join+ W n.c:3; N door.wait+ W #1; main thread.join+ N;"
                  "main door.wait+ N #1",
         "hung",
         "Hang: every thread waits forever\n"
         "deadlock proven proven: N holds m (since n.c:1) and waits for W to end (n.c:3); W waits "
         "for m (needed back after its wait) at w.c:2. Each waits for the other, so neither can "
         "ever go on (N → W → m → N). "
         "also: main"},
        /* the same while somebody else runs on: nobody but N gives the mutex back */
        {NOTIFIED "N thread.join+ W n.c:3; N door.wait+ W #1; A thread.begin A", "interrupted",
         "Stuck: 2 threads wait forever\n"
         "deadlock proven proven: N holds m (since n.c:1) and waits for W to end (n.c:3); W waits "
         "for m (needed back after its wait) at w.c:2. Each waits for the other, so neither can "
         "ever go on (N → W → m → N)."},
        /* never signalled; but even if A did, it could not go on */
        {"m:mutex; C:condition foreign uses m; A thread.begin A;"
         "W lock.acquire m; W condition.wait+ C w.c:2; W ·lock.release m; W ·door.wait+ C #1;"
         "N lock.acquire m n.c:1; N thread.join+ W n.c:3; N door.wait+ W #1",
         "interrupted",
         "Stuck: 2 threads wait forever\n"
         "deadlock proven proven: W waits for m (needed back after its wait) at w.c:2; N holds m "
         "(since n.c:1) and waits for W "
         "to end (n.c:3). Each waits for the other, so neither can ever go on (W → m → N → W)."},
        /* nor does it help that its time will be up */
        {"m:mutex; C:condition foreign uses m; W lock.acquire m; W condition.wait+ C w.c:2 timed;"
         "W ·lock.release m; W ·door.wait+ C #1 timed; N lock.acquire m n.c:1;"
         "N thread.join+ W n.c:3; N door.wait+ W #1; main thread.join+ N; main door.wait+ N #1",
         "hung",
         "Hang: every thread waits forever\n"
         "deadlock proven proven: W waits for m (needed back after its wait) at w.c:2; N holds m "
         "(since n.c:1) and waits for W "
         "to end (n.c:3). Each waits for the other, so neither can ever go on (W → m → N → W). "
         "also: main"},
        /* its holder has ended */
        {NOTIFIED "N thread.end N; main thread.join+ W; main door.wait+ W #1", "hung",
         "Hang: every thread waits forever\n"
         "abandoned-lock proven proven: N ended while it still held m (since n.c:1). W waits for "
         "m at w.c:2, and nobody is left who could release it. also: main"},
    };
    check_cases(cases, ARRAY_COUNT(cases));
}

static void test_lock_not_given_back_near_misses(void)
{
    static const struct sequence_case cases[] = {
        /* it will be given back, or has been */
        {NOTIFIED "main thread.join+ W; main door.wait+ W #1", "", "No hang found"},
        {NOTIFIED "N lock.release m; N thread.end N; main thread.join+ W; main door.wait+ W #1", "",
         "No hang found"},
        /* waits for a moment with the mutex in hand */
        {NOTIFIED "N thread.join+ W timed; N door.wait+ W #1 timed", "", "No hang found"},
        /* this mutex has been given back by another thread before: anyone may */
        {"m:mutex; main lock.acquire m; A lock.release m;"
         "N lock.acquire m; N thread.join+ W; N door.wait+ W #1; W lock.acquire+ m;"
         "W door.wait+ m #1",
         "", "No hang found"},
        /* who holds it itself has it back at once */
        {"Rm:rlock; C:condition foreign uses Rm; N thread.begin N; W lock.acquire Rm;"
         "W lock.acquire Rm; W condition.wait+ C; W ·lock.release Rm; W ·door.wait+ C #1;"
         "N condition.notify C 1/?; N thread.end N; main thread.join+ W; main door.wait+ W #1",
         "", "No hang found"},
    };
    check_cases(cases, ARRAY_COUNT(cases));
}

static void test_signal_that_did_not_arrive(void)
{
    static const struct sequence_case cases[] = {
        /* the recording says it was signalled, the kernel that it sleeps, and the mutex is free */
        {NOTIFIED "N lock.release m; N thread.end N; main thread.join+ W; main door.wait+ W #1;"
                  "asleep W#1",
         "hung",
         "Hang: every thread waits forever\n"
         "orphan-wait proven proven: W waits for a notify from C at w.c:2, but every thread that "
         "could notify has ended or is waiting too. also: main"},
        /* near misses: it slept in another wait; it has a time limit; somebody may signal again */
        {NOTIFIED "N lock.release m; N thread.end N; main thread.join+ W; main door.wait+ W #1;"
                  "asleep W#2",
         "", "No hang found"},
        {"m:mutex; C:condition foreign uses m; N thread.begin N; W lock.acquire m;"
         "W condition.wait+ C timed; W ·lock.release m; W ·door.wait+ C #1 timed;"
         "N condition.notify C 1/?; N thread.end N; main thread.join+ W; main door.wait+ W #1;"
         "asleep W#1",
         "", "No hang found"},
        {NOTIFIED "N lock.release m; main thread.join+ W; main door.wait+ W #1; asleep W#1", "",
         "No hang found"},
    };
    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        check_analysis(cases[i].sequence, cases[i].outcome, LANGUAGE_ENGLISH, cases[i].expected);
    }
}

/* N signals, W begins to wait, and only then N says the next thing: perhaps W heard it. */
#define UNDER_WAY                                                                                  \
    "m:mutex; C:condition foreign uses m; N thread.begin N; W lock.acquire m;"                     \
    "N condition.notify C 1/? n.c:2; W condition.wait+ C w.c:2; W ·lock.release m;"               \
    "W ·door.wait+ C #1; N thread.end N; main thread.join+ W; main door.wait+ W #1;"

static void test_signal_under_way(void)
{
    static const struct sequence_case cases[] = {
        {UNDER_WAY, "", "No hang found"},
        {UNDER_WAY "asleep W#1", "hung",
         "Hang: every thread waits forever\n"
         "lost-notify proven likely: N notified C at n.c:2 when nobody was waiting, and a "
         "Condition "
         "remembers nothing. W began to wait 50 µs later, at w.c:2; now every thread waits and "
         "nobody is left who could notify. also: main"},
    };
    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        check_analysis(cases[i].sequence, cases[i].outcome, LANGUAGE_ENGLISH, cases[i].expected);
    }
}

static const struct test_case test_cases[] = {
    {"foreign-hang@signalled-but-its-mutex-is-kept", test_lock_not_given_back},
    {"foreign-hang@mutex-that-may-come-back", test_lock_not_given_back_near_misses},
    {"foreign-hang@signal-under-way", test_signal_under_way},
    {"foreign-hang@signal-that-did-not-arrive", test_signal_that_did_not_arrive},
};

int main(int argc, char **argv)
{
    return run_cases(test_cases, ARRAY_COUNT(test_cases), argc, argv);
}
