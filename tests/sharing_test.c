/* What is found out about threads that share a GIL, variables and lists: each finding, and what
 * looks like it but is none. */
#include "tests/analysis_check.h"
#include "tracer/analysis/story.h"

#define CALM "No hang"

static void test_lost_update(void)
{
    check_analysis("v:variable; v=total; A variable.load v 7@3 c.c:5; B variable.load v 7@3 c.c:9;"
                   "B variable.store v 6@4 c.c:10; A variable.store v 8@5 c.c:6",
                   "ended", LANGUAGE_ENGLISH,
                   CALM
                   "\nlost-update none proven: A read total = 7 at c.c:5; before it wrote 8 at "
                   "c.c:6, B had written 6: that update is lost (1 in this run).");
}

/* One thread of the manager serves both: what it does is the callers' doing. */
static void test_lost_update_in_manager(void)
{
    check_analysis("v:variable; v=d['n']; A manager.call+ D 1 c.c:5; S manager.serve+ D A#1;"
                   "S ·variable.load v 7@3; S manager.serve D A#1; A manager.call D 1;"
                   "B manager.call+ D 1 c.c:9; S manager.serve+ D B#1; S ·variable.load v 7@3;"
                   "S manager.serve D B#1; B manager.call D 1;"
                   "B manager.call+ D 2 c.c:10; S manager.serve+ D B#2; S ·variable.store v 6@4;"
                   "S manager.serve D B#2; B manager.call D 2;"
                   "A manager.call+ D 2 c.c:6; S manager.serve+ D A#2; S ·variable.store v 8@5;"
                   "S manager.serve D A#2; A manager.call D 2",
                   "ended", LANGUAGE_ENGLISH,
                   CALM
                   "\nlost-update none proven: A read d['n'] = 7 at c.c:5; before it wrote 8 at "
                   "c.c:6, B had written 6: that update is lost (1 in this run).");
}

static void test_lost_updates_counted(void)
{
    struct trace *trace = sequence_parse(
        "v:variable; A variable.load v 1@1; B variable.load v 1@1; B variable.store v 2@2;"
        "B variable.load v 2@2; A variable.store v 2@3; B variable.store v 3@4",
        "ended");
    struct analysis *analysis = analysis_create(trace, LANGUAGE_CHINESE);
    check_int_equal(analysis->finding_count, 1);
    const struct finding *finding = &analysis->findings[0];
    check_int_equal(finding->lost_update_count, 2);
    for (uint32_t i = 0; i < finding->lost_update_count; i++) {
        const struct lost_update *lost = &finding->lost_updates[i];
        check_int_equal(trace->events[lost->load].thread, trace->events[lost->store].thread);
        check_true(trace->events[lost->overwritten].thread != trace->events[lost->store].thread);
        check_int_equal(value_high(trace->events[lost->store].value), 3 + i);
    }
    check_true(strstr(finding->sentence, "共 2 次") != NULL);
    analysis_destroy(analysis);
    trace_destroy(trace);
}

static const struct sequence_case no_lost_updates[] = {
    /* it looked again before it wrote */
    {"v:variable; A variable.load v 7@3; B variable.store v 6@4; A variable.load v 6@4;"
     "A variable.store v 8@5",
     "ended", CALM},
    /* nobody came between */
    {"v:variable; A variable.load v 7@3; B variable.load v 7@3; A variable.store v 8@4", "ended",
     CALM},
    /* it writes without having read: nothing was built on what it saw before its last store */
    {"v:variable; A variable.load v 1@1; A variable.store v 2@2; B variable.store v 3@3;"
     "A variable.store v 9@4",
     "ended", CALM},
    /* a list's methods are whole */
    {"v:list; A variable.load v 1@1; B variable.store v 0@2; A variable.store v 1@3", "ended",
     CALM},
};

static void test_no_lost_updates(void)
{
    check_cases(no_lost_updates, ARRAY_COUNT(no_lost_updates));
}

#define BEGIN "g:gil; g=GIL; A thread.begin A @1ms; B thread.begin B @1ms; A gil.take g @2ms;"
#define TO_B                                                                                       \
    "B gil.take+ g; B door.wait+ g #1; B door.wait! g #1 timeout; B gil.ask g;"                    \
    "A gil.drop g asked; B gil.take g;"
#define TO_A                                                                                       \
    "A gil.take+ g; A door.wait+ g #1; A door.wait! g #1 timeout; A gil.ask g;"                    \
    "B gil.drop g asked; A gil.take g;"

static void test_convoy(void)
{
    check_analysis(BEGIN TO_B TO_A TO_B TO_A "A thread.end A; B thread.end B", "ended",
                   LANGUAGE_ENGLISH,
                   CALM "\ngil-convoy none likely: 2 threads want to compute, and one may at a "
                        "time: each holds GIL for 250 µs at most, and A waited 22% of its life "
                        "for it.");
}

static const struct sequence_case no_convoys[] = {
    /* each once: somebody was starting */
    {BEGIN TO_B TO_A, "ended", CALM},
    /* one computes, the other always waits for something else */
    {BEGIN TO_B "B gil.drop g; A gil.take g;" TO_B "B gil.drop g; A gil.take g;" TO_B, "ended",
     CALM},
};

static void test_no_convoys(void)
{
    check_cases(no_convoys, ARRAY_COUNT(no_convoys));
}

static void test_spin(void)
{
    check_analysis("l:list; l=urls; A variable.load l 0@1 c.c:5 @1ms; A repeat l 900 @3ms;"
                   "A gil.drop g; A gil.take g; A variable.load l 0@1 c.c:5; A repeat l 98 @5ms",
                   "interrupted", LANGUAGE_ENGLISH,
                   "Interrupted, no hang found\nspin none likely: A looked at urls 1000 times in "
                   "4.00 ms at c.c:5 and nothing had changed: it burns a core waiting.");
    check_analysis("A lock.acquire L; B lock.acquire! L busy c.c:7 @1ms; B repeat L 1999 @2ms",
                   "ended", LANGUAGE_ENGLISH,
                   CALM "\nspin none likely: B looked at L 2000 times in 1.00 ms at c.c:7 and "
                        "nothing had changed: it burns a core waiting.");
}

static const struct sequence_case no_spins[] = {
    {"l:list; A variable.load l 0@1; A repeat l 998", "ended", CALM},
    /* something had changed */
    {"l:list; A variable.load l 0@1; A repeat l 600; A variable.load l 1@2; A repeat l 600",
     "ended", CALM},
    /* it did something in between */
    {"l:list; A variable.load l 0@1; A repeat l 600; A print 1 \"working\";"
     "A variable.load l 0@1; A repeat l 600",
     "ended", CALM},
    /* it slept in between */
    {"l:list; A variable.load l 0@1; A repeat l 600; A sleep+ 0 100; A door.wait+ 0 #1 timed;"
     "A door.wait! 0 #1 timeout; A sleep 0; A variable.load l 0@1; A repeat l 600",
     "ended", CALM},
};

static void test_no_spins(void)
{
    check_cases(no_spins, ARRAY_COUNT(no_spins));
}

/* ---- in words ---- */

static void check_told(const char *sequence, enum language language, const char *expected)
{
    char text[ANALYSIS_TEXT_SIZE];
    struct trace *trace = sequence_parse(sequence, "ended");
    struct analysis *analysis = analysis_create(trace, language);
    struct story *story = story_create(trace, analysis);
    struct phrase phrase;
    phrase_begin(&phrase, text, sizeof(text));
    for (uint32_t i = 0; i < story->step_count; i++) {
        const struct story_step *step = &story->steps[i];
        phrase_add_format(&phrase, "%s | %s%s\n", step->label, step->sentence,
                          step->tone == TONE_BAD ? " (bad)" : "");
    }
    check_text_equal(text, expected);
    story_destroy(story);
    analysis_destroy(analysis);
    trace_destroy(trace);
}

#define RACE                                                                                       \
    "v:variable; v=total; g:gil; A gil.take g; A variable.load v 7@3; A mark 0 \"LOAD_CONST 1\";"  \
    "B gil.take+ g; B door.wait+ g #1; B door.wait! g #1 timeout; B gil.ask g;"                    \
    "A gil.drop g asked; B gil.take g; B variable.load v 7@3; B variable.store v 6@4;"             \
    "B gil.drop g; A gil.take g; A variable.store v 8@5"

static void test_race_is_told(void)
{
    check_told(RACE, LANGUAGE_ENGLISH,
               "load total | A reads total = 7\n"
               "LOAD_CONST 1 | A LOAD_CONST 1\n"
               "drop GIL | A drops the GIL (asked to)\n"
               "load total | B reads total = 7\n"
               "total = 6 | B writes total = 6\n"
               "total = 8 | A writes total = 8 (bad)\n");
    check_told(
        "v:variable; v=总数; A variable.store v 4294967287@2; A variable.load v 4294967287@2",
        LANGUAGE_CHINESE,
        "总数 = -9 | A 写 总数 = -9\n"
        "load 总数 | A 读 总数 = -9\n");
}

static void test_list_is_told(void)
{
    check_told("l:list; l=urls; A variable.load l 1@1; B variable.store l 0@2;"
               "A variable.store! l limit",
               LANGUAGE_ENGLISH,
               "len(urls) | A finds 1 in urls\n"
               "len(urls) = 0 | B leaves 0 in urls\n"
               "pop(urls) | A pops from urls, which is empty\n");
}

static void test_mistakes_come_first(void)
{
    struct trace *trace = sequence_parse(
        BEGIN TO_B TO_A TO_B TO_A "v:variable; A variable.load v 7@3; B variable.store v 6@4;"
                                  "A variable.store v 8@5",
        "ended");
    struct analysis *analysis = analysis_create(trace, LANGUAGE_ENGLISH);
    check_int_equal(analysis->finding_count, 2);
    check_int_equal(analysis->findings[0].kind, FINDING_LOST_UPDATE);
    check_int_equal(analysis->findings[1].kind, FINDING_GIL_CONVOY);
    analysis_destroy(analysis);
    trace_destroy(trace);
}

static const struct test_case cases[] = {
    {"lost-update@a-store-over-an-unseen-one-is-lost", test_lost_update},
    {"lost-update@in-a-manager-is-the-callers", test_lost_update_in_manager},
    {"lost-update@each-is-counted-and-listed", test_lost_updates_counted},
    {"lost-update@near-misses-are-none", test_no_lost_updates},
    {"gil-convoy@two-that-compute-wait-for-each-other", test_convoy},
    {"gil-convoy@near-misses-are-none", test_no_convoys},
    {"spin@looking-a-thousand-times-is-one", test_spin},
    {"spin@near-misses-are-none", test_no_spins},
    {"sharing@a-race-is-told-step-by-step", test_race_is_told},
    {"sharing@a-list-is-told-by-its-length", test_list_is_told},
    {"sharing@mistakes-come-before-pace", test_mistakes_come_first},
};

int main(int argc, char **argv)
{
    return run_cases(cases, ARRAY_COUNT(cases), argc, argv);
}
