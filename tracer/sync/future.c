/* Everything that changes a future happens under its condition's lock, and is told at once to the
 * watches and to those who wait for this one alone; callbacks come after that, with no lock held.
 *
 * cancel marks; whoever was to run the future takes note (set_running), and only then is it done
 * for those who wait for many, as in CPython. */
#include "tracer/sync/future.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "tracer/record/recorder.h"
#include "tracer/sync/object.h"
#include "tracer/sync/watch.h"

/* Pairs with the release in set_state: who sees that it is finished sees the result. */
static enum tl_future_state state_of(const struct tl_future *future)
{
    return (enum tl_future_state)atomic_load_explicit(&future->state, memory_order_acquire);
}

static void set_state(struct tl_future *future, enum tl_future_state state)
{
    atomic_store_explicit(&future->state, state, memory_order_release);
}

static bool is_done(enum tl_future_state state)
{
    return state >= TL_FUTURE_CANCELLED;
}

static bool is_cancelled(enum tl_future_state state)
{
    return state == TL_FUTURE_CANCELLED || state == TL_FUTURE_CANCELLED_AND_NOTIFIED;
}

/* ---- life ---- */

struct tl_future *future_create(struct door_point *point, uint64_t parent, const char *name)
{
    struct tl_future *future = calloc(1, sizeof(*future));
    if (!future) {
        door_point_fail(point, REASON_LIMIT);
        return NULL;
    }
    future->id = object_create_at(point, TYPE_FUTURE, parent, name);
    condition_init(&future->condition, &future->condition.own, future->id, NULL);
    future->holder_count = parent ? 2 : 1;
    return future;
}

struct tl_future *future_create_unrecorded(void)
{
    struct tl_future *future = malloc(sizeof(*future));
    if (future) {
        *future = (struct tl_future){.id = recorder_new_object(), .holder_count = 2};
        condition_init(&future->condition, &future->condition.own, future->id, NULL);
    }
    return future;
}

static void record_end(struct tl_future *future)
{
    struct door_point point;
    object_destroy(&point, future->id);
    condition_finish(&future->condition);
    door_point_close(&point);
}

static void finish(struct tl_future *future)
{
    if (recorder_is_on()) {
        record_end(future);
    }
    future_free_callbacks(future->callbacks);
    free(future->error_text);
    if (future->free_result) {
        future->free_result(future->result);
    }
    free(future);
}

void future_let_go(struct tl_future *future)
{
    /* The last one need not say so: nobody else counts any more. */
    if (atomic_load_explicit(&future->holder_count, memory_order_acquire) == 1 ||
        atomic_fetch_sub(&future->holder_count, 1) == 1) {
        finish(future);
    }
}

/* Nothing is recorded, it is finished, and who did that is no more at it: he stored the state while
 * the lock was his, so who sees that state sees the lock free only after that. */
static bool is_at_rest(const struct tl_future *future)
{
    return !recorder_is_on() && state_of(future) == TL_FUTURE_FINISHED &&
           mutex_is_free(future->condition.mutex);
}

/* Nor does anybody wait, or is at it with the guard alone, as one is who has just released the lock
 * slowly. */
static bool is_surely_unused(const struct tl_future *future)
{
    return is_at_rest(future) && future->watch_count == 0 &&
           waiter_queue_count(&future->condition.waiters) == 0 &&
           !guard_is_taken(&future->condition.own.guard);
}

/* 0 if nobody waits for it, else which misuse its end were. An executor that holds it may be at
 * it. */
static enum misuse refusal(struct tl_future *future)
{
    struct tl_condition *condition = &future->condition;
    if (condition_waiter_count(condition) > 0 || future->watch_count > 0) {
        return MISUSE_DESTROY_AWAITED;
    }
    return future->holder_count > 1 ? 0 : mutex_refusal(condition->mutex);
}

int future_destroy(struct tl_future *future)
{
    enum misuse misuse = is_surely_unused(future) ? 0 : refusal(future);
    if (misuse) {
        return door_refuse(OPERATION_OBJECT_DESTROY, future->id, misuse, TL_IN_USE);
    }
    future_let_go(future);
    return TL_OK;
}

/* ---- those who are told ---- */

bool future_is_settled(const struct tl_future *future)
{
    return state_of(future) >= TL_FUTURE_CANCELLED_AND_NOTIFIED;
}

static void tell_watches(struct tl_future *future)
{
    for (struct watch_link *link = future->watches; link; link = link->next) {
        watch_tell(link);
    }
}

/* Under the lock: who must call them, later, without it. */
static struct future_callback *take_callbacks(struct tl_future *future)
{
    struct future_callback *taken = future->callbacks;
    future->callbacks = NULL;
    return taken;
}

/* ---- states ---- */

/* Pending to running, or cancelled to noted, under the lock. */
static int take_note(struct tl_future *future, struct door_point *point)
{
    switch (state_of(future)) {
    case TL_FUTURE_PENDING:
        door_point_done(point, 0);
        set_state(future, TL_FUTURE_RUNNING);
        return TL_OK;
    case TL_FUTURE_CANCELLED:
        door_point_fail(point, REASON_CANCELLED);
        set_state(future, TL_FUTURE_CANCELLED_AND_NOTIFIED);
        tell_watches(future);
        return TL_CANCELLED;
    default:
        return door_point_misuse(point, MISUSE_FUTURE_UNEXPECTED, TL_STATE);
    }
}

static bool run_unrecorded(struct tl_future *future)
{
    if (!mutex_claim_unrecorded(future->condition.mutex)) {
        return false;
    }
    bool is_pending = state_of(future) == TL_FUTURE_PENDING;
    if (is_pending) {
        set_state(future, TL_FUTURE_RUNNING);
    }
    mutex_publish(future->condition.mutex, MUTEX_FREE);
    return is_pending;
}

int future_set_running(struct tl_future *future)
{
    if (run_unrecorded(future)) {
        return TL_OK;
    }
    struct door_point point;
    door_point_open(&point, OPERATION_FUTURE_RUN, future->id);
    mutex_acquire(future->condition.mutex, limit_forever());
    int result = take_note(future, &point);
    mutex_release(future->condition.mutex);
    door_point_close(&point);
    return result;
}

struct outcome {
    void *result;
    int error;
    char *error_text;
    bool is_broken;
};

static void keep(struct tl_future *future, const struct outcome *outcome)
{
    future->result = outcome->result;
    future->error = outcome->error;
    future->error_text = outcome->error_text;
    future->is_broken = outcome->is_broken;
    set_state(future, TL_FUTURE_FINISHED);
}

static unsigned failure_detail(const struct outcome *outcome)
{
    if (outcome->is_broken) {
        return REASON_BROKEN;
    }
    return outcome->error ? REASON_TASK_ERROR : 0;
}

/* Under the lock. */
static int deliver(struct tl_future *future, const struct outcome *outcome,
                   struct door_point *point)
{
    enum tl_future_state state = state_of(future);
    if (is_done(state)) {
        enum misuse misuse =
            is_cancelled(state) ? MISUSE_FUTURE_SET_CANCELLED : MISUSE_FUTURE_SET_FINISHED;
        return door_point_misuse(point, misuse, TL_STATE);
    }
    uint64_t text = outcome->error ? recorder_text(outcome->error_text) : 0;
    door_point_done_with(point, text, failure_detail(outcome));
    keep(future, outcome);
    tell_watches(future);
    condition_notify(&future->condition, NOTIFY_ALL);
    return TL_OK;
}

/* When at most one has to be told. */
static bool set_unrecorded(struct tl_future *future, const struct outcome *outcome)
{
    if (!mutex_claim_unrecorded(future->condition.mutex)) {
        return false;
    }
    struct sleeper waiter = {NULL};
    bool is_easy = !is_done(state_of(future)) && !future->callbacks && !future->watches &&
                   waiter_queue_count(&future->condition.waiters) <= 1;
    if (is_easy) {
        keep(future, outcome);
        waiter = condition_notify_unrecorded(&future->condition);
    }
    mutex_publish(future->condition.mutex, MUTEX_FREE);
    sleeper_rouse(waiter);
    return is_easy;
}

static int set(struct tl_future *future, const struct outcome *outcome)
{
    if (set_unrecorded(future, outcome)) {
        return TL_OK;
    }
    struct future_callback *callbacks = NULL;
    struct mutex *lock = future->condition.mutex;
    struct door_point point;
    door_point_open(&point, OPERATION_FUTURE_SET, future->id);
    mutex_acquire(lock, limit_forever());
    int told = deliver(future, outcome, &point);
    if (told == TL_OK) {
        callbacks = take_callbacks(future);
    }
    mutex_release(lock);
    door_point_close(&point);
    if (told != TL_OK) {
        free(outcome->error_text);
    }
    future_call_back(future, callbacks);
    return told;
}

int future_set(struct tl_future *future, void *result, int error, char *error_text)
{
    const struct outcome outcome = {.result = result, .error = error, .error_text = error_text};
    return set(future, &outcome);
}

int future_break(struct tl_future *future, char *error_text)
{
    const struct outcome outcome = {
        .error = TL_BROKEN, .error_text = error_text, .is_broken = true};
    return set(future, &outcome);
}

int future_failure(const struct tl_future *future)
{
    if (future->is_broken) {
        return TL_BROKEN;
    }
    return future->error ? TL_TASK_ERROR : 0;
}

/* Under the lock. A cancelled one may be cancelled again, and nothing happens. */
static int mark_cancelled(struct tl_future *future, struct door_point *point)
{
    enum tl_future_state state = state_of(future);
    if (is_cancelled(state)) {
        return TL_OK;
    }
    if (state != TL_FUTURE_PENDING) {
        door_point_fail(point, state == TL_FUTURE_RUNNING ? REASON_BUSY : REASON_CLOSED);
        return TL_STATE;
    }
    door_point_done(point, 0);
    set_state(future, TL_FUTURE_CANCELLED);
    condition_notify(&future->condition, NOTIFY_ALL);
    return TL_OK;
}

int future_cancel(struct tl_future *future)
{
    struct future_callback *callbacks = NULL;
    struct mutex *lock = future->condition.mutex;
    struct door_point point;
    door_point_open(&point, OPERATION_FUTURE_CANCEL, future->id);
    mutex_acquire(lock, limit_forever());
    int result = mark_cancelled(future, &point);
    if (result == TL_OK) {
        callbacks = take_callbacks(future);
    }
    mutex_release(lock);
    door_point_close(&point);
    future_call_back(future, callbacks);
    return result;
}

/* ---- wait ---- */

/* Under the lock. */
static int await_done(struct tl_future *future, struct limit limit)
{
    bool is_late = limit.asked_ns == 0;
    while (!is_done(state_of(future)) && !is_late) {
        is_late = condition_wait(&future->condition, limit) == TL_TIMEOUT;
    }
    enum tl_future_state state = state_of(future);
    if (is_cancelled(state)) {
        return TL_CANCELLED;
    }
    return is_done(state) ? TL_OK : TL_TIMEOUT;
}

int future_wait(struct tl_future *future, struct limit limit)
{
    if (is_at_rest(future)) {
        return TL_OK;
    }
    struct door_point point;
    door_point_open_limited(&point, OPERATION_FUTURE_WAIT, future->id, limit);
    mutex_acquire(future->condition.mutex, limit_forever());
    int result = await_done(future, limit);
    if (result == TL_OK) {
        door_point_done(&point, future->id);
    } else {
        door_point_fail(&point, result == TL_CANCELLED ? REASON_CANCELLED : REASON_TIMEOUT);
    }
    mutex_release(future->condition.mutex);
    door_point_close(&point);
    return result;
}

/* ---- threadlane.h ---- */

static int refuse_null(enum event_operation operation)
{
    return door_refuse(operation, 0, MISUSE_NULL_HANDLE, TL_INVALID);
}

struct tl_future *tl_future_create(const char *name)
{
    DOOR_ENTER();
    struct door_point point;
    door_point_open(&point, OPERATION_OBJECT_CREATE, 0);
    struct tl_future *future = future_create(&point, 0, name);
    door_point_close(&point);
    return future;
}

int tl_future_cancel(struct tl_future *future)
{
    DOOR_ENTER();
    return future ? future_cancel(future) : refuse_null(OPERATION_FUTURE_CANCEL);
}

bool tl_future_is_cancelled(const struct tl_future *future)
{
    return future && is_cancelled(state_of(future));
}

bool tl_future_is_running(const struct tl_future *future)
{
    return future && state_of(future) == TL_FUTURE_RUNNING;
}

bool tl_future_is_done(const struct tl_future *future)
{
    return future && is_done(state_of(future));
}

enum tl_future_state tl_future_state(const struct tl_future *future)
{
    return future ? state_of(future) : TL_FUTURE_PENDING;
}

const char *tl_future_state_name(enum tl_future_state state)
{
    static const char *const names[] = {
        [TL_FUTURE_PENDING] = "PENDING",
        [TL_FUTURE_RUNNING] = "RUNNING",
        [TL_FUTURE_CANCELLED] = "CANCELLED",
        [TL_FUTURE_CANCELLED_AND_NOTIFIED] = "CANCELLED_AND_NOTIFIED",
        [TL_FUTURE_FINISHED] = "FINISHED",
    };
    return (unsigned)state < sizeof(names) / sizeof(names[0]) ? names[state] : "unknown";
}

int tl_future_result(struct tl_future *future, double timeout, void **result)
{
    DOOR_ENTER();
    if (!future) {
        return refuse_null(OPERATION_FUTURE_WAIT);
    }
    int waited = future_wait(future, limit_from_seconds(timeout));
    if (waited == TL_OK) {
        waited = future_failure(future);
    }
    if (waited == TL_OK && result) {
        *result = future->result;
    }
    return waited;
}

int tl_future_exception(struct tl_future *future, double timeout, int *code, const char **text)
{
    DOOR_ENTER();
    if (!future) {
        return refuse_null(OPERATION_FUTURE_WAIT);
    }
    int waited = future_wait(future, limit_from_seconds(timeout));
    if (waited == TL_OK && code) {
        *code = future->error;
    }
    if (waited == TL_OK && text) {
        *text = future->error_text;
    }
    return waited;
}

int tl_future_set_result(struct tl_future *future, void *result)
{
    DOOR_ENTER();
    return future ? future_set(future, result, 0, NULL) : refuse_null(OPERATION_FUTURE_SET);
}

int tl_future_set_error(struct tl_future *future, int code, const char *text)
{
    DOOR_ENTER();
    if (!future) {
        return refuse_null(OPERATION_FUTURE_SET);
    }
    if (code == 0) {
        return door_refuse(OPERATION_FUTURE_SET, future->id, MISUSE_ERROR_WITHOUT_CODE, TL_INVALID);
    }
    char *copy = strdup(text ? text : tl_strerror(code));
    return copy ? future_set(future, NULL, code, copy) : TL_NO_MEMORY;
}

int tl_future_set_running_or_notify_cancel(struct tl_future *future)
{
    DOOR_ENTER();
    return future ? future_set_running(future) : refuse_null(OPERATION_FUTURE_RUN);
}

int tl_future_destroy(struct tl_future *future)
{
    DOOR_ENTER();
    return future ? future_destroy(future) : refuse_null(OPERATION_OBJECT_DESTROY);
}
