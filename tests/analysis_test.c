/* Analyses of traces written as text: what is found, in which words, and that nothing is found
 * where nothing is wrong. */
#include "tracer/analysis/finding.h"

#include <stdlib.h>

#include "tests/check.h"
#include "tests/sequence.h"
#include "tracer/analysis/phrase.h"

#define TEXT_SIZE 8192

static void add_threads(struct phrase *phrase, const struct trace *trace, const char *before,
                        const uint32_t *threads, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        phrase_add(phrase, i == 0 ? before : ", ");
        phrase_add(phrase, trace->threads[threads[i]].name);
    }
}

/* One line a finding: kind, grades, sentence, then who waits only because of it. */
static void describe(const struct analysis *analysis, char *buffer, size_t size)
{
    struct phrase phrase;
    phrase_begin(&phrase, buffer, size);
    phrase_add(&phrase, analysis->verdict);
    for (uint32_t i = 0; i < analysis->finding_count; i++) {
        const struct finding *finding = &analysis->findings[i];
        phrase_add(&phrase, "\n");
        phrase_add(&phrase, finding_kind_name(finding->kind));
        phrase_add(&phrase, " ");
        phrase_add(&phrase, hang_grade_name(finding->hang));
        phrase_add(&phrase, " ");
        phrase_add(&phrase, cause_grade_name(finding->cause));
        phrase_add(&phrase, ": ");
        phrase_add(&phrase, finding->sentence);
        add_threads(&phrase, analysis->trace, " also: ", finding->also, finding->also_count);
    }
}

static void check_analysis(const char *sequence, const char *outcome, enum language language,
                           const char *expected)
{
    char text[TEXT_SIZE];
    struct trace *trace = sequence_parse(sequence, outcome);
    struct analysis *analysis = analysis_create(trace, language);
    describe(analysis, text, sizeof(text));
    check_text_equal(text, expected);
    analysis_destroy(analysis);
    trace_destroy(trace);
}

/* ---- sequences ---- */

#define WRONG_ORDER                                                                                    \
    "C:condition; C=cond; A=天猫; B=小爱;"                                                         \
    "main thread.create+ A poem.c:50 @1ms; A thread.begin A; main thread.create A;"                    \
    "A lock.acquire L poem.c:30; A print 1 \"小爱同学\"; A condition.notify C 1/0 poem.c:32 @2ms;" \
    "A condition.wait+ C poem.c:33; A ·lock.release L; A ·door.wait+ C #1;"                          \
    "main sleep+ 0 100000000 timed; main door.wait+ 0 #1 timed;"                                       \
    "main door.wait! 0 #1 timeout @102ms; main sleep 0;"                                               \
    "main thread.create+ B poem.c:52; B thread.begin B; main thread.create B;"                         \
    "B lock.acquire L poem.c:17; B condition.wait+ C poem.c:18 @103ms; B ·lock.release L;"            \
    "B ·door.wait+ C #1; main ·thread.join+ A poem.c:55; main ·door.wait+ A #2"

#define AB_BA                                                                                      \
    "main thread.create+ A; A thread.begin A; main thread.create A;"                               \
    "main thread.create+ B; B thread.begin B; main thread.create B;"                               \
    "A lock.acquire a ab.c:5; B lock.acquire b ab.c:9;"                                            \
    "A lock.acquire+ b ab.c:6; A door.wait+ b #1; B lock.acquire+ a ab.c:10; B door.wait+ a #1;"

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

/* An operation of a dead thread never finishes later. Checked at every prefix. */
static void check_prefixes(const char *sequence)
{
    struct trace *trace = sequence_parse(sequence, "");
    size_t event_count = trace->event_count;
    for (size_t count = 0; count <= event_count; count++) {
        trace->event_count = count;
        struct analysis *analysis = analysis_create(trace, LANGUAGE_ENGLISH);
        for (size_t i = count; i < event_count; i++) {
            bool finishes = kind_stage(trace->events[i].kind) != STAGE_BEGIN &&
                            kind_operation(trace->events[i].kind) != OPERATION_DOOR_WAIT;
            check_true(!finishes || !analysis->is_dead[trace->events[i].thread]);
        }
        analysis_destroy(analysis);
    }
    trace->event_count = event_count;
    trace_destroy(trace);
}

static void test_prefixes(void)
{
    for (size_t i = 0; i < ARRAY_COUNT(legal); i++) {
        check_prefixes(legal[i]);
    }
    check_prefixes(WRONG_ORDER);
    check_prefixes(AB_BA);
}

/* ---- hangs ---- */

static void test_lost_notify(void)
{
    check_analysis(WRONG_ORDER, "hung", LANGUAGE_ENGLISH,
                   "Hang: every thread waits forever\n"
                   "lost-notify proven likely: 天猫 notified cond at poem.c:32 when nobody was "
                   "waiting, and a Condition remembers nothing. 小爱 began to wait 101 ms later, "
                   "at poem.c:18; now every thread waits and nobody is left who could notify. "
                   "also: main");
}

static void test_deadlock(void)
{
    check_analysis(
        AB_BA "main thread.join+ A; main door.wait+ A #1", "hung", LANGUAGE_ENGLISH,
        "Hang: every thread waits forever\n"
        "deadlock proven proven: A holds a (since ab.c:5) and waits for b at ab.c:6; B "
        "holds b (since ab.c:9) and waits for a at ab.c:10. Each waits for the other, so "
        "neither can ever go on (A → b → B → a → A). also: main");
}

static const struct test_case test_cases[] = {
    {"analysis@legal-sequences-give-no-finding", test_legal_sequences},
    {"analysis@dead-threads-never-finish-anything", test_prefixes},
    {"analysis@lost-notify", test_lost_notify},
    {"analysis@deadlock", test_deadlock},
};

int main(int argc, char **argv)
{
    return run_cases(test_cases, ARRAY_COUNT(test_cases), argc, argv);
}
