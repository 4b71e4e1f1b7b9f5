/* How it changes hands, as in CPython's ceval_gil: who wants it waits for an interval, then asks
 * (a flag that the holder sees at its next check point) and waits again. The holder drops it, and
 * does not take it back before another one had it: the forced switch.
 *
 *     A   has it ------------------ sees the flag, drops it | waits for the switch | waits ----
 *     B        wants it … 5 ms … asks … waits ------------- | takes it ------------------------
 *
 * Python 2's way is a plain lock that is dropped every 100 bytecodes and taken back at once: nobody
 * asks, and nothing makes sure that somebody else gets it. */
#include "tracer/sync/gil.h"

#include <stddef.h>

#include "tracer/record/recorder.h"
#include "tracer/sync/door.h"
#include "tracer/sync/object.h"
#include "tracer/threadlane.h"

#define INTERVAL_SECONDS 0.005
#define TICKS            100

_Atomic bool gil_is_enabled;

static struct {
    struct guard guard; /* protects what follows, but for what is set when it is enabled */
    uint64_t id;
    enum tl_gil_switch way;
    enum tl_gil_check check;
    _Atomic double interval;
    _Atomic bool is_asked; /* the holder should drop it; it reads that without the guard */
    uint32_t holder;       /* thread number, 0: free */
    uint32_t last_holder;
    uint32_t switch_number; /* how often it came to another thread */
    uint32_t tick_count;    /* bytecodes since it was taken; the holder's alone */
    struct waiter_queue waiters;
    struct waiter *yielder; /* the last holder, waiting for another one to take it, or NULL */
} gil = {.interval = INTERVAL_SECONDS};

/* ---- taking ---- */

/* Under the guard, which is free in between: dropped because asked, it is another one's turn. */
static void await_switch(struct door_thread *self)
{
    if (!self->must_switch || gil.last_holder != self->number) {
        return;
    }
    struct waiter waiter;
    door_reserve(&waiter);
    gil.yielder = &waiter;
    door_wait(&waiter, gil.id, limit_forever(), &gil.guard);
    guard_lock(&gil.guard);
}

static struct limit patience(void)
{
    return gil.way == TL_GIL_INTERVAL ? limit_from_seconds(tl_gil_interval()) : limit_forever();
}

static void ask(void)
{
    door_note(EVENT_GIL_ASK, 0, gil.id, gil.holder);
    atomic_store_explicit(&gil.is_asked, true, memory_order_relaxed);
}

/* Under the guard, which is free in between. Who is woken finds it taken again if somebody was
 * quicker. */
static void await_free(void)
{
    while (gil.holder) {
        uint32_t switch_number = gil.switch_number;
        struct waiter waiter;
        door_reserve(&waiter);
        waiter_queue_push(&gil.waiters, &waiter);
        bool is_woken = door_wait(&waiter, gil.id, patience(), &gil.guard);
        guard_lock(&gil.guard);
        waiter_queue_remove(&gil.waiters, &waiter);
        if (!is_woken && gil.holder && gil.switch_number == switch_number) {
            ask();
        }
    }
}

/* Under the guard. */
static void become_holder(struct door_thread *self, struct door_point *point)
{
    gil.switch_number += gil.last_holder != self->number;
    gil.holder = gil.last_holder = self->number;
    gil.tick_count = 0;
    atomic_store_explicit(&gil.is_asked, false, memory_order_relaxed);
    door_point_done(point, gil.switch_number);
    if (gil.yielder && gil.yielder->thread != self) {
        door_wake(gil.yielder, gil.id);
        gil.yielder = NULL;
    }
    self->gil_state = GIL_HELD;
    self->must_switch = false;
}

void gil_take(struct door_thread *self)
{
    struct door_point point;
    self->gil_state = GIL_TAKING;
    door_point_open(&point, OPERATION_GIL_TAKE, gil.id);
    point.begin_value = WAIT_FOREVER;
    guard_lock(&gil.guard);
    point.flags |= self->must_switch && gil.last_holder == self->number ? FLAG_SPECIAL : 0;
    await_switch(self);
    await_free();
    become_holder(self, &point);
    guard_unlock(&gil.guard);
    door_point_close(&point);
}

/* ---- dropping ---- */

void gil_drop(struct door_thread *self, enum drop_why why)
{
    guard_lock(&gil.guard);
    door_note(EVENT_GIL_DROP, why, gil.id, gil.switch_number);
    self->gil_state = GIL_DROPPED;
    self->must_switch = atomic_load_explicit(&gil.is_asked, memory_order_relaxed);
    gil.holder = 0;
    struct waiter *waiter = waiter_queue_pop(&gil.waiters);
    if (waiter) {
        door_wake(waiter, gil.id);
    }
    guard_unlock(&gil.guard);
}

void gil_leave(struct door_thread *self)
{
    gil_let_go(self, DROP_EXIT);
    self->gil_state = GIL_OUTSIDE;
    self->must_switch = false;
}

void gil_begin_fork(void)
{
    guard_lock(&gil.guard);
}

void gil_end_fork(void)
{
    guard_unlock(&gil.guard);
}

void gil_follow_fork(struct door_thread *self)
{
    bool is_mine = self && self->gil_state == GIL_HELD;
    gil.guard = (struct guard){0};
    gil.yielder = NULL;
    gil.holder = gil.last_holder = is_mine ? self->number : 0;
    atomic_store_explicit(&gil.is_asked, false, memory_order_relaxed);
}

/* ---- check points ---- */

static bool is_due(void)
{
    return gil.way == TL_GIL_TICKS ? ++gil.tick_count >= TICKS
                                   : atomic_load_explicit(&gil.is_asked, memory_order_relaxed);
}

/* In virtual time computing takes time, too, and those who would run on other processors do. */
static void compute(struct door_thread *self)
{
    if (schedule_is_on() && schedule_spend()) {
        door_yield(self);
    }
}

static void check(uint64_t site)
{
    bool is_ticking = gil.way == TL_GIL_TICKS || schedule_is_on();
    if (!is_ticking && !atomic_load_explicit(&gil.is_asked, memory_order_relaxed)) {
        return;
    }
    struct door_visit visit = door_enter(site, false);
    compute(visit.thread);
    if (is_due()) {
        gil_drop(visit.thread, gil.way == TL_GIL_TICKS ? DROP_TICKS : DROP_ASKED);
        if (gil.way == TL_GIL_TICKS) {
            door_yield(visit.thread);
        }
        gil_take(visit.thread);
    }
    door_leave(&visit);
}

void gil_pass_bytecode(uint64_t site)
{
    if (gil_is_on() && gil.check == TL_GIL_EVERY_OP) {
        check(site);
    }
}

void gil_pass_call(uint64_t site)
{
    if (gil_is_on()) {
        check(site);
    }
}

void tl_gil_op(void)
{
    gil_pass_bytecode((uint64_t)(uintptr_t)__builtin_return_address(0));
}

void tl_gil_loop(void)
{
    gil_pass_call((uint64_t)(uintptr_t)__builtin_return_address(0));
}

void tl_gil_call(void)
{
    gil_pass_call((uint64_t)(uintptr_t)__builtin_return_address(0));
}

/* ---- settings ---- */

/* What the trace says of it, by which a reader knows where switches could be. */
static const char *policy(void)
{
    return gil.way == TL_GIL_TICKS             ? "ticks"
           : gil.check == TL_GIL_BACKEDGE_CALL ? "backedge_call"
                                               : "every_op";
}

int tl_gil_enable(enum tl_gil_switch way, enum tl_gil_check check)
{
    DOOR_ENTER();
    if (gil_is_on()) {
        return door_refuse(OPERATION_OBJECT_CREATE, gil.id, MISUSE_GIL_TWICE, TL_STATE);
    }
    struct door_point point;
    gil.way = way;
    gil.check = check;
    gil.id = object_create(&point, TYPE_GIL, 0, "GIL");
    door_point_close(&point);
    recorder_info("gil", policy());
    atomic_store_explicit(&gil_is_enabled, true, memory_order_release);
    if (!door_visit_.thread->is_foreign) {
        gil_take(door_visit_.thread);
    }
    return TL_OK;
}

int tl_gil_set_interval(double seconds)
{
    DOOR_ENTER();
    if (!(seconds > 0)) {
        return door_refuse(OPERATION_OBJECT_CREATE, gil.id, MISUSE_GIL_INTERVAL, TL_INVALID);
    }
    atomic_store_explicit(&gil.interval, seconds, memory_order_relaxed);
    return TL_OK;
}

double tl_gil_interval(void)
{
    return atomic_load_explicit(&gil.interval, memory_order_relaxed);
}
