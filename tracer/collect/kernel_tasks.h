/* The kernel's tasks of one process, read from /proc: which threads there really are, whether they
 * sleep, and how often they have done so. For trace-run's look at a program that seems to hang. */
#ifndef THREADLANE_COLLECT_KERNEL_TASKS_H
#define THREADLANE_COLLECT_KERNEL_TASKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct kernel_task {
    uint32_t tid;
    char state;        /* as /proc has it: R runs, S sleeps, D and T (stopped) do neither */
    uint64_t switches; /* times it gave up the processor by itself */
};

struct kernel_tasks {
    struct kernel_task *tasks; /* those that have ended already are left out */
    size_t count;
    size_t capacity;
    bool has_timer; /* an armed timer, or a handler for the signal that one would send */
};

/* Reads them anew into `tasks`, which may have been used before. False: there is no such process,
 * or it has ended. */
bool kernel_tasks_read(struct kernel_tasks *tasks, uint32_t pid);
/* Whether that one sleeps at a word in memory, as the kernel says; false if it does not say. */
bool kernel_tasks_waits_at_futex(uint32_t pid, uint32_t tid);
void kernel_tasks_finish(struct kernel_tasks *tasks);

#endif
