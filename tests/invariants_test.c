#include <stdlib.h>

#include "tests/check.h"
#include "tests/invariants/invariants.h"
#include "tests/invariants/stable_names.h"
#include "tests/sequence.h"

/* Checks the one thing that is said about a sequence, after its event's place; or nothing. */
static void check_lines(const char *said, const char *expected)
{
    const char *colon = strchr(said, ':');
    check_text_equal(colon ? colon + 2 : said, expected);
}

static void check_said(const char *sequence, const char *expected)
{
    char *said = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&said, &size);
    struct trace *trace = sequence_parse(sequence, "");
    invariants_check(trace, out);
    fclose(out);
    check_lines(said, expected);
    free(said);
    trace_destroy(trace);
}

/* The same of a sequence whose last event is broken by hand, as the notation cannot say it. */
static void check_broken(const char *sequence, struct event broken, const char *expected)
{
    char *said = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&said, &size);
    struct trace *trace = sequence_parse(sequence, "");
    struct event *last = &trace->events[trace->event_count - 1];
    last->value = broken.value ? broken.value : last->value;
    last->time_ns = broken.time_ns ? broken.time_ns : last->time_ns;
    invariants_check(trace, out);
    fclose(out);
    check_lines(said, expected);
    free(said);
    trace_destroy(trace);
}

static void test_good_stories_pass(void)
{
    check_said("A lock.acquire L; B lock.acquire+ L; B door.wait+ L #1; A lock.release L;"
               "A door.wake L B#1; B door.wait L #1; B lock.acquire L; B lock.release L",
               "");
    check_said("W lock.acquire L; W condition.wait+ C; W ·lock.release L; W ·door.wait+ C #1;"
               "N lock.acquire L; N condition.notify C 1/1; N door.wake C W#1; W ·door.wait C #1;"
               "W ·lock.acquire+ L; W ·door.wait+ L #2; N lock.release L; N door.wake L W#2;"
               "W ·door.wait L #2; W ·lock.acquire L; W condition.wait C; W lock.release L",
               "");
}

#define PARK "W lock.acquire L; W condition.wait+ C; W ·lock.release L; W ·door.wait+ C #1;"

static void test_brackets_and_waits(void)
{
    check_said("A queue.join+ Q; A lock.acquire+ L; A queue.join Q",
               "invariant 1: ends an operation around others that are still open\n");
    check_said("A lock.acquire L contended",
               "invariant 1: ends what it says had begun, and had not\n");
    check_said("A lock.acquire+ L; A thread.end A",
               "invariant 1: a thread returns out of operations that are still open\n");
    check_said("A sleep+ 0; A door.wait+ 0 #2", "invariant 2: a wait is not numbered one higher\n");
    check_said("A sleep+ 0; A door.wait+ 0 #1; A lock.release! L misuse",
               "invariant 2: a thread records while it waits\n");
    check_said("A sleep+ 0; A door.wait 0 #1", "invariant 2: a wait ends that is not open\n");
    check_said("A door.wait+ 0 #1", "invariant 3: a wait inside no operation\n");
}

static void test_wakes(void)
{
    check_said("W lock.acquire L; N door.wake L W#1",
               "invariant 4: wakes a wait that is not open\n");
    check_said(PARK "N door.wake C W#1; N door.wake C W#1",
               "invariant 4: wakes a wait for the second time\n");
    check_said(PARK "W ·door.wait C #1", "invariant 4: a wait ends, and nobody has woken it\n");
    check_broken(PARK "N door.wake C W#1", (struct event){.value = UINT64_C(99) << 32 | 1},
                 "invariant 4: wakes a thread that is not there\n");
    check_said(PARK "N condition.notify C 1/1; N lock.acquire! L busy",
               "invariant 5: a notify woke fewer than it said\n");
    check_said(PARK "N condition.notify C 1/0; N door.wake C W#1",
               "invariant 5: a notify woke more than it said\n");
}

static void test_locks(void)
{
    check_said("A lock.acquire L; B lock.acquire L", "invariant 6: takes a lock that is held\n");
    check_said("A lock.acquire L; A lock.acquire L",
               "invariant 6: takes a lock that is held\n"
               "event 4: invariant 6: a lock's sequence does not grow by one\n");
    check_said("R:rlock; A lock.acquire R; A lock.acquire R; A lock.release R; A lock.release R",
               "");
    check_said("R:rlock; A lock.acquire R; A lock.acquire R 3",
               "invariant 6: a lock's depth does not step by one\n");
    check_said("A lock.acquire L; A lock.release L; A lock.release L",
               "invariant 6: gives back a lock that nobody holds\n"
               "event 5: invariant 6: a lock's depth does not step by one\n");
    check_said("R:rlock; A lock.acquire R; B lock.release R",
               "invariant 6: gives back somebody else's lock\n");
    check_said("A lock.acquire L; B lock.release L", "");
    check_broken("R:rlock; A lock.acquire R; A lock.acquire R",
                 (struct event){.value = 2 | UINT64_C(7) << 32},
                 "invariant 6: a re-entry has a number of its own\n");
    check_broken("A lock.acquire L; A lock.release L", (struct event){.value = UINT64_C(7) << 32},
                 "invariant 6: a release is numbered unlike its acquire\n");
}

static void test_conditions(void)
{
    check_said("C:condition uses L; W lock.acquire L; W condition.wait+ C; W ·door.wait+ C #1",
               "invariant 6: waits on a condition with its lock in hand\n");
    check_said("W lock.acquire L; W condition.wait+ C; W ·lock.release L; W ·lock.acquire L",
               "invariant 6: takes a condition's lock back before its own wait has ended\n");
    check_said(PARK "N door.wake C W#1; W ·door.wait C #1; W condition.wait C",
               "invariant 6: goes on from a condition without its lock\n");
    check_said(PARK "N door.wake C W#1; W ·door.wait C #1; W ·lock.acquire L;"
                    "W condition.wait! C timeout",
               "invariant 6: gives up a condition before the time is up\n");
    check_said(PARK "W ·door.wait! C #1 timeout; W ·lock.acquire L; W condition.wait C",
               "invariant 6: goes on from a condition that has not woken it\n");
    check_said(PARK "W ·door.wait! C #1 timeout; W ·lock.acquire L; W condition.wait! C timeout",
               "");
}

static void test_permits(void)
{
    check_said("S:semaphore limit 1; A semaphore.acquire S 0; B semaphore.release S 1;"
               "B semaphore.release S 2; A semaphore.acquire S 1",
               "");
    check_said("S:semaphore limit 2; A semaphore.acquire S 0",
               "invariant 7: an acquire does not take one permit\n");
    check_said("S:semaphore limit 1; A semaphore.release S 3",
               "invariant 7: a release does not give the permits that it says\n");
    check_broken("A semaphore.release S 3", (struct event){.value = 3},
                 "invariant 7: a release gives no permit\n");
    check_said("S:bounded_semaphore limit 1; A semaphore.release S 2",
               "invariant 7: a bounded semaphore has more permits than at the start\n");
    check_said("S:semaphore limit 0; A semaphore.acquire S 0",
               "invariant 7: takes a permit of a semaphore that has none\n");
}

static void test_queues(void)
{
    check_said("Q:queue limit 2; A queue.put Q i1; A queue.put Q i2; B queue.get Q i1;"
               "B queue.task_done Q 1; B queue.get Q i2; B queue.task_done Q 0; A queue.join Q",
               "");
    check_said("Q:queue limit 1; A queue.put Q i1; A queue.put Q i2",
               "invariant 7: a queue has more items than its limit\n");
    check_said("A queue.put Q 1@2", "invariant 7: a queue's size is not puts less gets\n");
    check_said("A queue.put Q i1; A queue.put Q i2; B queue.get Q 1@2",
               "invariant 7: a queue's size is not puts less gets\n");
    check_said("A queue.put Q i1; B queue.get Q i1; A queue.put Q i1",
               "invariant 7: an item is put out of turn\n");
    check_said("A queue.put Q i1; B queue.get Q i1; B queue.get Q i1",
               "invariant 7: gets an item that is not in the queue\n");
    check_said("A queue.put Q i1; A queue.put Q i2; B queue.get Q i2",
               "invariant 7: gets an item before one that was put earlier\n");
    check_said("Q:queue order 1; A queue.put Q i1; A queue.put Q i2; B queue.get Q i1",
               "invariant 7: gets an item before one that was put later\n");
    check_said("Q:queue order 2; A queue.put Q i1; A queue.put Q i2; A queue.put Q i3;"
               "B queue.get Q i2; B queue.get Q i3; B queue.get Q i1",
               "");
}

static void test_tasks_and_closing(void)
{
    check_said("A queue.put Q i1; A queue.join Q",
               "invariant 7: a queue is joined with tasks unfinished\n");
    check_said("A queue.put Q i1; A queue.task_done Q 1",
               "invariant 7: the unfinished tasks are not puts less those done\n");
    check_said("A queue.put Q i1; A object.close Q immediate 1; B queue.join Q", "");
    check_said("A queue.put Q i1; A object.close Q immediate 2",
               "invariant 7: closing does not drop what is in the queue\n");
    check_said("A object.close Q; A queue.put Q i1",
               "invariant 7: puts into a queue that is closed\n");
}

#define SUBMIT "X:executor; F:future of X;"

static void test_good_futures_pass(void)
{
    check_said(SUBMIT "w future.run F; w task.run+ F; w task.run F; w future.set F;"
                      "M future.wait F for F; M future.cancel! F closed",
               "");
    check_said(SUBMIT "M future.cancel F; w future.run! F cancelled;"
                      "M future.wait! F cancelled; V:iterator; M future.wait V for F",
               "");
    check_said("F:future; M future.set F", "");
}

static void test_futures(void)
{
    check_said(SUBMIT "M future.cancel F; w future.run F",
               "invariant 9: takes on a future that is not pending\n");
    check_said(SUBMIT "w future.run F; w future.run! F cancelled",
               "invariant 9: skips a future that is not cancelled, or for the second time\n");
    check_said("F:future; w future.set F; w future.set F",
               "invariant 9: finishes a future that is done already\n");
    check_said(SUBMIT "w future.set F",
               "invariant 9: finishes a future of an executor that nobody has taken on\n");
    check_said(SUBMIT "w future.run F; M future.cancel F",
               "invariant 9: cancels a future that is not pending\n");
    check_said(SUBMIT "M future.cancel! F busy",
               "invariant 9: is too late to cancel a future that is not running\n");
    check_said(SUBMIT "M future.cancel! F closed",
               "invariant 9: is too late to cancel a future that is not finished\n");
    check_said(SUBMIT "w task.run+ F", "invariant 9: runs a future that nobody has taken on\n");
    check_said(SUBMIT "w future.run F; w task.run+ F; w task.run F; w task.run+ F",
               "invariant 9: runs a future for the second time\n");
    check_said(SUBMIT "w future.run F; w task.run+ F; w future.set F; w task.run F",
               "invariant 9: has run a future that is not running\n");
}

static void test_results(void)
{
    check_said(SUBMIT "w future.run F; M future.wait F for F",
               "invariant 9: gets a result that is not there\n");
    check_said(SUBMIT "M future.wait! F cancelled",
               "invariant 9: finds a future cancelled that is not\n");
    check_said("F:future; w future.set F; M future.wait! F timeout",
               "invariant 9: gives up on a future that is done\n");
    check_said("V:iterator; " SUBMIT "M future.wait V for F",
               "invariant 9: delivers a future that is not done\n");
    check_said("V:iterator; L:lock; M future.wait V for L",
               "invariant 9: delivers what is not a future\n");
}

static void test_lives(void)
{
    check_said("A thread.end A; A print 1 \"late\"",
               "invariant 10: a thread records after its end\n");
    check_said("A print 1 \"early\"; A thread.begin A",
               "invariant 10: a thread records before it begins\n");
    check_said("A thread.begin A; main thread.join A; A thread.end A",
               "invariant 10: a thread is joined before its end\n");
    check_said("main thread.create+ A; main thread.create A; A thread.begin A",
               "invariant 10: a start is over before the thread has begun\n");
    check_said("main thread.create+ A; main thread.create+ A",
               "invariant 10: a thread is created that is there already\n");
    check_said("A thread.begin A; main thread.create+ A",
               "invariant 10: a thread begins before it is created\n"
               "event 3: invariant 10: a thread is created that is there already\n");
    check_said("A thread.begin A; B thread.begin A", "invariant 10: a thread begins twice\n");
    check_said("A thread.end A; main thread.end A killed", "invariant 10: a thread ends twice\n");
}

static void test_good_gil_passes(void)
{
    check_said("g:gil; A gil.take g 1; B gil.take+ g; B door.wait+ g #1 timed;"
               "B door.wait! g #1 timeout; B gil.ask g 2; B door.wait+ g #2; A gil.drop g 1 asked;"
               "A door.wake g B#2; A gil.take+ g; A door.wait+ g #1; B door.wait g #2;"
               "B gil.take g 2; B door.wake g A#1; A door.wait g #1; A door.wait+ g #2;"
               "B gil.drop g 2 exit; B door.wake g A#2; B thread.end B; A door.wait g #2;"
               "A gil.take g 3",
               "");
    check_said("g:gil; A lock.acquire L; B gil.take g 1; B lock.acquire+ L;"
               "B gil.drop g 1 blocking; B door.wait+ L #1; A lock.release L; A door.wake L B#1;"
               "B door.wait L #1; B lock.acquire L; B gil.take g 1; B lock.release L",
               "");
}

static void test_gil(void)
{
    check_said("g:gil; A gil.take g 1; B gil.take g 2",
               "invariant 11: takes the GIL that somebody has\n");
    check_said("g:gil; A gil.take g 1; B gil.drop g 1 asked",
               "invariant 11: drops a GIL that it does not have\n");
    check_said("g:gil; A gil.take g 1; A gil.drop g 1 asked; B gil.take g 1",
               "invariant 11: a switch of the GIL is not numbered one higher\n");
    check_said("g:gil; A gil.take g 1; A gil.drop g 2 asked",
               "invariant 11: the GIL is dropped with another number than it was taken with\n");
    check_said("g:gil; A gil.take g 1; A gil.drop g 1 asked; A print 1 \"hello\"",
               "invariant 11: does without the GIL what needs it\n");
    check_said("g:gil; A gil.take g 1; B gil.take+ g; B gil.ask g 3",
               "invariant 11: asks for the GIL who does not have it\n");
}

static void test_versions(void)
{
    check_said("A variable.store v 7@3; B variable.store v 8@4; A variable.load v 7@3", "");
    check_said("A variable.store v 7@3; B variable.store v 8@5",
               "invariant 12: a variable's version does not grow by one\n");
    check_said("A variable.store v 7@3; B variable.load v 8@4",
               "invariant 12: reads what nobody has written yet\n");
    check_said("A variable.store v 7@3; B variable.load v 8@3",
               "invariant 12: reads another value than was written\n");
}

static void test_parents(void)
{
    check_said("Q:queue; C:condition of Q", "");
    check_said("C:condition of Q; Q:queue", "invariant 14: a part is made before its parent\n");
}

#define FORK "main process.fork+ c; K thread.begin K; K process.begin c; main process.fork c;"

static void test_forks_copy(void)
{
    check_said("L:lock; main lock.acquire L;" FORK "K lock.release L; main lock.release L", "");
    check_said("A lock.acquire L;" FORK "A lock.release L; K lock.acquire L; K lock.release L", "");
    check_said("main lock.acquire L;" FORK "K lock.acquire L",
               "invariant 6: takes a lock that is held\n");
    check_said("P:process_lock; main lock.acquire P;" FORK "K lock.acquire P",
               "invariant 6: takes a lock that is held\n");
    check_said("A queue.put Q i1;" FORK "K queue.put Q 2@2; K queue.get Q 1@1", "");
    check_said("main queue.put Q i1;" FORK "K queue.get Q 2@0",
               "invariant 7: gets an item that is not in the queue\n");
    check_said("Q:process_queue;" FORK "main queue.put Q 2@1; K queue.put Q 1@2;"
               "main queue.get Q 1@1; K queue.get Q 2@0",
               "");
    check_said("Q:process_queue;" FORK "main queue.put Q 1@1; main queue.get Q 1@0;"
               "K queue.get Q 1@0",
               "invariant 7: gets an item that is not in the queue\n");
    check_said("F:future; main future.run F; main task.run+ F;" FORK
               "K task.run F; main task.run F; main future.set F",
               "");
}

static void test_processes(void)
{
    check_said(FORK "K process.end c; K thread.end K; main process.join c", "");
    check_said(FORK "main process.join c; K process.end c; K thread.end K",
               "invariant 10: a process is joined before its end\n");
    check_said("K process.begin c; K thread.begin K; main process.fork+ c; K process.end c",
               "invariant 10: a thread records before it begins\n"
               "event 5: invariant 10: a process begins before it is forked\n");
    check_said(FORK "K process.end c; K print 1 \"late\"",
               "invariant 10: records after it has ended its process\n");
}

static void test_pipes(void)
{
    check_said("X:pipe;" FORK "K pipe.send+ X m1; K ·pipe.write+ X 7; main pipe.recv+ X;"
               "main ·pipe.read+ X; main ·pipe.read X 7; main pipe.recv X m1; K ·pipe.write X 7;"
               "K pipe.send X m1",
               "");
    check_said("X:pipe; main pipe.write+ X 7; main pipe.write X 7; main pipe.read X 8",
               "invariant 8: more bytes are read than were written\n");
    check_said("X:pipe; main pipe.send+ X m1; main pipe.send X m1; main pipe.recv X m2",
               "invariant 8: a message is received that nobody has sent\n");
    check_said("X:pipe;" FORK "main pipe.read+ X; main door.wait+ X #1; K pipe.write+ X 7;"
               "K pipe.write X 7; main door.wait X #1; main pipe.read X 7",
               "");
}

static void test_words(void)
{
    check_broken("A print 1 \"one\"; A print 1 1", (struct event){.time_ns = 1},
                 "invariant 13: time goes backwards\n");
    check_said("A lock.acquire L a.c:31", "");
    check_said("A lock.acquire L libffi.so.8+0x6f7a:0", "");
    check_said("A lock.acquire L 0x7f00:0", "");
    check_said("A lock.acquire L unknown:0", "invariant 15: a site that is not defined\n");
    check_said("A print 1 \"one\"; A print 1 1", "");
    check_said("A print 1 \"one\"; A print 1 2", "invariant 15: a text that is not defined\n");
}

/* ---- what the analysis makes of it ---- */

static void check_proofs_said(const char *sequence, const char *outcome, const char *expected)
{
    char *said = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&said, &size);
    struct trace *trace = sequence_parse(sequence, outcome);
    proofs_check(trace, out);
    fclose(out);
    check_lines(said, expected);
    free(said);
    trace_destroy(trace);
}

#define ABANDON "R:rlock; A lock.acquire R; A thread.end A; W lock.acquire+ R; W door.wait+ R #1;"

static void test_proofs(void)
{
    check_proofs_said(ABANDON, "hung", "");
    check_proofs_said(ABANDON "W door.wait R #1; W lock.acquire R", "interrupted",
                      "invariant 17: W finishes what it was proven stuck in\n");
    check_proofs_said(ABANDON "W door.wait R #1; W ·door.wait+ R #2", "hung", "");
    check_proofs_said(ABANDON, "ended", "invariant 17: W is proven stuck in a run that ends\n");
    check_proofs_said("main thread.create+ W daemon;" ABANDON, "ended", "");
    check_proofs_said(ABANDON "F lock.release R; W door.wait R #1; W lock.acquire R", "ended", "");
}

static void check_waits_said(const char *sequence, const char *outcome, bool is_mute,
                             const char *expected)
{
    char *said = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&said, &size);
    struct trace *trace = sequence_parse(sequence, outcome);
    struct analysis *analysis = analysis_create(trace, LANGUAGE_ENGLISH);
    analysis->finding_count = is_mute ? 0 : analysis->finding_count;
    waits_check(analysis, out);
    fclose(out);
    check_lines(said, expected);
    free(said);
    analysis_destroy(analysis);
    trace_destroy(trace);
}

static void test_waits_are_closed_or_reported(void)
{
    check_waits_said(ABANDON, "hung", false, "");
    check_waits_said(ABANDON, "hung", true, "invariant 20: W is stuck, and no finding says so\n");
    check_waits_said(ABANDON, "ended", false,
                     "invariant 20: W waits still, in a run that has ended\n");
    check_waits_said(ABANDON "main thread.end W killed", "ended", false, "");
    check_waits_said("A sleep+ 0 timed; A door.wait+ 0 #1 timed", "interrupted", false, "");
}

static void test_stable_names(void)
{
    char *said = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&said, &size);
    struct trace *trace =
        sequence_parse("L:lock; main thread.create+ A; A thread.begin A; main thread.create A;"
                       "A thread.create+ B; B thread.begin B; A thread.create B; B=爱",
                       "ended");
    stable_names_print(trace, out);
    fclose(out);
    check_text_equal(said, "main thread main\n"
                           "main.1 thread A\n"
                           "main.1.1 thread 爱\n"
                           "main#1 lock L\n");
    free(said);
    trace_destroy(trace);
}

int main(int argc, char **argv)
{
    static const struct test_case cases[] = {
        {"invariants@good-stories-pass", test_good_stories_pass},
        {"invariants@brackets-and-waits", test_brackets_and_waits},
        {"invariants@wakes", test_wakes},
        {"invariants@locks", test_locks},
        {"invariants@conditions", test_conditions},
        {"invariants@permits", test_permits},
        {"invariants@queues", test_queues},
        {"invariants@tasks-and-closing", test_tasks_and_closing},
        {"invariants@good-futures-pass", test_good_futures_pass},
        {"invariants@futures", test_futures},
        {"invariants@results", test_results},
        {"invariants@lives", test_lives},
        {"invariants@good-gil-passes", test_good_gil_passes},
        {"invariants@gil", test_gil},
        {"invariants@versions", test_versions},
        {"invariants@parents", test_parents},
        {"invariants@forks-copy", test_forks_copy},
        {"invariants@processes", test_processes},
        {"invariants@pipes", test_pipes},
        {"invariants@words", test_words},
        {"invariants@proofs", test_proofs},
        {"invariants@waits-are-closed-or-reported", test_waits_are_closed_or_reported},
        {"invariants@stable-names", test_stable_names},
    };
    return run_cases(cases, ARRAY_COUNT(cases), argc, argv);
}
