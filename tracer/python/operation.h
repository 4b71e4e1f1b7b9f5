/* What the calling thread is in the middle of: the operations of the script's primitives, each
 * within the one that called it. An operation is told when it is done; its begin only if the
 * thread comes to wait inside it, and then the begins of those around it are told first.
 *
 * Operations lie on the stack of who opened them. Some exist only to hide what happens inside: what
 * threading does for itself while a thread starts is no business of the script's. Without an
 * exception of Python set, or with; none is touched. */
#ifndef THREADLANE_PYTHON_OPERATION_H
#define THREADLANE_PYTHON_OPERATION_H

#include <stdbool.h>
#include <stdint.h>

#include "tracer/event/event_kind.h"
#include "tracer/event/id.h"
#include "tracer/record/recorder.h"

struct _object;

/* When others are about to see the state of what an operation is about. */
enum settle_moment {
    SETTLE_AT_NOTIFY,  /* somebody is about to be woken for it */
    SETTLE_AT_RELEASE, /* the lock around it is about to be let go */
};

struct operation {
    enum event_operation operation; /* 0: none, it only hides */
    uint64_t object;
    uint64_t limit_ns; /* WAIT_FOREVER, or how long it may wait */
    uint16_t flags;    /* of all its records: timed, try, daemon */
    bool hides;        /* what happens inside is not told */
    bool lends;        /* it is user code that runs inside: that stands at storey 0 again */
    bool is_hidden;    /* itself; set when it is opened */
    bool is_begun;     /* its begin has been told */
    bool is_over;      /* its end has been told */
    uint8_t storey;
    uint32_t wait; /* the number of the wait that has been reserved for it, or 0 */
    uint64_t site;
    struct operation *outer;
    /* Of those that are composed of others, what happens under the lock around the state: noted
     * when the lock has been taken, also again after a wait, settled before others see it. May be
     * NULL. */
    void (*note)(struct operation *operation);
    void (*settle)(struct operation *operation, enum settle_moment moment);
    struct _object *self; /* borrowed: the object of the script */
    struct thing *thing;  /* what is known of it */
    uint64_t noted;
    bool has_waited, has_timed_out; /* on a condition inside */
};

/* The innermost one of the calling thread, or NULL. */
struct operation *operation_innermost(void);
/* What happens now is not told. */
bool operation_is_quiet(void);

/* Opens one; the fields up to `hides` are set, and those for whoever settles. */
void operation_open(struct operation *operation);
/* Tells the begins that have not been told, from the outermost to this one. */
void operation_begin(struct operation *operation);
/* Tells that it is done, or in vain; once. */
void operation_done(struct operation *operation, uint64_t value);
void operation_fail(struct operation *operation, enum event_reason reason, uint64_t value);
/* In vain, because of the exception that is set: misuse, or an interruption. */
void operation_fail_by_exception(struct operation *operation);
void operation_close(struct operation *operation);
/* What has no operation of its own was refused, by the exception that is set; if that is one of
 * those we know. After those that hide it are closed. */
void operation_record_refusal(enum event_operation operation, uint64_t object);

/* Another record of the calling thread, inside the innermost operation, or as part of it. */
void operation_record(uint16_t kind, uint16_t flags, uint64_t object, uint64_t value);
void operation_record_with(uint16_t kind, uint16_t flags, uint64_t object, uint64_t value);
/* About what other processes change, too: its stamp must not run ahead. */
void operation_record_ordered(uint16_t kind, uint16_t flags, uint64_t object, uint64_t value);

/* One wait that is about to come, told when the thread really sleeps, inside the operation it
 * serves; inside hidden ones, inside the one that hides. */
struct operation_wait {
    struct operation *operation; /* that is told; NULL: none */
    struct operation *own;       /* that waits */
    uint64_t object;
    uint32_t number; /* 0: it does not sleep */
    /* Called when the thread goes on, without the GIL; may be NULL. A reason: in vain. */
    void (*go_on)(struct operation_wait *wait, enum event_reason reason);
    struct thing *thing; /* for go_on: a lock, and how often it is held then */
    uint32_t depth;
    struct operation_wait *outer; /* of the thread, while a signal is handled */
};

/* Around the call that may sleep; before it, with the GIL, all begins are told. */
void operation_expect_wait(struct operation_wait *wait, struct operation *operation);
void operation_end_expecting(const struct operation_wait *wait);
bool operation_expects_wait(void);

/* Without the GIL: the calling thread sleeps, if that is expected, and goes on. */
void operation_sleep(void);
void operation_wake(enum event_reason reason);

/* Seconds of Python's, None or absent for ever, as a limit in ns. */
uint64_t operation_limit_ns(struct _object *seconds);

/* In the child of a fork that never comes back to them. */
void operation_leave_all(void);

/* The calling thread has ended: it is told nothing more of. */
void operation_end_thread(void);

#endif
