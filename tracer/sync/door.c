#include "tracer/sync/door.h"

#include <assert.h>
#include <stddef.h>

#include "tracer/record/recorder.h"
#include "tracer/sync/gil.h"

void door_borrow_gil(struct door_visit *visit)
{
    struct door_thread *self = visit->thread;
    if (self->gil_state == GIL_OUTSIDE) {
        gil_take(self);
        visit->is_borrowing = self->is_foreign;
    }
}

static void record(const struct door_point *point, enum event_stage stage, uint16_t flags,
                   uint64_t value)
{
    recorder_event((uint16_t)(point->operation << 2 | stage), point->flags | flags,
                   point->thread->site, point->object, value);
}

void door_point_open(struct door_point *point, enum event_operation operation, uint64_t object)
{
    struct door_thread *self = door_thread_self();
    gil_take_back(self);
    *point = (struct door_point){
        .thread = self,
        .outer = self->point,
        .object = object,
        .operation = operation,
        .flags = door_storey_flags(self->point),
    };
    self->point = point;
}

void door_point_open_limited(struct door_point *point, enum event_operation operation,
                             uint64_t object, struct limit limit)
{
    door_point_open(point, operation, object);
    point->begin_value = limit.asked_ns;
    point->flags |= limit_flags(limit);
}

static bool has_begin(const struct door_point *point)
{
    return kind_is_known((uint16_t)(point->operation << 2 | STAGE_BEGIN));
}

/* Those around one that has begun have begun before. */
void door_point_begin(struct door_point *point)
{
    if (point->outer && point->stage != DOOR_BEGUN) {
        door_point_begin(point->outer);
    }
    if (point->stage == DOOR_NOTED && has_begin(point)) {
        point->stage = DOOR_BEGUN;
        record(point, STAGE_BEGIN, 0, point->begin_value);
    }
}

void door_point_done(struct door_point *point, uint64_t value)
{
    door_point_done_with(point, value, 0);
}

/* The flag of a done record that has a begin. */
static uint16_t close_stage(struct door_point *point)
{
    assert(point->stage != DOOR_CLOSED);
    uint16_t flags = point->stage == DOOR_BEGUN ? FLAG_CONTENDED : 0;
    point->stage = DOOR_CLOSED;
    return flags;
}

void door_point_done_with(struct door_point *point, uint64_t value, unsigned detail)
{
    uint16_t flags = close_stage(point);
    record(point, STAGE_DONE, flags | (uint16_t)detail, value);
}

struct event_draft door_point_draft_done(struct door_point *point, uint64_t value)
{
    uint16_t flags = close_stage(point);
    return (struct event_draft){(uint16_t)(point->operation << 2), point->flags | flags,
                                point->object, value};
}

void door_point_done_ordered(struct door_point *point, uint64_t value)
{
    uint16_t flags = close_stage(point);
    recorder_event_ordered((uint16_t)(point->operation << 2), point->flags | flags,
                           point->thread->site, point->object, value);
}

void door_point_done_or_repeat(struct door_point *point, uint64_t value)
{
    if (point->stage != DOOR_NOTED) {
        door_point_done(point, value);
        return;
    }
    point->stage = DOOR_CLOSED;
    recorder_event_or_repeat((uint16_t)(point->operation << 2), point->flags, point->thread->site,
                             point->object, value);
}

void door_point_fail_with(struct door_point *point, enum event_reason reason, uint64_t value)
{
    assert(point->stage != DOOR_CLOSED);
    bool is_vain_try = reason == REASON_BUSY && point->stage == DOOR_NOTED;
    point->stage = DOOR_CLOSED;
    if (is_vain_try) {
        recorder_event_or_repeat((uint16_t)(point->operation << 2 | STAGE_FAILED),
                                 point->flags | (uint16_t)reason, point->thread->site,
                                 point->object, value);
    } else {
        record(point, STAGE_FAILED, (uint16_t)reason, value);
    }
}

void door_point_fail(struct door_point *point, enum event_reason reason)
{
    door_point_fail_with(point, reason, 0);
}

int door_point_misuse(struct door_point *point, enum misuse misuse, int error)
{
    door_point_fail_with(point, REASON_MISUSE, misuse);
    point->thread->misuse = misuse;
    return error;
}

void door_point_close(struct door_point *point)
{
    assert(point->thread->point == point);
    point->thread->point = point->outer;
    gil_take_back(point->thread);
}

int door_refuse(enum event_operation operation, uint64_t object, enum misuse misuse, int error)
{
    struct door_point point;
    door_point_open(&point, operation, object);
    door_point_misuse(&point, misuse, error);
    door_point_close(&point);
    return error;
}

struct door_loan door_lend(void)
{
    struct door_thread *self = door_thread_self();
    struct door_loan loan = {self, self->point, door_thread_depth(self)};
    if (self->point) {
        door_point_begin(self->point);
    }
    self->point = NULL;
    door_thread_set_depth(self, 0);
    door_thread_step_outside(self);
    return loan;
}

void door_take_back(const struct door_loan *loan)
{
    door_thread_set_depth(loan->thread, loan->visit_depth);
    door_thread_step_inside(loan->thread);
    loan->thread->point = loan->point;
}

void door_reserve(struct waiter *waiter)
{
    struct door_thread *self = door_thread_self();
    self->wait_number = recorder_next_wait();
    *waiter = (struct waiter){.thread = self, .number = self->wait_number};
}

/* Door events stand on the storey of the operation they serve. */
static uint16_t served_storey(const struct door_thread *thread)
{
    return thread->point ? thread->point->flags & FLAG_STOREY_MASK : 0;
}

void door_note(uint16_t kind, unsigned detail, uint64_t object, uint64_t value)
{
    const struct door_thread *self = door_thread_self();
    recorder_event(kind, served_storey(self) | (uint16_t)detail, self->site, object, value);
}

void door_yield(struct door_thread *self)
{
    door_thread_rest(self);
    schedule_yield(&self->place);
    door_thread_go_on(self);
}

static enum drop_why why_dropped(const struct door_thread *thread)
{
    switch (thread->point->operation) {
    case OPERATION_SLEEP:
        return DROP_SLEEP;
    case OPERATION_IO_WAIT:
        return DROP_IO;
    default:
        return DROP_BLOCKING;
    }
}

/* From here on the thread does nothing until end_wait, so that the begin is its last record as long
 * as it waits. */
static struct door_wait begin_wait(struct door_thread *self, uint32_t number, uint64_t object,
                                   struct limit limit)
{
    bool is_timed = limit.deadline_ns != WAIT_FOREVER;
    struct door_wait wait = {
        .thread = self,
        .object = object,
        .number = number,
        .flags = served_storey(self) | (is_timed ? FLAG_TIMED : 0),
    };
    door_point_begin(self->point);
    gil_let_go(self, why_dropped(self));
    recorder_event(EVENT_DOOR_WAIT_BEGIN, wait.flags, self->site, object, number);
    return wait;
}

static void end_wait(const struct door_wait *wait, bool is_woken)
{
    struct door_thread *self = wait->thread;
    door_thread_go_on(self);
    if (is_woken) {
        recorder_event(EVENT_DOOR_WAIT, wait->flags, self->site, wait->object, wait->number);
    } else {
        recorder_event(EVENT_DOOR_WAIT_FAILED, wait->flags | REASON_TIMEOUT, self->site,
                       wait->object, wait->number);
    }
}

bool door_wait(struct waiter *waiter, uint64_t object, struct limit limit, struct guard *guard)
{
    struct door_thread *self = waiter->thread;
    assert(waiter->number == self->wait_number);
    struct door_wait wait = begin_wait(self, waiter->number, object, limit);
    if (guard) {
        guard_unlock(guard);
    }
    door_thread_rest(self);
    bool is_woken = door_thread_block(self, wait.number, limit.deadline_ns);
    end_wait(&wait, is_woken);
    return is_woken;
}

struct door_wait door_begin_kernel_wait(uint64_t object, struct limit limit)
{
    struct door_thread *self = door_thread_self();
    self->wait_number = recorder_next_wait();
    struct door_wait wait = begin_wait(self, self->wait_number, object, limit);
    door_thread_rest(self);
    return wait;
}

void door_end_kernel_wait(const struct door_wait *wait, bool is_woken)
{
    end_wait(wait, is_woken);
}

void door_wake(const struct waiter *waiter, uint64_t object)
{
    const struct door_thread *self = door_thread_self();
    struct door_thread *target = waiter->thread;
    uint32_t number = waiter->number;
    recorder_event_ordered(EVENT_DOOR_WAKE, served_storey(self), self->site, object,
                           (uint64_t)target->number << 32 | number);
    door_thread_wake(target, number);
}
