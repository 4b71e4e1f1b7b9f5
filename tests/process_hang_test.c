/* Hangs between processes: what is proven and what is said, and what must not be. */
#include "tests/analysis_check.h"

#define FORK                                                                                       \
    "main process.fork+ c; K thread.begin K; K process.begin c forked; main process.fork c;"
#define FORK_TWO                                                                                   \
    FORK "main process.fork+ d; J thread.begin J; J process.begin d forked; main process.fork d;"
#define JOIN_CHILD "main process.join+ c p.c:40; main ·door.wait+ c #1;"

/* ---- locks ---- */

static void test_a_lock_that_was_copied_locked(void)
{
    static const struct sequence_case cases[] = {
        {"main thread.create+ T; T thread.begin T; main thread.create T; T lock.acquire L p.c:5;"
         "T sleep+ 0; T door.wait+ 0 #1 timed;" FORK "K lock.acquire+ L p.c:12; K door.wait+ L #1",
         "",
         "Stuck: 1 thread waits forever\n"
         "abandoned-lock proven proven: T held L (since p.c:5) when c was forked, but T was not "
         "copied by fork. K waits for L at p.c:12, and nobody there is left who could release "
         "it."},
        /* taken between stamp and fork */
        {"L:lock; main thread.create+ T; T thread.begin T; main thread.create T;"
         "main process.fork+ c; T lock.acquire L p.c:5; T lock.release L; K thread.begin K;"
         "K process.begin c forked; main process.fork c; K lock.acquire+ L p.c:12;"
         "K door.wait+ L #1; T sleep+ 0; T door.wait+ 0 #1 timed",
         "",
         "Stuck: 1 thread waits forever\n"
         "abandoned-lock proven proven: T held L (since p.c:5) when c was forked, but T was not "
         "copied by fork. K waits for L at p.c:12, and nobody there is left who could release "
         "it."},
        /* whoever forks may hold it: its copy gives it back */
        {"main lock.acquire L p.c:5;" FORK
         "K thread.create+ U; U thread.begin U; K thread.create U;"
         "U lock.acquire+ L; U door.wait+ L #1; K sleep+ 0; K door.wait+ 0 #1 timed",
         "", "No hang found"},
        /* with a time limit nobody is stuck */
        {"main thread.create+ T; T thread.begin T; main thread.create T; T lock.acquire L "
         "p.c:5;" FORK "K lock.acquire+ L timed 2000000000; K door.wait+ L #1 timed",
         "", "No hang found"},
        /* any thread of the child might release it */
        {"main thread.create+ T; T thread.begin T; main thread.create T; T lock.acquire L "
         "p.c:5;" FORK "K thread.create+ U; U thread.begin U; K thread.create U; K lock.acquire+ L;"
         "K door.wait+ L #1",
         "", "No hang found"},
    };
    check_cases(cases, ARRAY_COUNT(cases));
}

static void test_a_process_lock_whose_owner_died(void)
{
    static const struct sequence_case cases[] = {
        {"P:process_lock;" FORK "K lock.acquire P p.c:7; trace-run process.end c 9 seen;"
         "main lock.acquire+ P p.c:20; main door.wait+ P #1",
         "hung",
         "Hang: the only thread waits forever\n"
         "abandoned-lock proven proven: K died while it held P (since p.c:7). main waits for P at "
         "p.c:20, and nobody is left who could release it."},
        /* another process that goes on might release it */
        {"P:process_lock;" FORK_TWO "K lock.acquire P p.c:7; trace-run process.end c 9 seen;"
         "J sleep+ 0; J door.wait+ 0 #1 timed; main lock.acquire+ P p.c:20; main door.wait+ P #1",
         "", "No hang found"},
        /* it is not dead as long as nobody says so */
        {"P:process_lock;" FORK "K lock.acquire P p.c:7; main lock.acquire+ P p.c:20;"
         "main door.wait+ P #1",
         "", "No hang found"},
        /* it gave the lock back before it died */
        {"P:process_lock;" FORK "K lock.acquire P p.c:7; main lock.acquire+ P p.c:20;"
         "main door.wait+ P #1; K lock.release P; trace-run process.end c 9 seen",
         "", "No hang found"},
    };
    check_cases(cases, ARRAY_COUNT(cases));
}

static void test_two_processes_with_two_locks(void)
{
    static const struct sequence_case cases[] = {
        {"P:process_lock; R:process_lock;" FORK "main lock.acquire P p.c:3; K lock.acquire R p.c:8;"
         "main lock.acquire+ R p.c:4; main door.wait+ R #1; K lock.acquire+ P p.c:9;"
         "K door.wait+ P #1",
         "hung",
         "Hang: every thread waits forever\n"
         "deadlock proven proven: main holds P (since p.c:3) and waits for R at p.c:4; K holds R "
         "(since p.c:8) and waits for P at p.c:9. Each waits for the other, so neither can ever go "
         "on (main → R → K → P → main)."},
        {"P:process_lock; R:process_lock;" FORK_TWO
         "main lock.acquire P p.c:3; K lock.acquire R p.c:8; main lock.acquire+ R p.c:4;"
         "main door.wait+ R #1; K lock.acquire+ P p.c:9; K door.wait+ P #1",
         "", "No hang found"},
    };
    check_cases(cases, ARRAY_COUNT(cases));
}

/* ---- full pipes ---- */

#define FEEDER                                                                                     \
    "Q:process_queue; X:pipe of Q;" FORK                                                           \
    "K thread.create+ F daemon; F thread.begin F; K thread.create F;"                              \
    "F ·pipe.send+ X p.c:9; F ··pipe.write+ X 12 header p.c:9; F ··pipe.write X 12 header;"   \
    "F ··pipe.write+ X 1000000 body p.c:9; F ··door.wait+ X #1;"                               \
    "K ·thread.join+ F p.c:11; K ·door.wait+ F #1;"

static void test_joined_before_the_queue_was_drained(void)
{
    static const struct sequence_case cases[] = {
        {FEEDER JOIN_CHILD, "hung",
         "Hang: every thread waits forever\n"
         "pipe-full proven proven: F cannot go on writing to Q at p.c:9: it is full after 65536 "
         "bytes, and main, who should read it, waits for c to end at p.c:40. also: K"},
        /* joined with a time limit: afterwards it gets */
        {FEEDER "main process.join+ c timed 1000000000; main ·door.wait+ c #1 timed;"
                "main ·door.wait! c #1 timeout; main process.join! c timeout;"
                "main pipe.recv+ X; main ·pipe.read+ X header; main ·pipe.read X 12 header",
         "", "No hang found"},
        /* another process has the read end too, and may read */
        {"Q:process_queue; X:pipe of Q;" FORK_TWO
         "K ·pipe.send+ X; K ··pipe.write+ X 1000000 body p.c:9; K ··door.wait+ X #1;" JOIN_CHILD
         "J sleep+ 0; J door.wait+ 0 #1 timed",
         "", "No hang found"},
        /* a reader has taken something since: there may be room */
        {FEEDER "main pipe.read+ X header; main pipe.read X 12 header;" JOIN_CHILD, "",
         "No hang found"},
        /* nobody else has the read end */
        {"X:pipe; main pipe.send+ X p.c:3; main ·pipe.write+ X 100000 body; main ·door.wait+ X #1",
         "hung",
         "Hang: the only thread waits forever\n"
         "pipe-full proven proven: main cannot go on writing to X at p.c:3: it is full after 65536 "
         "bytes, and nobody is left who could read it."},
        /* a broken pipe ends the wait */
        {"X:pipe;" FORK "K object.close X read_end; K pipe.send+ X; K ·pipe.write+ X 100000 body;"
         "K ·door.wait+ X #1; main object.close X read_end;" JOIN_CHILD,
         "", "No hang found"},
    };
    check_cases(cases, ARRAY_COUNT(cases));
}

/* ---- ends of pipes ---- */

#define RECV(thread, wait)                                                                         \
    thread " pipe.recv+ X p.c:20; " thread " ·pipe.read+ X header; " thread " ·door.wait+ X " wait \
           ";"
#define WRITE_SEVEN "K pipe.send+ X; K ·pipe.write+ X 7; K ·pipe.write X 7; K pipe.send X m1;"
#define READ_SEVEN                                                                                 \
    "main pipe.recv+ X; main ·pipe.read+ X; main ·pipe.read X 7; main pipe.recv X m1;"

static void test_waiting_for_an_end_that_stays_open(void)
{
    static const struct sequence_case cases[] = {
        /* the reader's own write end */
        {"first=Main; X:pipe;" FORK WRITE_SEVEN READ_SEVEN
         "K process.end c; K thread.end K;" RECV("main", "#1"),
         "hung",
         "Hang: the only thread waits forever\n"
         "orphan-wait proven proven: main waits for the end of X at p.c:20, but its write end is "
         "still open in Main, the reader's own process: it waits for itself to close it."},
        /* another child's, which waits for its parent */
        {"X:pipe; E:event; C:condition of E;" FORK_TWO
         "main object.close X write_end;" WRITE_SEVEN READ_SEVEN "K process.end c; K thread.end K;"
         "J event.wait+ E; J ·condition.wait+ C; J ·door.wait+ C #1;" RECV("main", "#1"),
         "hung",
         "Hang: every thread waits forever\n"
         "orphan-wait proven proven: J waits for E to be set, but every thread that could set it "
         "has ended or is waiting too.\n"
         "orphan-wait proven proven: main waits for the end of X at p.c:20, but its write end is "
         "still open in d, where nobody will ever write or close it."},
        /* all have closed it: the end comes */
        {"X:pipe;" FORK "main object.close X write_end;" WRITE_SEVEN READ_SEVEN RECV(
             "main", "#1") "K process.end c; K thread.end K;",
         "", "No hang found"},
        /* who has it still runs */
        {"X:pipe;" FORK "main object.close X write_end;" RECV("main", "#1"), "", "No hang found"},
        /* something lies in the pipe */
        {"X:pipe;" FORK RECV("main", "#1") WRITE_SEVEN "K process.end c; K thread.end K;", "",
         "No hang found"},
        /* its writer is in the middle of it */
        {"X:pipe;" FORK
         "main object.close X write_end;" RECV("main", "#1") "K pipe.send+ X; K ·pipe.write+ X 7",
         "", "No hang found"},
        /* a grandparent may end the one that has it */
        {"X:pipe; P:process_lock; main lock.acquire P;" FORK_TWO
         "main thread.create+ T; T thread.begin T; main thread.create T;"
         "main object.close X write_end; J object.close X write_end; K lock.acquire+ P;"
         "K door.wait+ P #1;" RECV("J", "#1"),
         "", "No hang found"},
    };
    check_cases(cases, ARRAY_COUNT(cases));
}

static void test_two_readers_at_one_end(void)
{
    static const struct sequence_case cases[] = {
        {"X:pipe;" FORK_TWO "main object.close X read_end;"
         "main pipe.send+ X; main ·pipe.write+ X 12 header; main ·pipe.write X 12 header;"
         "main ·pipe.write+ X 30000 body; main ·pipe.write X 30000 body; main pipe.send X m1;"
         "K pipe.recv+ X p.c:8; K ·pipe.read+ X header; K ·pipe.read X 12 header p.c:8;"
         "J pipe.recv+ X p.c:9; J ·pipe.read+ X header; J ·pipe.read X 12 header p.c:9;"
         "J ·pipe.read+ X body; J ·pipe.read X 29988 body p.c:9; J pipe.recv! X broken;"
         "J object.close X; J process.end d; J thread.end J; K ·pipe.read+ X body;"
         "K ·door.wait+ X #1; main process.join d;" JOIN_CHILD,
         "hung",
         "Hang: every thread waits forever\n"
         "orphan-wait proven proven: K read the header of a message from X at p.c:8, but J read "
         "the rest of it at p.c:9: two readers at one end tear messages apart, and what K waits "
         "for never comes. also: main"},
        /* a reader gives up, and then nobody reads */
        {"X:pipe;" FORK_TWO "main pipe.write+ X 60000 body; main pipe.write X 60000 body;"
         "J ·pipe.read+ X; J ·pipe.read X 12; K pipe.recv+ X; K ·pipe.read+ X; K ·pipe.read X 12;"
         "K pipe.recv! X broken p.c:8; K process.end c; K thread.end K; J process.end d;"
         "J thread.end J; main pipe.send+ X p.c:5; main ·pipe.write+ X 50000;"
         "main ·door.wait+ X #1",
         "hung",
         "Hang: the only thread waits forever\n"
         "pipe-full proven proven: main cannot go on writing to X at p.c:5: it is full after 65536 "
         "bytes, and nobody reads it any more. K and J read from the same end and tore the "
         "messages apart: what K read at p.c:8 was no message, and it gave up."},
        /* the writer may still send */
        {"X:pipe;" FORK_TWO
         "main pipe.send+ X; main ·pipe.write+ X 12 header; main ·pipe.write X 12 header;"
         "K pipe.recv+ X p.c:8; K ·pipe.read+ X header; K ·pipe.read X 12 header p.c:8;"
         "K ·pipe.read+ X body; K ·door.wait+ X #1",
         "", "No hang found"},
    };
    check_cases(cases, ARRAY_COUNT(cases));
}

/* ---- queues, pools ---- */

static void test_consumers_of_an_empty_queue(void)
{
    static const struct sequence_case cases[] = {
        {"Q:process_queue; L:process_lock of Q; X:pipe of Q;" FORK_TWO
         "K queue.get+ Q p.c:5; K ·lock.acquire L; K ·pipe.recv+ X; K ··pipe.read+ X;"
         "K ··door.wait+ X #1; J queue.get+ Q p.c:5; J ·lock.acquire+ L; J ·door.wait+ L "
         "#1;" JOIN_CHILD,
         "hung",
         "Hang: every thread waits forever\n"
         "orphan-wait proven proven: K waits for an item from Q at p.c:5, but every thread that "
         "could put one has ended or is waiting too. also: main, J"},
        {"Q:process_queue; L:process_lock of Q; X:pipe of Q;" FORK
         "K queue.get+ Q p.c:5; K ·lock.acquire L; K ·pipe.recv+ X; K ··pipe.read+ X;"
         "K ··door.wait+ X #1",
         "", "No hang found"},
    };
    check_cases(cases, ARRAY_COUNT(cases));
}

#define POOL                                                                                       \
    "P:pool; T:future shared of P; E:condition of T; L:lock of T;" FORK                            \
    "main thread.create+ H daemon; H thread.begin H; main thread.create H;"                        \
    "H sleep+ 0; H door.wait+ 0 #1 timed; K task.run+ T p.c:30;"
#define GET_RESULT "main future.wait+ T p.c:50; main ·condition.wait+ E; main ·door.wait+ E #1;"

static void test_a_task_that_died_with_its_worker(void)
{
    static const struct sequence_case cases[] = {
        {POOL GET_RESULT "trace-run process.end c 9 seen", "hung",
         "Hang: 1 thread waits forever\n"
         "orphan-wait proven proven: main waits for the result of T at p.c:50, but K died while it "
         "ran T (since p.c:30), and nobody will run it again."},
        /* it was done before */
        {POOL "K task.run T;" GET_RESULT "trace-run process.end c 9 seen", "", "No hang found"},
        /* it goes on */
        {POOL GET_RESULT, "", "No hang found"},
        /* an executor notices */
        {"X:process_executor shared; T:future shared of X; E:condition of T;" FORK
         "main thread.create+ H daemon; H thread.begin H; main thread.create H; K task.run+ T;"
         "main future.wait+ T; main ·condition.wait+ E; main ·door.wait+ E #1;"
         "trace-run process.end c 9 seen; H future.set T broken; H ·condition.notify E 1/1;"
         "H door.wake E main#1; main ·door.wait E #1; main ·condition.wait E; main future.wait T",
         "", "No hang found"},
    };
    check_cases(cases, ARRAY_COUNT(cases));
}

/* A pool's own lock passes on to the next when its holder dies. */
static void test_locks_of_a_pool_outlive_their_holder(void)
{
    static const struct sequence_case cases[] = {
        {"P:pool; L:process_lock of P;" FORK_TWO "K ·lock.acquire L; J ·lock.acquire+ L;"
         "J ·door.wait+ L #1; trace-run process.end c 9 seen;"
         "main process.join+ d;"
         "main door.wait+ d #1; J ·door.wait L #1; J ·lock.acquire L",
         "", "No hang found"},
    };
    check_cases(cases, ARRAY_COUNT(cases));
}

/* Workers without work are not why; nor are those who wait behind them. */
static void test_idle_workers_are_no_cause(void)
{
    check_analysis("P:pool; L:process_lock of P; X:pipe of P; T:future shared of P;"
                   "E:condition of T;" FORK_TWO
                   "K ·lock.acquire L; K ·pipe.recv+ X; K ··pipe.read+ X; K ··door.wait+ X #1;"
                   "J ·lock.acquire+ L; J ·door.wait+ L #1;" GET_RESULT,
                   "hung", LANGUAGE_ENGLISH,
                   "Hang: every thread waits forever\n"
                   "orphan-wait proven proven: main waits for the result from T at p.c:50, but "
                   "every thread that could finish it has ended or is waiting too.");
    /* who joins the pool waits behind its handler, which waits behind any worker */
    check_analysis(
        "P:pool; L:process_lock of P; X:pipe of P; N:pipe of P;"
        "E:event shared; C:condition shared of E;" FORK_TWO
        "main thread.create+ H daemon for P; H thread.begin H; main thread.create H for P;"
        "K ·lock.acquire L; K ·pipe.recv+ X; K ··pipe.read+ X; K ··door.wait+ X #1;"
        "J event.wait+ E p.c:8; J ·condition.wait+ C; J ··door.wait+ C #1;"
        "H ·pipe.recv+ N; H ··pipe.read+ N; H ··door.wait+ N #1;"
        "main ·thread.join+ H; main ·door.wait+ H #1;",
        "hung", LANGUAGE_ENGLISH,
        "Hang: every thread waits forever\n"
        "orphan-wait proven proven: J waits for E to be set at p.c:8, but every thread "
        "that could set it has ended or is waiting too. also: main, H");
}

/* ---- managers ---- */

#define CALL_GET                                                                                   \
    "main manager.call+ D 7 p.c:9; main ·pipe.send+ X; main ·pipe.send X m1;"                    \
    "main ·pipe.recv+ Y; main ·door.wait+ Y #1; S manager.serve+ D main#7;"                      \
    "S ·queue.get+ Q; S ··condition.wait+ E; S ··door.wait+ E #1;"

static void test_calls_of_a_manager(void)
{
    static const struct sequence_case cases[] = {
        {"M:manager shared; D:referent of M; X:pipe of M; Y:pipe of M; W:pipe of M; D=mq;" FORK
         "K thread.create+ A daemon for M; A thread.begin A; K thread.create A for M;"
         "A thread.create+ S daemon for M; S thread.begin S; A thread.create S for M;"
         "Q:queue of D by S; E:condition of Q by S; Z:event by A;"
         "A io.wait+ Z; A door.wait+ Z #1; K pipe.recv+ W; K pipe.read+ W; K door.wait+ W "
         "#1;" CALL_GET,
         "hung",
         "Hang: every thread waits forever\n"
         "orphan-wait proven proven: main waits for an item from mq at p.c:9, but every thread "
         "that could put one has ended or is waiting too."},
        /* somebody else may still put something in */
        {"M:manager shared; D:referent of M; X:pipe of M; Y:pipe of M; W:pipe of M; D=mq;" FORK_TWO
         "K thread.create+ A daemon for M; A thread.begin A; K thread.create A for M;"
         "A thread.create+ S daemon for M; S thread.begin S; A thread.create S for M;"
         "Q:queue of D by S; E:condition of Q by S; Z:event by A;"
         "A io.wait+ Z; A door.wait+ Z #1; K pipe.recv+ W; K pipe.read+ W; K door.wait+ W "
         "#1;" CALL_GET,
         "", "No hang found"},
    };
    check_cases(cases, ARRAY_COUNT(cases));
}

/* ---- joins, orphans ---- */

static void test_joins_of_processes(void)
{
    static const struct sequence_case cases[] = {
        {FORK JOIN_CHILD, "", "No hang found"},
        {FORK JOIN_CHILD "K process.end c; K thread.end K", "", "No hang found"},
        {FORK JOIN_CHILD "trace-run process.end c 9 seen", "", "No hang found"},
        /* a signal is on its way, which may end the child */
        {"E:event; C:condition of E;" FORK "K event.wait+ E p.c:9; K ·condition.wait+ C; K "
         "·door.wait+ C #1; main signal.send c 15;" JOIN_CHILD,
         "", "No hang found"},
        /* nobody has heard of the child yet */
        {"main process.fork+ c; main process.fork c;" JOIN_CHILD, "", "No hang found"},
        {"E:event; C:condition of E;" FORK JOIN_CHILD
         "K event.wait+ E p.c:9; K ·condition.wait+ C; K ·door.wait+ C #1",
         "hung",
         "Hang: every thread waits forever\n"
         "orphan-wait proven proven: K waits for E to be set at p.c:9, but every thread that could "
         "set it has ended or is waiting too. also: main"},
        /* another thread of the parent may end the child */
        {"E:event; C:condition of E;" FORK "main thread.create+ T; T thread.begin T;"
         "main thread.create T;" JOIN_CHILD
         "K event.wait+ E p.c:9; K ·condition.wait+ C; K ·door.wait+ C #1",
         "",
         "Stuck: 1 thread waits forever\n"
         "orphan-wait proven proven: K waits for E to be set at p.c:9, but every thread that could "
         "set it has ended or is waiting too."},
    };
    check_cases(cases, ARRAY_COUNT(cases));
}

static void test_an_orphan_that_never_ends(void)
{
    static const struct sequence_case cases[] = {
        {"E:event; C:condition of E;" FORK "K event.wait+ E p.c:9; K ·condition.wait+ C;"
         "K ·door.wait+ C #1; trace-run process.end first 0 seen",
         "",
         "Hang: the only thread waits forever\n"
         "orphan-wait proven proven: K waits for E to be set at p.c:9, but every thread that could "
         "set it has ended or is waiting too."},
    };
    check_cases(cases, ARRAY_COUNT(cases));
}

/* A feeder is called the same in all processes. */
static void test_threads_of_one_name_are_told_apart(void)
{
    check_analysis("F=QueueFeederThread; G=QueueFeederThread; c=child;"
                   "main thread.create+ G daemon; G thread.begin G; main thread.create G;"
                   "G sleep+ 0; G door.wait+ 0 #1 timed;" FORK
                   "K thread.create+ F; F thread.begin F; K thread.create F;"
                   "F lock.acquire L; F lock.acquire+ L p.c:4; F door.wait+ L #1;"
                   "K thread.join+ F; K door.wait+ F #1",
                   "", LANGUAGE_CHINESE,
                   "部分卡住：2 个线程永远在等\n"
                   "self-deadlock proven proven: QueueFeederThread（child） 已经拿着 L，又在 p.c:4 "
                   "去拿一次：它在等自己，也没有别的线程能来放开 L。 also: K");
}

#define EXECUTOR                                                                                   \
    "E:process_executor; X:pipe of E; Y:pipe of E; Z:pipe of E; F:future of E; C:condition of F;"  \
    "main thread.create+ M for E; M thread.begin M; main thread.create M;"                         \
    "M pipe.read+ X; M door.wait+ X #1;" FORK
#define GET_FUTURE "main future.wait+ F; main condition.wait+ C; main door.wait+ C #1;"

/* The manager waits at the workers' pipe, for their ends, and for who wakes it. */
static void test_what_an_executor_waits_for(void)
{
    static const struct sequence_case cases[] = {
        {EXECUTOR GET_FUTURE "K process.end c 9", "", "No hang found"},
        {EXECUTOR "main pipe.write+ Y 12; main pipe.write Y 12; main thread.join+ M;"
                  "main door.wait+ M #1; K pipe.read+ Z; K door.wait+ Z #1",
         "", "No hang found"},
        {EXECUTOR GET_FUTURE "K lock.acquire L p.c:3; K lock.acquire+ L p.c:4; K door.wait+ L #1",
         "hung",
         "Hang: every thread waits forever\n"
         "orphan-wait proven proven: main waits for the result from F, but every thread that could "
         "finish it has ended or is waiting too.\n"
         "self-deadlock proven proven: K already holds L (since p.c:3) and asks for it again at "
         "p.c:4. It waits for itself, and no other thread is left that could release L."},
    };
    check_cases(cases, ARRAY_COUNT(cases));
}

static const struct test_case test_cases[] = {
    {"process-hang@a-lock-that-was-copied-locked", test_a_lock_that_was_copied_locked},
    {"process-hang@a-process-lock-whose-owner-died", test_a_process_lock_whose_owner_died},
    {"process-hang@two-processes-with-two-locks", test_two_processes_with_two_locks},
    {"process-hang@joined-before-the-queue-was-drained", test_joined_before_the_queue_was_drained},
    {"process-hang@waiting-for-an-end-that-stays-open", test_waiting_for_an_end_that_stays_open},
    {"process-hang@two-readers-at-one-end", test_two_readers_at_one_end},
    {"process-hang@consumers-of-an-empty-queue", test_consumers_of_an_empty_queue},
    {"process-hang@a-task-that-died-with-its-worker", test_a_task_that_died_with_its_worker},
    {"process-hang@what-an-executor-waits-for", test_what_an_executor_waits_for},
    {"process-hang@locks-of-a-pool-outlive-their-holder",
     test_locks_of_a_pool_outlive_their_holder},
    {"process-hang@idle-workers-are-no-cause", test_idle_workers_are_no_cause},
    {"process-hang@calls-of-a-manager", test_calls_of_a_manager},
    {"process-hang@joins-of-processes", test_joins_of_processes},
    {"process-hang@an-orphan-that-never-ends", test_an_orphan_that_never_ends},
    {"process-hang@threads-of-one-name-are-told-apart", test_threads_of_one_name_are_told_apart},
};

int main(int argc, char **argv)
{
    return run_cases(test_cases, ARRAY_COUNT(test_cases), argc, argv);
}
