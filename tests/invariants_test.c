#include <stdlib.h>

#include "tests/check.h"
#include "tests/invariants.h"
#include "tests/sequence.h"

/* Checks the one thing that is said about a sequence, after its event's place; or nothing. */
static void check_said(const char *sequence, const char *expected)
{
    char *said = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&said, &size);
    struct trace *trace = sequence_parse(sequence, "");
    invariants_check(trace, out);
    fclose(out);
    const char *colon = strchr(said, ':');
    check_text_equal(colon ? colon + 2 : said, expected);
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
    check_said("A condition.wait+ C; A lock.acquire+ L; A condition.wait C",
               "invariant 1: ends an operation around others that are still open\n");
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
    check_said(PARK "N condition.notify C 1/1; N lock.acquire! L busy",
               "invariant 5: a notify woke fewer than it said\n");
    check_said(PARK "N condition.notify C 1/0; N door.wake C W#1",
               "invariant 5: a notify woke more than it said\n");
}

static void test_locks(void)
{
    check_said("A lock.acquire L; B lock.acquire L", "invariant 6: takes a lock that is held\n");
    check_said("R:rlock; A lock.acquire R; B lock.release R",
               "invariant 6: gives back somebody else's lock\n");
    check_said("A lock.acquire L; B lock.release L", "");
}

static void test_permits_and_items(void)
{
    check_said("S:semaphore limit 1; A semaphore.acquire S 0; B semaphore.release S 1", "");
    check_said("S:semaphore limit 1; A semaphore.acquire S 1",
               "invariant 7: permits do not move by what was taken or given\n");
    check_said("S:semaphore limit 0; A semaphore.acquire S 0",
               "invariant 7: takes a permit that is not there\n"
               "event 4: invariant 7: permits do not move by what was taken or given\n");
    check_said("Q:queue limit 2; A queue.put Q i1; A queue.put Q i2; B queue.get Q i1;"
               "A queue.put Q i3; B object.close Q 2 immediate",
               "");
    check_said("Q:queue limit 1; A queue.put Q i1; A queue.put Q i2",
               "invariant 7: puts an item into a full queue\n");
    check_said("Q:queue; A queue.put Q i2", "invariant 7: an item is put out of turn\n");
    check_said("Q:queue; A queue.put Q i1; A queue.put Q i2; B queue.get Q i2",
               "invariant 7: gets an item out of turn\n");
    check_said("Q:queue; A queue.put Q i1; B queue.get Q i1; B queue.get Q i2",
               "invariant 7: gets an item that was not put\n");
}

static void test_lives(void)
{
    check_said("A thread.end A; A print 1 \"late\"",
               "invariant 10: a thread records after its end\n");
    check_said("A print 1 \"early\"; A thread.begin A",
               "invariant 10: a thread records before it begins\n");
    check_said("A thread.begin A; main thread.join A; A thread.end A",
               "invariant 10: a thread is joined before its end\n");
}

static void test_versions(void)
{
    check_said("A variable.store v 7@3; B variable.store v 8@5",
               "invariant 12: a variable's version does not grow by one\n");
}

static void test_sites(void)
{
    check_said("A lock.acquire L libffi.so.8+0x6f7a:0", "");
    check_said("A lock.acquire L 0x7f00:0", "");
    check_said("A lock.acquire L unknown:0", "invariant 15: a site that is not defined\n");
}

int main(int argc, char **argv)
{
    static const struct test_case cases[] = {
        {"invariants@good-stories-pass", test_good_stories_pass},
        {"invariants@brackets-and-waits", test_brackets_and_waits},
        {"invariants@wakes", test_wakes},
        {"invariants@locks", test_locks},
        {"invariants@permits-and-items", test_permits_and_items},
        {"invariants@lives", test_lives},
        {"invariants@versions", test_versions},
        {"invariants@sites", test_sites},
    };
    return run_cases(cases, ARRAY_COUNT(cases), argc, argv);
}
