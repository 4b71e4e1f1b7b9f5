/* The door: every visible operation of every primitive passes here, and nothing else blocks.
 *
 * A public function enters the door (DOOR_ENTER), which keeps the line of the user's call. Each
 * operation is a point: open it, and close it at the end of the function; what it calls in between
 * stands one storey higher. Its begin is only noted, and recorded when a wait or another begin
 * happens inside it, outermost first; so what does not block costs its done record alone.
 *
 * Stamps enclose effects: record what gives (release, wake, end) before doing it, what gets
 * (acquire, woken, joined) after, both under the object's guard, or while its word says that it is
 * changing (tracer/sync/mutex.h). */
#ifndef THREADLANE_SYNC_DOOR_H
#define THREADLANE_SYNC_DOOR_H

#include <stdbool.h>
#include <stdint.h>

#include "tracer/event/event_kind.h"
#include "tracer/event/misuse.h"
#include "tracer/record/recorder.h"
#include "tracer/sync/door_thread.h"
#include "tracer/sync/gil.h"
#include "tracer/sync/guard.h"
#include "tracer/sync/limit.h"
#include "tracer/sync/waiter.h"

#define STOREY_MAX 7

/* A call from user code, until the end of the block it stands in. When it returns, it is a check
 * point of the GIL. */
#define DOOR_ENTER() DOOR_ENTER_AS(true)
/* What stands for a bytecode that is no call. */
#define DOOR_ENTER_BYTECODE() DOOR_ENTER_AS(false)
#define DOOR_ENTER_AS(is_call)                                                                     \
    struct door_visit door_visit_ __attribute__((cleanup(door_leave), unused)) =                   \
        door_enter((uint64_t)(uintptr_t)__builtin_return_address(0), is_call)

struct door_visit {
    struct door_thread *thread;
    uint64_t outer_site;
    bool is_call;
    bool is_borrowing; /* took the GIL for this visit only */
};

/* Takes the GIL for a thread that has none; a foreign one gives it back when it leaves. */
void door_borrow_gil(struct door_visit *visit);

static inline struct door_visit door_enter(uint64_t site, bool is_call)
{
    struct door_thread *self = door_thread_self();
    unsigned depth = door_thread_depth(self);
    door_thread_set_depth(self, depth + 1);
    if (__builtin_expect(depth == 0, 1)) {
        door_thread_step_inside(self);
    }
    struct door_visit visit = {self, self->site, is_call, false};
    /* A call from a callback is user code again, unless an operation is open around it. */
    if (!self->point) {
        self->site = site;
    }
    if (gil_is_on()) {
        door_borrow_gil(&visit);
    }
    return visit;
}

static inline void door_leave(struct door_visit *visit)
{
    struct door_thread *self = visit->thread;
    if (__builtin_expect(visit->is_borrowing, 0)) {
        gil_leave(self);
    }
    uint64_t site = self->site;
    self->site = visit->outer_site;
    unsigned depth = door_thread_depth(self) - 1;
    door_thread_set_depth(self, depth);
    if (__builtin_expect(depth == 0, 1)) {
        door_thread_step_outside(self);
        if (__builtin_expect(self->gil_state == GIL_HELD, 0) && visit->is_call) {
            gil_pass_call(site);
        }
    }
}

/* True if a call that neither waits nor refuses need not enter: there is no recording for its line,
 * no GIL to have, and no exit that could stop the thread here. */
static inline bool door_stands_open(void)
{
    const struct door_thread *self = door_thread_pointer;
    return self && !self->is_daemon && !gil_is_on() && !recorder_is_on();
}

enum door_stage {
    DOOR_NOTED,  /* begin not recorded */
    DOOR_BEGUN,  /* begin recorded */
    DOOR_CLOSED, /* done or failed recorded */
};

/* An open operation, in the frame of the function that performs it. */
struct door_point {
    struct door_thread *thread;
    struct door_point *outer;
    uint64_t object;
    uint64_t begin_value;           /* of its begin record */
    enum event_operation operation; /* 0: only a storey */
    enum door_stage stage;
    uint16_t flags; /* of all its records: the storey, and what the opener adds */
};

/* Points are closed with no guard locked: a thread that dropped the GIL for a wait takes it back
 * when the point it waited in is closed, or when one is opened inside it. */
void door_point_open(struct door_point *point, enum event_operation operation, uint64_t object);
/* Opens an operation that may wait so long: begin's value, and the flags for timed and try. */
void door_point_open_limited(struct door_point *point, enum event_operation operation,
                             uint64_t object, struct limit limit);
/* Records the begins noted so far, this one included. */
void door_point_begin(struct door_point *point);
/* Records that it is done. `detail` goes into the flags. */
void door_point_done(struct door_point *point, uint64_t value);
/* The same for what takes away what another thread got, as late as that: door.wake and the release
 * of a lock that is not one's own. */
void door_point_done_ordered(struct door_point *point, uint64_t value);
void door_point_done_with(struct door_point *point, uint64_t value, unsigned detail);
/* The same at one instant with other events: what is to be recorded, by door_record_together. */
struct event_draft door_point_draft_done(struct door_point *point, uint64_t value);
/* The same for what is done in vain again and again, without a begin: equal ones are counted. */
void door_point_done_or_repeat(struct door_point *point, uint64_t value);
void door_point_fail(struct door_point *point, enum event_reason reason);
void door_point_fail_with(struct door_point *point, enum event_reason reason, uint64_t value);
/* Records the misuse and returns the error. */
int door_point_misuse(struct door_point *point, enum misuse misuse, int error);
void door_point_close(struct door_point *point);

/* An operation refused at once: opens, fails and closes a point; returns the error. */
int door_refuse(enum event_operation operation, uint64_t object, enum misuse misuse, int error);

static inline uint16_t door_storey_above(uint16_t flags)
{
    unsigned storey = flags_storey(flags) + 1;
    return (uint16_t)((storey < STOREY_MAX ? storey : STOREY_MAX) << FLAG_STOREY_SHIFT);
}

/* The storey of what is done inside `outer`, NULL for user code. */
static inline uint16_t door_storey_flags(const struct door_point *outer)
{
    return outer ? door_storey_above(outer->flags) : 0;
}

/* An operation that does not wait needs no point: true if it may be passed without one, because the
 * thread has no GIL to take back first. */
static inline bool door_may_pass(const struct door_thread *self)
{
    return self->gil_state != GIL_DROPPED;
}

/* Records that such an operation is done; the ticks of that, 0 if nothing is recorded. */
static inline uint64_t door_pass(const struct door_thread *self, uint16_t kind, uint16_t flags,
                                 uint64_t object, uint64_t value)
{
    if (!recorder_is_on()) {
        return 0;
    }
    return recorder_event(kind, door_storey_flags(self->point) | flags, self->site, object, value);
}

/* The same of one that takes what was last given back at those ticks. */
static inline void door_pass_since(const struct door_thread *self, uint16_t kind, uint16_t flags,
                                   uint64_t object, uint64_t value, uint64_t since)
{
    if (recorder_is_on()) {
        recorder_event_since(kind, door_storey_flags(self->point) | flags, self->site, object,
                             value, since);
    }
}

/* Records several events at one instant, as recorder_events_together does; the ticks of the last.
 */
static inline uint64_t door_record_together(const struct door_thread *self,
                                            const struct event_draft *events, unsigned count)
{
    return recorder_is_on() ? recorder_events_together(events, count, self->site) : 0;
}

/* Records an event of the machinery, on the storey of the operation it serves. */
void door_note(uint16_t kind, unsigned detail, uint64_t object, uint64_t value);

/* Lets everybody run who is ready. */
void door_yield(struct door_thread *self);

/* Around code of the user's that the library calls: a task, a callback. What that does stands at
 * storey 0 and at its own lines, as if no operation were open; the begins of those that are come
 * first, so they enclose it. */
struct door_loan {
    struct door_thread *thread;
    struct door_point *point;
    unsigned visit_depth;
};

struct door_loan door_lend(void);
void door_take_back(const struct door_loan *loan);

/* Reserves the calling thread's next wait. The thread must then wait for it, and nothing else
 * before. */
void door_reserve(struct waiter *waiter);
/* Waits for a reserved wait: true when woken, false when the limit passed first. The GIL, if the
 * thread has it, is dropped for the wait. Noted begins and the wait's own are recorded before
 * `guard` (may be NULL) is unlocked, so that no wake can be recorded before the wait it names.
 * `object` is what is awaited, 0 for time only. */
bool door_wait(struct waiter *waiter, uint64_t object, struct limit limit, struct guard *guard);
/* A wait that the kernel ends: for a byte of a pipe, a word in shared memory, the end of a process.
 * Nobody names it in a wake; the state of the object tells why it ended. Between the two the caller
 * blocks in one system call, and touches nothing that its process shares with daemons. First it has
 * tried not to wait. Not in virtual time. */
struct door_wait {
    struct door_thread *thread;
    uint64_t object;
    uint32_t number;
    uint16_t flags;
};
struct door_wait door_begin_kernel_wait(uint64_t object, struct limit limit);
void door_end_kernel_wait(const struct door_wait *wait, bool is_woken);
/* Ends somebody's wait, under the guard of the object, whose queue it has left. Recorded before it
 * takes effect; the waiter must not be touched afterwards. */
void door_wake(const struct waiter *waiter, uint64_t object);

#endif
