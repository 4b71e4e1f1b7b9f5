/* What is said about processes, and about what travels between them, in both languages. */
#include "tracer/analysis/story.h"

#include "tests/check.h"
#include "tests/sequence.h"
#include "tracer/analysis/phrase.h"

#define TEXT_SIZE     8192
#define SENTENCE_SIZE 600

#define FORK                                                                                       \
    "main process.fork+ c; K thread.begin K; K process.begin c forked; main process.fork c 77;"

/* The sentences of all events from the first fork on. */
static void check_sentences(const char *sequence, enum language language, const char *expected)
{
    char text[TEXT_SIZE], sentence[SENTENCE_SIZE];
    struct trace *trace = sequence_parse(sequence, "ended");
    struct phrase phrase;
    phrase_begin(&phrase, text, sizeof(text));
    bool has_begun = false;
    for (uint32_t i = 0; i < trace->event_count; i++) {
        has_begun |= trace->events[i].kind == EVENT_PROCESS_FORK_BEGIN;
        if (has_begun) {
            phrase_add(&phrase, event_sentence(trace, i, language, sentence, sizeof(sentence)));
            phrase_add(&phrase, "\n");
        }
    }
    check_text_equal(text, expected);
    trace_destroy(trace);
}

static void test_the_life_of_a_process(void)
{
    static const char story[] =
        "first=Main;" FORK "main process.join+ c timed 2000000000; main process.join! c timeout;"
        "main process.join! c busy; K process.end c 768; K thread.end K;"
        "main process.join c 768";
    check_sentences(story, LANGUAGE_ENGLISH,
                    "main forks c\n"
                    "K begins\n"
                    "K begins as a copy of Main\n"
                    "main has forked c\n"
                    "main waits for c to exit, at most 2.00 s\n"
                    "main gives up waiting for c to exit: time is up\n"
                    "main finds c still running\n"
                    "K exits with status 3\n"
                    "K ends\n"
                    "main collects c, which exited with status 3\n");
    check_sentences(story, LANGUAGE_CHINESE,
                    "main 派生 c\n"
                    "K 开始运行\n"
                    "K 作为 Main 的副本开始\n"
                    "main 已派生 c\n"
                    "main 等 c 退出，最多 2.00 s\n"
                    "main 等 c 退出超时，放弃\n"
                    "main c 还在运行\n"
                    "K 退出，状态 3\n"
                    "K 结束\n"
                    "main 回收 c：它退出，状态 3\n");
}

/* trace-run saw it, but its parent was quicker to learn how. */
static void test_a_process_that_was_killed(void)
{
    static const char story[] = FORK "main signal.send c 9;"
                                     "trace-run process.end c 18446744073709551615 seen;"
                                     "main process.join c 9";
    check_sentences(story, LANGUAGE_ENGLISH,
                    "main forks c\n"
                    "K begins\n"
                    "K begins as a copy of main\n"
                    "main has forked c\n"
                    "main sends SIGKILL to c\n"
                    "K is ended by SIGKILL\n"
                    "main collects c, which was ended by SIGKILL\n");
    check_sentences(FORK "trace-run process.end c 18446744073709551615 seen", LANGUAGE_CHINESE,
                    "main 派生 c\n"
                    "K 开始运行\n"
                    "K 作为 main 的副本开始\n"
                    "main 已派生 c\n"
                    "K 结束\n");
}

static void test_what_travels_through_a_pipe(void)
{
    static const char story[] =
        "X:pipe;" FORK "K pipe.send+ X 1@7; K ·pipe.write+ X 19; K ·pipe.write X 19;"
        "K pipe.send X 1@7; main pipe.recv+ X; main ·pipe.read+ X;"
        "main ·pipe.read X 19; main pipe.recv X 1@7; main pipe.recv! X eof;"
        "K pipe.send! X broken; main pipe.recv! X broken;"
        "main object.close X read_end; K object.close X write_end";
    check_sentences(story, LANGUAGE_ENGLISH,
                    "main forks c\n"
                    "K begins\n"
                    "K begins as a copy of main\n"
                    "main has forked c\n"
                    "K sends message 1 into X, 7 bytes\n"
                    "K writes 19 bytes into X\n"
                    "K has written 19 bytes into X\n"
                    "K has sent message 1 into X\n"
                    "main waits for a message from X\n"
                    "main reads from X\n"
                    "main has read 19 bytes from X\n"
                    "main receives message 1 from X, 7 bytes\n"
                    "main finds X at its end: nobody is left to send\n"
                    "K finds nobody left to read X\n"
                    "main finds no message in X: another reader took part of it\n"
                    "main closes the read end of X\n"
                    "K closes the write end of X\n");
    check_sentences("X:pipe;" FORK "main pipe.recv X 1@7; main pipe.recv! X eof;"
                    "K pipe.send! X broken; K object.close X write_end",
                    LANGUAGE_CHINESE,
                    "main 派生 c\n"
                    "K 开始运行\n"
                    "K 作为 main 的副本开始\n"
                    "main 已派生 c\n"
                    "main 从 X 收到消息 1，7 字节\n"
                    "main X 已到结尾：对方都已关闭\n"
                    "K X 没有人读了\n"
                    "K 关闭 X 的写端\n");
}

static void test_what_a_fork_finds_in_a_buffer(void)
{
    check_sentences(FORK "main print 1 \"once\" seen", LANGUAGE_ENGLISH,
                    "main forks c\n"
                    "K begins\n"
                    "K begins as a copy of main\n"
                    "main has forked c\n"
                    "main says “once”, into a buffer that is not written yet\n");
}

/* Steps: what user code calls, and how each process ends, but for the program's own end. */
static void test_steps_of_processes(void)
{
    char text[TEXT_SIZE];
    struct trace *trace =
        sequence_parse(FORK "main process.join+ c; main door.wait+ c #1;"
                            "trace-run process.end c 9 seen; main door.wait c #1;"
                            "main process.join c 9; main print 1 \"-9\"; main thread.end main;"
                            "trace-run process.end first seen",
                       "ended");
    struct analysis *analysis = analysis_create(trace, LANGUAGE_ENGLISH);
    struct story *story = story_create(trace, analysis);
    struct phrase phrase;
    phrase_begin(&phrase, text, sizeof(text));
    for (uint32_t i = 0; i < story->step_count; i++) {
        phrase_add_format(&phrase, "%s | %s | %s\n", trace->threads[story->steps[i].thread].name,
                          story->steps[i].label, story->steps[i].sentence);
    }
    check_text_equal(text, "main | fork() | main forks c\n"
                           "main | join(c) | main waits for c to exit\n"
                           "K | exit | K is ended by SIGKILL\n"
                           "main | join(c) | main collects c, which was ended by SIGKILL, says "
                           "“-9”\n");
    story_destroy(story);
    analysis_destroy(analysis);
    trace_destroy(trace);
}

static const struct test_case test_cases[] = {
    {"process-sentence@the-life-of-a-process", test_the_life_of_a_process},
    {"process-sentence@a-process-that-was-killed", test_a_process_that_was_killed},
    {"process-sentence@what-travels-through-a-pipe", test_what_travels_through_a_pipe},
    {"process-sentence@what-a-fork-finds-in-a-buffer", test_what_a_fork_finds_in_a_buffer},
    {"process-sentence@steps-of-processes", test_steps_of_processes},
};

int main(int argc, char **argv)
{
    return run_cases(test_cases, ARRAY_COUNT(test_cases), argc, argv);
}
