/* Who runs, in virtual time: one thread at a time, until it blocks; then the one that has been
 * ready longest; when none can run the clock jumps to the nearest timer. No timer left: everybody
 * stays blocked, a hang by construction. In real time (schedule_is_on() false) only the clock below
 * is used, and the kernel chooses.
 *
 * Called by the door and by the start and end of threads, each for itself. */
#ifndef THREADLANE_SYNC_SCHEDULE_H
#define THREADLANE_SYNC_SCHEDULE_H

#include <stdbool.h>
#include <stdint.h>

enum place_state {
    PLACE_OUTSIDE, /* not in the schedule */
    PLACE_READY,
    PLACE_RUNNING,
    PLACE_WAITING,
};

/* A thread's place in the schedule. All fields but `turn` belong to the schedule's guard. */
struct schedule_place {
    struct schedule_place *next; /* in the line of ready threads, or in the list of timers */
    _Atomic uint32_t turn;       /* futex: 1 tells the thread to run; it takes it back to 0 */
    enum place_state state;
    uint32_t wait_number; /* what it waits for; valid while waiting */
    uint64_t deadline_ns; /* of the virtual clock, or WAIT_FOREVER; valid while waiting */
    bool is_late;         /* the timer made it ready, not a wake */
};

bool schedule_is_on(void);

/* Time for limits: the virtual clock, or CLOCK_MONOTONIC, in ns. */
uint64_t schedule_now(void);
/* Scenario seconds in a second of that clock. */
double schedule_time_scale(void);

/* Puts a new thread at the end of the line; by the thread itself or the one that starts it. */
void schedule_add(struct schedule_place *place);
/* Returns when it is the calling thread's turn for the first time. */
void schedule_begin(struct schedule_place *place);
/* Blocks the running thread until a wake of that wait, true, or the deadline, false. `woken` is
 * where wakes are noted: one that came first counts. */
bool schedule_wait(struct schedule_place *place, const _Atomic uint32_t *woken,
                   uint32_t wait_number, uint64_t deadline_ns);
/* Makes a thread ready if it is blocked in that wait. */
void schedule_wake(struct schedule_place *place, uint32_t wait_number);
/* Lets everybody run who is ready. */
void schedule_yield(struct schedule_place *place);
/* Virtual time only: the running thread has computed for a step of the clock. True if somebody else
 * is ready, or became so by it: on processors of their own they would run by now. */
bool schedule_spend(void);
/* The running thread ends; its place is not touched after the next one runs. */
void schedule_leave(struct schedule_place *place);

#endif
