/* The events of one thread among those of many, and the steps of a thread in a long story. */
#include "tracer/model/thread_presence.h"

#include "tests/check.h"
#include "tracer/analysis/story.h"
#include "tracer/model/trace_builder.h"

#define BUSY         1
#define IDLE         2
#define LATE         200 /* comes when rows already have a width */
#define EVENT_COUNT  (3 * PRESENCE_STRETCH + 500)
#define IDLE_FIRST   10
#define IDLE_LAST    (2 * PRESENCE_STRETCH + 7)
#define LATE_AT      (PRESENCE_STRETCH + 100)
#define MAIN_SEEN_AT (EVENT_COUNT - 1) /* trace-run saw it end */

static uint32_t thread_at(uint32_t event)
{
    if (event == IDLE_FIRST || event == IDLE_LAST) {
        return IDLE;
    }
    return event == LATE_AT ? LATE : event == MAIN_SEEN_AT ? 0 : BUSY;
}

static uint16_t kind_at(uint32_t event)
{
    if (event == 0 || event == MAIN_SEEN_AT) {
        return event == 0 ? EVENT_PROCESS_BEGIN : EVENT_PROCESS_END;
    }
    return event % 2 == 0 ? EVENT_LOCK_ACQUIRE : EVENT_LOCK_RELEASE;
}

/* One is busy all the time, two are heard of now and then. */
static struct trace *make_trace(void)
{
    struct trace_builder *builder = trace_builder_create();
    for (uint32_t i = 0; i < EVENT_COUNT; i++) {
        struct raw_event raw = {
            .time_ns = i + 1,
            .object = i == 0 || i == MAIN_SEEN_AT ? id_make(ID_PROCESS, 1) : id_make(ID_LIBRARY, 1),
            .thread = thread_at(i),
            .process = i == MAIN_SEEN_AT ? 0 : 1,
            .kind = kind_at(i),
        };
        check_true(trace_builder_add_event(builder, &raw));
    }
    return trace_builder_finish(builder, "");
}

static void test_events_of_a_thread(void)
{
    struct trace *trace = make_trace();
    check_int_equal(trace_next_event_of(trace, IDLE, 0), IDLE_FIRST);
    check_int_equal(trace_next_event_of(trace, IDLE, IDLE_FIRST), IDLE_FIRST);
    check_int_equal(trace_next_event_of(trace, IDLE, IDLE_FIRST + 1), IDLE_LAST);
    check_int_equal(trace_next_event_of(trace, IDLE, IDLE_LAST + 1), NONE_INDEX);
    check_int_equal(trace_last_event_of(trace, IDLE, EVENT_COUNT), IDLE_LAST);
    check_int_equal(trace_last_event_of(trace, IDLE, IDLE_LAST), IDLE_FIRST);
    check_int_equal(trace_last_event_of(trace, IDLE, IDLE_FIRST), NONE_INDEX);
    check_int_equal(trace_next_event_of(trace, LATE, 0), LATE_AT);
    check_int_equal(trace_last_event_of(trace, LATE, EVENT_COUNT), LATE_AT);
    check_int_equal(trace_next_event_of(trace, LATE + 1, 0), NONE_INDEX);
    trace_destroy(trace);
}

static void test_every_event_is_found_in_turn(void)
{
    struct trace *trace = make_trace();
    uint32_t next = 0, last = EVENT_COUNT, count = 0;
    while ((next = trace_next_event_of(trace, BUSY, next)) != NONE_INDEX) {
        next++;
        count++;
    }
    while ((last = trace_last_event_of(trace, BUSY, last)) != NONE_INDEX) {
        count++;
    }
    check_int_equal(count, 2 * (EVENT_COUNT - 4));
    trace_destroy(trace);
}

/* As by looking at each step, in both directions. */
static void check_steps_of(const struct story *story, uint32_t thread)
{
    uint32_t expected = NONE_INDEX;
    for (uint32_t i = 0; i < story->step_count; i++) {
        if (i % PRESENCE_STRETCH < 20) {
            check_int_equal(story_last_of_thread(story, thread, i), expected);
        }
        expected = story_bare_step(story, i).thread == thread ? i : expected;
    }
    check_int_equal(story_last_of_thread(story, thread, story->step_count), expected);
    expected = NONE_INDEX;
    for (uint32_t i = story->step_count; i-- > 0;) {
        expected = story_bare_step(story, i).thread == thread ? i : expected;
        if (i % PRESENCE_STRETCH < 20) {
            check_int_equal(story_next_of_thread(story, thread, i), expected);
        }
    }
    check_int_equal(story_next_of_thread(story, thread, story->step_count), NONE_INDEX);
}

static void test_steps_of_a_thread(void)
{
    struct trace *trace = make_trace();
    struct analysis *analysis = analysis_create(trace, LANGUAGE_ENGLISH);
    struct story *story = story_create(trace, analysis);
    check_true(story->step_count > STORY_TOLD_MAX);
    const uint32_t threads[] = {0, BUSY, IDLE, LATE, LATE - 1};
    for (size_t i = 0; i < ARRAY_COUNT(threads); i++) {
        check_steps_of(story, threads[i]);
    }
    story_destroy(story);
    analysis_destroy(analysis);
    trace_destroy(trace);
}

static const struct test_case test_cases[] = {
    {"thread_presence@idle-threads-are-found-across-stretches", test_events_of_a_thread},
    {"thread_presence@every-event-is-found-in-turn", test_every_event_is_found_in_turn},
    {"thread_presence@steps-of-a-thread-are-found-in-a-long-story", test_steps_of_a_thread},
};

int main(int argc, char **argv)
{
    return run_cases(test_cases, ARRAY_COUNT(test_cases), argc, argv);
}
