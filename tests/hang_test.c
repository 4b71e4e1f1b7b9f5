/* Hangs of every kind, told as text, and beside each the stories that look like it and are none. */
#include "tests/analysis_check.h"

static void test_lost_notify(void)
{
    static const struct sequence_case cases[] = {
        {WRONG_ORDER, "hung",
         "Hang: every thread waits forever\n"
         "lost-notify proven likely: 天猫 notified cond at poem.c:32 when nobody was waiting, and "
         "a "
         "Condition remembers nothing. 小爱 began to wait 101 ms later, at poem.c:18; now every "
         "thread waits and nobody is left who could notify. also: main"},
        /* the notifier has ended, and the waiting thread is main itself */
        {"N lock.acquire L; N condition.notify C 1/0 x.c:2 @1ms; N lock.release L; N thread.end N;"
         "main lock.acquire L; main condition.wait+ C x.c:7 @4ms; main ·lock.release L;"
         "main ·door.wait+ C #1",
         "hung",
         "Hang: the only thread waits forever\n"
         "lost-notify proven likely: N notified C at x.c:2 when nobody was waiting, and a "
         "Condition "
         "remembers nothing. main began to wait 3.00 ms later, at x.c:7; now every thread waits "
         "and "
         "nobody is left who could notify."},
        /* the notify went to one whose wait had timed out */
        {"N thread.begin N; V lock.acquire L; V condition.wait+ C timed; V ·lock.release L; V "
         "·door.wait+ C #1 timed;"
         "main lock.acquire L; main condition.wait+ C x.c:7; main ·lock.release L;"
         "main ·door.wait+ C #1; N lock.acquire L; V ·door.wait! C #1 timeout;"
         "N condition.notify C 1/1 x.c:9; N door.wake C V#1; N lock.release L; V ·lock.acquire L;"
         "V condition.wait! C timeout; V lock.release L; V thread.end V; N thread.end N",
         "hung",
         "Hang: the only thread waits forever\n"
         "lost-notify proven likely: N notified C at x.c:9, but the notify went to V, whose wait "
         "had already timed out. main still waits at x.c:7, and nobody is left who could notify "
         "again."},
        /* one notify for two waiting threads */
        {"N thread.begin N; V lock.acquire L; V condition.wait+ C; V ·lock.release L; V "
         "·door.wait+ C #1;"
         "main lock.acquire L; main condition.wait+ C x.c:7; main ·lock.release L;"
         "main ·door.wait+ C #1; N lock.acquire L; N condition.notify C 1/1 x.c:9;"
         "N door.wake C V#1; N lock.release L; N thread.end N; V ·door.wait C #1;"
         "V ·lock.acquire L; V condition.wait C; V lock.release L; V thread.end V",
         "hung",
         "Hang: the only thread waits forever\n"
         "lost-notify proven likely: N notified C at x.c:9; that woke V, who did not pass it on. "
         "main still waits at x.c:7, and nobody is left who could notify again."},
    };
    check_cases(cases, ARRAY_COUNT(cases));
}

static void test_lost_notify_near_misses(void)
{
    static const struct sequence_case cases[] = {
        /* somebody still runs, and nobody has stopped him */
        {WRONG_ORDER "; D thread.begin D", "", "No hang found"},
        /* somebody runs, sleeps, or waits with a time limit, who has had to do with it */
        {"D thread.begin D; D lock.acquire L; D condition.notify C 1/0; D lock.release "
         "L;" WRONG_ORDER,
         "interrupted", "Interrupted, no hang found"},
        {"D lock.acquire L; D condition.notify C 1/0; D lock.release L;" WRONG_ORDER
         "; D sleep+ 0 timed; D door.wait+ 0 #1 timed",
         "interrupted", "Interrupted, no hang found"},
        {WRONG_ORDER "; D condition.wait+ C timed; D ·door.wait+ C #1 timed", "", "No hang found"},
        /* somebody was woken and has not gone on yet */
        {WRONG_ORDER "; E thread.begin E; D condition.wait+ C; D ·door.wait+ C #1;"
                     "E door.wake C D#1; E thread.end E",
         "", "No hang found"},
        /* a thread that was created and has not begun */
        {WRONG_ORDER
         "; D thread.create+ E; D thread.create E; D ·thread.join+ E; D door.wait+ E #1",
         "", "No hang found"},
        /* a condition inside another primitive keeps the news in its state */
        {"S:semaphore; S=sem; M:lock of S; C:condition of S uses M; N ·lock.acquire M;"
         "N semaphore.release S 1; N ·condition.notify C 1/0; N ·lock.release M; N thread.end N;"
         "main ·lock.acquire M; main semaphore.acquire+ S x.c:3; main ·condition.wait+ C;"
         "main ··lock.release M; main ··door.wait+ C #1",
         "hung",
         "Hang: the only thread waits forever\n"
         "orphan-wait proven proven: main waits for a permit from sem at x.c:3, but every thread "
         "that could give one back has ended or is waiting too."},
        /* the thread has been woken since that notify, so it is another one that it misses */
        {"N lock.acquire L; N condition.notify C 1/0; N lock.release L; main lock.acquire L;"
         "main condition.wait+ C; main ·lock.release L; main ·door.wait+ C #1; N lock.acquire L;"
         "N condition.notify C 1/1; N door.wake C main#1; N lock.release L; N thread.end N;"
         "main ·door.wait C #1; main ·lock.acquire L; main condition.wait C;"
         "main condition.wait+ C x.c:9; main ·lock.release L; main ·door.wait+ C #2",
         "hung",
         "Hang: the only thread waits forever\n"
         "orphan-wait proven proven: main waits for a notify from C at x.c:9, but every thread "
         "that "
         "could notify has ended or is waiting too."},
    };
    check_cases(cases, ARRAY_COUNT(cases));
}

/* They may be the ones to notify; but they have never had to do with the condition. */
static void test_lost_notify_beside_strangers(void)
{
#define LIKELY_LOST                                                                                 \
    "Likely stuck: a notify was lost\n"                                                             \
    "lost-notify likely likely: 天猫 notified cond at poem.c:32 when nobody was waiting, and a "  \
    "Condition remembers nothing. 小爱 began to wait 101 ms later, at poem.c:18; no thread that " \
    "goes on has ever had to do with cond. also: main"
    static const struct sequence_case cases[] = {
        {WRONG_ORDER "; D thread.begin D", "interrupted", LIKELY_LOST},
        {WRONG_ORDER "; D sleep+ 0 timed; D door.wait+ 0 #1 timed", "interrupted", LIKELY_LOST},
    };
    check_cases(cases, ARRAY_COUNT(cases));
}

static void test_deadlock(void)
{
    static const struct sequence_case cases[] = {
        {AB_BA "main thread.join+ A; main door.wait+ A #1", "hung",
         "Hang: every thread waits forever\n"
         "deadlock proven proven: A holds a (since ab.c:5) and waits for b at ab.c:6; B holds b "
         "(since ab.c:9) and waits for a at ab.c:10. Each waits for the other, so neither can ever "
         "go on (A → b → B → a → A). also: main"},
        /* a circle of three */
        {"A lock.acquire a x.c:1; B lock.acquire b x.c:2; D lock.acquire c x.c:3;"
         "A lock.acquire+ b x.c:4; A door.wait+ b #1; B lock.acquire+ c x.c:5; B door.wait+ c #1;"
         "D lock.acquire+ a x.c:6; D door.wait+ a #1; main thread.join+ D; main door.wait+ D #1",
         "hung",
         "Hang: every thread waits forever\n"
         "deadlock proven proven: A holds a (since x.c:1) and waits for b at x.c:4; B holds b "
         "(since x.c:2) and waits for c at x.c:5; D holds c (since x.c:3) and waits for a at "
         "x.c:6. "
         "They wait in a circle, so none of them can ever go on (A → b → B → c → D → a → A). also: "
         "main"},
        /* a join under a lock that the other thread needs */
        {"main lock.acquire a x.c:1; main thread.join+ A x.c:2; main door.wait+ A #1;"
         "A lock.acquire+ a x.c:8; A door.wait+ a #1",
         "hung",
         "Hang: every thread waits forever\n"
         "deadlock proven proven: main holds a (since x.c:1) and waits for A to end (x.c:2); A "
         "waits for a at x.c:8. Each waits for the other, so neither can ever go on (main → A → a "
         "→ "
         "main)."},
        /* waiting for news under a lock that its bringer needs */
        {"A lock.acquire X x.c:1; A lock.acquire L; A condition.wait+ C x.c:2; A ·lock.release L;"
         "A ·door.wait+ C #1; main lock.acquire+ X x.c:8; main door.wait+ X #1",
         "hung",
         "Hang: every thread waits forever\n"
         "deadlock proven proven: A keeps X (since x.c:1) while it waits for a notify from C at "
         "x.c:2; main needs X to go on (x.c:8), so nobody is left who could notify."},
        /* locks that only their owner may release: proven while main runs */
        {"A lock.acquire Ra; B lock.acquire Rb; A lock.acquire+ Rb; A door.wait+ Rb #1;"
         "B lock.acquire+ Ra; B door.wait+ Ra #1; main print 1",
         "interrupted",
         "Stuck: 2 threads wait forever\n"
         "deadlock proven proven: A holds Ra and waits for Rb; B holds Rb and waits for Ra. Each "
         "waits for the other, so neither can ever go on (A → Rb → B → Ra → A)."},
        /* plain locks while main runs: anyone may release them */
        {AB_BA, "interrupted",
         "Likely stuck: a circle of waits\n"
         "deadlock likely proven: A holds a (since ab.c:5) and waits for b at ab.c:6; B holds b "
         "(since ab.c:9) and waits for a at ab.c:10. Each waits for the other, so neither can ever "
         "go on (A → b → B → a → A)."},
    };
    check_cases(cases, ARRAY_COUNT(cases));
}

static void test_deadlock_near_misses(void)
{
    static const struct sequence_case cases[] = {
        {AB_BA, "", "No hang found"}, /* the trace simply stops while main runs */
        /* main has used one of the locks before and may release it */
        {"main lock.acquire a; main lock.release a;" AB_BA, "interrupted",
         "Interrupted, no hang found"},
        /* one of the two has a time limit */
        {"A lock.acquire a; B lock.acquire b; A lock.acquire+ b timed; A door.wait+ b #1 timed;"
         "B lock.acquire+ a; B door.wait+ a #1; main thread.join+ A; main door.wait+ A #1",
         "interrupted", "Interrupted, no hang found"},
        /* the lock has been given back, its waiter has not noticed yet */
        {"A lock.acquire a; main lock.acquire+ a; main door.wait+ a #1; A lock.release a;"
         "A thread.end A",
         "", "No hang found"},
    };
    check_cases(cases, ARRAY_COUNT(cases));
}

static void test_self_deadlock(void)
{
    static const struct sequence_case cases[] = {
        {"main lock.acquire lock x.c:4; main lock.acquire+ lock timed;"
         "main door.wait+ lock #1 timed; main door.wait! lock #1 timeout;"
         "main lock.acquire! lock timeout; main lock.acquire! lock busy try;"
         "main lock.acquire+ lock x.c:9; main door.wait+ lock #2",
         "hung",
         "Hang: the only thread waits forever\n"
         "self-deadlock proven proven: main already holds lock (since x.c:4) and asks for it again "
         "at x.c:9. It waits for itself, and no other thread is left that could release lock."},
        {"m:mutex; A thread.begin A; main lock.acquire m x.c:4; main lock.acquire+ m x.c:9;"
         "main door.wait+ m #1",
         "hung",
         "Stuck: 1 thread waits forever\n"
         "self-deadlock proven proven: main already holds m (since x.c:4) and asks for it again at "
         "x.c:9. It waits for itself, and nobody but its owner may release m."},
        /* near misses: another thread may release a plain lock; the wait has a time limit */
        {"A thread.begin A; main lock.acquire a; main lock.acquire+ a; main door.wait+ a #1", "",
         "No hang found"},
        {"main lock.acquire a; main lock.acquire+ a timed; main door.wait+ a #1 timed", "",
         "No hang found"},
        {"main lock.acquire R; main lock.acquire R; main lock.release R; main lock.release R",
         "ended", "No hang"},
    };
    check_cases(cases, ARRAY_COUNT(cases));
}

static void test_abandoned_lock(void)
{
    static const struct sequence_case cases[] = {
        {"A lock.acquire a x.c:1; A thread.end A; main lock.acquire+ a x.c:7; main door.wait+ a #1",
         "hung",
         "Hang: the only thread waits forever\n"
         "abandoned-lock proven proven: A ended while it still held a (since x.c:1). main waits "
         "for "
         "a at x.c:7, and nobody is left who could release it."},
        {"A lock.acquire R x.c:1; A thread.end A killed; B thread.begin B;"
         "main lock.acquire+ R x.c:7; main door.wait+ R #1",
         "hung",
         "Stuck: 1 thread waits forever\n"
         "abandoned-lock proven proven: A was killed while it held R (since x.c:1). main waits for "
         "R at x.c:7, and nobody is left who could release it."},
        /* near miss: a plain lock may be released by the thread that still runs */
        {"A lock.acquire a; A thread.end A; B thread.begin B; main lock.acquire+ a;"
         "main door.wait+ a #1",
         "", "No hang found"},
    };
    check_cases(cases, ARRAY_COUNT(cases));
}

static void test_orphan_wait(void)
{
    static const struct sequence_case cases[] = {
        {"Q:queue; M:lock of Q; E:condition of Q uses M; A thread.end A; main ·lock.acquire M;"
         "main queue.get+ Q x.c:5; main ·condition.wait+ E; main ··lock.release M;"
         "main ··door.wait+ E #1",
         "hung",
         "Hang: the only thread waits forever\n"
         "orphan-wait proven proven: main waits for an item from Q at x.c:5, but every thread that "
         "could put one has ended or is waiting too."},
        /* the queue is full and nobody gets */
        {"Q:queue limit 1; M:lock of Q; F:condition of Q uses M; main ·lock.acquire M;"
         "main queue.put Q i1; main ·lock.release M; main ·lock.acquire M;"
         "main queue.put+ Q x.c:5; main ·condition.wait+ F; main ··lock.release M;"
         "main ··door.wait+ F #1",
         "hung",
         "Hang: the only thread waits forever\n"
         "orphan-wait proven proven: main waits for room from Q at x.c:5, but every thread that "
         "could get an item has ended or is waiting too."},
        /* the task that was got is never reported done */
        {"Q:queue; M:lock of Q; D:condition of Q uses M; A queue.put Q i1; A queue.get Q i1;"
         "A thread.end A; main ·lock.acquire M; main queue.join+ Q x.c:5;"
         "main ·condition.wait+ D; main ··lock.release M; main ··door.wait+ D #1",
         "hung",
         "Hang: the only thread waits forever\n"
         "orphan-wait proven proven: main waits for the last task from Q at x.c:5, but every "
         "thread that could finish it has ended or is waiting too."},
        /* an event nobody sets */
        {"E:event; M:lock of E; C:condition of E uses M; A thread.begin A; A ·lock.acquire M;"
         "A event.wait+ E x.c:5; A ·condition.wait+ C; A ··lock.release M;"
         "A ··door.wait+ C #1; main thread.join+ A; main door.wait+ A #1",
         "hung",
         "Hang: every thread waits forever\n"
         "orphan-wait proven proven: A waits for E to be set at x.c:5, but every thread that "
         "could set it has ended or is waiting too. also: main"},
        /* a barrier with too few parties */
        {"B:barrier limit 3; M:lock of B; C:condition of B uses M; A thread.begin A;"
         "A ·lock.acquire M; A barrier.wait+ B x.c:5; A ·condition.wait+ C;"
         "A ··lock.release M; A ··door.wait+ C #1; main ·lock.acquire M;"
         "main barrier.wait+ B x.c:9; main ·condition.wait+ C; main ··lock.release M;"
         "main ··door.wait+ C #1",
         "hung",
         "Hang: every thread waits forever\n"
         "orphan-wait proven proven: main waits at B (x.c:9) for all 3 to arrive, but only 2 "
         "came (main, A), and every other thread has ended or is waiting too. also: A"},
        /* near misses: the third may still come; the event was set after all */
        {"B:barrier limit 2; M:lock of B; C:condition of B uses M; A thread.begin A;"
         "main ·lock.acquire M; main barrier.wait+ B; main ·condition.wait+ C;"
         "main ··lock.release M; main ··door.wait+ C #1",
         "", "No hang found"},
        {"E:event; M:lock of E; C:condition of E uses M; A thread.begin A; main ·lock.acquire M;"
         "main event.wait+ E; main ·condition.wait+ C; main ··lock.release M;"
         "main ··door.wait+ C #1; A ·lock.acquire M; A event.set E 1;"
         "A ·condition.notify C all/1; A door.wake C main#1; A ·lock.release M; A thread.end A",
         "", "No hang found"},
        /* a daemon waiting for work is never the cause */
        {"Q:queue; main thread.create+ A daemon; A thread.begin A; main thread.create A daemon;"
         "A queue.get+ Q; A door.wait+ Q #1; main lock.acquire a x.c:1; main lock.acquire+ a x.c:2;"
         "main door.wait+ a #1",
         "hung",
         "Hang: every thread waits forever\n"
         "self-deadlock proven proven: main already holds a (since x.c:1) and asks for it again at "
         "x.c:2. It waits for itself, and no other thread is left that could release a."},
        /* near miss: the outside may still say something */
        {"E:event; A io.wait+ 0; A door.wait+ 0 #1; main event.wait+ E; main door.wait+ E #1", "",
         "No hang found"},
    };
    check_cases(cases, ARRAY_COUNT(cases));
}

static void test_join_cycle(void)
{
    static const struct sequence_case cases[] = {
        {"A thread.join+ main x.c:1; A door.wait+ main #1; main thread.join+ A x.c:7;"
         "main door.wait+ A #1",
         "hung",
         "Hang: every thread waits forever\n"
         "join-cycle proven proven: main waits for A to end (x.c:7); A waits for main to end "
         "(x.c:1). Each waits for the other to end, so neither ever ends (main → A → main)."},
        /* the first thread has left the others to themselves */
        {"A thread.begin A; B thread.begin B; main thread.end main; A thread.join+ B x.c:1;"
         "A door.wait+ B #1; B thread.join+ A x.c:2; B door.wait+ A #1",
         "hung",
         "Hang: every thread waits forever\n"
         "join-cycle proven proven: A waits for B to end (x.c:1); B waits for A to end (x.c:2). "
         "Each waits for the other to end, so neither ever ends (A → B → A)."},
        /* near misses: the joined thread has ended, or runs */
        {"A thread.end A; main thread.join+ A; main door.wait+ A #1", "", "No hang found"},
        {"A thread.begin A; main thread.join+ A; main door.wait+ A #1", "", "No hang found"},
    };
    check_cases(cases, ARRAY_COUNT(cases));
}

/* What waits for anyone is not proven to hang when somebody unknown is there; a circle of locks
 * that only their holders can release is. */
static void test_outside(void)
{
#define WAITING "main event.wait+ E x.c:7; main door.wait+ E #1;"
#define LIKELY_WAITING                                                                             \
    "Likely stuck: 1 thread waits, unless something unrecorded wakes it\n"                         \
    "orphan-wait likely proven: main waits for E to be set at x.c:7, but every thread that "       \
    "could set it has ended or is waiting too."
    static const struct sequence_case cases[] = {
        {WAITING "outside 0", "", "No hang found"},
        /* the item that it waits for is there, and nobody says whom that wakes */
        {"A thread.begin A; main queue.get+ Q; main door.wait+ Q #1; A queue.put Q i1;"
         "A thread.end A",
         "", "No hang found"},
        {WAITING "outside 0", "interrupted", LIKELY_WAITING},
        {WAITING "outside E", "interrupted", LIKELY_WAITING},
        {WAITING "outside main", "interrupted", LIKELY_WAITING},
        {"A thread.begin A;" WAITING "outside 0", "interrupted", "Interrupted, no hang found"},
        {WAITING "A event.set E; outside A; inside A; A thread.end A", "hung",
         "Hang: the only thread waits forever\n"
         "orphan-wait proven proven: main waits for E to be set at x.c:7, but every thread "
         "that could set it has ended or is waiting too."},
        {AB_BA "main thread.join+ A; main door.wait+ A #1; outside 0", "interrupted",
         "Likely stuck: 3 threads wait, unless something unrecorded wakes them\n"
         "deadlock likely proven: A holds a (since ab.c:5) and waits for b at ab.c:6; B holds b "
         "(since ab.c:9) and waits for a at ab.c:10. Each waits for the other, so neither can "
         "ever go on (A → b → B → a → A). also: main"},
        {"a:rlock; b:rlock;" AB_BA "outside 0", "",
         "Stuck: 2 threads wait forever\n"
         "deadlock proven proven: A holds a (since ab.c:5) and waits for b at ab.c:6; B holds b "
         "(since ab.c:9) and waits for a at ab.c:10. Each waits for the other, so neither can "
         "ever go on (A → b → B → a → A)."},
    };
    check_cases(cases, ARRAY_COUNT(cases));
}

static const struct test_case test_cases[] = {
    {"hang@lost-notify", test_lost_notify},
    {"hang@lost-notify-near-misses", test_lost_notify_near_misses},
    {"hang@lost-notify-beside-strangers", test_lost_notify_beside_strangers},
    {"hang@deadlock", test_deadlock},
    {"hang@deadlock-near-misses", test_deadlock_near_misses},
    {"hang@self-deadlock", test_self_deadlock},
    {"hang@abandoned-lock", test_abandoned_lock},
    {"hang@orphan-wait", test_orphan_wait},
    {"hang@join-cycle", test_join_cycle},
    {"hang@outside", test_outside},
};

int main(int argc, char **argv)
{
    return run_cases(test_cases, ARRAY_COUNT(test_cases), argc, argv);
}
