/* Stories and the words of single events, over traces written as text. */
#include "tracer/analysis/step_label.h"
#include "tracer/analysis/story.h"

#include <stdio.h>
#include <stdlib.h>

#include "tests/check.h"
#include "tests/sequence.h"
#include "tracer/analysis/phrase.h"

#define TEXT_SIZE 8192

static void describe(const struct story *story, char *buffer, size_t size)
{
    static const char *const tones[] = {
        [TONE_PLAIN] = "",       [TONE_WAIT_LOCK] = " (lock)",
        [TONE_BAD] = " (bad)",   [TONE_WAIT_CONDITION] = " (condition)",
        [TONE_HANG] = " (hang)", [TONE_WAIT_TRANSFER] = " (transfer)",
    };
    struct phrase phrase;
    phrase_begin(&phrase, buffer, size);
    for (uint32_t i = 0; i < story->step_count; i++) {
        const struct story_step *step = &story->steps[i];
        phrase_add(&phrase, step->label);
        phrase_add(&phrase, step->label[0] == '\0' ? "" : " | ");
        phrase_add(&phrase, step->sentence);
        phrase_add(&phrase, tones[step->tone]);
        phrase_add(&phrase, "\n");
    }
}

/* All of them can be stepped to. */
static void check_bad_steps(const struct story *story)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < story->step_count; i++) {
        enum step_tone tone = story_bare_step(story, i).tone;
        if (tone == TONE_BAD || tone == TONE_HANG) {
            check_true(count < story->bad_step_count && story->bad_steps[count] == i);
            count++;
        }
    }
    check_int_equal(story->bad_step_count, count);
}

/* Told at once, and told after the story in the other language. */
static void check_story(const char *sequence, const char *outcome, enum language language,
                        const char *expected)
{
    char text[TEXT_SIZE];
    struct trace *trace = sequence_parse(sequence, outcome);
    struct analysis *analyses[LANGUAGE_COUNT];
    analysis_create_all(trace, analyses);
    struct story *story = story_create(trace, analyses[language]);
    describe(story, text, sizeof(text));
    check_text_equal(text, expected);
    struct story *other = story_create(trace, analyses[!language]);
    struct story *retold = story_retell(other, analyses[language]);
    describe(retold, text, sizeof(text));
    check_text_equal(text, expected);
    check_int_equal(retold->bad_step_count, story->bad_step_count);
    check_bad_steps(story);
    story_destroy(retold);
    story_destroy(other);
    story_destroy(story);
    for (int i = 0; i < LANGUAGE_COUNT; i++) {
        analysis_destroy(analyses[i]);
    }
    trace_destroy(trace);
}

#define WRONG_ORDER                                                                                \
    "C:condition; L:rlock of C; C=cond; A=天猫; B=小爱;"                                       \
    "main thread.create+ A; A thread.begin A; main thread.create A; A lock.acquire L;"             \
    "A print 1 \"天猫 : 小爱同学\"; A condition.notify C 1/0; A condition.wait+ C; A "       \
    "·lock.release L;"                                                                            \
    "A ·door.wait+ C #1; main sleep+ 0 100000000 timed; main door.wait+ 0 #1 timed;"              \
    "main door.wait! 0 #1 timeout; main sleep 0; main thread.create+ B; B thread.begin B;"         \
    "main thread.create B; B lock.acquire L; B condition.wait+ C; B ·lock.release L;"             \
    "B ·door.wait+ C #1; main ·thread.join+ A; main ·door.wait+ A #2"

static void test_wrong_order(void)
{
    check_story(WRONG_ORDER, "hung", LANGUAGE_ENGLISH,
                "start(天猫) | main starts 天猫\n"
                "acquire(cond) | 天猫 takes the lock, says “小爱同学”\n"
                "notify() | 天猫 notifies: nobody is waiting (bad)\n"
                "wait() | 天猫 waits on cond and lets the lock go (condition)\n"
                "sleep(0.1 s) | main sleeps 100 ms\n"
                "start(小爱) | main starts 小爱\n"
                "acquire(cond) | 小爱 takes the lock\n"
                "wait() | 小爱 waits on cond and lets the lock go (condition)\n"
                "join() | main waits for 天猫 to end (transfer)\n"
                "Everyone waits: the program hangs (hang)\n");
    check_story(WRONG_ORDER, "hung", LANGUAGE_CHINESE,
                "start(天猫) | main 启动 天猫\n"
                "acquire(cond) | 天猫 拿到 锁，说“小爱同学”\n"
                "notify() | 天猫 通知：没有人在等 (bad)\n"
                "wait() | 天猫 在 cond 上等待并放开锁 (condition)\n"
                "sleep(0.1 s) | main 睡眠 100 ms\n"
                "start(小爱) | main 启动 小爱\n"
                "acquire(cond) | 小爱 拿到 锁\n"
                "wait() | 小爱 在 cond 上等待并放开锁 (condition)\n"
                "join() | main 等 天猫 结束 (transfer)\n"
                "所有线程都在等：程序卡死 (hang)\n");
}

static void test_wake(void)
{
    check_story("C:condition; L:rlock of C; C=cond; W lock.acquire L; W condition.wait+ C;"
                "W ·lock.release L; W ·door.wait+ C #1; N lock.acquire L; N condition.notify C 1/1;"
                "N door.wake C W#1; W ·door.wait C #1; W ·lock.acquire+ L; W ·door.wait+ L #2;"
                "N lock.release L; N door.wake L W#2; W ·door.wait L #2; W ·lock.acquire L;"
                "W condition.wait C; W print 1 \"在\"; W lock.release L",
                "ended", LANGUAGE_ENGLISH,
                "acquire(cond) | W takes the lock\n"
                "wait() | W waits on cond and lets the lock go (condition)\n"
                "acquire(cond) | N takes the lock\n"
                "notify() | N notifies W\n"
                "release(cond) | N gives the lock back: W can go on\n"
                "wait() | W wakes up and goes on with the lock, says “在”\n");
}

static void test_closing_of_a_circle_is_bad(void)
{
    check_story("A lock.acquire a; B lock.acquire b; A lock.acquire+ b; A door.wait+ b #1;"
                "B lock.acquire+ a; B door.wait+ a #1; main ·thread.join+ A; main ·door.wait+ A #1",
                "hung", LANGUAGE_ENGLISH,
                "acquire(a) | A takes a\n"
                "acquire(b) | B takes b\n"
                "acquire(b) | A must wait for b (lock)\n"
                "acquire(a) | B must wait for a (bad)\n"
                "join() | main waits for A to end (transfer)\n"
                "Everyone waits: the program hangs (hang)\n");
}

static void test_prints(void)
{
    check_story("A sleep+ 0 2000000000 timed; A door.wait+ 0 #1 timed; A door.wait! 0 #1 timeout;"
                "A sleep 0; A print 1 \"one\"; A print 1 \"  2   in \t columns \"",
                "ended", LANGUAGE_ENGLISH,
                "sleep(2 s) | A sleeps 2.00 s\n"
                "print | A says “one”\n"
                "print | A says “2 in columns”\n");
}

static void test_failures(void)
{
    check_story(
        "A lock.acquire a; B lock.acquire! a busy try; B lock.release! b misuse 1;"
        "B lock.acquire+ a timed 1000000000; B door.wait+ a #1 timed; B door.wait! a #1 timeout;"
        "B lock.acquire! a timeout; B process.join! 0 misuse 1",
        "ended", LANGUAGE_ENGLISH,
        "acquire(a) | A takes a\n"
        "acquire(a) | B finds a taken and does not wait\n"
        "release(b) | B is refused at b: release unlocked lock (bad)\n"
        "acquire(a) | B must wait for a, at most 1.00 s (lock)\n"
        "acquire(a) | B gives up on a: time is up\n"
        "join() | B is refused: release unlocked lock (bad)\n");
}

static void test_exchanges(void)
{
    check_story(
        "Q:queue limit 1; M:lock of Q; E:condition of Q uses M; F:condition of Q uses M; Q=q;"
        "G ·lock.acquire M; G queue.get+ Q; G ·condition.wait+ E; G ··lock.release M;"
        "G ··door.wait+ E #1; P ·lock.acquire M; P queue.put Q i1; P ·condition.notify E 1/1;"
        "P door.wake E G#1; P ·lock.release M; P queue.put! Q busy try; G ·door.wait E #1;"
        "G ··lock.acquire M; G ·condition.wait E; G queue.get Q i1; G ·condition.notify F 1/0;"
        "G ·lock.release M; G queue.get! Q busy try; G queue.task_done Q 0; P queue.join+ Q;"
        "P ·door.wait+ E #1; P queue.join Q; P object.close Q; G queue.get! Q closed;"
        "P queue.put! Q closed; P object.close Q 2 immediate",
        "ended", LANGUAGE_ENGLISH,
        "get(q) | G finds q empty and waits (transfer)\n"
        "put(q) | P puts item 1 into q: G can go on\n"
        "put(q) | P finds q full and does not wait\n"
        "get(q) | G gets item 1 from q\n"
        "get(q) | G finds q empty and does not wait\n"
        "task_done() | G reports a task done, 0 left\n"
        "join(q) | P waits until q is all done (transfer)\n"
        "shutdown(q) | P shuts q down\n"
        "get(q) | G finds q empty and shut down\n"
        "put(q) | P finds q shut down\n"
        "shutdown(q) | P shuts q down at once: 2 items are dropped\n");
}

/* A begin without a wait on the condition was only for the lock inside. */
static void test_lock_inside(void)
{
    check_story("Q:queue; M:lock of Q; Q=q; A ·lock.acquire M; P queue.put+ Q; P ·lock.acquire+ M;"
                "P ·door.wait+ M #1; A queue.put Q i1; A ·lock.release M; A ·door.wake M P#1;"
                "P ·door.wait M #1; P ·lock.acquire M; P queue.put Q i2; P ·lock.release M",
                "ended", LANGUAGE_ENGLISH,
                "put(q) | P must wait for the lock inside q (transfer)\n"
                "put(q) | A puts item 1 into q\n"
                "put(q) | P puts item 2 into q\n");
}

static void test_meetings(void)
{
    static const char meetings[] =
        "E:event; C:condition of E; B:barrier limit 3; D:condition of B;"
        "A event.wait! E busy try; A event.wait+ E timed 2000000000; A ·condition.wait+ C;"
        "A ··door.wait+ C #1; main event.set E 1; main ·condition.notify C all/1;"
        "main door.wake C A#1; main event.clear E; A ··door.wait C #1; A ·condition.wait C;"
        "A event.wait E; A barrier.wait+ B; A ·condition.wait+ D; A ··door.wait+ D #2;"
        "X barrier.wait+ B; X ·condition.wait+ D; X ··door.wait+ D #1; main barrier.wait B 2;"
        "main ·condition.notify D all/2; main door.wake D A#2; main door.wake D X#1;"
        "A ··door.wait D #2; A ·condition.wait D; A barrier.wait B 0; A object.close B abort;"
        "A barrier.wait! B broken; A object.close B reset; A barrier.wait! B timeout";
    check_story(meetings, "ended", LANGUAGE_ENGLISH,
                "wait(E) | A finds E not set and does not wait\n"
                "wait(E) | A waits for E, at most 2.00 s (condition)\n"
                "set(E) | main sets E: A can go on\n"
                "clear(E) | main clears E\n"
                "wait(E) | A sees E set\n"
                "wait(B) | A arrives at B, waits for others (condition)\n"
                "wait(B) | X arrives at B, waits for others (condition)\n"
                "wait(B) | main is the last to arrive at B: A and X can go on\n"
                "wait(B) | A passes B\n"
                "abort(B) | A breaks B\n"
                "wait(B) | A finds B broken\n"
                "reset(B) | A resets B\n"
                "wait(B) | A gives up on B: time is up, and that breaks it\n");
    check_story("B:barrier limit 1; main barrier.wait B 0; main object.close B abort", "ended",
                LANGUAGE_CHINESE,
                "wait(B) | main 最后一个到达 B\n"
                "abort(B) | main 使 B 损坏\n");
}

/* Stepping goes forward: the events of the steps do not overlap, and cover what they cause. */
static void test_steps_do_not_overlap(void)
{
    struct trace *trace = sequence_parse(WRONG_ORDER, "hung");
    struct analysis *analysis = analysis_create(trace, LANGUAGE_ENGLISH);
    struct story *story = story_create(trace, analysis);
    for (uint32_t i = 0; i + 2 < story->step_count; i++) {
        check_true(story->steps[i].event <= story->steps[i].last_event);
        check_true(story->steps[i].last_event < story->steps[i + 1].event);
        check_int_equal(story_step_at_event(story, story->steps[i].last_event), i);
    }
    const struct story_step *wait = &story->steps[3];
    check_int_equal(trace->events[wait->event].kind, EVENT_CONDITION_WAIT_BEGIN);
    check_int_equal(trace->events[wait->last_event].kind, EVENT_DOOR_WAIT_BEGIN);
    check_int_equal(story_step_at_event(story, 0), NONE_INDEX);
    check_int_equal(story_step_at_event(story, NONE_INDEX), story->step_count - 1);
    story_destroy(story);
    analysis_destroy(analysis);
    trace_destroy(trace);
}

/* A acquires L, and then does so many other things inside of it before B takes M. */
static struct trace *parse_long_reach(int inner)
{
    char *run = NULL;
    size_t size = 0;
    FILE *file = open_memstream(&run, &size);
    fputs("L:lock; M:lock; N:lock; I:lock; main thread.create+ A; A thread.begin A; "
          "main thread.create A; A lock.acquire L",
          file);
    for (int i = 0; i < inner; i++) {
        fputs("; A ·lock.acquire I; A ·lock.release I", file);
    }
    fputs("; main lock.acquire M; A ·lock.acquire I; A ·lock.release I; main lock.acquire N", file);
    fclose(file);
    struct trace *trace = sequence_parse(run, "ended");
    free(run);
    return trace;
}

static void check_reach(int inner)
{
    struct trace *trace = parse_long_reach(inner);
    struct analysis *analysis = analysis_create(trace, LANGUAGE_ENGLISH);
    struct story *story = story_create(trace, analysis);
    const struct story_step *steps = story->steps;
    check_int_equal(story->step_count, 4); /* start(A), L, M, N */
    check_int_equal(steps[1].last_event, steps[2].event - 1);
    check_int_equal(steps[1].last_event - steps[1].event, 2 * inner);
    check_int_equal(steps[2].last_event, steps[2].event); /* what follows is A's */
    check_int_equal(steps[3].last_event, steps[3].event);
    story_destroy(story);
    analysis_destroy(analysis);
    trace_destroy(trace);
}

static void test_steps_reach_far(void)
{
    for (int inner = 0; inner<300; inner += inner> 120 && inner < 135 ? 1 : 15) {
        check_reach(inner);
    }
}

/* The end of a run, after its last step. */
static void test_last_step_reaches_to_its_end(void)
{
    struct trace *trace = sequence_parse("main lock.acquire L; main ·lock.acquire I; "
                                         "main ·lock.release I; main ·lock.acquire I",
                                         "ended");
    struct analysis *analysis = analysis_create(trace, LANGUAGE_ENGLISH);
    struct story *story = story_create(trace, analysis);
    check_int_equal(story->steps[story->step_count - 1].last_event, trace->event_count - 1);
    story_destroy(story);
    analysis_destroy(analysis);
    trace_destroy(trace);
}

static void test_durations(void)
{
    static const struct {
        uint64_t ns;
        const char *text;
    } cases[] = {
        {0, "0 ns"},
        {999, "999 ns"},
        {350000, "350 µs"},
        {999400, "999 µs"},
        {999600, "1.00 ms"},
        {1900000, "1.90 ms"},
        {101000000, "101 ms"},
        {999700000, "1.00 s"},
        {14100000000, "14.1 s"},
        {123400000000, "123 s"},
    };
    char text[32];
    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        check_text_equal(duration_text(cases[i].ns, text, sizeof(text)), cases[i].text);
    }
}

/* Readers-writer locks are read and written. */
static void test_rwlock_words(void)
{
    static const struct {
        const char *event;
        const char *english, *chinese, *label;
    } cases[] = {
        {"A lock.acquire RW read", "A begins to read RW", "A 开始读 RW", "read(RW)"},
        {"A lock.acquire RW", "A begins to write RW", "A 开始写 RW", "write(RW)"},
        {"A lock.acquire+ RW read", "A must wait to read RW", "A 要等着读 RW", "read(RW)"},
        {"A lock.acquire+ RW", "A must wait to write RW", "A 要等着写 RW", "write(RW)"},
        {"A lock.release RW read", "A has read RW", "A 读完了 RW", "release(RW)"},
        {"A lock.release RW", "A has written RW", "A 写完了 RW", "release(RW)"},
    };
    char text[64];
    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        snprintf(text, sizeof(text), "RW:rwlock; %s", cases[i].event);
        struct trace *trace = sequence_parse(text, "ended");
        uint32_t last = (uint32_t)trace->event_count - 1;
        check_text_equal(event_sentence(trace, last, LANGUAGE_ENGLISH, text, sizeof(text)),
                         cases[i].english);
        check_text_equal(event_sentence(trace, last, LANGUAGE_CHINESE, text, sizeof(text)),
                         cases[i].chinese);
        check_text_equal(event_label(trace, last, text, sizeof(text)), cases[i].label);
        trace_destroy(trace);
    }
}

static void test_sentence_is_cut_at_a_character(void)
{
    char text[10]; /* "天猫 " is 7 bytes, then "notifies" is cut; "天" alone takes 3 */
    struct trace *trace = sequence_parse("A=天猫; A condition.notify C 1/0", "ended");
    uint32_t last = (uint32_t)trace->event_count - 1;
    check_text_equal(event_sentence(trace, last, LANGUAGE_ENGLISH, text, sizeof(text)), "天猫 no");
    check_text_equal(event_sentence(trace, last, LANGUAGE_ENGLISH, text, 6), "天");
    trace_destroy(trace);
}

static void test_optional_parts(void)
{
    const struct phrase_place places[] = {{"t", "A"}, {"s", ""}, {"w", "[x]"}};
    char text[64];
    struct phrase phrase;
    phrase_begin(&phrase, text, sizeof(text));
    phrase_fill(&phrase, "{t} waits[ at {s}][ for {w}] {y}", places, 3);
    check_text_equal(text, "A waits for [x] {y}");
}

#define POOL                                                                                       \
    "X:executor limit 1; X=pool; F1:future of X; F2:future of X; V:waiter limit 2 watch F1 watch " \
    "F2; I:iterator limit 1 watch F1 watch F2; w thread.begin w; w future.run F1; w task.run+ F1;" \
    "main future.wait+ F1; w task.run F1; w future.set F1; main future.wait F1 for F1;"            \
    "main future.cancel F2; main future.cancel! F1 closed; w future.run! F2 cancelled;"            \
    "main future.wait+ V; main future.wait V; main future.wait+ I; main future.wait I for F1;"     \
    "main future.wait! V timeout; main object.close X"

static void test_tasks(void)
{
    check_story(POOL, "ended", LANGUAGE_ENGLISH,
                "submit(F1) | main submits F1 to pool\n"
                "submit(F2) | main submits F2 to pool\n"
                "run(F1) | w runs F1\n"
                "result(F1) | main waits for the result of F1 (transfer)\n"
                "done(F1) | w finishes F1\n"
                "result(F1) | main gets the result of F1\n"
                "cancel(F2) | main cancels F2\n"
                "cancel(F1) | main cannot cancel F1: it is finished\n"
                "skip(F2) | w skips F2, which was cancelled\n"
                "wait() | main waits until all 2 tasks are done (transfer)\n"
                "wait() | main goes on: enough is done\n"
                "next() | main waits for the next result (transfer)\n"
                "next() | main gets the result of F1\n"
                "wait() | main does not wait any longer for 2 tasks: time is up\n"
                "shutdown(pool) | main shuts pool down\n");
    check_story("P:future; w future.run P; w future.set P", "ended", LANGUAGE_CHINESE,
                "done(P) | w 完成 P\n");
}

/* What proxies count is not told, nor is what the manager's thread does for the caller. */
#define ASKED                                                                                      \
    "D:referent; D=d; A manager.call+ D 1 \"incref\"; A manager.call D 1;"                         \
    "A manager.call+ D 2 \"__setitem__\"; A ·pipe.send+ X 1; A ·pipe.send X m1;"                 \
    "S manager.serve+ D A#2; S ·pipe.send+ Y 1; S ·pipe.send Y m1; S manager.serve D A#2;"       \
    "A manager.call D 2; A manager.call+ D 3 \"get\"; A manager.call! D 3 busy;"                   \
    "A manager.call! D 14 misuse"

static void test_manager_calls(void)
{
    check_story(ASKED, "ended", LANGUAGE_ENGLISH,
                "d.__setitem__() | A asks for d.__setitem__() (transfer)\n"
                "d.get() | A asks for d.get() (transfer)\n"
                "d | A is told that d is full or empty\n"
                "d | A is refused at d: the handle is NULL (bad)\n");
    check_story(ASKED, "ended", LANGUAGE_CHINESE,
                "d.__setitem__() | A 请求 d.__setitem__() (transfer)\n"
                "d.get() | A 请求 d.get() (transfer)\n"
                "d | A 得知 d 满或空\n"
                "d | A d 拒绝了：句柄为空 (bad)\n");
}

static bool is_whole(const char *text)
{
    size_t length = strlen(text), last = length;
    while (last > 0 && ((unsigned char)text[last - 1] & 0xc0) == 0x80) {
        last--;
    }
    size_t size = last == 0                              ? 0
                  : (unsigned char)text[last - 1] < 0x80 ? 1
                  : (unsigned char)text[last - 1] < 0xe0 ? 2
                  : (unsigned char)text[last - 1] < 0xf0 ? 3
                                                         : 4;
    return last == 0 || last - 1 + size == length;
}

/* Two bytes, three bytes, and any number of bytes before them: each buffer is cut somewhere. */
static void test_long_words_stay_whole(void)
{
    for (unsigned shift = 0; shift < 3; shift++) {
        char name[1024] = "xx", sequence[8192];
        for (size_t at = shift; at < sizeof name - 4; at += 3) {
            memcpy(name + at, "长", 4);
        }
        snprintf(sequence, sizeof sequence,
                 "D:referent; D=%s; P:future; P=%s; A print 1 \"%s\"; A lock.acquire L;"
                 "A print 1 \"%s\"; A lock.release L; A manager.call+ D 2 \"%s\"; B future.wait+ "
                 "P; B ·door.wait+ P #1",
                 name, name, name, name, name);
        struct trace *trace = sequence_parse(sequence, "ended");
        struct analysis *analysis = analysis_create(trace, LANGUAGE_ENGLISH);
        struct story *story = story_create(trace, analysis);
        for (uint32_t i = 0; i < story->step_count; i++) {
            check_true(is_whole(story->steps[i].sentence));
            check_true(is_whole(story->steps[i].label));
        }
        check_true(story->step_count >= 4);
        story_destroy(story);
        analysis_destroy(analysis);
        trace_destroy(trace);
    }
}

static const struct test_case test_cases[] = {
    {"story@wrong-order", test_wrong_order},
    {"story@wake-and-what-is-said-at-once", test_wake},
    {"story@closing-of-a-circle-is-bad", test_closing_of_a_circle_is_bad},
    {"story@prints-after-a-wait-stand-alone-with-one-space-a-gap", test_prints},
    {"story@failures", test_failures},
    {"story@queues", test_exchanges},
    {"story@lock-inside-a-queue", test_lock_inside},
    {"story@events-and-barriers", test_meetings},
    {"story@steps-do-not-overlap", test_steps_do_not_overlap},
    {"story@steps-reach-as-far-as-their-thread-goes-on", test_steps_reach_far},
    {"story@last-step-reaches-to-the-end", test_last_step_reaches_to_its_end},
    {"story@durations-have-three-digits", test_durations},
    {"sentence@readers-writer-locks-are-read-and-written", test_rwlock_words},
    {"story@sentence-is-cut-at-a-character", test_sentence_is_cut_at_a_character},
    {"phrase@optional-parts", test_optional_parts},
    {"story@tasks-are-submitted-run-and-awaited", test_tasks},
    {"story@words-of-any-length-are-whole", test_long_words_stay_whole},
    {"story@calls-of-a-manager-name-object-and-method", test_manager_calls},
};

int main(int argc, char **argv)
{
    return run_cases(test_cases, ARRAY_COUNT(test_cases), argc, argv);
}
