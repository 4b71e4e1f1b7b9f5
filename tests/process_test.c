/* Processes in the model: who is whose child, what a fork copies, what pipes hold. */
#include "tests/check.h"
#include "tests/sequence.h"
#include "tests/unpacked_lanes.h"
#include "tracer/model/moment.h"

#define FORK                                                                                       \
    "main process.fork+ c; K thread.begin K; K process.begin c forked; main process.fork c;"

static size_t after_nth(const struct trace *trace, uint16_t kind, int nth)
{
    for (size_t i = 0; i < trace->event_count; i++) {
        if (trace->events[i].kind == kind && nth-- == 0) {
            return i + 1;
        }
    }
    return 0;
}

static uint32_t find_thread(const struct trace *trace, const char *name)
{
    for (uint32_t i = 1; i < trace->thread_count; i++) {
        if (strcmp(trace->threads[i].name, name) == 0) {
            return i;
        }
    }
    return 0;
}

/* The object of that name that lies in a process. */
static uint32_t find_in(const struct trace *trace, const char *name, uint32_t process)
{
    for (uint32_t i = 0; i < trace->object_count; i++) {
        if (trace->objects[i].process == process && strcmp(trace->objects[i].name, name) == 0) {
            return i;
        }
    }
    return NONE_INDEX;
}

static void test_a_forked_child_knows_its_parent(void)
{
    struct trace *trace =
        sequence_parse(FORK "K process.end c 7; K thread.end K; main process.join c 7", "ended");
    const struct trace_process *child = &trace->processes[2];
    uint32_t k = find_thread(trace, "K");
    check_int_equal(trace->process_count, 3);
    check_int_equal(child->parent, 1);
    check_int_equal(child->main_thread, k);
    check_int_equal(child->first_thread, k);
    check_int_equal(trace->threads[k].creator, 1);
    check_int_equal(trace->events[child->fork_event].kind, EVENT_PROCESS_FORK_BEGIN);
    check_int_equal(trace->events[child->begin_event].kind, EVENT_PROCESS_BEGIN);
    check_int_equal(trace->events[child->end_event].value, 7);
    check_int_equal(trace->events[child->join_event].kind, EVENT_PROCESS_JOIN);
    check_int_equal(trace->processes[1].parent, NONE_INDEX);
    trace_destroy(trace);
}

/* All first threads call themselves main, which tells nobody apart. */
static void test_a_main_thread_is_called_after_its_process(void)
{
    struct trace *trace = sequence_parse("K=main; c=worker;" FORK "T thread.begin T", "ended");
    check_text_equal(trace->threads[1].name, "main");
    check_text_equal(trace->threads[trace->processes[2].main_thread].name, "worker");
    check_text_equal(trace->processes[1].name, "main");
    trace_destroy(trace);
}

static void test_a_child_that_ended_is_a_zombie_until_joined(void)
{
    struct trace *trace =
        sequence_parse(FORK "K process.end c; K thread.end K; main process.join c", "ended");
    struct moment *moment = moment_create(trace);
    moment_seek(moment, after_nth(trace, EVENT_PROCESS_FORK_BEGIN, 0));
    check_int_equal(moment->processes[2].status, PROCESS_NEW);
    check_int_equal(moment->threads[find_thread(trace, "K")].status, THREAD_NEW);
    moment_seek(moment, after_nth(trace, EVENT_PROCESS_BEGIN, 1));
    check_int_equal(moment->processes[2].status, PROCESS_RUNNING);
    moment_seek(moment, after_nth(trace, EVENT_PROCESS_END, 0));
    check_int_equal(moment->processes[2].status, PROCESS_ZOMBIE);
    moment_seek(moment, trace->event_count);
    check_int_equal(moment->processes[2].status, PROCESS_JOINED);
    check_true(!moment->processes[2].is_orphan);
    moment_destroy(moment);
    trace_destroy(trace);
}

static void test_a_child_whose_parent_ended_first_is_an_orphan(void)
{
    struct trace *trace = sequence_parse(
        FORK "main process.end first; main thread.end main; K print 1 \"alone\"; K process.end c",
        "ended");
    struct moment *moment = moment_create(trace);
    moment_seek(moment, after_nth(trace, EVENT_PRINT, 0));
    check_true(moment->processes[2].is_orphan);
    check_int_equal(moment->processes[2].status, PROCESS_RUNNING);
    moment_seek(moment, trace->event_count);
    check_int_equal(moment->processes[2].status, PROCESS_JOINED);
    moment_destroy(moment);
    trace_destroy(trace);
}

static void test_a_killed_process_takes_its_threads_along(void)
{
    struct trace *trace =
        sequence_parse(FORK "K thread.create+ T; T thread.begin T; K thread.create T;"
                            "T sleep+ 0; T door.wait+ 0 #1 timed; trace-run process.end c 9 seen",
                       "ended");
    struct moment *moment = moment_create(trace);
    moment_seek(moment, trace->event_count);
    check_int_equal(trace->threads[find_thread(trace, "T")].process, 2);
    check_int_equal(moment->threads[find_thread(trace, "T")].status, THREAD_KILLED);
    check_int_equal(moment->threads[find_thread(trace, "K")].status, THREAD_KILLED);
    check_int_equal(moment->threads[1].status, THREAD_RUNNING);
    moment_destroy(moment);
    trace_destroy(trace);
}

static void test_a_fork_copies_what_is_not_shared(void)
{
    struct trace *trace = sequence_parse("L:lock; P:process_lock; S:semaphore shared;" FORK
                                         "K lock.acquire L; K lock.acquire P;"
                                         "K semaphore.acquire S 0; main lock.acquire L",
                                         "");
    uint32_t mine = find_in(trace, "L", 1), copy = find_in(trace, "L", 2);
    struct moment *moment = moment_create(trace);
    moment_seek(moment, trace->event_count);
    check_true(mine != NONE_INDEX && copy != NONE_INDEX);
    check_int_equal(trace->objects[copy].origin, mine);
    check_int_equal(trace->objects[mine].origin, NONE_INDEX);
    check_int_equal(trace->processes[2].first_copy, copy);
    check_int_equal(moment->objects[mine].holder, 1);
    check_int_equal(moment->objects[copy].holder, find_thread(trace, "K"));
    check_int_equal(find_in(trace, "P", 2), NONE_INDEX);
    check_int_equal(find_in(trace, "S", 2), NONE_INDEX);
    check_int_equal(moment->objects[find_in(trace, "P", 1)].holder, find_thread(trace, "K"));
    moment_destroy(moment);
    trace_destroy(trace);
}

static void test_a_copy_comes_with_what_it_is_part_of(void)
{
    struct trace *trace =
        sequence_parse("Q:queue; M:lock of Q; C:condition of Q uses M;" FORK
                       "K ·lock.acquire M; K ·condition.notify C 1/0; K ·lock.release M",
                       "");
    uint32_t condition = find_in(trace, "C", 2), queue = find_in(trace, "Q", 2);
    check_true(condition != NONE_INDEX && queue != NONE_INDEX);
    check_int_equal(trace->objects[condition].parent, queue);
    check_int_equal(trace->objects[condition].lock, find_in(trace, "M", 2));
    check_true(queue < condition);
    trace_destroy(trace);
}

static void test_the_forking_thread_holds_its_locks_in_the_child_too(void)
{
    struct trace *trace =
        sequence_parse("main lock.acquire L;" FORK "main lock.release L; K lock.release L", "");
    uint32_t mine = find_in(trace, "L", 1), copy = find_in(trace, "L", 2);
    struct moment *moment = moment_create(trace);
    moment_seek(moment, after_nth(trace, EVENT_LOCK_RELEASE, 0));
    check_int_equal(moment->objects[mine].holder, NONE_INDEX);
    check_int_equal(moment->objects[copy].holder, find_thread(trace, "K"));
    check_int_equal(moment->threads[find_thread(trace, "K")].held_count, 1);
    check_true(!moment->objects[copy].is_copied_taken);
    moment_seek(moment, trace->event_count);
    check_int_equal(moment->objects[copy].depth, 0);
    moment_destroy(moment);
    trace_destroy(trace);
}

static void test_what_others_hold_is_copied_taken(void)
{
    struct trace *trace = sequence_parse(
        "T lock.acquire L;" FORK "K lock.acquire+ L; K door.wait+ L #1; T lock.release L", "");
    uint32_t mine = find_in(trace, "L", 1), copy = find_in(trace, "L", 2);
    struct moment *moment = moment_create(trace);
    moment_seek(moment, trace->event_count);
    check_true(moment->objects[copy].is_copied_taken);
    check_int_equal(moment->objects[copy].depth, 1);
    check_int_equal(moment->objects[copy].holder, NONE_INDEX);
    check_int_equal(moment->objects[copy].last_holder, find_thread(trace, "T"));
    check_int_equal(moment->objects[mine].depth, 0);
    moment_destroy(moment);
    trace_destroy(trace);
}

/* Between the stamp of the fork and the fork itself another thread of the parent acted. */
static void test_the_child_is_right_about_what_was_copied(void)
{
    struct trace *trace = sequence_parse("T lock.acquire L;" FORK "K lock.acquire L;"
                                         "K lock.acquire+ M; K door.wait+ M #1; M:lock",
                                         "");
    struct moment *moment = moment_create(trace);
    moment_seek(moment, after_nth(trace, EVENT_LOCK_ACQUIRE, 1));
    uint32_t copy = find_in(trace, "L", 2);
    check_int_equal(moment->objects[copy].holder, find_thread(trace, "K"));
    check_true(!moment->objects[copy].is_copied_taken);
    moment_seek(moment, trace->event_count);
    check_true(moment->objects[find_in(trace, "M", 2)].is_copied_taken);
    moment_destroy(moment);
    trace_destroy(trace);
}

static void test_a_pipe_knows_what_lies_in_it(void)
{
    struct trace *trace = sequence_parse(
        "X:pipe;" FORK "K pipe.send+ X; K ·pipe.write+ X 8 header; K ·pipe.write X 8 header;"
        "K ·pipe.write+ X 100 body; main pipe.recv+ X; main ·pipe.read+ X header;"
        "main ·pipe.read X 8 header; K ·pipe.write X 100 body; K pipe.send X m1;"
        "main ·pipe.read+ X body; main ·pipe.read X 100 body; main pipe.recv X m1",
        "");
    uint32_t pipe = find_in(trace, "X", 1);
    struct moment *moment = moment_create(trace);
    moment_seek(moment, after_nth(trace, EVENT_PIPE_READ, 0));
    check_int_equal(pipe_bytes(moment_pipe(moment, pipe)), 100);
    check_int_equal(moment_pipe(moment, pipe)->written_bytes, 8);
    moment_seek(moment, trace->event_count);
    check_int_equal(pipe_bytes(moment_pipe(moment, pipe)), 0);
    check_int_equal(moment_pipe(moment, pipe)->sent_count, 1);
    check_int_equal(moment_pipe(moment, pipe)->received_count, 1);
    moment_destroy(moment);
    trace_destroy(trace);
}

static void test_ends_of_pipes_are_inherited_and_closed(void)
{
    struct trace *trace = sequence_parse("X:pipe; L:lock;" FORK
                                         "main object.close X write_end; K object.close X read_end;"
                                         "K print 1 \"x\"; trace-run process.end c 9 seen",
                                         "");
    uint32_t pipe = find_in(trace, "X", 1);
    struct moment *moment = moment_create(trace);
    moment_seek(moment, after_nth(trace, EVENT_PROCESS_FORK_BEGIN, 0));
    check_int_equal(moment_open_ends(moment, 1, pipe), PIPE_END_READ | PIPE_END_WRITE);
    check_int_equal(moment_open_ends(moment, 2, pipe), PIPE_END_READ | PIPE_END_WRITE);
    moment_seek(moment, after_nth(trace, EVENT_PRINT, 0));
    check_int_equal(moment_open_ends(moment, 1, pipe), PIPE_END_READ);
    check_int_equal(moment_open_ends(moment, 2, pipe), PIPE_END_WRITE);
    moment_seek(moment, trace->event_count);
    check_int_equal(moment_open_ends(moment, 2, pipe), 0);
    check_true(moment_pipe(moment, find_in(trace, "L", 1)) == NULL);
    moment_seek(moment, 0);
    check_int_equal(moment_open_ends(moment, 1, pipe), 0);
    moment_destroy(moment);
    trace_destroy(trace);
}

/* A wait that was cut off by the end of its process does not last for ever. */
static void test_lanes_end_with_their_process(void)
{
    struct trace *trace = sequence_parse(
        "P:process_lock; main lock.acquire P;" FORK
        "K lock.acquire+ P; K door.wait+ P #1; trace-run process.end c 9 seen; main print 1 \"x\"",
        "ended");
    struct unpacked_lanes lanes = unpacked_lanes_create(trace);
    const struct thread_lane *lane = &lanes.threads[find_thread(trace, "K")];
    const struct object_lane *lock = &lanes.objects[find_in(trace, "P", 1)];
    check_int_equal(trace->events[lane->segments[lane->segment_count - 1].end_event].kind,
                    EVENT_PROCESS_END);
    check_int_equal(trace->events[lock->waits[0].end_event].kind, EVENT_PROCESS_END);
    unpacked_lanes_destroy(&lanes);
    trace_destroy(trace);
}

static void test_lanes_of_copies_begin_with_the_fork(void)
{
    struct trace *trace = sequence_parse("main lock.acquire L; T lock.acquire M;" FORK
                                         "K lock.release L; K lock.acquire+ M; K door.wait+ M #1",
                                         "");
    struct unpacked_lanes lanes = unpacked_lanes_create(trace);
    const struct object_lane *mine = &lanes.objects[find_in(trace, "L", 2)];
    const struct object_lane *others = &lanes.objects[find_in(trace, "M", 2)];
    check_int_equal(mine->hold_count, 1);
    check_int_equal(mine->holds[0].thread, find_thread(trace, "K"));
    check_int_equal(trace->events[mine->holds[0].begin_event].kind, EVENT_PROCESS_FORK_BEGIN);
    check_int_equal(trace->events[mine->holds[0].end_event].kind, EVENT_LOCK_RELEASE);
    check_int_equal(others->hold_count, 1);
    check_int_equal(others->holds[0].thread, find_thread(trace, "T"));
    check_int_equal(others->holds[0].end_event, NONE_INDEX);
    unpacked_lanes_destroy(&lanes);
    trace_destroy(trace);
}

static const struct test_case test_cases[] = {
    {"process@a-forked-child-knows-its-parent", test_a_forked_child_knows_its_parent},
    {"process@a-main-thread-is-called-after-its-process",
     test_a_main_thread_is_called_after_its_process},
    {"process@a-child-that-ended-is-a-zombie-until-joined",
     test_a_child_that_ended_is_a_zombie_until_joined},
    {"process@a-child-whose-parent-ended-first-is-an-orphan",
     test_a_child_whose_parent_ended_first_is_an_orphan},
    {"process@a-killed-process-takes-its-threads-along",
     test_a_killed_process_takes_its_threads_along},
    {"process@a-fork-copies-what-is-not-shared", test_a_fork_copies_what_is_not_shared},
    {"process@a-copy-comes-with-what-it-is-part-of", test_a_copy_comes_with_what_it_is_part_of},
    {"process@the-forking-thread-holds-its-locks-in-the-child-too",
     test_the_forking_thread_holds_its_locks_in_the_child_too},
    {"process@what-others-hold-is-copied-taken", test_what_others_hold_is_copied_taken},
    {"process@the-child-is-right-about-what-was-copied",
     test_the_child_is_right_about_what_was_copied},
    {"process@a-pipe-knows-what-lies-in-it", test_a_pipe_knows_what_lies_in_it},
    {"process@ends-of-pipes-are-inherited-and-closed", test_ends_of_pipes_are_inherited_and_closed},
    {"process@lanes-end-with-their-process", test_lanes_end_with_their_process},
    {"process@lanes-of-copies-begin-with-the-fork", test_lanes_of_copies_begin_with_the_fork},
};

int main(int argc, char **argv)
{
    return run_cases(test_cases, ARRAY_COUNT(test_cases), argc, argv);
}
