/* What stands before every function of this library: is the call to be recorded, who calls, and
 * from where. Calls are not recorded while recording is off, and none that libthreadlane makes for
 * its own ends: whoever locks inside our primitives is already told as one of them. */
#ifndef THREADLANE_PRELOAD_GATE_H
#define THREADLANE_PRELOAD_GATE_H

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

#include "tracer/event/event_kind.h"
#include "tracer/event/id.h"
#include "tracer/preload/interpreter.h"
#include "tracer/record/recorder.h"

/* Of the calling thread. */
struct gate_thread {
    _Atomic uint32_t number; /* trace-wide; 0 until it is known, whoever joins looks here */
    uint32_t tid;
    bool has_returned;  /* from its start function */
    bool has_ended;     /* which has been recorded */
    bool is_asleep;     /* between gate_sleep and gate_wake; if it does anything, a handler does */
    bool has_exited;    /* by pthread_exit; if neither, it was cancelled */
    bool is_recording;  /* at this instant; what a signal handler does meanwhile is lost */
    uint8_t end_rounds; /* of key destructors that have been gone through */
};

/* The part for an interpreter records, too: it sees this. */
extern _Thread_local struct gate_thread gate_thread
    __attribute__((tls_model("initial-exec"), visibility("default")));

/* Where libthreadlane lies; calls from there pass, and whatever is about what it keeps there. */
extern uint64_t gate_library_begin, gate_library_end;

/* Where the module lies that this address is in; from 0 to 0 if there is none. */
void gate_find_module(uint64_t address, uint64_t *begin, uint64_t *end);

static inline bool gate_is_ours(uint64_t address)
{
    return address - gate_library_begin < gate_library_end - gate_library_begin;
}

/* The line that called the function this stands in. */
#define GATE_CALLER ((uint64_t)__builtin_return_address(0))

/* For what deals with the world outside: what an interpreter does there, its program does. */
static inline bool gate_is_open_outside(uint64_t caller)
{
    return recorder_is_on() && !gate_is_ours(caller);
}

/* For what threads do among each other: an interpreter's own locks are not its program's. */
static inline bool gate_is_open(uint64_t caller)
{
    return gate_is_open_outside(caller) && !interpreter_holds(caller);
}

uint32_t gate_find_tid(void);
static inline uint32_t gate_tid(void)
{
    return gate_thread.tid ? gate_thread.tid : gate_find_tid();
}

/* In the child of a fork. */
void gate_follow_fork(void);

/* ---- waits ---- */

/* Until when somebody waits; NULL time: for ever. */
struct gate_limit {
    clockid_t clock;
    const struct timespec *time; /* absolute, unless is_relative */
    bool is_relative;
    bool is_clock_given; /* by the caller; else it is the object's own, or the only one */
};

#define GATE_FOREVER (&(const struct gate_limit){.time = NULL})

/* One wait on its way; in the caller's memory. */
struct gate_wait {
    enum event_operation operation;
    uint16_t flags;
    bool is_open, is_asleep;
    uint64_t site, object;
    uint32_t number;
    /* Of a condition's: what is taken back before it is over. */
    uint64_t lock;
    uint32_t depth;
};

/* A thread that is cancelled leaves its waits without coming back to who began them. */
void gate_leave(struct gate_wait *wait);
#define GATE_WAIT __attribute__((cleanup(gate_leave))) struct gate_wait

/* What the time limit comes to from now on, in ns; WAIT_FOREVER without one. */
uint64_t gate_limit_ns(const struct gate_limit *limit);

/* The operation has begun and cannot finish at once. `flags` are those of all its records: which
 * side of a lock, what type it is. */
struct gate_wait gate_begin(enum event_operation operation, uint16_t flags, uint64_t object,
                            uint64_t site, const struct gate_limit *limit);
/* From here on the thread may sleep; gate_wake: it goes on. A reason other than 0: in vain. */
void gate_sleep(struct gate_wait *wait);
void gate_wake(struct gate_wait *wait, enum event_reason reason);
/* The operation is over. */
void gate_end(struct gate_wait *wait, enum event_reason reason, uint64_t value);

/* An operation that did not wait is over; `error` is the C library's, `value` that of its done. */
void gate_note(enum event_operation operation, uint16_t flags, uint64_t object, uint64_t site,
               int error, uint64_t value);

/* What an error number of the C library means. 0: none, and owner-died is none, either. */
enum event_reason gate_reason(int error);

#endif
