/* Who comes inside says so (visit_depth, is_still) and then looks whether it must stop (must_look);
 * who forks tells all to stop, and then looks who is inside. Between the two steps of the first
 * stands no instruction that keeps them in order, as it would cost more than all the rest; the
 * second has the kernel do it for all processors at once (membarrier). So at least one of them sees
 * the other. */
#include "tracer/sync/forking.h"

#include <assert.h>
#include <linux/membarrier.h>
#include <sched.h>
#include <stddef.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "tracer/sync/door_thread.h"
#include "tracer/sync/executor.h"
#include "tracer/sync/gil.h"
#include "tracer/sync/guard.h"
#include "tracer/sync/thread.h"
#include "tracer/sync/waiter.h"

#define LOOKS_AWAKE 50
#define NAP_NS      50000
#define SETTLING_NS 1000000 /* longer than a processor keeps a store to itself */

static struct {
    struct guard turn;  /* one fork after the other */
    struct guard table; /* protects the rest */
    unsigned guard_count;
    struct guard *guards[FORKING_GUARDS];
} forking;

void forking_add_guard(struct guard *guard)
{
    guard_lock(&forking.table);
    unsigned i = 0;
    while (i < forking.guard_count && forking.guards[i] != guard) {
        i++;
    }
    assert(i < FORKING_GUARDS);
    forking.guards[i] = guard;
    forking.guard_count += i == forking.guard_count;
    guard_unlock(&forking.table);
}

static void nap(long ns)
{
    clock_nanosleep(CLOCK_MONOTONIC, 0, &(struct timespec){.tv_nsec = ns}, NULL);
}

static void put_all_processors_in_order(void)
{
    if (syscall(SYS_membarrier, MEMBARRIER_CMD_PRIVATE_EXPEDITED, 0, 0) == 0) {
        return;
    }
    syscall(SYS_membarrier, MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED, 0, 0);
    if (syscall(SYS_membarrier, MEMBARRIER_CMD_PRIVATE_EXPEDITED, 0, 0) != 0) {
        nap(SETTLING_NS);
    }
}

/* One who wants to fork, too, is still meanwhile. */
static void await_turn(void)
{
    struct door_thread *self = door_thread_pointer;
    if (self) {
        atomic_store(&self->is_still, 1);
    }
    guard_lock(&forking.turn);
    if (self) {
        atomic_store(&self->is_still, 0);
    }
}

static void lock_guards(void)
{
    gil_begin_fork();
    executor_begin_fork();
    thread_begin_fork();
    guard_lock(&forking.table);
    for (unsigned i = 0; i < forking.guard_count; i++) {
        guard_lock(forking.guards[i]);
    }
    guard_lock(door_thread_list_guard());
}

static void unlock_guards(void)
{
    guard_unlock(door_thread_list_guard());
    for (unsigned i = forking.guard_count; i-- > 0;) {
        guard_unlock(forking.guards[i]);
    }
    guard_unlock(&forking.table);
    thread_end_fork();
    executor_end_fork();
    gil_end_fork();
}

void forking_begin(void)
{
    await_turn();
    door_thread_stop_others();
    put_all_processors_in_order();
    for (unsigned looks = 0; !door_thread_others_are_still(); looks++) {
        if (looks < LOOKS_AWAKE) {
            sched_yield();
        } else {
            nap(NAP_NS);
        }
    }
    lock_guards();
}

void forking_end(void)
{
    unlock_guards();
    door_thread_resume_others();
    guard_unlock(&forking.turn);
}

/* Nobody has the guards, nor waits for them. */
static void free_guards(void)
{
    *door_thread_list_guard() = (struct guard){0};
    for (unsigned i = 0; i < forking.guard_count; i++) {
        *forking.guards[i] = (struct guard){0};
    }
    forking.turn = forking.table = (struct guard){0};
}

void forking_follow(void)
{
    waiter_generation++;
    free_guards();
    door_thread_follow_fork();
    gil_follow_fork(door_thread_pointer);
    thread_follow_fork(door_thread_pointer);
    executor_follow_fork();
}
