/* How the tests of the analysis say what they expect: a sequence, and its findings as text. */
#ifndef THREADLANE_TESTS_ANALYSIS_CHECK_H
#define THREADLANE_TESTS_ANALYSIS_CHECK_H

#include "tests/check.h"
#include "tests/sequence.h"
#include "tracer/analysis/finding.h"
#include "tracer/analysis/phrase.h"

#define ANALYSIS_TEXT_SIZE 8192

static inline void add_threads(struct phrase *phrase, const struct trace *trace, const char *before,
                               const uint32_t *threads, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        phrase_add(phrase, i == 0 ? before : ", ");
        phrase_add(phrase, trace->threads[threads[i]].name);
    }
}

/* One line a finding: kind, grades, sentence, then who waits only because of it. */
static inline void describe(const struct analysis *analysis, char *buffer, size_t size)
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

static inline void check_analysis(const char *sequence, const char *outcome, enum language language,
                                  const char *expected)
{
    char text[ANALYSIS_TEXT_SIZE];
    struct trace *trace = sequence_parse(sequence, outcome);
    struct analysis *analysis = analysis_create(trace, language);
    describe(analysis, text, sizeof(text));
    check_text_equal(text, expected);
    analysis_destroy(analysis);
    trace_destroy(trace);
}

/* An operation of a dead thread never finishes later. Checked at every prefix. */
static inline void check_prefixes(const char *sequence)
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

/* A row of a test: a sequence, how its run ended, and all that is to be found. */
struct sequence_case {
    const char *sequence;
    const char *outcome;
    const char *expected;
};

static inline void check_cases(const struct sequence_case *cases, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        check_analysis(cases[i].sequence, cases[i].outcome, LANGUAGE_ENGLISH, cases[i].expected);
        check_prefixes(cases[i].sequence);
    }
}

/* Two stories that several tests tell. */

#define WRONG_ORDER                                                                                    \
    "C:condition; L:rlock of C; C=cond; A=天猫; B=小爱;"                                           \
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

#endif
