/* What threads were inside of, storey by storey, and how deep locks were held. */
#include <stdarg.h>
#include <stdio.h>

#include "tests/check.h"
#include "tests/sequence.h"
#include "tests/unpacked_lanes.h"

#define UNIT_NS 50000

static void append(char *text, size_t size, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static void append(char *text, size_t size, const char *format, ...)
{
    size_t length = strlen(text);
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text + length, size - length, format, arguments);
    va_end(arguments);
}

static uint32_t find_thread(const struct trace *trace, const char *name)
{
    uint32_t index = 0;
    for (uint32_t i = 1; i < trace->thread_count; i++) {
        index = strcmp(trace->threads[i].name, name) == 0 ? i : index;
    }
    return index;
}

static unsigned unit_of(const struct trace *trace, uint32_t event)
{
    return (unsigned)(trace->events[event].time_ns / UNIT_NS);
}

/* A line a bracket, indented by its depth: "semaphore.acquire 3-9", "…" for no end. */
static void check_brackets(const char *sequence, const char *thread, const char *expected)
{
    struct trace *trace = sequence_parse(sequence, "");
    struct lanes *lanes = lanes_create(trace);
    const struct packed_thread *lane = &lanes->threads[find_thread(trace, thread)];
    char text[2048] = "";
    for (uint32_t i = 0; i < lane->bracket_count; i++) {
        const struct lane_bracket bracket = lane_bracket_at(lane, i);
        uint16_t done = (uint16_t)(trace->events[bracket.event].kind & ~3);
        append(text, sizeof text, "%*s%s%s %u-", bracket.depth * 2, "", kind_name(done),
               bracket.has_failed ? "!" : "", unit_of(trace, bracket.begin_event));
        if (bracket.end_event == NONE_INDEX) {
            append(text, sizeof text, "...\n");
        } else {
            append(text, sizeof text, "%u\n", unit_of(trace, bracket.end_event));
        }
    }
    check_text_equal(text, expected);
    lanes_destroy(lanes);
    trace_destroy(trace);
}

#define SEMAPHORE                                                                                   \
    "S:semaphore limit 1; M:lock of S; C:condition of S uses M;"                                    \
    "A ·lock.acquire M; A semaphore.acquire+ S; A ·condition.wait+ C; A ··lock.release M;"      \
    "A ··door.wait+ C #1; B ·lock.acquire M; B semaphore.release S; B ·condition.notify C 1/1;" \
    "B door.wake C A#1; B ·lock.release M; A ··door.wait C #1; A ··lock.acquire M;"            \
    "A ·condition.wait C; A semaphore.acquire S; A ·lock.release M;"

static void test_storeys_stand_in_each_other(void)
{
    check_brackets(SEMAPHORE, "A",
                   "  lock.acquire 1-1\n"
                   "semaphore.acquire 1-15\n"
                   "  condition.wait 3-13\n"
                   "    lock.release 4-4\n"
                   "    lock.acquire 12-12\n"
                   "  lock.release 15-15\n");
}

static void test_what_never_waits_is_as_long_as_its_guard(void)
{
    check_brackets(SEMAPHORE, "B",
                   "  lock.acquire 6-6\n"
                   "semaphore.release 6-10\n"
                   "  condition.notify 8-8\n"
                   "  lock.release 10-10\n");
}

static void test_a_guard_that_had_to_be_waited_for(void)
{
    check_brackets("S:semaphore limit 1; M:lock of S; B ·lock.acquire M;"
                   "A semaphore.acquire+ S; A ·lock.acquire+ M; A ·door.wait+ M #1;"
                   "B ·lock.release M; B ·door.wake M A#1; A ·door.wait M #1; A ·lock.acquire M;"
                   "A semaphore.acquire S 0; A ·lock.release M",
                   "A",
                   "semaphore.acquire 2-10\n"
                   "  lock.acquire 3-8\n"
                   "  lock.release 10-10\n");
}

/* The user's lock, taken back inside the wait, is given back by the user: no part of the wait. */
static void test_the_lock_of_a_condition_is_no_guard(void)
{
    check_brackets("C:condition uses L; W lock.acquire L; W condition.wait+ C; W ·lock.release L;"
                   "W ·door.wait+ C #1; N condition.notify C 1/1; N door.wake C W#1;"
                   "W ·door.wait C #1; W ·lock.acquire L; W condition.wait C; W lock.release L;"
                   "W lock.acquire L; W condition.wait+ C; W ·lock.release L",
                   "W",
                   "condition.wait 2-9\n"
                   "  lock.release 3-3\n"
                   "  lock.acquire 8-8\n"
                   "condition.wait 12-...\n"
                   "  lock.release 13-13\n");
}

static void test_plain_calls_have_no_storeys(void)
{
    check_brackets("A lock.acquire L; A print 1 \"x\"; A lock.release L; A semaphore.release S 1",
                   "A", "");
}

static void test_failed_calls_are_marked(void)
{
    check_brackets("M:lock of S; S:semaphore limit 1; A ·lock.acquire M;"
                   "A semaphore.acquire! S busy; A ·lock.release M",
                   "A",
                   "  lock.acquire 1-1\n"
                   "semaphore.acquire! 1-3\n"
                   "  lock.release 3-3\n");
}

/* What a task calls is user code again, one row below the task. */
static void test_calls_of_a_task_stand_below_it(void)
{
    check_brackets("F:future; M:lock of S; A task.run+ F; A ·lock.acquire M;"
                   "A semaphore.release S 1; A ·lock.release M; A task.run F",
                   "A",
                   "task.run 1-5\n"
                   "    lock.acquire 2-2\n"
                   "  semaphore.release 2-4\n"
                   "    lock.release 4-4\n");
}

/* "2: 1-3" is the second level from 1 to 3. */
static void check_levels(const char *sequence, const char *expected)
{
    struct trace *trace = sequence_parse(sequence, "");
    struct unpacked_lanes lanes = unpacked_lanes_create(trace);
    const struct object_lane *lane = &lanes.objects[0];
    char text[512] = "";
    for (uint32_t i = 0; i < lane->reentry_count; i++) {
        const struct lane_hold *level = &lane->reentries[i];
        append(text, sizeof text, "%s%u: %u-%u", i > 0 ? ", " : "", level->slot + 1,
               unit_of(trace, level->begin_event),
               level->end_event == NONE_INDEX ? 0 : unit_of(trace, level->end_event));
    }
    check_text_equal(text, expected);
    unpacked_lanes_destroy(&lanes);
    trace_destroy(trace);
}

static void test_rlock_levels(void)
{
    check_levels("R:rlock; A lock.acquire R; A lock.acquire R; A lock.release R; A lock.acquire R;"
                 "A lock.acquire R; A lock.release R; A lock.release R; A lock.release R",
                 "2: 2-3, 2: 4-7, 3: 5-6");
    check_levels("R:rlock; A lock.acquire R; A lock.acquire R", "2: 2-0");
    check_levels("L:lock; A lock.acquire L; A lock.release L", "");
}

static void test_condition_gives_all_levels_back(void)
{
    check_levels("R:rlock; C:condition uses R; A lock.acquire R; A lock.acquire R;"
                 "A condition.wait+ C; A ·lock.release R all; A ·door.wait+ C #1 timed;"
                 "A ·door.wait! C #1 timeout; A ·lock.acquire R 2; A condition.wait! C timeout;"
                 "A lock.release R; A lock.release R",
                 "2: 2-4, 2: 7-9");
}

int main(int argc, char **argv)
{
    static const struct test_case cases[] = {
        {"bracket@storeys-stand-in-each-other", test_storeys_stand_in_each_other},
        {"bracket@what-never-waits-is-as-long-as-its-guard",
         test_what_never_waits_is_as_long_as_its_guard},
        {"bracket@a-guard-that-had-to-be-waited-for", test_a_guard_that_had_to_be_waited_for},
        {"bracket@the-lock-of-a-condition-is-no-guard", test_the_lock_of_a_condition_is_no_guard},
        {"bracket@plain-calls-have-no-storeys", test_plain_calls_have_no_storeys},
        {"bracket@failed-calls-are-marked", test_failed_calls_are_marked},
        {"bracket@calls-of-a-task-stand-below-it", test_calls_of_a_task_stand_below_it},
        {"reentry@each-level-of-an-rlock-is-an-interval", test_rlock_levels},
        {"reentry@a-condition-gives-all-levels-back", test_condition_gives_all_levels_back},
    };
    return run_cases(cases, ARRAY_COUNT(cases), argc, argv);
}
