#include "tests/check.h"
#include "tests/sequence.h"
#include "tests/unpacked_lanes.h"

static const char *const state_names[LANE_STATE_COUNT] = {
    [LANE_RUNNING] = "run", [LANE_READY] = "ready",         [LANE_WAIT_LOCK] = "lock",
    [LANE_SLEEP] = "sleep", [LANE_WAIT_CONDITION] = "room", [LANE_WAIT_TRANSFER] = "transfer",
};

/* A thread's segments as "run 0-50 lock 50-end", times in units of 50 us. */
static void check_segments(const char *sequence, const char *name, const char *expected)
{
    struct trace *trace = sequence_parse(sequence, "hung");
    struct unpacked_lanes lanes = unpacked_lanes_create(trace);
    char text[512] = "";
    for (uint32_t i = 1; i < trace->thread_count; i++) {
        for (uint32_t j = 0;
             strcmp(trace->threads[i].name, name) == 0 && j < lanes.threads[i].segment_count; j++) {
            const struct lane_segment *segment = &lanes.threads[i].segments[j];
            size_t length = strlen(text);
            snprintf(text + length, sizeof text - length, "%s%s %u-%u", j ? ", " : "",
                     state_names[segment->state], (unsigned)(segment->begin_ns / 50000),
                     segment->end_event == NONE_INDEX ? 0 : (unsigned)(segment->end_ns / 50000));
        }
    }
    check_text_equal(text, expected);
    unpacked_lanes_destroy(&lanes);
    trace_destroy(trace);
}

static void test_a_contended_wait_is_between_two_runs(void)
{
    check_segments("A lock.acquire L; B print 1 \"b\"; B lock.acquire+ L; B door.wait+ L #1;"
                   "A lock.release L; A door.wake L B#1; B door.wait L #1; B lock.acquire L",
                   "B", "run 2-4, lock 4-6, ready 6-7, run 7-0");
}

static void test_a_notified_waiter_waits_for_its_lock(void)
{
    check_segments("W lock.acquire L; W condition.wait+ C; W ·lock.release L; W ·door.wait+ C #1;"
                   "N lock.acquire L; N condition.notify C 1/1; N door.wake C W#1;"
                   "W ·door.wait C #1; W ·lock.acquire+ L; W ·door.wait+ L #2; N lock.release L;"
                   "N door.wake L W#2; W ·door.wait L #2; W ·lock.acquire L; W condition.wait C",
                   "W",
                   "run 1-4, room 4-7, ready 7-8, run 8-10, lock 10-12, ready 12-13, run 13-0");
}

static void test_a_wait_without_end_stays_open_when_the_process_is_stopped(void)
{
    check_segments("W lock.acquire L; W condition.wait+ C; W ·lock.release L; W ·door.wait+ C #1;"
                   "main process.end first",
                   "W", "run 1-4, room 4-0");
    check_segments("W lock.acquire L; main process.end first", "W", "run 1-2");
}

static void test_holds_last_from_outermost_acquire_to_last_release(void)
{
    struct trace *trace = sequence_parse(
        "A lock.acquire R; A lock.acquire R; A lock.release R; A lock.release R", "ended");
    struct unpacked_lanes lanes = unpacked_lanes_create(trace);
    check_int_equal(lanes.objects[0].hold_count, 1);
    const struct lane_hold *hold = &lanes.objects[0].holds[0];
    check_int_equal(hold->end_ns - hold->begin_ns, 3 * 50000);
    check_int_equal(lanes.threads[hold->thread].hold_count, 1);
    unpacked_lanes_destroy(&lanes);
    trace_destroy(trace);
}

static void test_waiters_get_rows_of_their_own(void)
{
    struct trace *trace = sequence_parse(
        "A lock.acquire L; B lock.acquire+ L; C lock.acquire+ L; B lock.acquire! L timeout;"
        "D lock.acquire+ L",
        "");
    struct unpacked_lanes lanes = unpacked_lanes_create(trace);
    const struct object_lane *lane = &lanes.objects[0];
    check_int_equal(lane->wait_count, 3);
    check_int_equal(lanes.packed->objects[0].row_count, 2);
    uint32_t rows[] = {0, 1, 0};
    for (int i = 0; i < 3; i++) {
        check_int_equal(lane->waits[i].row, rows[i]);
    }
    check_int_equal(lane->waits[2].end_event, NONE_INDEX);
    unpacked_lanes_destroy(&lanes);
    trace_destroy(trace);
}

static void test_permits_belong_to_whom_they_were_taken_for(void)
{
    struct trace *trace = sequence_parse(
        "S:semaphore limit 2; P semaphore.acquire S 1; P thread.create+ X; X thread.begin X;"
        "P semaphore.acquire S 0; P thread.create+ Y; Y thread.begin Y; Y semaphore.release S 1;"
        "X semaphore.release S 2",
        "");
    struct unpacked_lanes lanes = unpacked_lanes_create(trace);
    const struct object_lane *lane = &lanes.objects[0];
    check_int_equal(lanes.packed->objects[0].slot_count, 2);
    check_int_equal(lane->hold_count, 2);
    check_text_equal(trace->threads[lane->holds[0].user].name, "X");
    check_text_equal(trace->threads[lane->holds[1].user].name, "Y");
    check_true(lane->holds[0].end_ns > lane->holds[1].end_ns);
    unpacked_lanes_destroy(&lanes);
    trace_destroy(trace);
}

static void test_items_last_from_put_to_get(void)
{
    static const uint32_t depths[] = {1, 2, 1, 2, 0};
    struct trace *trace = sequence_parse(
        "Q:queue; A queue.put Q i1; A queue.put Q i2; B queue.get Q i1; A queue.put Q i3;"
        "B object.close Q 2 immediate",
        "ended");
    struct unpacked_lanes lanes = unpacked_lanes_create(trace);
    const struct object_lane *lane = &lanes.objects[0];
    check_int_equal(lane->hold_count, 3);
    check_int_equal(lane->level_count, ARRAY_COUNT(depths));
    for (uint32_t i = 0; i < lane->level_count; i++) {
        check_int_equal(lane->levels[i].count, depths[i]);
    }
    check_int_equal(lanes.packed->objects[0].rest->level_max, 2);
    check_int_equal(lane->holds[0].end_ns - lane->holds[0].begin_ns, 2 * 50000);
    check_text_equal(trace->threads[lane->holds[0].thread].name, "A");
    check_text_equal(trace->threads[lane->holds[0].user].name, "B");
    check_int_equal(lane->holds[2].user, NONE_INDEX); /* dropped */
    check_true(lane->holds[2].end_event != NONE_INDEX);
    check_int_equal(lanes.threads[1].hold_count, 0); /* items are no locks */
    unpacked_lanes_destroy(&lanes);
    trace_destroy(trace);
}

static void test_changes_are_stores_and_requests(void)
{
    struct trace *trace = sequence_parse(
        "v:variable; g:gil; A gil.take g; A variable.load v 0@1; A variable.store v 7@2;"
        "B gil.take+ g; B door.wait+ g #1; B door.wait! g #1 timeout; B gil.ask g 2;"
        "B door.wait+ g #2; A variable.store v 8@3; A gil.drop g asked; B gil.take g",
        "");
    struct unpacked_lanes lanes = unpacked_lanes_create(trace);
    const struct object_lane *variable = &lanes.objects[0], *gil = &lanes.objects[1];
    check_int_equal(variable->change_count, 2);
    check_int_equal(variable->changes[0].value, 7);
    check_int_equal(variable->changes[1].value, 8);
    check_true(variable->changes[0].time_ns < variable->changes[1].time_ns);
    check_int_equal(gil->change_count, 1);
    check_int_equal(trace->events[gil->changes[0].event].kind, EVENT_GIL_ASK);
    check_int_equal(gil->hold_count, 2);
    for (uint32_t thread = 0; thread < trace->thread_count; thread++) {
        check_int_equal(lanes.threads[thread].hold_count, 0); /* the GIL is no lock of theirs */
    }
    unpacked_lanes_destroy(&lanes);
    trace_destroy(trace);
}

static void test_events_are_held_while_set(void)
{
    struct trace *trace = sequence_parse("E:event; A event.set E; B event.set E; A event.clear "
                                         "E; A event.clear E; B event.set E",
                                         "ended");
    struct unpacked_lanes lanes = unpacked_lanes_create(trace);
    const struct object_lane *lane = &lanes.objects[0];
    check_int_equal(lane->hold_count, 2);
    check_int_equal(lane->holds[0].end_ns - lane->holds[0].begin_ns, 2 * 50000);
    check_int_equal(lane->holds[1].end_event, NONE_INDEX);
    unpacked_lanes_destroy(&lanes);
    trace_destroy(trace);
}

static void test_barriers_open_with_the_last(void)
{
    struct trace *trace = sequence_parse(
        "B:barrier limit 2; A barrier.wait+ B; X barrier.wait B 1; A barrier.wait B 0", "ended");
    struct unpacked_lanes lanes = unpacked_lanes_create(trace);
    const struct object_lane *lane = &lanes.objects[0];
    check_int_equal(lane->hold_count, 1);
    check_text_equal(trace->threads[lane->holds[0].thread].name, "X");
    check_int_equal(lane->wait_count, 1);
    check_true(lane->waits[0].end_event != NONE_INDEX);
    unpacked_lanes_destroy(&lanes);
    trace_destroy(trace);
}

/* From wanting it to having it a thread is ready, not waiting. */
static void test_wanting_the_gil_is_ready(void)
{
    struct trace *trace = sequence_parse(
        "g:gil; A gil.take g; B print 1 \"b\"; B gil.take+ g; B door.wait+ g #1;"
        "A gil.drop g; A door.wake g B#1; B door.wait g #1; B gil.take g; B thread.end B",
        "");
    struct unpacked_lanes lanes = unpacked_lanes_create(trace);
    const struct thread_lane *lane = NULL;
    for (uint32_t thread = 1; thread < trace->thread_count; thread++) {
        lane = strcmp(trace->threads[thread].name, "B") == 0 ? &lanes.threads[thread] : lane;
    }
    check_int_equal(lane->segment_count, 3);
    check_int_equal(lane->segments[0].state, LANE_RUNNING);
    check_int_equal(lane->segments[1].state, LANE_READY);
    check_int_equal(lane->segments[2].state, LANE_RUNNING);
    unpacked_lanes_destroy(&lanes);
    trace_destroy(trace);
}

static void test_futures_live_from_state_to_state(void)
{
    static const enum future_state states[] = {FUTURE_PENDING, FUTURE_RUNNING, FUTURE_FINISHED};
    static const uint32_t waiting[] = {1, 2, 1, 0, 0}, running[] = {0, 0, 1, 1, 0};
    struct trace *trace = sequence_parse(
        "X:executor limit 2; F:future of X; G:future of X; w future.run F; w task.run+ F;"
        "main future.cancel G; w task.run F; w future.set F; w future.run! G cancelled",
        "ended");
    struct unpacked_lanes lanes = unpacked_lanes_create(trace);
    const struct object_lane *executor = &lanes.objects[0], *future = &lanes.objects[1];
    check_int_equal(future->hold_count, ARRAY_COUNT(states));
    for (uint32_t i = 0; i < future->hold_count; i++) {
        check_int_equal(future->holds[i].slot, states[i]);
        check_true(i == 0 || future->holds[i].begin_ns == future->holds[i - 1].end_ns);
    }
    check_int_equal(lanes.objects[2].hold_count, 2); /* who takes note of a cancel is no news */
    check_int_equal(executor->level_count, ARRAY_COUNT(waiting));
    for (uint32_t i = 0; i < executor->level_count; i++) {
        check_int_equal(executor->levels[i].count, waiting[i]);
        check_int_equal(executor->levels[i].running, running[i]);
    }
    const struct thread_lane *worker = &lanes.threads[2];
    check_text_equal(trace->threads[2].name, "w");
    check_int_equal(worker->task_count, 1);
    check_int_equal(worker->tasks[0].object, 1);
    check_true(worker->tasks[0].end_event != NONE_INDEX);
    unpacked_lanes_destroy(&lanes);
    trace_destroy(trace);
}

int main(int argc, char **argv)
{
    static const struct test_case cases[] = {
        {"lane@items-last-from-put-to-get", test_items_last_from_put_to_get},
        {"lane@events-are-held-while-set", test_events_are_held_while_set},
        {"lane@barriers-open-with-the-last", test_barriers_open_with_the_last},
        {"lane@changes-are-stores-and-requests", test_changes_are_stores_and_requests},
        {"lane@wanting-the-gil-is-ready", test_wanting_the_gil_is_ready},
        {"lane@a-contended-wait-is-between-two-runs", test_a_contended_wait_is_between_two_runs},
        {"lane@a-notified-waiter-waits-for-its-lock", test_a_notified_waiter_waits_for_its_lock},
        {"lane@a-wait-without-end-stays-open",
         test_a_wait_without_end_stays_open_when_the_process_is_stopped},
        {"lane@holds-last-from-outermost-acquire-to-last-release",
         test_holds_last_from_outermost_acquire_to_last_release},
        {"lane@waiters-get-rows-of-their-own", test_waiters_get_rows_of_their_own},
        {"lane@permits-belong-to-whom-they-were-taken-for",
         test_permits_belong_to_whom_they_were_taken_for},
        {"lane@futures-live-from-state-to-state", test_futures_live_from_state_to_state},
    };
    return run_cases(cases, ARRAY_COUNT(cases), argc, argv);
}
