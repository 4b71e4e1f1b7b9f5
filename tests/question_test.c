/* Pages of questions: where the picture stops, what is asked, and what the next page answers. */
#include "tests/check.h"
#include "tests/stage.h"
#include "viewer/scene/deck/deck.h"

static struct {
    struct stage stage;
    struct deck *deck;
} test;

static void open_questions(struct sample sample, enum language language, bool is_spoiler_free)
{
    struct deck_choice choice = {.steps = DECK_QUESTIONS, .is_spoiler_free = is_spoiler_free};
    stage_open(&test.stage, sample, language, 1920, 1080);
    test.deck = deck_create(&test.stage.subject, &test.stage.view, &choice);
}

static void close_questions(void)
{
    deck_destroy(test.deck);
    stage_close(&test.stage);
}

static bool says(const char *text, const char *part)
{
    return strstr(text, part) != NULL;
}

static const struct sample lost_notify = {LOST_NOTIFY, "hung"};

static void test_questions(void)
{
    open_questions(lost_notify, LANGUAGE_ENGLISH, false);
    check_int_equal(test.deck->page_count, 3);
    const struct deck_page *question = &test.deck->pages[0], *answer = &test.deck->pages[1];
    check_true(question->is_blind && !answer->is_blind);
    check_int_equal(question->step + 1, test.stage.story->bad_steps[0]);
    check_true(says(answer->caption, test.stage.analysis->findings[0].headline));
    check_int_equal(test.deck->pages[2].view.frame, FRAME_FINDING);
    check_true(says(test.deck->pages[2].notes, test.stage.analysis->findings[0].sentence));
    close_questions();
}

/* The question, the answer, and the step that lies between the question and what decides. */
struct exercise {
    struct sample sample;
    enum language language;
    const char *question, *answer;
};

#define A_POET_IS_HEARD                                                                            \
    "C:condition; C=cond; A=小爱; B=天猫; A lock.acquire L @1ms; A condition.wait+ C @2ms;"    \
    "A ·lock.release L @2ms; A ·door.wait+ C #1 @2ms; B lock.acquire L @3ms;"                    \
    "B condition.notify C 1/1 @4ms; B ·door.wake C A#1 @4ms; B lock.release L @5ms;"              \
    "A ·door.wait C #1 @5ms; A ·lock.acquire L @6ms; A condition.wait C @6ms"
#define REFUSED                                                                                    \
    "main thread.create+ A; A thread.begin A; main thread.create A; main lock.acquire L @1ms;"     \
    "A lock.acquire+ L @2ms; A door.wait+ L #1 @2ms; main lock.release L @3ms; main door.wake L "  \
    "A#1;"                                                                                         \
    "A door.wait L #1 @3ms; A lock.acquire L @3ms; A lock.release L @4ms;"                         \
    "A lock.release! L misuse 2 x.c:5 @5ms; A thread.end A @6ms; main thread.end main @7ms"
#define JOIN_CYCLE                                                                                 \
    "A thread.join+ main x.c:1 @1ms; A door.wait+ main #1 @1ms; main thread.join+ A x.c:7 @2ms;"   \
    "main door.wait+ A #1 @2ms"

static const struct exercise exercises[] = {
    {{LOST_NOTIFY, "hung"},
     LANGUAGE_ENGLISH,
     "小爱 notifies cond next. Will anybody hear this notify?",
     "No. The notify was lost. Hang: every thread waits forever"},
    {{LOST_NOTIFY, "hung"},
     LANGUAGE_CHINESE,
     "接下来 小爱 对 cond 调用 notify。有人听得到吗？",
     "没有。通知丢了。卡死：所有线程都永远在等"},
    {{DEADLOCK, "hung"},
     LANGUAGE_ENGLISH,
     "B asks for a next. Who gets the lock? Is this a deadlock?",
     "Nobody. Deadlock: a circle of waits. Hang: every thread waits forever"},
    {{SELF_DEADLOCK, "hung"},
     LANGUAGE_ENGLISH,
     "A asks for L once more. Who gets the lock next? Is this a deadlock?",
     "Nobody. It waits for itself. Hang: every thread waits forever"},
    {{JOIN_CYCLE, "hung"},
     LANGUAGE_ENGLISH,
     "main waits for A to end. Will that ever happen?",
     "Never. "},
    {{ONE_AT_A_TIME, "ended"},
     LANGUAGE_ENGLISH,
     "How many may enter, and who has to wait?",
     "1 at a time. The semaphore sets the pace"},
    {{REFUSED, "ended"},
     LANGUAGE_ENGLISH,
     "Is the next call of A allowed?",
     "No. A call was refused"},
    {{ENDS_WELL, "ended"},
     LANGUAGE_ENGLISH,
     "main waits for L. Who must do what before it goes on? Is this a deadlock?",
     "A gives L back: main can go on. No hang"},
    {{A_POET_IS_HEARD, ""},
     LANGUAGE_ENGLISH,
     "小爱 waits on cond. Who runs next? Will anybody wake 小爱?",
     "天猫 notifies 小爱"},
};

static void test_questions_fit_the_story(void)
{
    for (size_t i = 0; i < ARRAY_COUNT(exercises); i++) {
        const struct exercise *exercise = &exercises[i];
        open_questions(exercise->sample, exercise->language, false);
        check_text_equal(test.deck->pages[0].caption, exercise->question);
        const char *answer = test.deck->pages[1].caption;
        check_text_equal(strstr(answer, exercise->answer) ? exercise->answer : answer,
                         exercise->answer);
        close_questions();
    }
}

/* Who gets it before the lecture must not read on. */
static void test_spoiler_free_questions(void)
{
    open_questions(lost_notify, LANGUAGE_ENGLISH, true);
    check_int_equal(test.deck->page_count, 1);
    check_true(says(test.deck->pages[0].caption, "Will anybody hear"));
    close_questions();
}

/* Nobody waits: it stops where something has happened already. */
static void test_question_of_a_calm_run(void)
{
    open_questions((struct sample){stage_long_sequence(20), ""}, LANGUAGE_ENGLISH, false);
    check_true(test.deck->pages[0].step != NONE_INDEX && test.deck->pages[0].step > 0);
    close_questions();
}

static const struct test_case cases[] = {
    {"question@stops-before-what-decides", test_questions},
    {"question@fits-the-story", test_questions_fit_the_story},
    {"question@without-spoilers-has-no-answer", test_spoiler_free_questions},
    {"question@has-something-to-see", test_question_of_a_calm_run},
};

int main(int argc, char **argv)
{
    return run_cases(cases, ARRAY_COUNT(cases), argc, argv);
}
