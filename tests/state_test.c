/* What threads and objects are at, in sentences, and how they spent a stretch of time. */
#include "tracer/analysis/state_sentence.h"

#include "tests/check.h"
#include "tests/sequence.h"
#include "tracer/analysis/range_statistics.h"

#define MS 1000000u

/* A holds L from 1 to 5 ms; B waits for it from 2 to 5, C from 3 on; then B has it until the end.
 */
static const char meeting[] =
    "main thread.create+ A; A thread.begin A @0.1ms; main thread.create A;"
    "main thread.create+ B; B thread.begin B @0.2ms; main thread.create B;"
    "main thread.create+ C; C thread.begin C @0.3ms; main thread.create C;"
    "A lock.acquire L a.c:5 @1ms; B lock.acquire+ L b.c:7 @2ms; B ·door.wait+ L #1 b.c:7;"
    "C lock.acquire+ L c.c:9 @3ms; C ·door.wait+ L #1 c.c:9;"
    "A lock.release L @5ms; A ·door.wake L B#1; B ·door.wait L #1 @5.2ms;"
    "B lock.acquire L b.c:7; A thread.end A @6ms; B print 1 \"x\" @9ms; main print 1 \"y\" @10ms";

struct fixture {
    struct trace *trace;
    struct lanes *lanes;
    struct analysis *analysis;
};

enum { MAIN = 1, A = 2, B = 3, C = 4 };

static void begin(struct fixture *fixture, const char *sequence, const char *outcome)
{
    fixture->trace = sequence_parse(sequence, outcome);
    fixture->lanes = lanes_create(fixture->trace);
    fixture->analysis = analysis_create(fixture->trace, LANGUAGE_ENGLISH);
}

static void finish(struct fixture *fixture)
{
    analysis_destroy(fixture->analysis);
    lanes_destroy(fixture->lanes);
    trace_destroy(fixture->trace);
}

static void check_thread(const struct fixture *fixture, uint32_t thread, uint64_t time_ns,
                         enum language language, const char *expected)
{
    char text[256];
    struct state_subject subject = {fixture->lanes, fixture->analysis, language};
    struct lane_segment segment;
    bool is_there = state_segment_at(fixture->lanes, thread, time_ns, &segment);
    check_true(is_there);
    if (is_there) {
        state_sentence_of_segment(&subject, thread, &segment, text, sizeof text);
        check_text_equal(text, expected);
    }
}

static void check_object(const struct fixture *fixture, uint64_t time_ns, enum language language,
                         const char *expected)
{
    char text[256];
    struct state_subject subject = {fixture->lanes, fixture->analysis, language};
    check_text_equal(state_sentence_of_object(&subject, 0, time_ns, text, sizeof text), expected);
}

static void test_threads(void)
{
    struct fixture f;
    begin(&f, meeting, "");
    check_thread(&f, B, 3 * MS, LANGUAGE_ENGLISH,
                 "B waits for L, 3.00 ms, since b.c:7; A held it since a.c:5; A woke it");
    check_thread(&f, B, 3 * MS, LANGUAGE_CHINESE,
                 "B 在等 L，3.00 ms，从 b.c:7 起；A 当时持有它（从 a.c:5 起）；A 唤醒了它");
    check_thread(&f, A, 2 * MS, LANGUAGE_ENGLISH, "A runs, 5.90 ms");
    struct lane_segment none;
    check_true(!state_segment_at(f.lanes, A, 8 * MS, &none));
    check_true(!state_segment_at(f.lanes, C, 0, &none));
    finish(&f);
}

static void test_for_ever(void)
{
    static const char sequence[] =
        "main thread.create+ A; A thread.begin A; main thread.create A;"
        "A lock.acquire a ab.c:5; main lock.acquire b ab.c:9; A lock.acquire+ b ab.c:6 @1ms;"
        "A ·door.wait+ b #1 ab.c:6; main lock.acquire+ a ab.c:10; main ·door.wait+ a #1 ab.c:10";
    struct fixture f;
    begin(&f, sequence, "hung");
    check_thread(&f, A, 2 * MS, LANGUAGE_ENGLISH,
                 "A waits for b for ever, since ab.c:6; main holds it since ab.c:9");
    check_thread(&f, A, 2 * MS, LANGUAGE_CHINESE,
                 "A 永远在等 b，从 ab.c:6 起；main 持有它（从 ab.c:9 起）");
    finish(&f);
}

static void test_objects(void)
{
    struct fixture f;
    begin(&f, meeting, "");
    check_object(&f, MS / 2, LANGUAGE_ENGLISH, "L is free");
    check_object(&f, 4 * MS, LANGUAGE_ENGLISH, "L is held by A, since a.c:5; waiting: B, C");
    check_object(&f, 4 * MS, LANGUAGE_CHINESE, "L 由 A 持有，从 a.c:5 起；在等：B、C");
    check_object(&f, 8 * MS, LANGUAGE_ENGLISH, "L is held by B, since b.c:7; waiting: C");
    finish(&f);
}

static void test_thread_range(void)
{
    struct fixture f;
    begin(&f, meeting, "");
    struct time_range range = {4 * MS, 6 * MS};
    struct thread_statistics b = range_statistics_of_thread(f.lanes, B, range);
    check_int_equal(b.whole_ns, 2 * MS);
    check_int_equal(b.longest_target, target_make(TARGET_OBJECT, 0));
    check_int_equal(b.state_ns[LANE_WAIT_LOCK], b.longest_wait_ns);
    check_true(b.longest_wait_ns >= MS && b.longest_wait_ns <= MS + MS / 4);
    check_int_equal(b.state_ns[LANE_WAIT_LOCK] + b.state_ns[LANE_READY] + b.state_ns[LANE_RUNNING],
                    2 * MS);
    struct thread_statistics a =
        range_statistics_of_thread(f.lanes, A, (struct time_range){7 * MS, 8 * MS});
    check_int_equal(a.whole_ns, 0);
    check_int_equal(a.longest_target, NONE_INDEX);
    finish(&f);
}

static void test_object_range(void)
{
    struct fixture f;
    begin(&f, meeting, "");
    struct time_range range = {4 * MS, 8 * MS};
    struct object_statistics lock = range_statistics_of_object(f.lanes, 0, range);
    check_int_equal(lock.hold_count, 2);
    check_int_equal(lock.longest_holder, B);
    check_true(lock.held_ns > 3 * MS && lock.held_ns <= 4 * MS);
    check_int_equal(lock.wait_count, 2);
    check_int_equal(lock.longest_waiter, C);
    check_int_equal(lock.longest_wait_ns, 4 * MS);
    struct object_statistics before =
        range_statistics_of_object(f.lanes, 0, (struct time_range){0, MS / 2});
    check_int_equal(before.hold_count + before.wait_count, 0);
    check_int_equal(before.longest_holder, NONE_INDEX);
    finish(&f);
}

/* Ten thousand turns: what the indexes give is what each of them gives. */
static void test_long_range(void)
{
    struct fixture f;
    static char sequence[400000];
    size_t length = 0;
    for (int i = 0; i < 4000; i++) {
        length += (size_t)snprintf(sequence + length, sizeof sequence - length,
                                   "main lock.acquire L; main lock.release L; main event.set E;");
    }
    begin(&f, sequence, "ended");
    struct time_range range = {1 * MS, 300 * MS};
    struct object_statistics lock = range_statistics_of_object(f.lanes, 0, range);
    uint64_t held_ns = 0;
    uint32_t count = 0;
    for (uint32_t i = 0; i < f.lanes->objects[0].holds.list.count; i++) {
        struct lane_hold hold = hold_list_at(&f.lanes->objects[0].holds, i);
        uint64_t from = hold.begin_ns > range.begin_ns ? hold.begin_ns : range.begin_ns;
        uint64_t to = hold.end_ns < range.end_ns ? hold.end_ns : range.end_ns;
        held_ns += to > from ? to - from : 0;
        count += to > from;
    }
    check_int_equal(lock.held_ns, held_ns);
    check_int_equal(lock.hold_count, count);
    check_true(count > 1000);
    finish(&f);
}

static const struct test_case cases[] = {
    {"state@a-wait-says-since-when-and-who-ended-it", test_threads},
    {"state@a-wait-without-end-says-who-holds-it", test_for_ever},
    {"state@a-lock-says-who-has-it-and-who-waits", test_objects},
    {"range@threads-count-what-lies-inside", test_thread_range},
    {"range@objects-count-what-lies-inside", test_object_range},
    {"range@a-long-one-counts-the-same", test_long_range},
};

int main(int argc, char **argv)
{
    return run_cases(cases, ARRAY_COUNT(cases), argc, argv);
}
