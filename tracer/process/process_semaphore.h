/* A number of permits in shared memory: process semaphores, and with one permit process locks and
 * rlocks. Any thread of any process that shares it may call.
 *
 * An operation is recorded and takes effect under a guard that no dead process can keep, so the
 * recording has all of them in their true order, whichever process they happened in. Waiting is a
 * sleep in the kernel that belongs to nobody else: who is killed while it waits leaves nothing
 * behind. Who is killed while it holds a permit takes that along, as in CPython. */
#ifndef THREADLANE_PROCESS_PROCESS_SEMAPHORE_H
#define THREADLANE_PROCESS_PROCESS_SEMAPHORE_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "tracer/event/event_kind.h"
#include "tracer/event/misuse.h"
#include "tracer/process/process_guard.h"
#include "tracer/record/recorder.h"
#include "tracer/sync/limit.h"
#include "tracer/threadlane.h"

#define PROCESS_PERMITS_MAX 0x7fffffffu /* SEM_VALUE_MAX */

/* In shared memory. */
struct process_semaphore {
    uint64_t id;
    enum object_type type;      /* TYPE_PROCESS_LOCK, TYPE_RLOCK, or one of the semaphores */
    uint32_t most;              /* permits; a release beyond is refused */
    struct process_guard guard; /* protects the rest */
    uint32_t waiting_count;     /* who sleeps, or was killed there */
    /* Permits in the low half, which is a futex, and the number of the present or latest hold of a
     * lock, from 1, in the other. Each change is one store right after its record, so that who is
     * killed has done both, or neither. Also read without the guard, to ask and to wait. */
    _Atomic uint64_t state;
    /* Of an rlock that is held: */
    uint64_t owner; /* thread and process */
    uint32_t depth;
};

/* As part of `parent`, or of nothing (0). NULL in virtual time, which is misuse, and when out of
 * memory. */
struct process_semaphore *process_semaphore_create(enum object_type type, uint32_t permits,
                                                   uint64_t parent, const char *name);
/* When nobody uses it. Accepts NULL. */
void process_semaphore_destroy(struct process_semaphore *semaphore);

/* TL_OK, TL_BUSY for a limit of 0, TL_TIMEOUT. */
int process_semaphore_acquire(struct process_semaphore *semaphore, struct limit limit);
/* TL_OK; TL_INVALID when there were too many permits; TL_NOT_OWNER of another's rlock. */
int process_semaphore_release(struct process_semaphore *semaphore, uint32_t count);
/* A permit taken, of which there is one, or given back, as a part of what happens at an instant,
 * under the guard: what there is to record at that instant, and the state from then on. Not of
 * rlocks. */
struct process_semaphore_step {
    struct event_draft draft;
    uint64_t state;
};
struct process_semaphore_step process_semaphore_plan_take(const struct process_semaphore *semaphore,
                                                          uint64_t state, uint16_t storey);
struct process_semaphore_step process_semaphore_plan_give(const struct process_semaphore *semaphore,
                                                          uint64_t state, uint16_t storey);
/* When that is recorded. */
void process_semaphore_settle(struct process_semaphore *semaphore, uint64_t state);
/* Without the guard, after something was given while somebody waited. */
void process_semaphore_wake(struct process_semaphore *semaphore, uint32_t count);
/* Left now. */
uint32_t process_semaphore_permits(const struct process_semaphore *semaphore);
/* 0 if it may be destroyed, else which misuse that were. */
enum misuse process_semaphore_refusal(struct process_semaphore *semaphore);

/* ---- what public functions do after DOOR_ENTER, NULL handles included ---- */

int process_semaphore_acquire_checked(struct process_semaphore *semaphore,
                                      enum event_operation operation, double timeout);
int process_semaphore_release_checked(struct process_semaphore *semaphore,
                                      enum event_operation operation);
int process_semaphore_destroy_checked(struct process_semaphore *semaphore);
struct tl_guard process_semaphore_enter(struct process_semaphore *semaphore,
                                        enum event_operation operation);

#endif
