#include "tracer/collect/kernel_look.h"

#include <stdlib.h>

#include "tracer/collect/kernel_tasks.h"
#include "tracer/model/arena.h"

static const char unknown_thread[] = "a thread that is not recorded";
static const char armed_timer[] = "a timer, or a handler for one";

/* One look at one process: the tasks, and the recorded threads they belong to. */
struct process_look {
    struct kernel_look *look;
    const struct pool_header *pool;
    uint32_t process;
    uint32_t row_count; /* of pool->threads, to search */
    uint32_t unknown_count;
};

static uint32_t find_thread(const struct process_look *at, uint32_t tid)
{
    for (uint32_t i = 0; i < at->row_count; i++) {
        const struct pool_thread *row = &at->pool->threads[i];
        if (atomic_load_explicit(&row->tid, memory_order_acquire) == tid &&
            atomic_load_explicit(&row->process, memory_order_relaxed) == at->process) {
            return atomic_load_explicit(&row->thread, memory_order_relaxed);
        }
    }
    return 0;
}

static void add_asleep(struct kernel_look *look, uint32_t thread, uint64_t switches)
{
    look->asleep = array_grow(look->asleep, look->asleep_count + 1, &look->asleep_capacity,
                              sizeof(*look->asleep));
    look->asleep[look->asleep_count++] = (struct asleep_thread){thread, switches};
}

static void add_open(struct kernel_look *look, uint32_t process, const char *reason)
{
    look->open =
        array_grow(look->open, look->open_count + 1, &look->open_capacity, sizeof(*look->open));
    look->open[look->open_count++] = (struct open_process){process, reason};
}

static void take_task(struct process_look *at, const struct kernel_task *task)
{
    uint32_t thread = find_thread(at, task->tid);
    at->unknown_count += thread == 0;
    if (thread != 0 && task->state == 'S') {
        add_asleep(at->look, thread, task->switches);
    }
}

static void take_process(struct process_look *at, const struct kernel_tasks *tasks)
{
    const struct pool_process *process = &at->pool->processes[at->process];
    for (size_t i = 0; i < tasks->count; i++) {
        take_task(at, &tasks->tasks[i]);
    }
    if (at->unknown_count > atomic_load(&process->runtime_tasks)) {
        add_open(at->look, at->process, unknown_thread);
    }
    if (tasks->has_timer) {
        add_open(at->look, at->process, armed_timer);
    }
}

static uint32_t at_most(uint32_t number, uint32_t limit)
{
    return number < limit ? number : limit;
}

void kernel_look_take(struct kernel_look *look, const struct pool_header *pool)
{
    look->asleep_count = look->open_count = 0;
    uint32_t process_count = at_most(atomic_load(&pool->next_process), POOL_PROCESS_MAX);
    struct kernel_tasks tasks = {0};
    for (uint32_t process = 1; process < process_count; process++) {
        struct process_look at = {
            .look = look,
            .pool = pool,
            .process = process,
            .row_count = at_most(atomic_load(&pool->next_thread), POOL_THREAD_ROWS),
        };
        uint32_t pid = atomic_load_explicit(&pool->processes[process].pid, memory_order_acquire);
        if (pid != 0 && kernel_tasks_read(&tasks, pid)) {
            take_process(&at, &tasks);
        }
    }
    kernel_tasks_finish(&tasks);
}

static const struct asleep_thread *find_asleep(const struct kernel_look *look, uint32_t thread)
{
    for (size_t i = 0; i < look->asleep_count; i++) {
        if (look->asleep[i].thread == thread) {
            return &look->asleep[i];
        }
    }
    return NULL;
}

bool kernel_look_slept(const struct kernel_look *first, const struct kernel_look *second,
                       uint32_t thread)
{
    const struct asleep_thread *before = find_asleep(first, thread);
    const struct asleep_thread *after = find_asleep(second, thread);
    return before && after && before->switches == after->switches;
}

void kernel_look_finish(struct kernel_look *look)
{
    free(look->asleep);
    free(look->open);
    *look = (struct kernel_look){0};
}
