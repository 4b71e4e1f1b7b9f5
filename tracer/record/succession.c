#include "tracer/record/succession.h"

#include <stddef.h>
#include <time.h>
#include <unistd.h>

#include "tracer/record/pool.h"

#define NAP_NS 50000

static uint32_t process_count(const struct pool_header *pool)
{
    uint32_t count = atomic_load(&pool->next_process);
    return count < POOL_PROCESS_MAX ? count : POOL_PROCESS_MAX;
}

static struct pool_process *row_of(struct pool_header *pool, uint32_t process)
{
    return process > 0 && process < POOL_PROCESS_MAX ? &pool->processes[process] : NULL;
}

/* ---- in the new program ---- */

/* The kernel uses pids again: the latest is meant. */
static struct heir claim(struct pool_header *pool, uint32_t pid)
{
    for (uint32_t process = process_count(pool); process-- > 1;) {
        struct pool_process *row = &pool->processes[process];
        uint32_t how = atomic_load_explicit(&row->succession, memory_order_acquire);
        if (how >= SUCCESSION_STARTED && atomic_load(&row->pid) == pid) {
            atomic_store(&row->succession, SUCCESSION_NONE);
            return (struct heir){
                .process = process,
                .thread = atomic_load(&row->thread),
                .wait_count = atomic_load(&row->wait_count),
                .has_begun = how == SUCCESSION_EXEC,
            };
        }
    }
    return (struct heir){0};
}

static bool is_parent_starting(const struct pool_header *pool, uint32_t parent)
{
    for (uint32_t process = process_count(pool); process-- > 1;) {
        const struct pool_process *row = &pool->processes[process];
        if (atomic_load(&row->succession) == SUCCESSION_STARTING &&
            atomic_load(&row->parent_pid) == parent) {
            return true;
        }
    }
    return false;
}

struct heir succession_take(struct pool_header *pool)
{
    for (;;) {
        bool may_come = is_parent_starting(pool, (uint32_t)getppid()); /* before the last look */
        struct heir heir = claim(pool, (uint32_t)getpid());
        if (heir.process != 0 || !may_come) {
            return heir;
        }
        clock_nanosleep(CLOCK_MONOTONIC, 0, &(struct timespec){.tv_nsec = NAP_NS}, NULL);
    }
}

/* ---- before it ---- */

static void leave(struct pool_process *row, uint32_t thread, uint32_t wait_count,
                  enum succession how)
{
    atomic_store(&row->thread, thread);
    atomic_store(&row->wait_count, wait_count);
    atomic_store_explicit(&row->succession, how, memory_order_release);
}

void succession_prepare_exec(struct pool_header *pool, uint32_t process, uint32_t thread,
                             uint32_t wait_count)
{
    struct pool_process *row = row_of(pool, process);
    if (row) {
        leave(row, thread, wait_count, SUCCESSION_EXEC);
    }
}

void succession_undo_exec(struct pool_header *pool, uint32_t process)
{
    struct pool_process *row = row_of(pool, process);
    if (row) {
        atomic_store(&row->succession, SUCCESSION_NONE);
    }
}

void succession_begin_start(struct pool_header *pool, uint32_t process, uint32_t thread)
{
    struct pool_process *row = row_of(pool, process);
    if (row) {
        atomic_store(&row->parent_pid, (uint32_t)getpid());
        leave(row, thread, 0, SUCCESSION_STARTING);
    }
}

void succession_note_child(struct pool_header *pool, uint32_t process, pid_t pid)
{
    struct pool_process *row = row_of(pool, process);
    if (row) {
        atomic_store(&row->is_foreign, 1);
        atomic_store(&row->pid, (uint32_t)pid);
    }
}

void succession_end_start(struct pool_header *pool, uint32_t process, pid_t pid)
{
    struct pool_process *row = row_of(pool, process);
    succession_note_child(pool, process, pid);
    if (row) {
        atomic_store_explicit(&row->succession, pid ? SUCCESSION_STARTED : SUCCESSION_NONE,
                              memory_order_release);
    }
}

uint32_t succession_find(const struct pool_header *pool, pid_t pid)
{
    for (uint32_t process = process_count(pool); process-- > 1;) {
        const struct pool_process *row = &pool->processes[process];
        if (atomic_load(&row->pid) == (uint32_t)pid) {
            return atomic_load(&row->is_collected) ? 0 : process;
        }
    }
    return 0;
}

void succession_note_collected(struct pool_header *pool, uint32_t process)
{
    struct pool_process *row = row_of(pool, process);
    if (row) {
        atomic_store(&row->is_collected, 1);
    }
}
