/* Analyses of traces written as text: what is found, in which words, and that nothing is found
 * where nothing is wrong. */
#include "tests/analysis_check.h"

/* ---- no finding ---- */

/* The minimal sequences of docs/trace-format.md: legal stories. */
static const char *const legal[] = {
    "A lock.acquire L; A lock.release L",
    "A lock.acquire L; B lock.acquire+ L; B door.wait+ L #1; A lock.release L; A door.wake L B#1; "
    "B door.wait L #1; B lock.acquire L; B lock.release L",
    "A lock.acquire L; B lock.acquire+ L; B door.wait+ L #1; A lock.release L; A door.wake L B#1; "
    "C lock.acquire L; B door.wait L #1; B door.wait+ L #2; B door.wait! L #2 timeout; "
    "B lock.acquire! L timeout; C lock.release L",
    "A lock.acquire L; B lock.acquire! L busy; A lock.release L",
    "A lock.acquire R; A lock.acquire R; A lock.release R; A lock.release R",
    "W lock.acquire L; W condition.wait+ C; W ·lock.release L; W ·door.wait+ C #1; "
    "N lock.acquire L; N condition.notify C 1/1; N door.wake C W#1; W ·door.wait C #1; "
    "W ·lock.acquire+ L; W ·door.wait+ L #2; N lock.release L; N door.wake L W#2; "
    "W ·door.wait L #2; W ·lock.acquire L; W condition.wait C; W lock.release L",
    "W lock.acquire L; W condition.wait+ C; W ·lock.release L; W door.wait+ C #1 timed; "
    "W door.wait! C #1 timeout; W ·lock.acquire L; W condition.wait! C timeout; W lock.release L",
    "W lock.acquire L; W condition.wait+ C; W ·lock.release L; W door.wait+ C #1 timed; "
    "N lock.acquire L; W door.wait! C #1 timeout; W ·lock.acquire+ L; W door.wait+ L #2; "
    "N condition.notify C 1/1; N door.wake C W#1; N lock.release L; N door.wake L W#2; "
    "W door.wait L #2; W ·lock.acquire L; W condition.wait! C timeout; W lock.release L",
    "S:semaphore; M:lock of S; C:condition of S uses M; "
    "A ·lock.acquire M; A semaphore.acquire+ S; A ·condition.wait+ C; A ··lock.release M; "
    "A door.wait+ C #1; B ·lock.acquire M; B semaphore.release S; B ·condition.notify C 1/1; "
    "B door.wake C A#1; B ·lock.release M; A door.wait C #1; A ··lock.acquire M; "
    "A ·condition.wait C; A semaphore.acquire S; A ·lock.release M",
    "Q:queue; M:lock of Q; NE:condition of Q uses M; NF:condition of Q uses M; "
    "G ·lock.acquire M; G queue.get+ Q; G ·condition.wait+ NE; G ··lock.release M; "
    "G door.wait+ NE #1; P ·lock.acquire M; P queue.put Q i1; P ·condition.notify NE 1/1; "
    "P door.wake NE G#1; P ·lock.release M; G door.wait NE #1; G ··lock.acquire M; "
    "G ·condition.wait NE; G queue.get Q i1; G ·condition.notify NF 1/0; G ·lock.release M",
    "P process.fork+ c; K thread.begin K; K process.begin c; P process.fork c; P process.join+ c; "
    "P door.wait+ c #1; K process.end c; K thread.end K; P door.wait c #1; P process.join c",
    "X:pipe; S pipe.send+ X; S ·pipe.write+ X header; S ·pipe.write X header; "
    "S ·pipe.write+ X body; S ·door.wait+ X #1; R pipe.recv+ X; R ·pipe.read+ X header; "
    "R ·pipe.read X header; R ·pipe.read+ X body; R ·pipe.read X body; S ·door.wait X #1; "
    "S ·pipe.write X body; S pipe.send X m1; R pipe.recv X m1",
    "F1:future; C1:condition; WQ:queue; M ·queue.put WQ i1; M ·thread.create+ w; w thread.begin w; "
    "M ·thread.create w; w ·queue.get WQ i1; w future.run F1; w task.run+ F1; M future.wait+ F1; "
    "M ·condition.wait+ C1; M door.wait+ C1 #1; w task.run F1; w future.set F1; "
    "w ·condition.notify C1 1/1; w door.wake C1 M#1; M door.wait C1 #1; M ·condition.wait C1; "
    "M future.wait F1",
    "g:gil; A gil.take g; B gil.take+ g; B door.wait+ g #1; B door.wait! g #1 timeout; "
    "B gil.ask g; B door.wait+ g #2; A gil.drop g; A door.wake g B#2; A gil.take+ g; "
    "A door.wait+ g #1; B door.wait g #2; B gil.take g; B door.wake g A#1; A door.wait g #1; "
    "A door.wait+ g #2; B gil.drop g; B door.wake g A#2; A door.wait g #2; A gil.take g",
    "A sleep+ 0; A door.wait+ 0 #1; A door.wait! 0 #1 timeout; A sleep 0; A print 1",
};

static void test_legal_sequences(void)
{
    for (size_t i = 0; i < ARRAY_COUNT(legal); i++) {
        check_analysis(legal[i], "ended", LANGUAGE_ENGLISH, "No hang");
    }
}

static void test_prefixes(void)
{
    for (size_t i = 0; i < ARRAY_COUNT(legal); i++) {
        check_prefixes(legal[i]);
    }
    check_prefixes(WRONG_ORDER);
    check_prefixes(AB_BA);
}

static void test_lock_order(void)
{
    static const struct sequence_case cases[] = {
        {"A lock.acquire a; A lock.acquire b x.c:2; A lock.release b; A lock.release a;"
         "B lock.acquire b; B lock.acquire a x.c:7; B lock.release a; B lock.release b",
         "ended",
         "No hang\n"
         "lock-order-risk none risk: This run ended well, but A takes a and then b (x.c:2), while "
         "B "
         "takes b and then a (x.c:7). If each gets its first lock, both hang."},
        /* near misses: the same order; under a common outer lock; one thread alone */
        {"A lock.acquire a; A lock.acquire b; A lock.release b; A lock.release a;"
         "B lock.acquire a; B lock.acquire b; B lock.release b; B lock.release a",
         "ended", "No hang"},
        {"A lock.acquire g; A lock.acquire a; A lock.acquire b; A lock.release b; A lock.release a;"
         "A lock.release g; B lock.acquire g; B lock.acquire b; B lock.acquire a; B lock.release a;"
         "B lock.release b; B lock.release g",
         "ended", "No hang"},
        {"A lock.acquire a; A lock.acquire b; A lock.release b; A lock.release a;"
         "A lock.acquire b; A lock.acquire a; A lock.release a; A lock.release b",
         "ended", "No hang"},
        /* ordered by a start, by a join, by a wake */
        {"main lock.acquire a; main lock.acquire b; main lock.release b; main lock.release a;"
         "main thread.create+ B; B thread.begin B; main thread.create B;"
         "B lock.acquire b; B lock.acquire a; B lock.release a; B lock.release b",
         "ended", "No hang"},
        {"A lock.acquire a; A lock.acquire b; A lock.release b; A lock.release a; A thread.end A;"
         "main thread.join A;"
         "main lock.acquire b; main lock.acquire a; main lock.release a; main lock.release b",
         "ended", "No hang"},
        {"E:event; B event.wait+ E; B door.wait+ E #1; A lock.acquire a; A lock.acquire b;"
         "A lock.release b; A lock.release a; A event.set E; A door.wake E B#1; B door.wait E #1;"
         "B event.wait E; B lock.acquire b; B lock.acquire a; B lock.release a; B lock.release b",
         "ended", "No hang"},
        /* the second lock is only tried */
        {"A lock.acquire a; A lock.acquire b; A lock.release b; A lock.release a;"
         "B lock.acquire b; B lock.acquire a try; B lock.release a; B lock.release b",
         "ended", "No hang"},
    };
    check_cases(cases, ARRAY_COUNT(cases));
}

#define A_THEN_B "A lock.acquire a; A lock.acquire b x.c:2; A lock.release b; A lock.release a;"
#define B_THEN_A "B lock.acquire b; B lock.acquire a x.c:7; B lock.release a; B lock.release b"
#define IS_RISK                                                                                    \
    "No hang\n"                                                                                    \
    "lock-order-risk none risk: This run ended well, but A takes a and then b (x.c:2), while B "   \
    "takes b and then a (x.c:7). If each gets its first lock, both hang."

/* B begins when it finds that A is through, and need not wait for that. */
static void test_lock_order_by_news(void)
{
    static const struct sequence_case cases[] = {
        {"S:semaphore;" A_THEN_B "A semaphore.release S 1; B semaphore.acquire S 0;" B_THEN_A,
         "ended", "No hang"},
        {"E:event;" A_THEN_B "A event.set E; B event.wait E;" B_THEN_A, "ended", "No hang"},
        {"Q:queue;" A_THEN_B "A queue.put Q i1; B queue.get Q i1;" B_THEN_A, "ended", "No hang"},
        {"P:barrier;" A_THEN_B
         "A barrier.wait+ P; B barrier.wait P 1; A barrier.wait P 0;" B_THEN_A,
         "ended", "No hang"},
        /* through the lock of a condition, and by way of a third thread */
        {"C:condition uses m;" A_THEN_B "A lock.acquire m; A condition.notify C 1/0;"
         "A lock.release m; B lock.acquire m; B lock.release m;" B_THEN_A,
         "ended", "No hang"},
        {"S:semaphore; T:semaphore;" A_THEN_B "A semaphore.release S 1; D semaphore.acquire S 0;"
         "D semaphore.release T 1; B semaphore.acquire T 0;" B_THEN_A,
         "ended", "No hang"},
        /* nobody has waited there: its lock is what the notifier holds */
        {"C:condition;" A_THEN_B "A lock.acquire m; A condition.notify C 1/0; A lock.release m;"
         "B lock.acquire m; B lock.release m;" B_THEN_A,
         "ended", "No hang"},
        /* not so: a lock that says nothing; another semaphore; news from before */
        {A_THEN_B
         "A lock.acquire m; A lock.release m; B lock.acquire m; B lock.release m;" B_THEN_A,
         "ended", IS_RISK},
        {"S:semaphore; T:semaphore limit 1;" A_THEN_B
         "A semaphore.release S 1; B semaphore.acquire T 0;" B_THEN_A,
         "ended", IS_RISK},
        {"S:semaphore; A semaphore.release S 1;" A_THEN_B "B semaphore.acquire S 0;" B_THEN_A,
         "ended", IS_RISK},
    };
    check_cases(cases, ARRAY_COUNT(cases));
}

static void test_misuse(void)
{
    check_analysis("A lock.acquire L; B lock.release! L misuse 2 x.c:5; A lock.release L", "ended",
                   LANGUAGE_ENGLISH,
                   "No hang\n"
                   "misuse none proven: B called lock.release on L at x.c:5: cannot release "
                   "un-acquired lock.");
}

static void test_chinese(void)
{
    check_analysis(WRONG_ORDER, "hung", LANGUAGE_CHINESE,
                   "卡死：所有线程都永远在等\n"
                   "lost-notify proven likely: 天猫 在 poem.c:32 通知 cond "
                   "时没有人在等，而条件变量不记事。101 ms 之后 小爱 才在 poem.c:18 "
                   "开始等；现在所有线程都在等，没有谁能再来通知。 also: main");
    check_analysis(AB_BA "main thread.join+ A; main door.wait+ A #1", "hung", LANGUAGE_CHINESE,
                   "卡死：所有线程都永远在等\n"
                   "deadlock proven proven: A 拿着 a（ab.c:5），在 ab.c:6 等 b；B 拿着 "
                   "b（ab.c:9），在 ab.c:10 等 a。它们互相等待，谁也走不下去（A → b → B → a → "
                   "A）。 also: main");
}

/* ---- evidence ---- */

static void test_lost_notify_evidence(void)
{
    struct trace *trace = sequence_parse(WRONG_ORDER, "hung");
    struct analysis *analysis = analysis_create(trace, LANGUAGE_ENGLISH);
    const struct finding *finding = &analysis->findings[0];
    check_true(analysis->is_hung);
    check_int_equal(trace->events[finding->notify_event].kind, EVENT_CONDITION_NOTIFY);
    check_int_equal(trace->events[finding->missed_by_event].kind, EVENT_CONDITION_WAIT_BEGIN);
    check_text_equal(trace->threads[trace->events[finding->missed_by_event].thread].name, "小爱");
    check_text_equal(finding->headline, "The notify was lost");
    check_true(strstr(finding->way_out_code, "while (!my_turn)") != NULL);
    check_int_equal(analysis->edge_count, 3);
    for (uint32_t i = 0; i < analysis->edge_count; i++) {
        const struct wait_edge *edge = &analysis->edges[i];
        bool is_main = trace->threads[edge->thread].is_main;
        check_int_equal(target_class(edge->target), is_main ? TARGET_THREAD : TARGET_OBJECT);
        check_true(is_main || edge->provider == NONE_INDEX);
        check_true(analysis->is_dead[edge->thread]);
    }
    analysis_destroy(analysis);
    trace_destroy(trace);
}

static void test_lost_events_prove_nothing(void)
{
    struct trace *trace = sequence_parse(WRONG_ORDER, "");
    trace->lost_events = 1;
    struct analysis *analysis = analysis_create(trace, LANGUAGE_ENGLISH);
    check_true(!analysis->is_hung);
    check_int_equal(analysis->finding_count, 0);
    analysis_destroy(analysis);
    trace->outcome = OUTCOME_HUNG;
    analysis = analysis_create(trace, LANGUAGE_ENGLISH);
    check_true(!analysis->is_hung);
    check_int_equal(analysis->finding_count, 1);
    check_int_equal(analysis->findings[0].hang, HANG_LIKELY);
    analysis_destroy(analysis);
    trace_destroy(trace);
}

/* trace-run stops a hung program, then records that it ended: the verdict stays. */
static void test_verdict_survives_the_stop(void)
{
    struct trace *trace = sequence_parse(AB_BA "main thread.join+ A; main door.wait+ A #1;"
                                               "Z process.end first",
                                         "hung");
    trace->events[trace->event_count - 1].thread = 0;
    struct analysis *analysis = analysis_create(trace, LANGUAGE_ENGLISH);
    check_true(analysis->is_hung);
    check_int_equal(analysis->finding_count, 1);
    analysis_destroy(analysis);
    trace_destroy(trace);
}

/* Whoever said that nobody could act was wrong: somebody ended the program. */
static void test_a_run_that_ended_did_not_hang(void)
{
#define EXIT_IN_THREAD                                                                             \
    "E:event; C:condition of E; main thread.create+ T; T thread.begin T; main thread.create T;"    \
    "main event.wait+ E p.c:9; main ·condition.wait+ C; main ·door.wait+ C #1; T thread.end T"
    static const struct sequence_case cases[] = {
        {EXIT_IN_THREAD, "hung",
         "Hang: the only thread waits forever\n"
         "orphan-wait proven proven: main waits for E to be set at p.c:9, but every thread that "
         "could set it has ended or is waiting too."},
        {EXIT_IN_THREAD, "ended", "No hang"},
        {EXIT_IN_THREAD "; trace-run process.end first 0 seen", "ended", "No hang"},
        {EXIT_IN_THREAD "; trace-run process.end first 11 seen", "crashed",
         "Crashed, no hang found"},
        /* a third thread ends what two others would never have */
        {"main thread.create+ A; A thread.begin A; main thread.create A; main thread.create+ B;"
         "B thread.begin B; main thread.create B; main lock.acquire a x.c:1;"
         "A lock.acquire b x.c:2; main lock.acquire+ b x.c:3; main door.wait+ b #1;"
         "A lock.acquire+ a x.c:4; A door.wait+ a #1; B lock.acquire c; B lock.release c",
         "ended", "No hang"},
        {"R1:rlock; R2:rlock; main thread.create+ A; A thread.begin A; main thread.create A;"
         "main thread.create+ B; B thread.begin B; main thread.create B;"
         "main lock.acquire R1 x.c:1; A lock.acquire R2 x.c:2; main lock.acquire+ R2 x.c:3;"
         "main door.wait+ R2 #1; A lock.acquire+ R1 x.c:4; A door.wait+ R1 #1; B print 1 \"bye\"",
         "ended",
         "Stuck: 2 threads wait forever\n"
         "deadlock proven proven: main holds R1 (since x.c:1) and waits for R2 at x.c:3; A holds "
         "R2 (since x.c:2) and waits for R1 at x.c:4. Each waits for the other, so neither can "
         "ever go on (main → R2 → A → R1 → main)."},
    };
    check_cases(cases, ARRAY_COUNT(cases));
#undef EXIT_IN_THREAD
}

static void test_empty_trace(void)
{
    struct trace trace = {.is_complete = true, .program = "", .file_name = ""};
    struct analysis *analysis = analysis_create(&trace, LANGUAGE_ENGLISH);
    check_int_equal(analysis->finding_count, 0);
    check_text_equal(analysis->verdict, "No hang found");
    analysis_destroy(analysis);
}

static const struct test_case test_cases[] = {
    {"analysis@legal-sequences-give-no-finding", test_legal_sequences},
    {"analysis@dead-threads-never-finish-anything", test_prefixes},
    {"analysis@lock-order-risk", test_lock_order},
    {"analysis@lock-order-that-news-decide", test_lock_order_by_news},
    {"analysis@misuse", test_misuse},
    {"analysis@chinese", test_chinese},
    {"analysis@lost-notify-names-both-events", test_lost_notify_evidence},
    {"analysis@lost-events-prove-nothing", test_lost_events_prove_nothing},
    {"analysis@verdict-survives-the-stop", test_verdict_survives_the_stop},
    {"analysis@a-run-that-ended-did-not-hang", test_a_run_that_ended_did_not_hang},
    {"analysis@empty-trace", test_empty_trace},
};

int main(int argc, char **argv)
{
    return run_cases(test_cases, ARRAY_COUNT(test_cases), argc, argv);
}
