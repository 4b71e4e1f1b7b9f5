#include "tracer/python/gil.h"

#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <errno.h>
#include <stdatomic.h>
#include <stdint.h>

#include "tracer/python/caller.h"
#include "tracer/python/operation.h"
#include "tracer/record/recorder.h"

static struct {
    const void *dropped, *taken; /* the conditions; NULL: not known */
    uint64_t id;                 /* 0: no lane */
    /* The rest is protected by the GIL's own mutex, but for the flag, which whoever waits sets. */
    uint32_t holder, last_holder, switches;
    _Atomic bool is_asked; /* to drop it */
} gil;

static struct {
    bool is_on;
    int count;
    const void *seen[2];
} look;

static _Thread_local struct {
    bool is_left;       /* nothing more is told of this thread */
    bool is_take_begun; /* gil.take has been told to begin */
    bool is_sleeping, was_asked;
    uint32_t wait; /* the number of its wait for the GIL */
    uint32_t seen_switches;
} self;

static void record(uint16_t kind, unsigned flags, uint64_t value)
{
    recorder_event(kind, (uint16_t)(flags | RECORDER_SITE), caller_site(), gil.id, value);
}

/* ---- dropping and taking ---- */

static enum drop_why why_dropped(void)
{
    return operation_expects_wait() ? DROP_BLOCKING
           : self.is_sleeping       ? DROP_SLEEP
           : self.was_asked         ? DROP_ASKED
                                    : DROP_IO;
}

static void drop(enum drop_why why)
{
    record(EVENT_GIL_DROP, why, gil.switches);
    gil.holder = 0;
}

/* The child of a fork makes its GIL anew and takes it, though it has it. */
static void take(void)
{
    uint32_t thread = recorder_thread();
    if (gil.holder == thread) {
        return;
    }
    gil.switches += gil.last_holder != thread;
    gil.holder = gil.last_holder = thread;
    atomic_store_explicit(&gil.is_asked, false, memory_order_relaxed);
    record(EVENT_GIL_TAKE, self.is_take_begun ? FLAG_CONTENDED : 0, gil.switches);
    self.is_take_begun = false;
    self.was_asked = false;
}

void gil_note_signal(const void *condition)
{
    if (look.is_on) {
        if (look.count < 2) {
            look.seen[look.count] = condition;
        }
        look.count++;
    } else if (gil.id == 0 || self.is_left) {
        return;
    } else if (condition == gil.dropped) {
        self.was_asked = atomic_load_explicit(&gil.is_asked, memory_order_relaxed);
        drop(why_dropped());
    } else if (condition == gil.taken) {
        take();
    }
}

void gil_leave(void)
{
    if (gil.id != 0 && !self.is_left) {
        drop(DROP_EXIT);
    }
    self.is_left = true;
}

void gil_begin_sleep(void)
{
    self.is_sleeping = true;
}

void gil_end_sleep(void)
{
    self.is_sleeping = false;
}

void gil_follow_fork(void)
{
    gil.holder = gil.last_holder = recorder_thread();
    atomic_store_explicit(&gil.is_asked, false, memory_order_relaxed);
}

/* ---- waiting ---- */

static void begin_take(unsigned flags)
{
    if (!self.is_take_begun) {
        self.is_take_begun = true;
        record(EVENT_GIL_TAKE_BEGIN, flags, WAIT_FOREVER);
    }
}

static void begin_wait(unsigned flags)
{
    self.wait = recorder_next_wait();
    self.seen_switches = gil.switches;
    record(EVENT_DOOR_WAIT_BEGIN, flags, self.wait);
}

/* Whoever drops it for something else than having been asked is held up, too, until another thread
 * has taken it; what it then waits for is not the GIL. */
bool gil_begin_wait(const void *condition)
{
    bool is_turn = condition == gil.dropped;
    bool is_switch = condition == gil.taken && why_dropped() == DROP_ASKED;
    if (gil.id == 0 || self.is_left || (!is_turn && !is_switch)) {
        return condition == gil.taken && gil.taken;
    }
    begin_take(is_switch ? FLAG_SPECIAL : 0);
    begin_wait(is_turn ? FLAG_TIMED : 0);
    return true;
}

bool gil_end_wait(const void *condition, int error)
{
    if (condition != gil.dropped && condition != gil.taken) {
        return false;
    }
    if (self.wait == 0) {
        return true;
    }
    if (error == ETIMEDOUT) {
        record(EVENT_DOOR_WAIT_FAILED, FLAG_TIMED | REASON_TIMEOUT, self.wait);
        if (gil.holder != 0 && gil.switches == self.seen_switches) {
            record(EVENT_GIL_ASK, 0, gil.holder);
            atomic_store_explicit(&gil.is_asked, true, memory_order_relaxed);
        }
    } else {
        record(EVENT_DOOR_WAIT, condition == gil.dropped ? FLAG_TIMED : 0, self.wait);
    }
    self.wait = 0;
    return true;
}

/* ---- finding ---- */

bool gil_find(void)
{
    look.is_on = true;
    PyThreadState *state = PyEval_SaveThread();
    PyEval_RestoreThread(state);
    look.is_on = false;
    if (look.count != 2 || look.seen[0] == look.seen[1]) {
        return false;
    }
    gil.dropped = look.seen[0];
    gil.taken = look.seen[1];
    gil.id = recorder_new_object();
    record(EVENT_OBJECT_CREATE, TYPE_GIL, 0);
    recorder_name(gil.id, "GIL");
    take();
    return true;
}
