/* A count, a state, and a condition around a plain lock, as in CPython. A round fills until the
 * last party has come, then drains until all have left; who comes meanwhile waits outside.
 *
 *     FILLING --last arrives--> ACTING --action done--> DRAINING --last leaves--> FILLING
 *        |  \                     |                                                  ^
 *        |   `------reset---------+--> RESETTING --last leaves-----------------------'
 *        `---time-out, abort------+--> BROKEN ---reset--> RESETTING, or FILLING if nobody is inside
 *
 * Other than in CPython the action runs without the lock: it may take its time, and use the
 * barrier. Nobody's time limit ends while it runs. */
#include <stdatomic.h>
#include <stdlib.h>

#include "tracer/sync/condition.h"
#include "tracer/sync/object.h"
#include "tracer/threadlane.h"

enum barrier_state {
    BARRIER_FILLING,
    BARRIER_ACTING,
    BARRIER_DRAINING,
    BARRIER_RESETTING,
    BARRIER_BROKEN,
};

struct tl_barrier {
    uint64_t id;
    struct mutex lock; /* who writes state and count holds it */
    struct tl_condition condition;
    _Atomic enum barrier_state state; /* these two are also read without the lock, to ask */
    _Atomic uint32_t count;           /* parties inside */
    uint32_t round;                   /* completed ones */
    uint32_t parties;
    double timeout;
    int (*action)(void *);
    void *argument;
};

static enum barrier_state state_of(const struct tl_barrier *barrier)
{
    return atomic_load_explicit(&barrier->state, memory_order_relaxed);
}

static uint32_t count_of(const struct tl_barrier *barrier)
{
    return atomic_load_explicit(&barrier->count, memory_order_relaxed);
}

static void set_count(struct tl_barrier *barrier, uint32_t count)
{
    atomic_store_explicit(&barrier->count, count, memory_order_relaxed);
}

/* With the lock held, which those who wait take back one after the other. */
static void enter_state(struct tl_barrier *barrier, enum barrier_state state)
{
    atomic_store_explicit(&barrier->state, state, memory_order_relaxed);
    condition_notify(&barrier->condition, NOTIFY_ALL);
}

/* ---- wait ---- */

/* Waits outside while those of the round before leave. */
static bool enter(struct tl_barrier *barrier)
{
    while (state_of(barrier) != BARRIER_FILLING && state_of(barrier) != BARRIER_BROKEN) {
        condition_wait(&barrier->condition, limit_forever());
    }
    return state_of(barrier) == BARRIER_FILLING;
}

static int act(struct tl_barrier *barrier)
{
    if (!barrier->action) {
        return TL_OK;
    }
    atomic_store_explicit(&barrier->state, BARRIER_ACTING, memory_order_relaxed);
    mutex_release(&barrier->lock);
    int result = barrier->action(barrier->argument);
    mutex_acquire(&barrier->lock, limit_forever());
    return result;
}

static bool is_filling(const struct tl_barrier *barrier)
{
    return state_of(barrier) == BARRIER_FILLING || state_of(barrier) == BARRIER_ACTING;
}

static int pass(const struct tl_barrier *barrier, struct door_point *point, uint32_t index)
{
    door_point_done(point, index | (uint64_t)barrier->round << 32);
    return (int)index;
}

/* The last party lets all go. */
static int trip(struct tl_barrier *barrier, struct door_point *point, uint32_t index)
{
    int result = act(barrier);
    if (!is_filling(barrier)) {
        door_point_fail(point, REASON_BROKEN);
        return TL_BROKEN;
    }
    if (result < 0) {
        door_point_fail(point, REASON_TASK_ERROR);
        enter_state(barrier, BARRIER_BROKEN);
        return result;
    }
    barrier->round++;
    pass(barrier, point, index);
    enter_state(barrier, BARRIER_DRAINING);
    return (int)index;
}

static int await_trip(struct tl_barrier *barrier, struct door_point *point, uint32_t index,
                      struct limit limit)
{
    bool is_late = limit.asked_ns == 0;
    while (is_filling(barrier)) {
        if (is_late && state_of(barrier) == BARRIER_FILLING) {
            door_point_fail(point, REASON_TIMEOUT);
            enter_state(barrier, BARRIER_BROKEN);
            return TL_TIMEOUT;
        }
        is_late = condition_wait(&barrier->condition, is_late ? limit_forever() : limit) != TL_OK;
    }
    if (state_of(barrier) == BARRIER_DRAINING) {
        return pass(barrier, point, index);
    }
    door_point_fail(point, REASON_BROKEN);
    return TL_BROKEN;
}

static void leave(struct tl_barrier *barrier)
{
    set_count(barrier, count_of(barrier) - 1);
    bool is_over = state_of(barrier) == BARRIER_DRAINING || state_of(barrier) == BARRIER_RESETTING;
    if (count_of(barrier) == 0 && is_over) {
        enter_state(barrier, BARRIER_FILLING);
    }
}

/* The limit begins inside, when the round before is over. */
static int meet(struct tl_barrier *barrier, struct door_point *point, double timeout)
{
    if (!enter(barrier)) {
        door_point_fail(point, REASON_BROKEN);
        return TL_BROKEN;
    }
    uint32_t index = count_of(barrier);
    set_count(barrier, index + 1);
    int result = index + 1 == barrier->parties
                     ? trip(barrier, point, index)
                     : await_trip(barrier, point, index, limit_from_seconds(timeout));
    leave(barrier);
    return result;
}

int tl_barrier_wait(struct tl_barrier *barrier, double timeout)
{
    DOOR_ENTER();
    if (!barrier) {
        return door_refuse(OPERATION_BARRIER_WAIT, 0, MISUSE_NULL_HANDLE, TL_INVALID);
    }
    struct door_point point;
    timeout = timeout == TL_FOREVER ? barrier->timeout : timeout;
    door_point_open_limited(&point, OPERATION_BARRIER_WAIT, barrier->id,
                            limit_from_seconds(timeout));
    mutex_acquire(&barrier->lock, limit_forever());
    int result = meet(barrier, &point, timeout);
    mutex_release(&barrier->lock);
    door_point_close(&point);
    return result;
}

/* ---- reset, abort ---- */

static void close_round(struct tl_barrier *barrier, enum close_how how, enum barrier_state state)
{
    struct door_point point;
    door_point_open(&point, OPERATION_OBJECT_CLOSE, barrier->id);
    mutex_acquire(&barrier->lock, limit_forever());
    bool keeps_draining = how == CLOSE_RESET && state_of(barrier) == BARRIER_DRAINING;
    bool is_empty = how == CLOSE_RESET && count_of(barrier) == 0;
    door_point_done_with(&point, 0, how);
    if (keeps_draining) {
        state = BARRIER_DRAINING;
    } else if (is_empty) {
        state = BARRIER_FILLING;
    }
    enter_state(barrier, state);
    mutex_release(&barrier->lock);
    door_point_close(&point);
}

int tl_barrier_reset(struct tl_barrier *barrier)
{
    DOOR_ENTER();
    if (!barrier) {
        return door_refuse(OPERATION_OBJECT_CLOSE, 0, MISUSE_NULL_HANDLE, TL_INVALID);
    }
    close_round(barrier, CLOSE_RESET, BARRIER_RESETTING);
    return TL_OK;
}

int tl_barrier_abort(struct tl_barrier *barrier)
{
    DOOR_ENTER();
    if (!barrier) {
        return door_refuse(OPERATION_OBJECT_CLOSE, 0, MISUSE_NULL_HANDLE, TL_INVALID);
    }
    close_round(barrier, CLOSE_ABORT, BARRIER_BROKEN);
    return TL_OK;
}

/* ---- asking ---- */

int tl_barrier_parties(const struct tl_barrier *barrier)
{
    return barrier ? (int)barrier->parties : 0;
}

int tl_barrier_waiting_count(const struct tl_barrier *barrier)
{
    return barrier && is_filling(barrier) ? (int)count_of(barrier) : 0;
}

bool tl_barrier_is_broken(const struct tl_barrier *barrier)
{
    return barrier && state_of(barrier) == BARRIER_BROKEN;
}

/* ---- life ---- */

struct tl_barrier *tl_barrier_create(int parties, int (*action)(void *), void *argument,
                                     double timeout, const char *name)
{
    DOOR_ENTER();
    if (parties < 1) {
        door_refuse(OPERATION_OBJECT_CREATE, 0, MISUSE_BARRIER_PARTIES, TL_INVALID);
        return NULL;
    }
    struct tl_barrier *barrier = malloc(sizeof(*barrier));
    if (!barrier) {
        return NULL;
    }
    struct door_point point;
    *barrier = (struct tl_barrier){
        .id = object_create(&point, TYPE_BARRIER, 0, name),
        .parties = (uint32_t)parties,
        .timeout = timeout,
        .action = action,
        .argument = argument,
    };
    mutex_init(&barrier->lock, TYPE_LOCK, barrier->id, NULL);
    condition_init(&barrier->condition, &barrier->lock, barrier->id, NULL);
    object_has(barrier->id, ROLE_LIMIT, barrier->parties);
    door_point_close(&point);
    return barrier;
}

static void finish(struct tl_barrier *barrier)
{
    struct door_point point;
    object_destroy(&point, barrier->id);
    condition_finish(&barrier->condition);
    mutex_finish(&barrier->lock);
    door_point_close(&point);
}

int tl_barrier_destroy(struct tl_barrier *barrier)
{
    DOOR_ENTER();
    if (!barrier) {
        return door_refuse(OPERATION_OBJECT_DESTROY, 0, MISUSE_NULL_HANDLE, TL_INVALID);
    }
    enum misuse misuse = condition_refusal(&barrier->condition);
    misuse = misuse ? misuse : mutex_refusal(&barrier->lock);
    if (misuse) {
        return door_refuse(OPERATION_OBJECT_DESTROY, barrier->id, misuse, TL_IN_USE);
    }
    finish(barrier);
    free(barrier);
    return TL_OK;
}
