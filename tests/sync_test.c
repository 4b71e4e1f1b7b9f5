/* What the primitives return and record beside the documented sequences: values, limits, order,
 * sites, names. Each case runs in a process of its own, in virtual time unless it says otherwise.
 */
#include <stdlib.h>

#include "tests/captured_rules.h"
#include "tests/capturing_recorder.h"
#include "tests/check.h"
#include "tests/own_process.h"
#include "tracer/event/event_kind.h"
#include "tracer/event/id.h"
#include "tracer/threadlane.h"

#define SECOND_NS UINT64_C(1000000000)

static uint32_t low(uint64_t value)
{
    return (uint32_t)value;
}

static uint32_t high(uint64_t value)
{
    return (uint32_t)(value >> 32);
}

static void do_nothing(void *unused)
{
    (void)unused;
}

static struct tl_thread *start(void (*function)(void *), void *argument, const char *name)
{
    struct tl_thread *thread = tl_thread_create(function, argument, name);
    check_int_equal(tl_thread_start(thread), TL_OK);
    return thread;
}

/* ---- values and flags ---- */

CASE(test_lock_values)
{
    capture_in_virtual_time(1);
    struct tl_lock *lock = tl_lock_create("L");
    for (int i = 0; i < 3; i++) {
        tl_lock_acquire(lock, TL_FOREVER);
        tl_lock_release(lock);
    }
    for (size_t i = 0; i < 3; i++) {
        check_int_equal(low(capture_find(EVENT_LOCK_ACQUIRE, i)->value), 1);
        check_int_equal(high(capture_find(EVENT_LOCK_ACQUIRE, i)->value), i + 1);
        check_int_equal(low(capture_find(EVENT_LOCK_RELEASE, i)->value), 0);
        check_int_equal(high(capture_find(EVENT_LOCK_RELEASE, i)->value), i + 1);
        check_int_equal(capture_find(EVENT_LOCK_ACQUIRE, i)->flags, 0);
    }
}

static void notify_after_a_second(void *condition)
{
    tl_sleep(1);
    tl_condition_acquire(condition, TL_FOREVER);
    tl_condition_notify(condition, 1);
    tl_condition_release(condition);
}

CASE(test_rlock_depth_restored)
{
    capture_in_virtual_time(1);
    struct tl_condition *condition = tl_condition_create("C");
    start(notify_after_a_second, condition, "N");
    tl_condition_acquire(condition, TL_FOREVER);
    tl_condition_acquire(condition, TL_FOREVER);
    check_int_equal(tl_condition_wait(condition, TL_FOREVER), TL_OK);
    const struct captured_event *all = capture_find(EVENT_LOCK_RELEASE, 0);
    check_int_equal(all->flags & FLAG_SPECIAL, FLAG_SPECIAL);
    check_int_equal(low(all->value), 0);
    check_int_equal(low(capture_find(EVENT_LOCK_ACQUIRE, 3)->value), 2); /* after N's */
    check_int_equal(tl_condition_release(condition), TL_OK);
    check_int_equal(tl_condition_release(condition), TL_OK);
    check_int_equal(tl_condition_release(condition), TL_NOT_OWNER);
}

CASE(test_limits)
{
    capture_in_virtual_time(0);
    struct tl_condition *condition = tl_condition_create("C");
    struct tl_semaphore *semaphore = tl_semaphore_create(0, "S");
    tl_condition_acquire(condition, TL_FOREVER);
    check_int_equal(tl_condition_wait(condition, 2), TL_TIMEOUT);
    check_int_equal(tl_semaphore_acquire(semaphore, 3), TL_TIMEOUT);
    check_int_equal(tl_semaphore_acquire(semaphore, 0), TL_BUSY);
    check_int_equal(tl_condition_wait(condition, 0), TL_TIMEOUT);
    check_true(tl_time() == 5);
    const struct captured_event *wait = capture_find(EVENT_CONDITION_WAIT_BEGIN, 0);
    check_int_equal(wait->value, 2 * SECOND_NS);
    check_int_equal(wait->flags, FLAG_TIMED);
    check_int_equal(capture_find(EVENT_DOOR_WAIT_FAILED, 0)->flags, FLAG_TIMED | REASON_TIMEOUT);
    check_int_equal(capture_find(EVENT_SEMAPHORE_ACQUIRE_BEGIN, 0)->value, 3 * SECOND_NS);
    check_int_equal(capture_find(EVENT_SEMAPHORE_ACQUIRE_FAILED, 0)->flags,
                    FLAG_TIMED | REASON_TIMEOUT);
    check_int_equal(capture_find(EVENT_SEMAPHORE_ACQUIRE_FAILED, 1)->flags, FLAG_TRY | REASON_BUSY);
    check_int_equal(captured_rules_broken(), 0);
}

CASE(test_parents)
{
    capture_in_virtual_time(1);
    tl_semaphore_create(3, "S");
    tl_condition_create("C");
    uint64_t semaphore = capture_find(EVENT_OBJECT_CREATE, 0)->object;
    const struct captured_event *lock = capture_find(EVENT_OBJECT_CREATE, 1);
    const struct captured_event *inner = capture_find(EVENT_OBJECT_CREATE, 2);
    const struct captured_event *own = capture_find(EVENT_OBJECT_CREATE, 4);
    check_int_equal(flags_detail(lock->flags), TYPE_LOCK);
    check_true(lock->value == semaphore && inner->value == semaphore);
    check_int_equal(flags_detail(inner->flags), TYPE_CONDITION);
    check_int_equal(flags_storey(inner->flags), 1);
    check_int_equal(flags_detail(own->flags), TYPE_RLOCK);
    check_true(own->value == capture_find(EVENT_OBJECT_CREATE, 3)->object);
    check_true(capture_find(EVENT_OBJECT_HAS, 0)->value == lock->object);
    check_int_equal(flags_detail(capture_find(EVENT_OBJECT_HAS, 1)->flags), ROLE_LIMIT);
    check_int_equal(capture_find(EVENT_OBJECT_HAS, 1)->value, 3);
    check_true(capture_find(EVENT_OBJECT_HAS, 2)->value == own->object);
}

/* ---- order ---- */

static struct tl_condition *shared_condition;
static char order[16];
static size_t order_size;

static void wait_and_sign(void *sign)
{
    tl_condition_acquire(shared_condition, TL_FOREVER);
    if (tl_condition_wait(shared_condition, TL_FOREVER) == TL_OK) {
        order[order_size++] = *(const char *)sign;
    }
    tl_condition_release(shared_condition);
}

CASE(test_first_come_first_served)
{
    capture_in_virtual_time(1);
    shared_condition = tl_condition_create("C");
    start(wait_and_sign, "1", "first");
    start(wait_and_sign, "2", "second");
    start(wait_and_sign, "3", "third");
    for (int i = 0; i < 4; i++) {
        tl_sleep(1);
        check_int_equal(order_size, i);
        tl_condition_acquire(shared_condition, TL_FOREVER);
        tl_condition_notify(shared_condition, 1);
        tl_condition_release(shared_condition);
    }
    check_text_equal(order, "123");
    check_int_equal(high(capture_find(EVENT_CONDITION_NOTIFY, 3)->value), 0);
    check_int_equal(captured_rules_broken(), 0);
}

static bool is_three(void *number)
{
    return *(const int *)number == 3;
}

static int counted;

static void count_to_three(void *condition)
{
    while (counted < 3) {
        tl_sleep(1);
        tl_condition_acquire(condition, TL_FOREVER);
        counted++;
        tl_condition_notify_all(condition);
        tl_condition_release(condition);
    }
}

CASE(test_wait_for)
{
    capture_in_virtual_time(0);
    struct tl_condition *condition = tl_condition_create("C");
    start(count_to_three, condition, "N");
    tl_condition_acquire(condition, TL_FOREVER);
    check_int_equal(tl_condition_wait_for(condition, is_three, &counted, 1.5), TL_TIMEOUT);
    check_true(tl_time() == 1.5);
    check_int_equal(tl_condition_wait_for(condition, is_three, &counted, TL_FOREVER), TL_OK);
    check_true(tl_time() == 3);
    check_int_equal(tl_condition_wait_for(condition, is_three, &counted, 0), TL_OK);
}

/* ---- names, sites, with ---- */

static void say_name(void *unused)
{
    (void)unused;
    tl_print("%s", tl_current_name());
}

CASE(test_names)
{
    capture_in_virtual_time(1);
    struct tl_thread *named = tl_thread_create(do_nothing, NULL, "小爱");
    struct tl_thread *first = start(say_name, NULL, NULL);
    struct tl_thread *second = start(say_name, NULL, NULL);
    check_text_equal(tl_thread_name(named), "小爱");
    check_text_equal(tl_current_name(), "MainThread");
    check_text_equal(capture_name(id_make(ID_THREAD, 1)), "main");
    check_text_equal(capture_print(capture_find(EVENT_PRINT, 0)->value), "Thread-1");
    check_text_equal(capture_print(capture_find(EVENT_PRINT, 1)->value), "Thread-2");
    const char *old = tl_thread_name(second);
    check_int_equal(tl_thread_set_name(second, "another"), TL_OK);
    check_text_equal(tl_thread_name(second), "another");
    check_text_equal(old, "Thread-2");
    check_text_equal(tl_thread_name(first), "Thread-1");
}

static uint64_t site_of(uint16_t kind, size_t index)
{
    return capture_find(kind, index)->site;
}

CASE(test_sites)
{
    capture_in_virtual_time(1);
    struct tl_semaphore *semaphore = tl_semaphore_create(1, "S");
    tl_semaphore_acquire(semaphore, TL_FOREVER);
    tl_semaphore_acquire(semaphore, 1);
    uint64_t first = site_of(EVENT_SEMAPHORE_ACQUIRE, 0);
    uint64_t second = site_of(EVENT_SEMAPHORE_ACQUIRE_BEGIN, 0);
    uint64_t here = (uint64_t)(uintptr_t)test_sites_body;
    check_true(first > here && second > first && second < here + 4096);
    check_true(site_of(EVENT_LOCK_ACQUIRE, 0) == first); /* all storeys: the user's call */
    check_true(site_of(EVENT_DOOR_WAIT_BEGIN, 0) == second);
    check_true(site_of(EVENT_CONDITION_WAIT_BEGIN, 0) == second);
    check_true(site_of(EVENT_DOOR_WAIT_FAILED, 0) == second);
}

static bool sleep_then_true(void *calls)
{
    tl_sleep(1);
    return ++*(int *)calls == 2;
}

CASE(test_callback_site)
{
    capture_in_virtual_time(1);
    struct tl_condition *condition = tl_condition_create("C");
    int calls = 0;
    tl_condition_acquire(condition, TL_FOREVER);
    check_int_equal(tl_condition_wait_for(condition, sleep_then_true, &calls, 5), TL_OK);
    uint64_t wait = site_of(EVENT_CONDITION_WAIT_BEGIN, 0);
    uint64_t here = (uint64_t)(uintptr_t)test_callback_site_body;
    check_true(wait > here && wait < here + 4096);
    check_true(site_of(EVENT_SLEEP, 0) != wait);
    check_int_equal(flags_storey(capture_find(EVENT_SLEEP, 0)->flags), 0);
}

static int leave_early(struct tl_rlock *rlock)
{
    TL_WITH (rlock) {
        TL_WITH (rlock) {
            return 7;
        }
    }
    return 0;
}

CASE(test_with)
{
    capture_in_virtual_time(1);
    struct tl_rlock *rlock = tl_rlock_create("R");
    struct tl_lock *lock = tl_lock_create("L");
    struct tl_semaphore *semaphore = tl_semaphore_create(1, "S");
    check_int_equal(leave_early(rlock), 7);
    check_int_equal(tl_rlock_release(rlock), TL_NOT_OWNER);
    int rounds = 0;
    TL_WITH (lock) {
        check_true(tl_lock_is_locked(lock));
        rounds++;
    }
    TL_WITH (lock) {
        break;
    }
    check_int_equal(rounds, 1);
    check_true(!tl_lock_is_locked(lock));
    TL_WITH (semaphore) {
        check_int_equal(tl_semaphore_acquire(semaphore, 0), TL_BUSY);
    }
    check_int_equal(tl_semaphore_acquire(semaphore, 0), TL_OK);
}

/* ---- time ---- */

CASE(test_virtual_sleep_costs_nothing)
{
    capture_in_virtual_time(0);
    tl_sleep(1000000);
    check_true(tl_time() == 1000000);
    check_int_equal(tl_sleep(0), TL_OK);
    check_int_equal(capture_find(EVENT_SLEEP, 1)->flags, FLAG_TRY);
    check_true(capture_find(EVENT_SLEEP_BEGIN, 1) == NULL);
}

CASE(test_time_scale)
{
    capture_in_real_time(1000);
    double begin = tl_time();
    tl_sleep(20);
    check_true(tl_time() - begin >= 20);
    check_int_equal(capture_find(EVENT_SLEEP_BEGIN, 0)->value, 20 * SECOND_NS);
}

static const struct test_case cases[] = {
    {"lock@records-depth-and-sequence", test_lock_values},
    {"condition@wait-restores-the-depth-of-an-rlock", test_rlock_depth_restored},
    {"limits@are-recorded-and-kept", test_limits},
    {"objects@parts-name-their-parent-and-lock", test_parents},
    {"condition@first-come-first-served", test_first_come_first_served},
    {"condition@wait-for-loops-until-true-or-late", test_wait_for},
    {"thread@names", test_names},
    {"site@is-the-outermost-call-on-every-storey", test_sites},
    {"site@callbacks-are-user-code", test_callback_site},
    {"with@gives-back-however-the-block-is-left", test_with},
    {"time@virtual-sleep-costs-nothing", test_virtual_sleep_costs_nothing},
    {"time@scale-shortens-sleep-but-not-time", test_time_scale},
};

int main(int argc, char **argv)
{
    return run_cases(cases, ARRAY_COUNT(cases), argc, argv);
}
