/* What a caller may not do: it returns its code, and the trace has the operation as failed, with
 * Python's message. Each case runs in a process of its own. */
#include <stdlib.h>

#include "tests/captured_rules.h"
#include "tests/capturing_recorder.h"
#include "tests/check.h"
#include "tests/own_process.h"
#include "tracer/event/event_kind.h"
#include "tracer/event/misuse.h"
#include "tracer/threadlane.h"

static struct tl_thread *start(void (*function)(void *), void *argument, const char *name)
{
    struct tl_thread *thread = tl_thread_create(function, argument, name);
    check_int_equal(tl_thread_start(thread), TL_OK);
    return thread;
}

static void check_refused(int result, int error, uint16_t failed_kind, enum misuse misuse)
{
    check_int_equal(result, error);
    const struct captured_event *event = capture_event(capture_count() - 1);
    check_text_equal(kind_name(event->kind), kind_name(failed_kind));
    check_int_equal(flags_detail(event->flags), REASON_MISUSE);
    check_text_equal(misuse_message((unsigned)event->value), misuse_message(misuse));
    check_text_equal(tl_misuse_text(), misuse_message(misuse));
}

static void release_rlock(void *rlock)
{
    check_refused(tl_rlock_release(rlock), TL_NOT_OWNER, EVENT_LOCK_RELEASE_FAILED,
                  MISUSE_RELEASE_NOT_OWNED);
}

CASE(test_lock_misuse)
{
    capture_in_virtual_time(1);
    struct tl_lock *lock = tl_lock_create("L");
    struct tl_rlock *rlock = tl_rlock_create("R");
    check_refused(tl_lock_release(lock), TL_NOT_OWNER, EVENT_LOCK_RELEASE_FAILED,
                  MISUSE_RELEASE_UNLOCKED);
    check_refused(tl_lock_acquire(lock, -1), TL_INVALID, EVENT_LOCK_ACQUIRE_FAILED,
                  MISUSE_TIMEOUT_NEGATIVE);
    check_refused(tl_lock_acquire(lock, NAN), TL_INVALID, EVENT_LOCK_ACQUIRE_FAILED,
                  MISUSE_TIMEOUT_NEGATIVE);
    tl_rlock_acquire(rlock, TL_FOREVER);
    start(release_rlock, rlock, "T");
    check_refused(tl_rlock_destroy(rlock), TL_IN_USE, EVENT_OBJECT_DESTROY_FAILED,
                  MISUSE_DESTROY_HELD);
    tl_rlock_release(rlock);
    release_rlock(rlock);
    check_int_equal(tl_rlock_destroy(rlock), TL_OK);
    check_int_equal(tl_lock_destroy(lock), TL_OK);
    check_refused(tl_sleep(-0.5), TL_INVALID, EVENT_SLEEP_FAILED, MISUSE_TIMEOUT_NEGATIVE);
}

CASE(test_condition_misuse)
{
    capture_in_virtual_time(1);
    struct tl_lock *lock = tl_lock_create("L");
    struct tl_condition *own = tl_condition_create("C");
    struct tl_condition *around = tl_condition_create_with_lock(lock, "D");
    check_refused(tl_condition_wait(own, 1), TL_NOT_OWNER, EVENT_CONDITION_WAIT_FAILED,
                  MISUSE_WAIT_NOT_OWNED);
    check_refused(tl_condition_notify(own, 1), TL_NOT_OWNER, EVENT_CONDITION_NOTIFY_FAILED,
                  MISUSE_NOTIFY_NOT_OWNED);
    check_refused(tl_condition_notify_all(around), TL_NOT_OWNER, EVENT_CONDITION_NOTIFY_FAILED,
                  MISUSE_NOTIFY_NOT_OWNED);
    tl_lock_acquire(lock, TL_FOREVER); /* for a plain lock any holder counts */
    check_int_equal(tl_condition_notify(around, 1), TL_OK);
    check_int_equal(tl_condition_notify(around, -3), TL_OK);
    tl_lock_release(lock);
    check_int_equal(tl_condition_destroy(around), TL_OK);
    check_int_equal(tl_lock_destroy(lock), TL_OK);
    tl_condition_acquire(own, TL_FOREVER);
    check_refused(tl_condition_destroy(own), TL_IN_USE, EVENT_OBJECT_DESTROY_FAILED,
                  MISUSE_DESTROY_HELD);
}

static void wait_for_permit(void *semaphore)
{
    tl_semaphore_acquire(semaphore, 5);
}

CASE(test_semaphore_misuse)
{
    capture_in_virtual_time(1);
    check_true(tl_semaphore_create(-1, "S") == NULL);
    check_int_equal(capture_find(EVENT_OBJECT_CREATE_FAILED, 0)->value, MISUSE_SEMAPHORE_NEGATIVE);
    struct tl_semaphore *semaphore = tl_semaphore_create(0, "S");
    check_refused(tl_semaphore_release(semaphore, 0), TL_INVALID, EVENT_SEMAPHORE_RELEASE_FAILED,
                  MISUSE_SEMAPHORE_RELEASE_LESS_THAN_ONE);
    check_int_equal(tl_semaphore_acquire(semaphore, -1), TL_BUSY);
    struct tl_thread *waiting = start(wait_for_permit, semaphore, "T");
    check_refused(tl_semaphore_destroy(semaphore), TL_IN_USE, EVENT_OBJECT_DESTROY_FAILED,
                  MISUSE_DESTROY_AWAITED);
    tl_thread_join(waiting, TL_FOREVER);
    check_int_equal(tl_semaphore_destroy(semaphore), TL_OK);
}

static void wait_for_event(void *event)
{
    tl_event_wait(event, 5);
}

static void meet(void *barrier)
{
    tl_barrier_wait(barrier, 5);
}

CASE(test_event_and_barrier_misuse)
{
    capture_in_virtual_time(1);
    struct tl_event *event = tl_event_create("E");
    struct tl_thread *waiting = start(wait_for_event, event, "T");
    check_refused(tl_event_destroy(event), TL_IN_USE, EVENT_OBJECT_DESTROY_FAILED,
                  MISUSE_DESTROY_AWAITED);
    tl_thread_join(waiting, TL_FOREVER);
    check_int_equal(tl_event_destroy(event), TL_OK);
    check_true(tl_barrier_create(0, NULL, NULL, TL_FOREVER, "B") == NULL);
    check_int_equal(capture_find(EVENT_OBJECT_CREATE_FAILED, 0)->value, MISUSE_BARRIER_PARTIES);
    struct tl_barrier *barrier = tl_barrier_create(2, NULL, NULL, TL_FOREVER, "B");
    waiting = start(meet, barrier, "U");
    check_refused(tl_barrier_destroy(barrier), TL_IN_USE, EVENT_OBJECT_DESTROY_FAILED,
                  MISUSE_DESTROY_AWAITED);
    tl_thread_join(waiting, TL_FOREVER);
    check_int_equal(tl_barrier_destroy(barrier), TL_OK);
}

static void get_item(void *queue)
{
    void *item;
    tl_queue_get(queue, &item, 5);
}

CASE(test_queue_misuse)
{
    capture_in_virtual_time(1);
    void *item = NULL;
    struct tl_queue *queue = tl_queue_create(1, "Q");
    check_refused(tl_queue_put(queue, NULL, -1), TL_INVALID, EVENT_QUEUE_PUT_FAILED,
                  MISUSE_QUEUE_TIMEOUT);
    check_refused(tl_queue_get(queue, &item, NAN), TL_INVALID, EVENT_QUEUE_GET_FAILED,
                  MISUSE_QUEUE_TIMEOUT);
    check_refused(tl_queue_get(queue, NULL, 1), TL_INVALID, EVENT_QUEUE_GET_FAILED,
                  MISUSE_NULL_HANDLE);
    check_int_equal(tl_queue_task_done(queue), TL_INVALID);
    check_int_equal(capture_find(EVENT_QUEUE_TASK_DONE_FAILED, 0)->value,
                    MISUSE_TASK_DONE_TOO_OFTEN);
    struct tl_thread *waiting = start(get_item, queue, "T");
    check_refused(tl_queue_destroy(queue), TL_IN_USE, EVENT_OBJECT_DESTROY_FAILED,
                  MISUSE_DESTROY_AWAITED);
    tl_thread_join(waiting, TL_FOREVER);
    check_int_equal(tl_queue_put(queue, NULL, 0), TL_OK);
    check_int_equal(tl_queue_destroy(queue), TL_OK);
}

CASE(test_bounded_semaphore_misuse)
{
    capture_in_virtual_time(1);
    struct tl_semaphore *semaphore = tl_bounded_semaphore_create(2, "S");
    check_int_equal(tl_semaphore_acquire(semaphore, 0), TL_OK);
    check_int_equal(tl_semaphore_release(semaphore, 2), TL_INVALID);
    const struct captured_event *event = capture_find(EVENT_SEMAPHORE_RELEASE_FAILED, 0);
    check_int_equal(event->value, MISUSE_SEMAPHORE_RELEASED_TOO_OFTEN);
    check_int_equal(tl_semaphore_release(semaphore, 1), TL_OK); /* the first changed nothing */
    check_int_equal(tl_semaphore_release(semaphore, 1), TL_INVALID);
    check_int_equal(captured_rules_broken(), 0);
}

static void join_itself(void *thread)
{
    check_refused(tl_thread_join(*(struct tl_thread **)thread, TL_FOREVER), TL_STATE,
                  EVENT_THREAD_JOIN_FAILED, MISUSE_JOIN_SELF);
}

CASE(test_thread_misuse)
{
    capture_in_virtual_time(1);
    struct tl_thread *thread = tl_thread_create(join_itself, &thread, NULL);
    check_refused(tl_thread_join(thread, 1), TL_STATE, EVENT_THREAD_JOIN_FAILED,
                  MISUSE_JOIN_NOT_STARTED);
    check_int_equal(tl_thread_start(thread), TL_OK);
    check_refused(tl_thread_start(thread), TL_STATE, EVENT_THREAD_CREATE_FAILED,
                  MISUSE_START_TWICE);
    check_refused(tl_thread_set_daemon(thread, true), TL_STATE, EVENT_THREAD_CREATE_FAILED,
                  MISUSE_DAEMON_ACTIVE);
    check_true(!tl_thread_is_daemon(thread) && !tl_thread_is_alive(thread));
    tl_thread_destroy(thread);
}

static bool never(void *unused)
{
    (void)unused;
    return false;
}

CASE(test_null_handles)
{
    capture_in_virtual_time(1);
    const struct {
        int result;
        uint16_t failed_kind;
    } calls[] = {
        {tl_lock_acquire(NULL, 1), EVENT_LOCK_ACQUIRE_FAILED},
        {tl_lock_release(NULL), EVENT_LOCK_RELEASE_FAILED},
        {tl_lock_destroy(NULL), EVENT_OBJECT_DESTROY_FAILED},
        {tl_rlock_acquire(NULL, 1), EVENT_LOCK_ACQUIRE_FAILED},
        {tl_rlock_release(NULL), EVENT_LOCK_RELEASE_FAILED},
        {tl_rlock_destroy(NULL), EVENT_OBJECT_DESTROY_FAILED},
        {tl_condition_acquire(NULL, 1), EVENT_LOCK_ACQUIRE_FAILED},
        {tl_condition_release(NULL), EVENT_LOCK_RELEASE_FAILED},
        {tl_condition_wait(NULL, 1), EVENT_CONDITION_WAIT_FAILED},
        {tl_condition_wait_for(NULL, never, NULL, 1), EVENT_CONDITION_WAIT_FAILED},
        {tl_condition_notify(NULL, 1), EVENT_CONDITION_NOTIFY_FAILED},
        {tl_condition_notify_all(NULL), EVENT_CONDITION_NOTIFY_FAILED},
        {tl_condition_destroy(NULL), EVENT_OBJECT_DESTROY_FAILED},
        {tl_semaphore_acquire(NULL, 1), EVENT_SEMAPHORE_ACQUIRE_FAILED},
        {tl_semaphore_release(NULL, 1), EVENT_SEMAPHORE_RELEASE_FAILED},
        {tl_semaphore_destroy(NULL), EVENT_OBJECT_DESTROY_FAILED},
        {tl_event_set(NULL), EVENT_EVENT_SET_FAILED},
        {tl_event_clear(NULL), EVENT_EVENT_CLEAR_FAILED},
        {tl_event_wait(NULL, 1), EVENT_EVENT_WAIT_FAILED},
        {tl_event_destroy(NULL), EVENT_OBJECT_DESTROY_FAILED},
        {tl_barrier_wait(NULL, 1), EVENT_BARRIER_WAIT_FAILED},
        {tl_barrier_reset(NULL), EVENT_OBJECT_CLOSE_FAILED},
        {tl_barrier_abort(NULL), EVENT_OBJECT_CLOSE_FAILED},
        {tl_barrier_destroy(NULL), EVENT_OBJECT_DESTROY_FAILED},
        {tl_queue_put(NULL, NULL, 1), EVENT_QUEUE_PUT_FAILED},
        {tl_queue_get(NULL, NULL, 1), EVENT_QUEUE_GET_FAILED},
        {tl_queue_task_done(NULL), EVENT_QUEUE_TASK_DONE_FAILED},
        {tl_queue_join(NULL), EVENT_QUEUE_JOIN_FAILED},
        {tl_queue_shutdown(NULL, true), EVENT_OBJECT_CLOSE_FAILED},
        {tl_queue_destroy(NULL), EVENT_OBJECT_DESTROY_FAILED},
        {tl_thread_start(NULL), EVENT_THREAD_CREATE_FAILED},
        {tl_thread_join(NULL, 1), EVENT_THREAD_JOIN_FAILED},
        {tl_thread_set_daemon(NULL, true), EVENT_THREAD_CREATE_FAILED},
        {tl_thread_set_name(NULL, "x"), EVENT_THREAD_CREATE_FAILED},
    };
    for (size_t i = 0; i < ARRAY_COUNT(calls); i++) {
        const struct captured_event *event = capture_event(i + 1); /* after main's begin */
        check_int_equal(calls[i].result, TL_INVALID);
        check_text_equal(kind_name(event->kind), kind_name(calls[i].failed_kind));
        check_int_equal(event->value, MISUSE_NULL_HANDLE);
    }
    check_true(tl_thread_create(NULL, NULL, "x") == NULL);
    check_true(tl_condition_create_with_lock(NULL, "x") == NULL);
    check_true(tl_condition_create_with_rlock(NULL, "x") == NULL);
    check_true(tl_queue_create_priority(1, NULL, "x") == NULL);
    check_true(!tl_event_is_set(NULL) && !tl_barrier_is_broken(NULL));
    check_int_equal(tl_barrier_parties(NULL) + tl_barrier_waiting_count(NULL), 0);
    check_true(tl_queue_is_empty(NULL) && !tl_queue_is_full(NULL));
    check_true(!tl_lock_is_locked(NULL) && !tl_thread_is_alive(NULL));
    tl_thread_destroy(NULL);
    struct tl_lock *none = NULL;
    bool was_inside = false;
    TL_WITH (none) {
        was_inside = true;
    }
    check_true(!was_inside);
}

CASE(test_strerror)
{
    for (int error = TL_OK; error >= TL_SHUTDOWN; error--) {
        check_true(strcmp(tl_strerror(error), "unknown error") != 0);
    }
    check_text_equal(tl_strerror(1), "unknown error");
    check_text_equal(tl_strerror(-1000), "unknown error");
}

static const struct test_case cases[] = {
    {"misuse@locks", test_lock_misuse},
    {"misuse@conditions", test_condition_misuse},
    {"misuse@semaphores", test_semaphore_misuse},
    {"misuse@bounded-semaphores", test_bounded_semaphore_misuse},
    {"misuse@events-and-barriers", test_event_and_barrier_misuse},
    {"misuse@queues", test_queue_misuse},
    {"misuse@threads", test_thread_misuse},
    {"misuse@null-handles-return-their-code", test_null_handles},
    {"error@every-code-has-a-text", test_strerror},
};

int main(int argc, char **argv)
{
    return run_cases(cases, ARRAY_COUNT(cases), argc, argv);
}
