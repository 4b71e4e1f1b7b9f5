/* Hangs of tasks and futures, and beside each the stories that look like it and are none. */
#include "tests/analysis_check.h"

/* A pool of two workers, three tasks submitted, the first two being run. */
#define POOL                                                                                       \
    "X:executor limit 2; Q:queue of X; M:lock of Q; NE:condition of Q uses M; X=pool;"             \
    "F1:future of X; C1:condition of F1; R1:rlock of C1; F2:future of X; C2:condition of F2;"      \
    "R2:rlock of C2; F3:future of X; C3:condition of F3; R3:rlock of C3; F3=inner;"                \
    "main thread.create+ w1 for X; w1 thread.begin w1; main thread.create w1 for X;"               \
    "main thread.create+ w2 for X; w2 thread.begin w2; main thread.create w2 for X;"               \
    "w1 future.run F1; w1 task.run+ F1; w2 future.run F2; w2 task.run+ F2 p.c:8;"

#define W1_AWAITS(F, C)                                                                            \
    "w1 future.wait+ " F " p.c:5; w1 ·condition.wait+ " C "; w1 ··door.wait+ " C " #1;"
#define W2_AWAITS(F, C)                                                                            \
    "w2 future.wait+ " F " p.c:9; w2 ·condition.wait+ " C "; w2 ··door.wait+ " C " #1;"
#define MAIN_AWAITS(F, C)                                                                          \
    "main future.wait+ " F " p.c:20; main ·condition.wait+ " C "; main ··door.wait+ " C " #1;"
#define W2_IS_IDLE                                                                                 \
    "w2 task.run F2; w2 future.set F2; w2 ··lock.acquire M; w2 ·queue.get+ Q;"                  \
    "w2 ··condition.wait+ NE; w2 ···lock.release M; w2 ···door.wait+ NE #1;"

static void test_starvation(void)
{
    static const struct sequence_case cases[] = {
        {POOL W1_AWAITS("F3", "C3") W2_AWAITS("F3", "C3") MAIN_AWAITS("F1", "C1"), "hung",
         "Hang: every thread waits forever\n"
         "pool-starvation proven proven: All 2 workers of pool run tasks that wait for other tasks "
         "of pool (w1 waits for inner at p.c:5), and no worker is left to start those. also: main"},
        /* one of them waits for the other's task, so for the third in the end */
        {POOL W1_AWAITS("F2", "C2") W2_AWAITS("F3", "C3") "main ·thread.join+ w1;"
                                                          "main door.wait+ w1 #1",
         "hung",
         "Hang: every thread waits forever\n"
         "pool-starvation proven proven: All 2 workers of pool run tasks that wait for other tasks "
         "of pool (w2 waits for inner at p.c:9), and no worker is left to start those. also: main"},
        /* the only worker waits for several */
        {"X:executor limit 1; F1:future of X; C1:condition of F1; F2:future of X; F3:future of X;"
         "main thread.create+ w1 for X; w1 thread.begin w1; main thread.create w1 for X;"
         "w1 future.run F1; w1 task.run+ F1; V:waiter limit 2 watch F2 watch F3; E:event of V;"
         "C:condition of E; w1 future.wait+ V p.c:5; w1 ·event.wait+ E; w1 ··condition.wait+ C;"
         "w1 ···door.wait+ C #1;" MAIN_AWAITS("F1", "C1"),
         "hung",
         "Hang: every thread waits forever\n"
         "pool-starvation proven proven: The only worker of X runs a task that waits for another "
         "task of X (w1 waits for F2 at p.c:5), and no worker is left to start that. also: main"},
    };
    check_cases(cases, ARRAY_COUNT(cases));
    check_analysis(cases[0].sequence, "hung", LANGUAGE_CHINESE,
                   "卡死：所有线程都永远在等\n"
                   "pool-starvation proven proven: pool 的 2 个工作线程都在等 pool 里还没开始的任务"
                   "（w1 在 p.c:5 等 inner），没有空闲的线程去执行它们。 also: main");
}

static void test_starvation_near_misses(void)
{
    static const struct sequence_case cases[] = {
        /* a worker that computes */
        {POOL W1_AWAITS("F3", "C3") MAIN_AWAITS("F1", "C1"), "", "No hang found"},
        /* a worker that has been woken for the task and has not taken it yet */
        {POOL W1_AWAITS("F3", "C3") W2_IS_IDLE
         "main ·queue.put Q i1; main ·condition.notify NE "
         "1/1; main door.wake NE w2#1;" MAIN_AWAITS("F1", "C1"),
         "", "No hang found"},
        /* a worker that looks again after a while */
        {POOL W1_AWAITS("F3", "C3") "w2 future.wait+ F3 timed; w2 ·condition.wait+ C3 timed;"
                                    "w2 ··door.wait+ C3 #1 timed;" MAIN_AWAITS("F1", "C1"),
         "", "No hang found"},
        /* main, which could cancel */
        {POOL W1_AWAITS("F3", "C3") W2_AWAITS("F3", "C3"), "", "No hang found"},
        /* a task of another pool, whose worker computes */
        {POOL
         "Y:executor limit 1; G:future of Y; D:condition of G;"
         "main thread.create+ v for Y; v thread.begin v; main thread.create v for Y;" W1_AWAITS(
             "G", "D") W2_AWAITS("F3", "C3") MAIN_AWAITS("F1", "C1"),
         "", "No hang found"},
        /* the task was begun, was done, and the worker that waits for it was woken */
        {POOL W1_AWAITS("F2", "C2") "w2 task.run F2; w2 future.set F2; w2 ·condition.notify C2 "
                                    "all/1; w2 door.wake C2 w1#1;" W2_AWAITS("F3", "C3")
                                        MAIN_AWAITS("F1", "C1"),
         "", "No hang found"},
        /* both workers wait, but one of them for somebody else's future: nobody finishes that */
        {POOL "P:future; D:condition of P; P=promise;" W1_AWAITS("P", "D") W2_AWAITS("F3", "C3")
             MAIN_AWAITS("F1", "C1"),
         "hung",
         "Hang: every thread waits forever\n"
         "orphan-wait proven proven: w1 waits for the result from promise at p.c:5, but every "
         "thread that could finish it has ended or is waiting too. also: main\n"
         "orphan-wait proven proven: w2 waits for the result from inner at p.c:9, but every thread "
         "that could finish it has ended or is waiting too."},
    };
    check_cases(cases, ARRAY_COUNT(cases));
}

static void test_orphans(void)
{
    static const struct sequence_case cases[] = {
        {"P:future; D:condition of P; R:rlock of D; P=promise;" MAIN_AWAITS("P", "D"), "hung",
         "Hang: the only thread waits forever\n"
         "orphan-wait proven proven: main waits for the result from promise at p.c:20, but every "
         "thread that could finish it has ended or is waiting too."},
        /* workers without work are not why */
        {POOL "w1 task.run F1; w1 future.set F1; w1 ··lock.acquire M; w1 ·queue.get+ Q;"
              "w1 ··condition.wait+ NE; w1 ···lock.release M; w1 ···door.wait+ NE #1;" W2_IS_IDLE
              "P:future; D:condition of P; V:waiter limit 2 watch P watch F3; E:event of V;"
              "C:condition of E; main future.wait+ V p.c:20; main ·event.wait+ E;"
              "main ··condition.wait+ C; main ···door.wait+ C #1",
         "hung",
         "Hang: every thread waits forever\n"
         "orphan-wait proven proven: main waits for P, inner to be done at p.c:20, but every "
         "thread that could finish them has ended or is waiting too."},
        /* the task that is waited for waits for an event that nobody sets */
        {POOL W2_IS_IDLE "E:event; L:lock of E; C:condition of E uses L; w1 ·lock.acquire L;"
                         "w1 event.wait+ E p.c:5; w1 ·condition.wait+ C; w1 ··lock.release L;"
                         "w1 ··door.wait+ C #1;" MAIN_AWAITS("F1", "C1"),
         "hung",
         "Hang: every thread waits forever\n"
         "orphan-wait proven proven: w1 waits for E to be set at p.c:5, but every thread that "
         "could set it has ended or is waiting too. also: main"},
        /* a worker that ends in the middle of a task: its result never comes, whoever runs */
        {POOL "w1 thread.end w1;" MAIN_AWAITS("F1", "C1"), "interrupted",
         "Stuck: 1 thread waits forever\n"
         "orphan-wait proven proven: main waits for the result from F1 at p.c:20, but every thread "
         "that could finish it has ended or is waiting too."},
        /* all of a set are waited for, and one of them is run by a live thread: it may yet end */
        {POOL "V:waiter limit 2 watch F1 watch F3; E:event of V; C:condition of E;"
              "main future.wait+ V; main ·event.wait+ E; main ··condition.wait+ C;"
              "main ···door.wait+ C #1",
         "", "No hang found"},
    };
    check_cases(cases, ARRAY_COUNT(cases));
}

static void test_circles(void)
{
    static const struct sequence_case cases[] = {
        {POOL W1_AWAITS("F2", "C2") W2_AWAITS("F1", "C1"), "interrupted",
         "Stuck: 2 threads wait forever\n"
         "deadlock proven proven: w1 runs F1 and waits for F2 at p.c:5; w2 runs F2 (since p.c:8) "
         "and waits for F1 at p.c:9. Each waits for the other, so neither can ever go on (w1 → F2 "
         "→ w2 → F1 → w1)."},
        {POOL W2_AWAITS("F2", "C2"), "interrupted",
         "Stuck: 1 thread waits forever\n"
         "self-deadlock proven proven: w2 runs F2 (since p.c:8) and waits for its result at p.c:9, "
         "which is there only when w2 is through with it."},
        /* a task that waits for a lock whose holder waits for the task */
        {POOL "RL:rlock; main lock.acquire RL p.c:18; w1 lock.acquire+ RL p.c:4;"
              "w1 door.wait+ RL #1;" MAIN_AWAITS("F1", "C1"),
         "hung",
         "Stuck: 2 threads wait forever\n"
         "deadlock proven proven: main holds RL (since p.c:18) and waits for F1 at p.c:20; w1 runs "
         "F1 and waits for RL at p.c:4. Each waits for the other, so neither can ever go on (main "
         "→ F1 → w1 → RL → main)."},
    };
    check_cases(cases, ARRAY_COUNT(cases));
}

static const struct test_case test_cases[] = {
    {"task-hang@pool-starvation", test_starvation},
    {"task-hang@pool-starvation-near-misses", test_starvation_near_misses},
    {"task-hang@orphan-wait", test_orphans},
    {"task-hang@circles", test_circles},
};

int main(int argc, char **argv)
{
    return run_cases(test_cases, ARRAY_COUNT(test_cases), argc, argv);
}
