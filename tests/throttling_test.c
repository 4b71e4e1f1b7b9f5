/* The semaphore's waves, on a small spider: permits are taken by the producer and given back by the
 * threads it starts. */
#include "tests/check.h"
#include "tests/sequence.h"
#include "tracer/analysis/finding.h"

/* Two permits, three spiders of 2 s each; the producer P has to wait for the third. */
#define SPIDER                                                                                     \
    "S:semaphore limit 2; S=sem; P=producer; P thread.begin P;"                                    \
    "P semaphore.acquire S 1 @1ms; P thread.create+ s1; s1 thread.begin s1; P thread.create s1;"   \
    "P semaphore.acquire S 0 @2ms; P thread.create+ s2; s2 thread.begin s2; P thread.create s2;"   \
    "P semaphore.acquire+ S @3ms; P ·door.wait+ S #1; s1 semaphore.release S 1 @2001ms;"          \
    "s1 ·door.wake S P#1; P ·door.wait S #1; P semaphore.acquire S 0 @2003ms;"                   \
    "P thread.create+ s3; s3 thread.begin s3; P thread.create s3; P thread.end P;"                 \
    "s2 semaphore.release S 1 @2004ms; s3 semaphore.release S 2 @4003ms"

static void test_waves(void)
{
    struct trace *trace = sequence_parse(SPIDER, "ended");
    struct analysis *analysis = analysis_create(trace, LANGUAGE_ENGLISH);
    check_int_equal(analysis->finding_count, 1);
    const struct finding *finding = &analysis->findings[0];
    const struct throttling *throttling = finding->throttling;
    check_int_equal(finding->kind, FINDING_THROTTLING);
    check_int_equal(throttling->wave_count, 2);
    check_int_equal(throttling->waves[0].member_count, 2);
    check_int_equal(throttling->waves[1].member_count, 1);
    check_int_equal(throttling->waves[1].begin_ns, 2003000000);
    static const char *const users[] = {"s1", "s2", "s3"};
    for (uint32_t i = 0; i < throttling->member_count; i++) {
        check_text_equal(trace->threads[throttling->members[i].user].name, users[i]);
        check_text_equal(trace->threads[throttling->members[i].acquirer].name, "producer");
    }
    check_int_equal(throttling->members[0].end_ns, 2001000000);
    check_int_equal(throttling->longest_wait_ns, 2000000000);
    check_int_equal(throttling->total_wait_ns, 2000000000);
    check_true(throttling->utilisation > 0.74 && throttling->utilisation < 0.76);
    check_text_equal(
        finding->sentence,
        "sem lets 2 in at a time: 1 of 3 acquires had to wait, so the work came in 2 "
        "waves and 75% of the permits were in use on average. producer waited longest: "
        "2.00 s at most, 2.00 s in all.");
    analysis_destroy(analysis);
    trace_destroy(trace);
}

static uint32_t count_findings(const char *sequence, const char *outcome)
{
    struct trace *trace = sequence_parse(sequence, outcome);
    struct analysis *analysis = analysis_create(trace, LANGUAGE_ENGLISH);
    uint32_t count = analysis->finding_count;
    analysis_destroy(analysis);
    trace_destroy(trace);
    return count;
}

static void test_near_misses(void)
{
    /* nobody had to wait */
    check_int_equal(count_findings("S:semaphore limit 2; A semaphore.acquire S 1;"
                                   "B semaphore.acquire S 0; A semaphore.release S 1;"
                                   "B semaphore.release S 2",
                                   "ended"),
                    0);
    /* a semaphore that only signals has no limit */
    check_int_equal(
        count_findings("S:semaphore limit 0; A semaphore.acquire+ S; A ·door.wait+ S #1;"
                       "B semaphore.release S 1; B ·door.wake S A#1; A ·door.wait S #1;"
                       "A semaphore.acquire S 0",
                       "ended"),
        0);
    /* a lock that is contended is no throttle */
    check_int_equal(count_findings("A lock.acquire L; B lock.acquire+ L; B door.wait+ L #1;"
                                   "A lock.release L; A door.wake L B#1; B door.wait L #1;"
                                   "B lock.acquire L; B lock.release L",
                                   "ended"),
                    0);
}

/* A run cut short: who still works under a permit is known by who was started for it. */
static void test_cut_run(void)
{
    struct trace *trace = sequence_parse(
        "S:semaphore limit 1; P thread.begin P; P semaphore.acquire S 0; P thread.create+ s1;"
        "s1 thread.begin s1; P thread.create s1; P semaphore.acquire+ S; P ·door.wait+ S #1",
        "interrupted");
    struct analysis *analysis = analysis_create(trace, LANGUAGE_ENGLISH);
    check_int_equal(analysis->finding_count, 1);
    const struct throttling *throttling = analysis->findings[0].throttling;
    check_int_equal(throttling->acquire_count, 2);
    check_text_equal(trace->threads[throttling->members[0].user].name, "s1");
    check_int_equal(throttling->members[0].end_ns, trace->end_ns);
    analysis_destroy(analysis);
    trace_destroy(trace);
}

static const struct test_case test_cases[] = {
    {"throttling@waves-and-members", test_waves},
    {"throttling@near-misses", test_near_misses},
    {"throttling@cut-run", test_cut_run},
};

int main(int argc, char **argv)
{
    return run_cases(test_cases, ARRAY_COUNT(test_cases), argc, argv);
}
