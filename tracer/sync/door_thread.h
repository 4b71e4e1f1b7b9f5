/* A thread as the door knows it: its number, its waits and what it is doing. Threads that the
 * library made bring theirs; the main thread and foreign ones are registered at their first call.
 * Only the thread itself writes it, but for what is marked. */
#ifndef THREADLANE_SYNC_DOOR_THREAD_H
#define THREADLANE_SYNC_DOOR_THREAD_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tracer/event/misuse.h"
#include "tracer/sync/futex.h"
#include "tracer/sync/schedule.h"

#define DOOR_NAME_SIZE 24

#define MAIN_THREAD_NAME "MainThread"

struct tl_thread;

enum gil_state {
    GIL_OUTSIDE, /* it needs none: not used, not begun, ended, or in code of its own */
    GIL_HELD,
    GIL_DROPPED, /* for a wait; it takes the GIL back before it goes on */
    GIL_TAKING,
};

struct door_thread {
    uint32_t number; /* trace-wide, never reused; 0: not registered */
    uint32_t token;  /* its first number: as owner of locks it is the same thread after a fork */
    uint32_t wait_number;   /* of its latest wait */
    _Atomic uint32_t woken; /* futex: highest wait woken; written by wakers, read by the thread */
    _Atomic unsigned visit_depth; /* public functions it is in; written by the thread */
    /* 1 while it waits inside, and touches nothing; written by the thread, read by who forks. */
    _Atomic uint32_t is_still;
    /* It must look before it goes on inside: as a daemon, or because somebody forks. */
    _Atomic bool must_look;
    uint64_t site;            /* return address of the outermost one */
    struct door_point *point; /* innermost open operation */
    enum misuse misuse;       /* latest rule that it broke, or 0 */
    bool is_daemon;           /* also foreign threads: nobody waits for them at exit */
    bool is_foreign;          /* neither main nor made by the library */
    bool is_told_of;          /* by whoever has numbered it: who also tells its end */
    bool is_killed;           /* told as killed at exit; under the guard of the list */
    bool is_finished;         /* its end is recorded, by tl_exit */
    enum gil_state gil_state;
    bool must_switch; /* dropped the GIL because asked: another one takes it first */
    /* Daemons: 1 between door_enter and door_leave unless asleep. Written by the thread, read by
     * the one that exits; see door_thread_abandon_daemons. */
    _Atomic uint32_t is_inside;
    struct schedule_place place;
    struct tl_thread *thread; /* NULL for the main thread and foreign ones */
    /* Called when the thread ends by pthread_exit or cancellation. */
    void (*on_exit)(struct door_thread *self);
    struct door_thread *next; /* list of all registered threads, under its guard */
    struct door_thread *previous;
    char name[DOOR_NAME_SIZE]; /* of the main thread and foreign ones */
};

/* The calling thread, NULL if it is not registered. */
extern _Thread_local struct door_thread *door_thread_pointer
    __attribute__((tls_model("initial-exec"), visibility("hidden")));
/* Registers the main thread or a foreign one. */
struct door_thread *door_thread_register(void);

/* The calling thread, registered if it was not. */
static inline struct door_thread *door_thread_self(void)
{
    struct door_thread *self = door_thread_pointer;
    return __builtin_expect(self != NULL, 1) ? self : door_thread_register();
}

/* The new thread itself, first thing: it becomes `self`, whose number is set, and waits for its
 * turn in virtual time. */
void door_thread_begin(struct door_thread *self);
/* Last thing but door_thread_leave: its end is recorded, it is no more in the list. */
void door_thread_end(struct door_thread *self);
/* Gives its slot back and lets the next one run. In real time `self` may be gone already. */
void door_thread_leave(struct door_thread *self);

/* Waits here while somebody forks; an abandoned daemon never comes back. */
void door_thread_look(struct door_thread *self);

/* After the thread has said that it comes inside, before it touches anything. */
static inline void door_thread_step_inside(struct door_thread *self)
{
    atomic_signal_fence(memory_order_seq_cst); /* said before it looks, see forking.c */
    if (__builtin_expect(atomic_load_explicit(&self->must_look, memory_order_relaxed), 0)) {
        door_thread_look(self);
    }
}

static inline void door_thread_step_outside(struct door_thread *self)
{
    if (__builtin_expect(self->is_daemon, 0)) {
        atomic_store_explicit(&self->is_inside, 0, memory_order_release);
    }
}

static inline unsigned door_thread_depth(const struct door_thread *self)
{
    return atomic_load_explicit(&self->visit_depth, memory_order_relaxed);
}

/* Release: who sees that it is outside sees all that it did inside. */
static inline void door_thread_set_depth(struct door_thread *self, unsigned depth)
{
    atomic_store_explicit(&self->visit_depth, depth, memory_order_release);
}

/* Around a system call that may last; in between the thread touches nothing of the library. */
static inline void door_thread_begin_call(struct door_thread *self)
{
    atomic_store_explicit(&self->is_still, 1, memory_order_release);
}

static inline void door_thread_end_call(struct door_thread *self)
{
    atomic_store_explicit(&self->is_still, 0, memory_order_relaxed);
    door_thread_step_inside(self);
}

/* The same, and a daemon may be abandoned in between. */
static inline void door_thread_rest(struct door_thread *self)
{
    door_thread_begin_call(self);
    door_thread_step_outside(self);
}

static inline void door_thread_go_on(struct door_thread *self)
{
    door_thread_end_call(self);
}

/* Who forks: from now on all others stay where they are still, or outside, until resumed. */
void door_thread_stop_others(void);
/* Whether they are there. */
bool door_thread_others_are_still(void);
void door_thread_resume_others(void);
/* Around a fork, locked when all are still; it is free in the child. */
struct guard *door_thread_list_guard(void);

/* At exit, by the calling thread: from now on no daemon records anything, and each is told as
 * killed. */
void door_thread_abandon_daemons(void);

/* In the child of a fork: the calling thread is the only one, and the main thread. It has the
 * number that the recorder gave it, and has not waited for anything yet. */
void door_thread_follow_fork(void);

/* Blocks until the wait of that number is woken, true, or until the deadline, false. */
bool door_thread_block(struct door_thread *self, uint32_t number, uint64_t deadline_ns);
/* Ends that wait. By any thread. */
void door_thread_wake(struct door_thread *target, uint32_t number);

/* The same in two halves, in real time: the wait is ended while the waiter cannot leave, and its
 * thread is roused when what it needs is free. The thread may be gone by then. */
struct sleeper {
    _Atomic uint32_t *woken; /* of the thread; NULL: nobody sleeps */
};

struct sleeper door_thread_end_wait(struct door_thread *target, uint32_t number);

static inline void sleeper_rouse(struct sleeper sleeper)
{
    if (sleeper.woken) {
        futex_wake(sleeper.woken, 1);
    }
}

#endif
