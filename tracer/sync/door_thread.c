#include "tracer/sync/door_thread.h"

#include <limits.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdio.h>
#include <unistd.h>

#include "tracer/event/event_kind.h"
#include "tracer/event/id.h"
#include "tracer/record/recorder.h"
#include "tracer/sync/forking.h"
#include "tracer/sync/guard.h"
#include "tracer/sync/wait_number.h"

#define NS_PER_SECOND 1000000000u

_Thread_local struct door_thread *door_thread_pointer __attribute__((tls_model("initial-exec")));
static _Thread_local struct door_thread unmade_thread __attribute__((tls_model("initial-exec")));

static struct {
    struct guard guard; /* protects the list and is_killed of its members */
    struct door_thread *first;
    _Atomic uint32_t are_stopped; /* futex: 1 while somebody forks; written under the guard */
} threads;

static _Atomic bool daemons_are_abandoned;
static _Atomic uint32_t dummy_count;
static pthread_once_t exit_key_once = PTHREAD_ONCE_INIT;
static pthread_key_t exit_key;
static bool has_exit_key;

/* The key's destructor: the thread left by pthread_exit, was cancelled, or is foreign. */
static void leave_by_exit(void *self)
{
    struct door_thread *thread = self;
    thread->on_exit(thread);
}

static void make_exit_key(void)
{
    has_exit_key = pthread_key_create(&exit_key, leave_by_exit) == 0;
}

static void watch_exit(void *value)
{
    pthread_once(&exit_key_once, make_exit_key);
    if (has_exit_key) {
        pthread_setspecific(exit_key, value);
    }
}

/* Under the guard. */
static void set_must_look(struct door_thread *thread)
{
    atomic_store(&thread->must_look, thread->is_daemon || atomic_load(&threads.are_stopped));
}

static void add_to_list(struct door_thread *self)
{
    guard_lock(&threads.guard);
    self->next = threads.first;
    self->previous = NULL;
    if (threads.first) {
        threads.first->previous = self;
    }
    threads.first = self;
    set_must_look(self);
    guard_unlock(&threads.guard);
}

static void remove_from_list(struct door_thread *self)
{
    guard_lock(&threads.guard);
    if (self->previous) {
        self->previous->next = self->next;
    } else {
        threads.first = self->next;
    }
    if (self->next) {
        self->next->previous = self->previous;
    }
    guard_unlock(&threads.guard);
}

static void enter_list(struct door_thread *self)
{
    door_thread_pointer = self;
    if (schedule_is_on()) {
        schedule_begin(&self->place);
    }
    add_to_list(self);
    watch_exit(self);
    recorder_begin_thread(self->number);
}

/* The end of a thread that the library did not make. */
static void end_unmade(struct door_thread *self)
{
    door_thread_step_inside(self);
    if (self->is_told_of) {
        door_thread_end(self);
        return;
    }
    recorder_event(EVENT_THREAD_END, HOW_RETURNED, 0, id_make(ID_THREAD, self->number), 0);
    door_thread_end(self);
    door_thread_leave(self);
}

/* The recorder has begun the first thread of a recorded process already, and may have numbered
 * others. */
static void register_unmade(struct door_thread *self)
{
    bool is_main = gettid() == getpid();
    uint32_t number = recorder_thread();
    self->number = self->token = number ? number : recorder_new_thread();
    self->is_daemon = !is_main;
    self->is_foreign = !is_main;
    self->is_told_of = !is_main && number != 0;
    self->on_exit = end_unmade;
    if (is_main) {
        snprintf(self->name, sizeof(self->name), MAIN_THREAD_NAME);
    } else {
        snprintf(self->name, sizeof(self->name), "Dummy-%u", atomic_fetch_add(&dummy_count, 1) + 1);
    }
    if (schedule_is_on()) {
        schedule_add(&self->place);
    }
    enter_list(self);
    uint64_t id = id_make(ID_THREAD, self->number);
    if (!number) {
        uint64_t tid = schedule_is_on() ? self->number : (uint32_t)gettid();
        recorder_event(EVENT_THREAD_BEGIN, 0, 0, id, tid);
    }
    if (!self->is_told_of) {
        recorder_name(id, is_main ? "main" : self->name);
    }
}

struct door_thread *door_thread_register(void)
{
    struct door_thread *self = &unmade_thread;
    *self = (struct door_thread){0};
    register_unmade(self);
    return self;
}

void door_thread_begin(struct door_thread *self)
{
    enter_list(self);
}

void door_thread_end(struct door_thread *self)
{
    remove_from_list(self);
    watch_exit(NULL);
    door_thread_pointer = NULL;
}

void door_thread_leave(struct door_thread *self)
{
    recorder_end_thread();
    if (schedule_is_on()) {
        schedule_leave(&self->place);
    }
}

/* After the recorder's, so that it has followed first. */
__attribute__((constructor(102))) static void watch_forks(void)
{
    pthread_atfork(forking_begin, forking_end, forking_follow);
}

void door_thread_follow_fork(void)
{
    struct door_thread *self = door_thread_pointer;
    threads.first = self;
    atomic_store(&threads.are_stopped, 0);
    atomic_store(&daemons_are_abandoned, false);
    if (!self) {
        return;
    }
    self->next = self->previous = NULL;
    self->number = recorder_thread();
    self->wait_number = 0;
    atomic_store(&self->woken, 0);
    self->is_daemon = self->is_foreign = self->is_killed = self->is_finished = false;
    atomic_store(&self->is_inside, 0);
    set_must_look(self);
}

/* ---- stopped, while somebody forks ---- */

struct guard *door_thread_list_guard(void)
{
    return &threads.guard;
}

static void tell_all_to_look(const struct door_thread *self)
{
    for (struct door_thread *thread = threads.first; thread; thread = thread->next) {
        if (thread != self) {
            set_must_look(thread);
        }
    }
}

void door_thread_stop_others(void)
{
    guard_lock(&threads.guard);
    atomic_store(&threads.are_stopped, 1);
    tell_all_to_look(door_thread_pointer);
    guard_unlock(&threads.guard);
}

void door_thread_resume_others(void)
{
    guard_lock(&threads.guard);
    atomic_store(&threads.are_stopped, 0);
    tell_all_to_look(door_thread_pointer);
    guard_unlock(&threads.guard);
    futex_wake(&threads.are_stopped, INT_MAX);
}

bool door_thread_others_are_still(void)
{
    bool are_still = true;
    guard_lock(&threads.guard);
    for (struct door_thread *thread = threads.first; thread; thread = thread->next) {
        bool is_outside = atomic_load_explicit(&thread->visit_depth, memory_order_acquire) == 0;
        bool is_still = is_outside || atomic_load_explicit(&thread->is_still, memory_order_acquire);
        are_still = are_still && (is_still || thread == door_thread_pointer);
    }
    guard_unlock(&threads.guard);
    return are_still;
}

/* It says that it is still, then looks again; who forks says that all are to stop, then looks who
 * is still. Both are sequentially consistent. */
static void stay_still(struct door_thread *self)
{
    while (atomic_load(&threads.are_stopped)) {
        atomic_store(&self->is_still, 1);
        futex_wait(&threads.are_stopped, 1, NULL);
        atomic_store(&self->is_still, 0);
    }
}

/* ---- daemons, abandoned at exit ---- */

/* A daemon says that it is inside, then looks whether it is abandoned; the exiting thread says that
 * they are abandoned, then looks who is inside. Both orders are sequentially consistent, so at
 * least one sees the other. */
static void step_daemon_inside(struct door_thread *self)
{
    atomic_store(&self->is_inside, 1);
    if (atomic_load(&daemons_are_abandoned)) {
        atomic_store(&self->is_inside, 0);
        for (;;) {
            pause();
        }
    }
}

void door_thread_look(struct door_thread *self)
{
    stay_still(self);
    if (self->is_daemon) {
        step_daemon_inside(self);
    }
}

/* Tells every daemon outside as killed; true if one was still inside. */
static bool kill_daemons_outside(const struct door_thread *self)
{
    bool has_inside = false;
    guard_lock(&threads.guard);
    for (struct door_thread *thread = threads.first; thread; thread = thread->next) {
        if (thread == self || !thread->is_daemon || thread->is_killed) {
            continue;
        }
        if (atomic_load(&thread->is_inside)) {
            has_inside = true;
            continue;
        }
        thread->is_killed = true;
        recorder_event(EVENT_THREAD_END, HOW_KILLED, 0, id_make(ID_THREAD, thread->number), 0);
    }
    guard_unlock(&threads.guard);
    return has_inside;
}

void door_thread_abandon_daemons(void)
{
    struct door_thread *self = door_thread_self();
    atomic_store(&daemons_are_abandoned, true);
    while (kill_daemons_outside(self)) {
        door_thread_rest(self); /* for one of them may fork */
        sched_yield(); /* inside means running: it comes out, or goes to sleep, by itself */
        door_thread_go_on(self);
    }
}

bool door_thread_block(struct door_thread *self, uint32_t number, uint64_t deadline_ns)
{
    if (schedule_is_on()) {
        return schedule_wait(&self->place, &self->woken, number, deadline_ns);
    }
    const struct timespec until = {
        .tv_sec = (time_t)(deadline_ns / NS_PER_SECOND),
        .tv_nsec = (long)(deadline_ns % NS_PER_SECOND),
    };
    for (;;) {
        /* Acquire pairs with the release in door_thread_wake: what the waker did is visible. */
        uint32_t woken = atomic_load_explicit(&self->woken, memory_order_acquire);
        if (wait_number_reached(woken, number)) {
            return true;
        }
        if (deadline_ns != WAIT_FOREVER && schedule_now() >= deadline_ns) {
            return false;
        }
        futex_wait(&self->woken, woken, deadline_ns == WAIT_FOREVER ? NULL : &until);
    }
}

/* The word only grows: the late wake of a wait that timed out must not undo the wake of the next.
 */
struct sleeper door_thread_end_wait(struct door_thread *target, uint32_t number)
{
    uint32_t woken = atomic_load_explicit(&target->woken, memory_order_relaxed);
    do {
        if (wait_number_reached(woken, number)) {
            return (struct sleeper){NULL};
        }
    } while (!atomic_compare_exchange_weak_explicit(&target->woken, &woken, number,
                                                    memory_order_release, memory_order_relaxed));
    return (struct sleeper){&target->woken};
}

void door_thread_wake(struct door_thread *target, uint32_t number)
{
    struct sleeper sleeper = door_thread_end_wait(target, number);
    if (sleeper.woken && schedule_is_on()) {
        schedule_wake(&target->place, number);
    } else {
        sleeper_rouse(sleeper);
    }
}
