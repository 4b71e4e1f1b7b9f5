#include "tests/check.h"
#include "tests/sequence.h"
#include "tracer/model/moment.h"

#define CONTENDED                                                                                  \
    "A lock.acquire L; B lock.acquire+ L; B door.wait+ L #1; A lock.release L; A door.wake L B#1;" \
    "B door.wait L #1; B lock.acquire L; B lock.release L"

static uint32_t find_thread(const struct trace *trace, const char *name)
{
    for (uint32_t i = 1; i < trace->thread_count; i++) {
        if (strcmp(trace->threads[i].name, name) == 0) {
            return i;
        }
    }
    return 0;
}

/* The event number of the n-th event of a kind, plus one: how far to seek to have applied it. */
static size_t after(const struct trace *trace, uint16_t kind)
{
    for (size_t i = 0; i < trace->event_count; i++) {
        if (trace->events[i].kind == kind) {
            return i + 1;
        }
    }
    return 0;
}

static void test_a_contended_lock_changes_hands(void)
{
    struct trace *trace = sequence_parse(CONTENDED, "");
    struct moment *moment = moment_create(trace);
    uint32_t a = find_thread(trace, "A"), b = find_thread(trace, "B");
    moment_seek(moment, after(trace, EVENT_DOOR_WAIT_BEGIN));
    check_int_equal(moment->threads[b].status, THREAD_WAITING);
    check_int_equal(moment->objects[0].holder, a);
    check_int_equal(moment->objects[0].waiter_count, 1);
    check_int_equal(thread_outermost(&moment->threads[b])->operation, OPERATION_LOCK_ACQUIRE);
    moment_seek(moment, after(trace, EVENT_DOOR_WAKE));
    check_int_equal(moment->threads[b].status, THREAD_READY);
    check_int_equal(moment->objects[0].holder, NONE_INDEX);
    check_int_equal(moment->objects[0].last_holder, a);
    moment_seek(moment, trace->event_count - 1);
    check_int_equal(moment->objects[0].holder, b);
    check_int_equal(moment->threads[b].held_count, 1);
    moment_seek(moment, trace->event_count);
    check_int_equal(moment->threads[b].held_count, 0);
    check_int_equal(moment->objects[0].waiter_count, 0);
    moment_destroy(moment);
    trace_destroy(trace);
}

static void test_seeking_back_gives_the_same_moment(void)
{
    struct trace *trace = sequence_parse(CONTENDED, "");
    struct moment *moment = moment_create(trace);
    moment_seek(moment, trace->event_count);
    moment_seek(moment, after(trace, EVENT_DOOR_WAIT_BEGIN));
    check_int_equal(moment->threads[find_thread(trace, "B")].status, THREAD_WAITING);
    check_int_equal(moment->threads[find_thread(trace, "A")].held_count, 1);
    moment_destroy(moment);
    trace_destroy(trace);
}

static void test_a_wake_before_the_wait_makes_it_ready(void)
{
    struct trace *trace = sequence_parse("W lock.acquire L; W condition.wait+ C; W ·lock.release L;"
                                         "N lock.acquire L; N condition.notify C 1/1;"
                                         "N door.wake C W#1; W ·door.wait+ C #1",
                                         "");
    struct moment *moment = moment_create(trace);
    moment_seek(moment, trace->event_count);
    check_int_equal(moment->threads[find_thread(trace, "W")].status, THREAD_READY);
    moment_destroy(moment);
    trace_destroy(trace);
}

static void test_a_notify_that_nobody_hears_is_remembered(void)
{
    struct trace *trace = sequence_parse(
        "N lock.acquire L; N condition.notify C 1/0; N lock.release L; W lock.acquire L;"
        "W condition.wait+ C; W ·lock.release L; W ·door.wait+ C #1",
        "hung");
    struct moment *moment = moment_create(trace);
    moment_seek(moment, trace->event_count);
    size_t notify = after(trace, EVENT_CONDITION_NOTIFY) - 1;
    uint32_t condition = target_index(trace->events[notify].target);
    check_int_equal(moment->objects[condition].lost_notify, notify);
    check_int_equal(moment->threads[find_thread(trace, "W")].held_count, 0);
    moment_destroy(moment);
    trace_destroy(trace);
}

static void test_a_done_event_is_always_right(void)
{
    /* B acquires what the model thinks A holds; A's bracket is closed by an outer end */
    struct trace *trace =
        sequence_parse("A lock.acquire L; B lock.acquire L; A queue.put+ Q; A ·condition.wait+ C;"
                       "A queue.put Q i1; A lock.release L",
                       "");
    struct moment *moment = moment_create(trace);
    moment_seek(moment, trace->event_count);
    uint32_t a = find_thread(trace, "A");
    check_int_equal(moment->threads[a].bracket_count, 0);
    check_int_equal(moment->threads[a].held_count, 0);
    moment_destroy(moment);
    trace_destroy(trace);
}

static void test_the_end_of_a_process_kills_its_threads(void)
{
    struct trace *trace = sequence_parse("A lock.acquire L; main process.end first", "ended");
    struct moment *moment = moment_create(trace);
    moment_seek(moment, trace->event_count);
    check_int_equal(moment->threads[find_thread(trace, "A")].status, THREAD_KILLED);
    moment_destroy(moment);
    trace_destroy(trace);
}

/* It was killed, and nobody saw it but its parent. */
static void test_who_is_joined_has_ended(void)
{
    struct trace *trace =
        sequence_parse("main process.fork+ c; K thread.begin K; K process.begin c forked;"
                       "main process.fork c; K sleep+ 0; K door.wait+ 0 #1 timed;"
                       "main process.join c",
                       "ended");
    struct moment *moment = moment_create(trace);
    uint32_t thread = find_thread(trace, "K");
    moment_seek(moment, trace->event_count);
    check_int_equal(moment->threads[thread].status, THREAD_KILLED);
    check_int_equal(moment->processes[trace->threads[thread].process].status, PROCESS_JOINED);
    moment_destroy(moment);
    trace_destroy(trace);
}

/* Another program has come to the process, and starts a thread. */
static void test_a_new_program_ends_only_the_threads_before_it(void)
{
    struct trace *trace =
        sequence_parse("main process.fork+ c; K thread.begin K; K process.begin c forked;"
                       "main process.fork c; K thread.create+ A; A thread.begin A;"
                       "K thread.create A; K process.begin c executed; K thread.create+ B;"
                       "B thread.begin B; K thread.create B",
                       "");
    struct moment *moment = moment_create(trace);
    moment_seek(moment, trace->event_count);
    check_int_equal(moment->threads[find_thread(trace, "A")].status, THREAD_KILLED);
    check_int_equal(moment->threads[find_thread(trace, "B")].status, THREAD_RUNNING);
    check_int_equal(moment->threads[find_thread(trace, "K")].status, THREAD_RUNNING);
    moment_destroy(moment);
    trace_destroy(trace);
}

int main(int argc, char **argv)
{
    static const struct test_case cases[] = {
        {"moment@a-contended-lock-changes-hands", test_a_contended_lock_changes_hands},
        {"moment@seeking-back-gives-the-same-moment", test_seeking_back_gives_the_same_moment},
        {"moment@a-wake-before-the-wait-makes-it-ready",
         test_a_wake_before_the_wait_makes_it_ready},
        {"moment@a-notify-that-nobody-hears-is-remembered",
         test_a_notify_that_nobody_hears_is_remembered},
        {"moment@a-done-event-is-always-right", test_a_done_event_is_always_right},
        {"moment@the-end-of-a-process-kills-its-threads",
         test_the_end_of_a_process_kills_its_threads},
        {"moment@who-is-joined-has-ended", test_who_is_joined_has_ended},
        {"moment@a-new-program-ends-only-the-threads-before-it",
         test_a_new_program_ends_only_the_threads_before_it},
    };
    return run_cases(cases, ARRAY_COUNT(cases), argc, argv);
}
