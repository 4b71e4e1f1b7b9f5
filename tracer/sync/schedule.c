#include "tracer/sync/schedule.h"

#include <sched.h>
#include <stddef.h>

#include "tracer/event/event_kind.h"
#include "tracer/record/clock.h"
#include "tracer/record/pool.h"
#include "tracer/record/recorder.h"
#include "tracer/sync/guard.h"
#include "tracer/sync/wait_number.h"

static struct {
    struct guard guard; /* protects all of it, and every place */
    struct schedule_place *running;
    struct schedule_place *ready_first; /* by next */
    struct schedule_place *ready_last;
    struct schedule_place *timer_first; /* by next; earliest first, then first come first served */
} schedule;

bool schedule_is_on(void)
{
    const struct pool_header *pool = recorder_pool();
    return __builtin_expect(pool != NULL, 0) && pool->is_virtual_time;
}

uint64_t schedule_now(void)
{
    return schedule_is_on() ? clock_virtual_now() : clock_monotonic_ns();
}

double schedule_time_scale(void)
{
    const struct pool_header *pool = recorder_pool();
    return pool && pool->time_scale > 0 ? pool->time_scale : 1;
}

static void append_ready(struct schedule_place *place)
{
    place->state = PLACE_READY;
    place->next = NULL;
    if (schedule.ready_last) {
        schedule.ready_last->next = place;
    } else {
        schedule.ready_first = place;
    }
    schedule.ready_last = place;
}

static struct schedule_place *take_ready(void)
{
    struct schedule_place *place = schedule.ready_first;
    if (place) {
        schedule.ready_first = place->next;
        schedule.ready_last = place->next ? schedule.ready_last : NULL;
    }
    return place;
}

static void insert_timer(struct schedule_place *place)
{
    struct schedule_place **link = &schedule.timer_first;
    while (*link && (*link)->deadline_ns <= place->deadline_ns) {
        link = &(*link)->next;
    }
    place->next = *link;
    *link = place;
}

static void remove_timer(struct schedule_place *place)
{
    struct schedule_place **link = &schedule.timer_first;
    while (*link && *link != place) {
        link = &(*link)->next;
    }
    if (*link) {
        *link = place->next;
    }
}

/* Timers that the clock has passed get in line behind those that are ready already. */
static void expire_timers(void)
{
    while (schedule.timer_first && schedule.timer_first->deadline_ns <= clock_virtual_now()) {
        struct schedule_place *place = schedule.timer_first;
        schedule.timer_first = place->next;
        place->is_late = true;
        append_ready(place);
    }
}

/* When the clock gets to its limit nobody runs any more, so that an endless program is cut at the
 * same event each time. */
static bool is_over(void)
{
    uint64_t limit_ns = recorder_pool()->virtual_limit_ns, next_ns = clock_virtual_now();
    if (!schedule.ready_first && schedule.timer_first) {
        next_ns = schedule.timer_first->deadline_ns;
    }
    return limit_ns > 0 && next_ns >= limit_ns;
}

/* The one place that decides who runs next; NULL: nobody can. */
static struct schedule_place *choose_next(void)
{
    expire_timers();
    if (is_over()) {
        recorder_end_virtual_time();
        return NULL;
    }
    if (!schedule.ready_first && schedule.timer_first) {
        clock_virtual_jump(schedule.timer_first->deadline_ns);
        expire_timers();
    }
    return take_ready();
}

static void pass_turn(void)
{
    struct schedule_place *next = choose_next();
    schedule.running = next;
    if (next) {
        next->state = PLACE_RUNNING;
        /* Release pairs with the acquire in await_turn: the next thread sees all of our work. */
        atomic_store_explicit(&next->turn, 1, memory_order_release);
        futex_wake(&next->turn, 1);
    }
}

static void await_turn(struct schedule_place *place)
{
    while (atomic_load_explicit(&place->turn, memory_order_acquire) == 0) {
        futex_wait(&place->turn, 0, NULL);
    }
    atomic_store_explicit(&place->turn, 0, memory_order_relaxed);
}

void schedule_add(struct schedule_place *place)
{
    guard_lock(&schedule.guard);
    append_ready(place);
    if (!schedule.running) {
        pass_turn();
    }
    guard_unlock(&schedule.guard);
}

void schedule_begin(struct schedule_place *place)
{
    await_turn(place);
}

bool schedule_wait(struct schedule_place *place, const _Atomic uint32_t *woken,
                   uint32_t wait_number, uint64_t deadline_ns)
{
    guard_lock(&schedule.guard);
    if (wait_number_reached(atomic_load_explicit(woken, memory_order_acquire), wait_number)) {
        guard_unlock(&schedule.guard);
        return true;
    }
    place->state = PLACE_WAITING;
    place->wait_number = wait_number;
    place->deadline_ns = deadline_ns;
    place->is_late = false;
    if (deadline_ns != WAIT_FOREVER) {
        insert_timer(place);
    }
    pass_turn();
    guard_unlock(&schedule.guard);
    await_turn(place);
    return !place->is_late;
}

void schedule_wake(struct schedule_place *place, uint32_t wait_number)
{
    guard_lock(&schedule.guard);
    if (place->state == PLACE_WAITING && place->wait_number == wait_number) {
        if (place->deadline_ns != WAIT_FOREVER) {
            remove_timer(place);
        }
        append_ready(place);
        if (!schedule.running) {
            pass_turn();
        }
    }
    guard_unlock(&schedule.guard);
}

void schedule_yield(struct schedule_place *place)
{
    if (!schedule_is_on()) {
        sched_yield();
        return;
    }
    guard_lock(&schedule.guard);
    append_ready(place);
    pass_turn();
    guard_unlock(&schedule.guard);
    await_turn(place);
}

bool schedule_spend(void)
{
    clock_virtual_tick(recorder_pool()->virtual_step_ns);
    guard_lock(&schedule.guard);
    expire_timers();
    bool has_ready = schedule.ready_first != NULL;
    guard_unlock(&schedule.guard);
    return has_ready;
}

void schedule_leave(struct schedule_place *place)
{
    guard_lock(&schedule.guard);
    place->state = PLACE_OUTSIDE;
    pass_turn();
    guard_unlock(&schedule.guard);
}
