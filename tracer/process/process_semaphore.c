#include "tracer/process/process_semaphore.h"

#include <linux/futex.h>
#include <stddef.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "tracer/event/misuse.h"
#include "tracer/process/fork.h"
#include "tracer/process/shared_memory.h"
#include "tracer/sync/door.h"
#include "tracer/sync/object.h"
#include "tracer/sync/schedule.h"
#include "tracer/threadlane_process.h"

#define NS_PER_SECOND UINT64_C(1000000000)
/* A waker that is killed between giving a permit and waking, or one that it woke and who was killed
 * before taking the permit, leaves others asleep beside it: so everybody looks once in a while. */
#define LOOK_AGAIN_NS NS_PER_SECOND

static bool is_lock(const struct process_semaphore *semaphore)
{
    return semaphore->type == TYPE_PROCESS_LOCK || semaphore->type == TYPE_RLOCK;
}

static uint64_t make_state(uint32_t permits, uint32_t sequence)
{
    return permits | (uint64_t)sequence << 32;
}

uint32_t process_semaphore_permits(const struct process_semaphore *semaphore)
{
    return (uint32_t)atomic_load_explicit(&semaphore->state, memory_order_relaxed);
}

/* Under the guard. */
static uint32_t get_sequence(const struct process_semaphore *lock)
{
    return (uint32_t)(lock->state >> 32);
}

void process_semaphore_settle(struct process_semaphore *semaphore, uint64_t state)
{
    atomic_store_explicit(&semaphore->state, state, memory_order_relaxed);
}

static void record_create(struct process_semaphore *semaphore, uint64_t parent, const char *name)
{
    struct door_point point;
    semaphore->id = object_create_shared(&point, semaphore->type, parent, name);
    if (!is_lock(semaphore)) {
        object_has(semaphore->id, ROLE_LIMIT, process_semaphore_permits(semaphore));
    }
    door_point_close(&point);
}

struct process_semaphore *process_semaphore_create(enum object_type type, uint32_t permits,
                                                   uint64_t parent, const char *name)
{
    if (schedule_is_on()) {
        door_refuse(OPERATION_OBJECT_CREATE, 0, MISUSE_PROCESS_IN_VIRTUAL_TIME, TL_STATE);
        return NULL;
    }
    struct process_semaphore *semaphore = shared_allocate(sizeof(*semaphore));
    if (!semaphore) {
        return NULL;
    }
    semaphore->type = type;
    semaphore->state = make_state(permits, 0);
    semaphore->most = type == TYPE_SEMAPHORE ? PROCESS_PERMITS_MAX : permits;
    process_guard_init(&semaphore->guard);
    record_create(semaphore, parent, name);
    return semaphore;
}

void process_semaphore_destroy(struct process_semaphore *semaphore)
{
    if (semaphore) {
        struct door_point point;
        object_destroy(&point, semaphore->id);
        door_point_close(&point);
        shared_free(semaphore);
    }
}

/* ---- sleeping and waking, between processes ---- */

static uint64_t earlier(uint64_t a, uint64_t b)
{
    return a < b ? a : b;
}

static void sleep_without_permit(struct process_semaphore *semaphore, uint64_t until_ns)
{
    const struct timespec until = {
        .tv_sec = (time_t)(until_ns / NS_PER_SECOND),
        .tv_nsec = (long)(until_ns % NS_PER_SECOND),
    };
    syscall(SYS_futex, &semaphore->state, FUTEX_WAIT_BITSET, 0, &until, NULL,
            FUTEX_BITSET_MATCH_ANY);
}

/* Until there is a permit, true, or the deadline has passed. */
static bool sleep_until_permit(struct process_semaphore *semaphore, uint64_t deadline_ns)
{
    for (;;) {
        if (process_semaphore_permits(semaphore) > 0) {
            return true;
        }
        uint64_t now = schedule_now();
        if (now >= deadline_ns) {
            return false;
        }
        sleep_without_permit(semaphore, earlier(deadline_ns, now + LOOK_AGAIN_NS));
    }
}

void process_semaphore_wake(struct process_semaphore *semaphore, uint32_t count)
{
    syscall(SYS_futex, &semaphore->state, FUTEX_WAKE, count, NULL, NULL, 0);
}

/* ---- a step ---- */

static uint64_t hold_value(uint32_t depth, uint32_t sequence)
{
    return depth | (uint64_t)sequence << 32;
}

struct process_semaphore_step process_semaphore_plan_take(const struct process_semaphore *semaphore,
                                                          uint64_t state, uint16_t storey)
{
    uint32_t permits = (uint32_t)state - 1, sequence = (uint32_t)(state >> 32) + is_lock(semaphore);
    uint64_t after = make_state(permits, sequence);
    return is_lock(semaphore)
               ? (struct process_semaphore_step){{EVENT_LOCK_ACQUIRE, storey, semaphore->id,
                                                  hold_value(1, sequence)},
                                                 after}
               : (struct process_semaphore_step){
                     {EVENT_SEMAPHORE_ACQUIRE, storey, semaphore->id, permits}, after};
}

static struct process_semaphore_step plan_give(const struct process_semaphore *semaphore,
                                               uint64_t state, uint16_t storey, uint32_t count)
{
    uint32_t permits = (uint32_t)state + count, sequence = (uint32_t)(state >> 32);
    uint64_t after = make_state(permits, sequence);
    return is_lock(semaphore)
               ? (struct process_semaphore_step){{EVENT_LOCK_RELEASE, storey, semaphore->id,
                                                  hold_value(0, sequence)},
                                                 after}
               : (struct process_semaphore_step){{EVENT_SEMAPHORE_RELEASE, storey, semaphore->id,
                                                  permits | (uint64_t)count << 32},
                                                 after};
}

struct process_semaphore_step process_semaphore_plan_give(const struct process_semaphore *semaphore,
                                                          uint64_t state, uint16_t storey)
{
    return plan_give(semaphore, state, storey, 1);
}

/* ---- acquire ---- */

/* Who holds an rlock. Not even the copy of its owner does, in a forked process. */
static uint64_t owner_token(const struct door_point *point)
{
    return (uint64_t)process_self() << 32 | point->thread->number;
}

/* Under the guard, which is free meanwhile; true if there is a permit, false when the limit passed
 * first. Who was late looks once more. */
static bool await_permit(struct process_semaphore *semaphore, struct limit limit)
{
    bool is_late = limit.asked_ns == 0;
    while (process_semaphore_permits(semaphore) == 0 && !is_late) {
        semaphore->waiting_count++;
        process_guard_unlock(&semaphore->guard);
        struct door_wait wait = door_begin_kernel_wait(semaphore->id, limit);
        is_late = !sleep_until_permit(semaphore, limit.deadline_ns);
        door_end_kernel_wait(&wait, !is_late);
        process_guard_lock(&semaphore->guard);
        semaphore->waiting_count--;
    }
    return process_semaphore_permits(semaphore) > 0;
}

/* Under the guard, with a permit. Nobody else sees it before the guard is free: recorded and taken
 * is the same. */
static void take(struct process_semaphore *semaphore, struct door_point *point)
{
    struct process_semaphore_step step =
        process_semaphore_plan_take(semaphore, semaphore->state, 0);
    if (semaphore->type == TYPE_RLOCK) {
        semaphore->owner = owner_token(point);
        semaphore->depth = 1;
    }
    door_point_done(point, step.draft.value);
    process_semaphore_settle(semaphore, step.state);
}

static int take_or_give_up(struct process_semaphore *semaphore, struct door_point *point,
                           struct limit limit)
{
    if (await_permit(semaphore, limit)) {
        take(semaphore, point);
        return TL_OK;
    }
    bool is_try = limit.asked_ns == 0;
    door_point_fail(point, is_try ? REASON_BUSY : REASON_TIMEOUT);
    return is_try ? TL_BUSY : TL_TIMEOUT;
}

/* Under the guard. */
static bool is_mine(const struct process_semaphore *rlock, const struct door_point *point)
{
    return process_semaphore_permits(rlock) == 0 && rlock->owner == owner_token(point);
}

/* Under the guard. */
static void set_depth(struct process_semaphore *rlock, struct door_point *point, uint32_t depth)
{
    uint64_t value = hold_value(depth, get_sequence(rlock));
    if (point->operation == OPERATION_LOCK_ACQUIRE) {
        door_point_done(point, value);
    } else {
        door_point_done_ordered(point, value);
    }
    rlock->depth = depth;
}

int process_semaphore_acquire(struct process_semaphore *semaphore, struct limit limit)
{
    struct door_point point;
    int result = TL_OK;
    door_point_open_limited(
        &point, is_lock(semaphore) ? OPERATION_LOCK_ACQUIRE : OPERATION_SEMAPHORE_ACQUIRE,
        semaphore->id, limit);
    process_guard_lock(&semaphore->guard);
    if (semaphore->type == TYPE_RLOCK && is_mine(semaphore, &point)) {
        set_depth(semaphore, &point, semaphore->depth + 1);
    } else {
        result = take_or_give_up(semaphore, &point, limit);
    }
    process_guard_unlock(&semaphore->guard);
    door_point_close(&point);
    return result;
}

/* ---- release ---- */

/* Under the guard. What another process took is given back after it was taken, so the stamp must
 * not run ahead. */
static void give(struct process_semaphore *semaphore, struct door_point *point, uint32_t count)
{
    struct process_semaphore_step step = plan_give(semaphore, semaphore->state, 0, count);
    door_point_done_ordered(point, step.draft.value);
    process_semaphore_settle(semaphore, step.state);
}

/* Under the guard. */
static int release_guarded(struct process_semaphore *semaphore, struct door_point *point,
                           uint32_t count)
{
    bool is_rlock = semaphore->type == TYPE_RLOCK;
    if (is_rlock && !is_mine(semaphore, point)) {
        return door_point_misuse(point, MISUSE_PROCESS_RLOCK_NOT_OWNED, TL_NOT_OWNER);
    }
    if (is_rlock && semaphore->depth > 1) {
        set_depth(semaphore, point, semaphore->depth - 1);
        return TL_OK;
    }
    if (count > semaphore->most - process_semaphore_permits(semaphore)) {
        return door_point_misuse(point, MISUSE_PROCESS_RELEASED_TOO_OFTEN, TL_INVALID);
    }
    give(semaphore, point, count);
    return TL_OK;
}

int process_semaphore_release(struct process_semaphore *semaphore, uint32_t count)
{
    struct door_point point;
    door_point_open(&point,
                    is_lock(semaphore) ? OPERATION_LOCK_RELEASE : OPERATION_SEMAPHORE_RELEASE,
                    semaphore->id);
    process_guard_lock(&semaphore->guard);
    int result = release_guarded(semaphore, &point, count);
    bool is_awaited = semaphore->waiting_count > 0 && process_semaphore_permits(semaphore) > 0;
    process_guard_unlock(&semaphore->guard);
    if (is_awaited) {
        process_semaphore_wake(semaphore, count);
    }
    door_point_close(&point);
    return result;
}

enum misuse process_semaphore_refusal(struct process_semaphore *semaphore)
{
    enum misuse misuse = 0;
    process_guard_lock(&semaphore->guard);
    if (semaphore->waiting_count > 0) {
        misuse = MISUSE_DESTROY_AWAITED;
    } else if (is_lock(semaphore) && process_semaphore_permits(semaphore) == 0) {
        misuse = MISUSE_DESTROY_HELD;
    }
    process_guard_unlock(&semaphore->guard);
    return misuse;
}

/* ---- public functions ---- */

int process_semaphore_acquire_checked(struct process_semaphore *semaphore,
                                      enum event_operation operation, double timeout)
{
    if (!semaphore) {
        return door_refuse(operation, 0, MISUSE_NULL_HANDLE, TL_INVALID);
    }
    return process_semaphore_acquire(semaphore, limit_from_seconds(timeout));
}

int process_semaphore_release_checked(struct process_semaphore *semaphore,
                                      enum event_operation operation)
{
    if (!semaphore) {
        return door_refuse(operation, 0, MISUSE_NULL_HANDLE, TL_INVALID);
    }
    return process_semaphore_release(semaphore, 1);
}

int process_semaphore_destroy_checked(struct process_semaphore *semaphore)
{
    if (!semaphore) {
        return door_refuse(OPERATION_OBJECT_DESTROY, 0, MISUSE_NULL_HANDLE, TL_INVALID);
    }
    enum misuse misuse = process_semaphore_refusal(semaphore);
    if (misuse) {
        return door_refuse(OPERATION_OBJECT_DESTROY, semaphore->id, misuse, TL_IN_USE);
    }
    process_semaphore_destroy(semaphore);
    return TL_OK;
}

static int release_one(void *semaphore)
{
    return process_semaphore_release(semaphore, 1);
}

struct tl_guard process_semaphore_enter(struct process_semaphore *semaphore,
                                        enum event_operation operation)
{
    int result = process_semaphore_acquire_checked(semaphore, operation, TL_FOREVER);
    if (result != TL_OK) {
        return (struct tl_guard){0};
    }
    return (struct tl_guard){semaphore, release_one, true};
}

static struct tl_process_semaphore *create(int permits, enum object_type type, const char *name)
{
    if (permits < 0) {
        door_refuse(OPERATION_OBJECT_CREATE, 0, MISUSE_SEMAPHORE_NEGATIVE, TL_INVALID);
        return NULL;
    }
    return (struct tl_process_semaphore *)process_semaphore_create(type, (uint32_t)permits, 0,
                                                                   name);
}

struct tl_process_semaphore *tl_process_semaphore_create(int permits, const char *name)
{
    DOOR_ENTER();
    return create(permits, TYPE_SEMAPHORE, name);
}

struct tl_process_semaphore *tl_process_bounded_semaphore_create(int permits, const char *name)
{
    DOOR_ENTER();
    return create(permits, TYPE_BOUNDED_SEMAPHORE, name);
}

int tl_process_semaphore_acquire(struct tl_process_semaphore *semaphore, double timeout)
{
    DOOR_ENTER();
    return process_semaphore_acquire_checked((struct process_semaphore *)semaphore,
                                             OPERATION_SEMAPHORE_ACQUIRE, timeout);
}

int tl_process_semaphore_release(struct tl_process_semaphore *semaphore)
{
    DOOR_ENTER();
    return process_semaphore_release_checked((struct process_semaphore *)semaphore,
                                             OPERATION_SEMAPHORE_RELEASE);
}

int tl_process_semaphore_permits(const struct tl_process_semaphore *semaphore)
{
    const struct process_semaphore *inside = (const struct process_semaphore *)semaphore;
    return inside ? (int)process_semaphore_permits(inside) : 0;
}

int tl_process_semaphore_destroy(struct tl_process_semaphore *semaphore)
{
    DOOR_ENTER();
    return process_semaphore_destroy_checked((struct process_semaphore *)semaphore);
}

struct tl_guard tl_guard_enter_process_semaphore(struct tl_process_semaphore *semaphore)
{
    DOOR_ENTER();
    return process_semaphore_enter((struct process_semaphore *)semaphore,
                                   OPERATION_SEMAPHORE_ACQUIRE);
}
