/* The minimal sequences of docs/trace-format.md, record for record: each story runs in a process of
 * its own, in virtual time, against a recorder that keeps what was recorded. */
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/capturing_recorder.h"
#include "tests/check.h"
#include "tests/own_process.h"
#include "tracer/event/event_kind.h"
#include "tracer/event/misuse.h"
#include "tracer/threadlane.h"

/* The objects of a story; a test makes those it needs. */
static struct tl_lock *lock;
static struct tl_rlock *rlock;
static struct tl_condition *condition;
static struct tl_semaphore *semaphore;
static struct tl_event *event;
static struct tl_barrier *barrier;
static struct tl_queue *queue;
static struct tl_thread *threads[4];

/* What a thread does, one letter a step; digits sleep so many seconds.
 * a acquire, t acquire within two seconds, y try, r release (lock) · A acquire, R release (rlock) ·
 * w wait, W wait for one second, n notify, N notify all (condition) · g acquire, b give back
 * (semaphore) · e wait, s set, c clear (event) · m meet, M meet within a second (barrier of two) ·
 * u put, o get, O get within two seconds, d task_done, q join, h shut down (queue of one) · j, k
 * join the first, the second thread · p print */
static bool perform_exchange(char step)
{
    void *got;
    switch (step) {
    case 'e':
        tl_event_wait(event, TL_FOREVER);
        break;
    case 's':
        tl_event_set(event);
        break;
    case 'c':
        tl_event_clear(event);
        break;
    case 'm':
        tl_barrier_wait(barrier, TL_FOREVER);
        break;
    case 'M':
        tl_barrier_wait(barrier, 1);
        break;
    case 'u':
        tl_queue_put(queue, NULL, TL_FOREVER);
        break;
    case 'o':
        tl_queue_get(queue, &got, TL_FOREVER);
        break;
    case 'O':
        tl_queue_get(queue, &got, 2);
        break;
    case 'd':
        tl_queue_task_done(queue);
        break;
    case 'q':
        tl_queue_join(queue);
        break;
    case 'h':
        tl_queue_shutdown(queue, false);
        break;
    default:
        return false;
    }
    return true;
}

static void perform(char step)
{
    switch (step) {
    case 'a':
        tl_lock_acquire(lock, TL_FOREVER);
        break;
    case 't':
        tl_lock_acquire(lock, 2);
        break;
    case 'y':
        tl_lock_acquire(lock, 0);
        break;
    case 'r':
        tl_lock_release(lock);
        break;
    case 'A':
        tl_rlock_acquire(rlock, TL_FOREVER);
        break;
    case 'R':
        tl_rlock_release(rlock);
        break;
    case 'w':
        tl_condition_wait(condition, TL_FOREVER);
        break;
    case 'W':
        tl_condition_wait(condition, 1);
        break;
    case 'n':
        tl_condition_notify(condition, 1);
        break;
    case 'N':
        tl_condition_notify_all(condition);
        break;
    case 'g':
        tl_semaphore_acquire(semaphore, TL_FOREVER);
        break;
    case 'b':
        tl_semaphore_release(semaphore, 1);
        break;
    case 'j':
        tl_thread_join(threads[0], TL_FOREVER);
        break;
    case 'k':
        tl_thread_join(threads[1], TL_FOREVER);
        break;
    case 'p':
        tl_print("hello");
        break;
    default:
        if (!perform_exchange(step)) {
            tl_sleep(step - '0');
        }
    }
}

static void play(void *script)
{
    for (const char *step = script; *step; step++) {
        perform(*step);
    }
}

/* The documentation's sequence without line breaks, storeys of door events and “timed”, which the
 * capturing recorder does not tell. */
static const char *plain(const char *sequence)
{
    static char text[8192];
    size_t size = 0;
    for (const char *c = sequence; *c; c++) {
        if (strncmp(c, "·door", strlen("·door")) == 0) {
            c += strlen("·") - 1;
        } else if (strncmp(c, " timed", strlen(" timed")) == 0) {
            c += strlen(" timed") - 1;
        } else {
            text[size++] = *c;
        }
    }
    text[size] = '\0';
    return text;
}

static void make_objects(void)
{
    lock = tl_lock_create("L");
    rlock = tl_rlock_create("R");
    condition = tl_condition_create_with_lock(lock, "C");
    semaphore = tl_semaphore_create(0, "S");
    event = tl_event_create("E");
    barrier = tl_barrier_create(2, NULL, NULL, TL_FOREVER, "B");
    queue = tl_queue_create(1, "Q");
}

struct story {
    const char *scripts[4][2]; /* name and steps of each thread, in order of start */
    const char *expected;
    unsigned told; /* enum capture_told */
};

static const struct story *story_now;

static void run_story(void)
{
    capture_in_virtual_time(0);
    make_objects();
    for (size_t i = 0; i < 4 && story_now->scripts[i][0]; i++) {
        void *steps = (void *)(uintptr_t)story_now->scripts[i][1];
        threads[i] = tl_thread_create(play, steps, story_now->scripts[i][0]);
        tl_thread_start(threads[i]);
    }
    tl_sleep(100);
    check_text_equal(capture_tell(story_now->told), plain(story_now->expected));
}

#define STORY(function, ...)                                                                       \
    static void function(void)                                                                     \
    {                                                                                              \
        static const struct story story = {__VA_ARGS__};                                           \
        story_now = &story;                                                                        \
        check_in_own_process(run_story);                                                           \
    }

/* clang-format off: the sequences as they are documented */
STORY(test_uncontended, {{"A", "ar"}}, "A lock.acquire L; A lock.release L")

STORY(test_contended, {{"A", "a2r"}, {"B", "1ar"}},
      "A lock.acquire L; B lock.acquire+ L; B door.wait+ L #1; A lock.release L; "
      "A door.wake L B#1; B door.wait L #1; B lock.acquire L; B lock.release L")

/* C sleeps as long as A and is next in line when A releases. */
STORY(test_barged, {{"A", "a2r"}, {"C", "2a3r"}, {"B", "1t"}},
      "A lock.acquire L; B lock.acquire+ L; B door.wait+ L #1; A lock.release L; "
      "A door.wake L B#1; C lock.acquire L; B door.wait L #1; B door.wait+ L #2; "
      "B door.wait! L #2 timeout; B lock.acquire! L timeout; C lock.release L")

STORY(test_try, {{"A", "a2r"}, {"B", "1y"}},
      "A lock.acquire L; B lock.acquire! L busy; A lock.release L")

STORY(test_reentry, {{"A", "AAR2R"}, {"B", "1R"}},
      "A lock.acquire R; A lock.acquire R; A lock.release R; B lock.release! R misuse; "
      "A lock.release R")

STORY(test_notify, {{"W", "awr"}, {"N", "1an1r"}},
      "W lock.acquire L; W condition.wait+ C; W ·lock.release L; W ·door.wait+ C #1; "
      "N lock.acquire L; N condition.notify C 1/1; N door.wake C W#1; W ·door.wait C #1; "
      "W ·lock.acquire+ L; W ·door.wait+ L #2; N lock.release L; N door.wake L W#2; "
      "W ·door.wait L #2; W ·lock.acquire L; W condition.wait C; W lock.release L")

STORY(test_wait_timeout, {{"W", "aWr"}},
      "W lock.acquire L; W condition.wait+ C; W ·lock.release L; W door.wait+ C #1 timed; "
      "W door.wait! C #1 timeout; W ·lock.acquire L; W condition.wait! C timeout; "
      "W lock.release L")

STORY(test_lost_too_early, {{"N", "anr"}, {"W", "aw"}},
      "N lock.acquire L; N condition.notify C 1/0; N lock.release L; W lock.acquire L; "
      "W condition.wait+ C; W ·lock.release L; W door.wait+ C #1")

/* W times out at 1 s while N holds the lock, and N notifies at 2 s. */
STORY(test_lost_too_late, {{"W", "aWr"}, {"N", "a2nr"}},
      "W lock.acquire L; W condition.wait+ C; W ·lock.release L; W door.wait+ C #1 timed; "
      "N lock.acquire L; W door.wait! C #1 timeout; W ·lock.acquire+ L; W door.wait+ L #2; "
      "N condition.notify C 1/1; N door.wake C W#1; N lock.release L; N door.wake L W#2; "
      "W door.wait L #2; W ·lock.acquire L; W condition.wait! C timeout; W lock.release L")

STORY(test_semaphore, {{"A", "g"}, {"B", "1b"}},
      "A ·lock.acquire S.lock; A semaphore.acquire+ S; A ·condition.wait+ S.condition; "
      "A ··lock.release S.lock; A door.wait+ S.condition #1; B ·lock.acquire S.lock; "
      "B semaphore.release S; B ·condition.notify S.condition 1/1; B door.wake S.condition A#1; "
      "B ·lock.release S.lock; A door.wait S.condition #1; A ··lock.acquire S.lock; "
      "A ·condition.wait S.condition; A semaphore.acquire S; A ·lock.release S.lock")

STORY(test_event, {{"A", "e"}, {"B", "1sec"}},
      "A ·lock.acquire E.lock; A event.wait+ E; A ·condition.wait+ E.condition; "
      "A ··lock.release E.lock; A ·door.wait+ E.condition #1; B ·lock.acquire E.lock; "
      "B event.set E; B ·condition.notify E.condition all/1; B door.wake E.condition A#1; "
      "B ·lock.release E.lock; B ·lock.acquire E.lock; B event.wait E; B ·lock.release E.lock; "
      "B ·lock.acquire E.lock; B event.clear E; B ·lock.release E.lock; "
      "A door.wait E.condition #1; A ··lock.acquire E.lock; A ·condition.wait E.condition; "
      "A event.wait E; A ·lock.release E.lock")

STORY(test_barrier, {{"A", "m"}, {"B", "1m"}},
      "A ·lock.acquire B.lock; A barrier.wait+ B; A ·condition.wait+ B.condition; "
      "A ··lock.release B.lock; A door.wait+ B.condition #1; B ·lock.acquire B.lock; "
      "B barrier.wait B; B ·condition.notify B.condition all/1; B door.wake B.condition A#1; "
      "B ·lock.release B.lock; A door.wait B.condition #1; A ··lock.acquire B.lock; "
      "A ·condition.wait B.condition; A barrier.wait B; A ·condition.notify B.condition all/0; "
      "A ·lock.release B.lock")

STORY(test_barrier_broken, {{"A", "M"}, {"B", "2m"}},
      "A ·lock.acquire B.lock; A barrier.wait+ B; A ·condition.wait+ B.condition; "
      "A ··lock.release B.lock; A door.wait+ B.condition #1; "
      "A door.wait! B.condition #1 timeout; A ··lock.acquire B.lock; "
      "A ·condition.wait! B.condition timeout; A barrier.wait! B timeout; "
      "A ·condition.notify B.condition all/0; A ·lock.release B.lock; B ·lock.acquire B.lock; "
      "B barrier.wait! B broken; B ·lock.release B.lock")

STORY(test_queue, {{"G", "o"}, {"P", "1u"}},
      "G ·lock.acquire Q.lock; G queue.get+ Q; G ·condition.wait+ not_empty; "
      "G ··lock.release Q.lock; G door.wait+ not_empty #1; P ·lock.acquire Q.lock; "
      "P queue.put Q i1; P ·condition.notify not_empty 1/1; P door.wake not_empty G#1; "
      "P ·lock.release Q.lock; G door.wait not_empty #1; G ··lock.acquire Q.lock; "
      "G ·condition.wait not_empty; G queue.get Q i1; G ·condition.notify not_full 1/0; "
      "G ·lock.release Q.lock")

STORY(test_queue_full, {{"P", "uu"}, {"G", "1o"}},
      "P ·lock.acquire Q.lock; P queue.put Q i1; P ·condition.notify not_empty 1/0; "
      "P ·lock.release Q.lock; P ·lock.acquire Q.lock; P queue.put+ Q; "
      "P ·condition.wait+ not_full; P ··lock.release Q.lock; P door.wait+ not_full #1; "
      "G ·lock.acquire Q.lock; G queue.get Q i1; G ·condition.notify not_full 1/1; "
      "G door.wake not_full P#1; G ·lock.release Q.lock; P door.wait not_full #1; "
      "P ··lock.acquire Q.lock; P ·condition.wait not_full; P queue.put Q i2; "
      "P ·condition.notify not_empty 1/0; P ·lock.release Q.lock")

/* C comes when the item is there and G, woken for it, has not run yet. */
STORY(test_queue_barged, {{"P", "2u"}, {"C", "2o"}, {"G", "1O"}},
      "G ·lock.acquire Q.lock; G queue.get+ Q; G ·condition.wait+ not_empty; "
      "G ··lock.release Q.lock; G door.wait+ not_empty #1; P ·lock.acquire Q.lock; "
      "P queue.put Q i1; P ·condition.notify not_empty 1/1; P door.wake not_empty G#1; "
      "P ·lock.release Q.lock; C ·lock.acquire Q.lock; C queue.get Q i1; "
      "C ·condition.notify not_full 1/0; C ·lock.release Q.lock; G door.wait not_empty #1; "
      "G ··lock.acquire Q.lock; G ·condition.wait not_empty; G ·condition.wait+ not_empty; "
      "G ··lock.release Q.lock; G door.wait+ not_empty #2; G door.wait! not_empty #2 timeout; "
      "G ··lock.acquire Q.lock; G ·condition.wait! not_empty timeout; G queue.get! Q timeout; "
      "G ·lock.release Q.lock")

STORY(test_queue_join, {{"P", "uq"}, {"G", "1od"}},
      "P ·lock.acquire Q.lock; P queue.put Q i1; P ·condition.notify not_empty 1/0; "
      "P ·lock.release Q.lock; P ·lock.acquire Q.lock; P queue.join+ Q; "
      "P ·condition.wait+ all_tasks_done; P ··lock.release Q.lock; "
      "P door.wait+ all_tasks_done #1; G ·lock.acquire Q.lock; G queue.get Q i1; "
      "G ·condition.notify not_full 1/0; G ·lock.release Q.lock; G ·lock.acquire Q.lock; "
      "G queue.task_done Q; G ·condition.notify all_tasks_done all/1; "
      "G door.wake all_tasks_done P#1; G ·lock.release Q.lock; P door.wait all_tasks_done #1; "
      "P ··lock.acquire Q.lock; P ·condition.wait all_tasks_done; P queue.join Q; "
      "P ·lock.release Q.lock")

STORY(test_queue_shutdown, {{"G", "o"}, {"P", "1hu"}},
      "G ·lock.acquire Q.lock; G queue.get+ Q; G ·condition.wait+ not_empty; "
      "G ··lock.release Q.lock; G door.wait+ not_empty #1; P ·lock.acquire Q.lock; "
      "P ·condition.notify not_empty all/1; P door.wake not_empty G#1; "
      "P ·condition.notify not_full all/0; P ·lock.release Q.lock; P ·lock.acquire Q.lock; "
      "P queue.put! Q closed; P ·lock.release Q.lock; G door.wait not_empty #1; "
      "G ··lock.acquire Q.lock; G ·condition.wait not_empty; G queue.get! Q closed; "
      "G ·lock.release Q.lock")

STORY(test_sleep_and_print, {{"A", "1p"}},
      "A sleep+ 0; A door.wait+ 0 #1; main sleep+ 0; main door.wait+ 0 #1; "
      "A door.wait! 0 #1 timeout; A sleep 0; A print 1; main door.wait! 0 #1 timeout; main sleep 0",
      .told = TELL_SLEEPS)

/* W ends before main runs again: it has nothing to wait for. */
STORY(test_thread_life, {{"W", "p"}, {"V", "1"}, {"J", "jk"}},
      "main thread.begin main; main thread.create+ W; main door.wait+ W #1; W thread.begin W; W "
      "door.wake W main#1; "
      "W print 1; W thread.end W; main door.wait W #1; main thread.create W; "
      "main thread.create+ V; main door.wait+ V #2; V thread.begin V; V door.wake V main#2; "
      "main door.wait V #2; main thread.create V; main thread.create+ J; main door.wait+ J #3; "
      "J thread.begin J; J door.wake J main#3; J thread.join W; J thread.join+ V; "
      "J door.wait+ V #1; main door.wait J #3; main thread.create J; V thread.end V; "
      "V door.wake V J#1; J door.wait V #1; J thread.join V; J thread.end J",
      .told = TELL_THREADS)

STORY(test_two_notified, {{"V", "awr"}, {"W", "awr"}, {"N", "1aNr"}},
      "V lock.acquire L; V condition.wait+ C; V ·lock.release L; V door.wait+ C #1; "
      "W lock.acquire L; W condition.wait+ C; W ·lock.release L; W door.wait+ C #1; "
      "N lock.acquire L; N condition.notify C all/2; N door.wake C V#1; N door.wake C W#1; "
      "N lock.release L; V door.wait C #1; V ·lock.acquire L; V condition.wait C; "
      "V lock.release L; W door.wait C #1; W ·lock.acquire L; W condition.wait C; "
      "W lock.release L")
/* clang-format on */

static const struct test_case cases[] = {
    {"lock@uncontended-is-two-records", test_uncontended},
    {"lock@contended-names-the-wait-it-ends", test_contended},
    {"lock@barged-waits-again-and-times-out", test_barged},
    {"lock@try-fails-at-once", test_try},
    {"rlock@owner-re-enters-others-are-refused", test_reentry},
    {"condition@notified-takes-the-lock-back", test_notify},
    {"condition@timeout-takes-the-lock-back", test_wait_timeout},
    {"condition@notify-before-wait-is-lost", test_lost_too_early},
    {"condition@notify-after-timeout-is-lost", test_lost_too_late},
    {"condition@notify-all-wakes-in-order", test_two_notified},
    {"semaphore@is-a-condition-around-a-lock", test_semaphore},
    {"event@set-wakes-and-stays", test_event},
    {"barrier@last-party-lets-all-go", test_barrier},
    {"barrier@timeout-breaks-it", test_barrier_broken},
    {"queue@put-wakes-the-getter", test_queue},
    {"queue@get-wakes-the-putter", test_queue_full},
    {"queue@barged-getter-waits-again", test_queue_barged},
    {"queue@join-waits-for-the-last-task-done", test_queue_join},
    {"queue@shutdown-wakes-all", test_queue_shutdown},
    {"thread@start-waits-for-begin-join-for-end", test_thread_life},
    {"thread@sleeps-and-prints", test_sleep_and_print},
};

int main(int argc, char **argv)
{
    return run_cases(cases, ARRAY_COUNT(cases), argc, argv);
}
