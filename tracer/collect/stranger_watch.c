#include "tracer/collect/stranger_watch.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "tracer/model/arena.h"

#define FIRST_NS      20000000
#define STEP_MAX_NS   2000000000
#define PROCESSES_MAX 64 /* that are looked at */
#define PATH_SIZE     64
#define WORD_SIZE     64
#define FOLDER_LINKS  2 /* of a folder, beside those of the folders in it */

void stranger_watch_init(struct stranger_watch *watch, const struct pool_header *pool)
{
    *watch = (struct stranger_watch){.pool = pool};
}

void stranger_watch_finish(struct stranger_watch *watch)
{
    free(watch->latest.strangers);
    free(watch->found.strangers);
    free(watch->sleepers);
    kernel_tasks_finish(&watch->tasks);
    *watch = (struct stranger_watch){.pool = watch->pool};
}

static bool list_has(const struct stranger_list *list, struct stranger one)
{
    for (size_t i = 0; i < list->count; i++) {
        if (list->strangers[i].process == one.process && list->strangers[i].tid == one.tid) {
            return true;
        }
    }
    return false;
}

static void list_add(struct stranger_list *list, struct stranger one)
{
    list->strangers =
        array_grow(list->strangers, list->count + 1, &list->capacity, sizeof(*list->strangers));
    list->strangers[list->count++] = one;
}

/* ---- one process ---- */

static uint32_t row_count(const struct stranger_watch *watch)
{
    uint32_t count = atomic_load(&watch->pool->next_thread);
    return count < POOL_THREAD_ROWS ? count : POOL_THREAD_ROWS;
}

/* The recorded thread that this is; 0: none. */
static uint32_t find_thread(const struct stranger_watch *watch, struct stranger one)
{
    for (uint32_t i = 0; i < row_count(watch); i++) {
        const struct pool_thread *row = &watch->pool->threads[i];
        if (atomic_load_explicit(&row->tid, memory_order_acquire) == one.tid &&
            atomic_load_explicit(&row->process, memory_order_relaxed) == one.process) {
            return atomic_load_explicit(&row->thread, memory_order_relaxed);
        }
    }
    return 0;
}

static uint32_t count_known(const struct stranger_watch *watch, uint32_t process)
{
    uint32_t known = atomic_load(&watch->pool->processes[process].runtime_tasks);
    for (uint32_t i = 0; i < row_count(watch); i++) {
        const struct pool_thread *row = &watch->pool->threads[i];
        known += atomic_load_explicit(&row->tid, memory_order_relaxed) != 0 &&
                 atomic_load_explicit(&row->process, memory_order_relaxed) == process;
    }
    return known;
}

/* Its threads have a folder each. */
static uint32_t count_tasks(uint32_t pid)
{
    char path[PATH_SIZE];
    struct stat status;
    snprintf(path, sizeof(path), "/proc/%u/task", pid);
    return stat(path, &status) == 0 ? (uint32_t)status.st_nlink - FOLDER_LINKS : 0;
}

static void add_strangers(const struct stranger_watch *watch, uint32_t process,
                          struct stranger_list *list)
{
    for (size_t i = 0; i < watch->tasks.count; i++) {
        struct stranger one = {process, watch->tasks.tasks[i].tid};
        if (watch->tasks.tasks[i].state == 'S' && find_thread(watch, one) == 0) {
            list_add(list, one);
        }
    }
}

/* Calls `take` with each process that lives, up to a limit. */
static void for_each_process(struct stranger_watch *watch,
                             void (*take)(struct stranger_watch *watch, uint32_t process,
                                          uint32_t pid, struct stranger_list *list),
                             struct stranger_list *list)
{
    uint32_t count = atomic_load(&watch->pool->next_process), taken = 0;
    for (uint32_t process = 1;
         process < count && process < POOL_PROCESS_MAX && taken < PROCESSES_MAX; process++) {
        const struct pool_process *row = &watch->pool->processes[process];
        uint32_t pid = atomic_load_explicit(&row->pid, memory_order_acquire);
        if (pid != 0 && !atomic_load(&row->is_collected)) {
            take(watch, process, pid, list);
            taken++;
        }
    }
}

static void take_strangers(struct stranger_watch *watch, uint32_t process, uint32_t pid,
                           struct stranger_list *list)
{
    if (count_tasks(pid) > count_known(watch, process) && kernel_tasks_read(&watch->tasks, pid)) {
        add_strangers(watch, process, list);
    }
}

/* ---- looks ---- */

static void look(struct stranger_watch *watch)
{
    struct stranger_list list = {0};
    for_each_process(watch, take_strangers, &list);
    for (size_t i = 0; i < list.count; i++) {
        struct stranger one = list.strangers[i];
        if (list_has(&watch->latest, one) && !list_has(&watch->found, one)) {
            list_add(&watch->found, one);
        }
    }
    free(watch->latest.strangers);
    watch->latest = list;
}

void stranger_watch_step(struct stranger_watch *watch, uint64_t now_ns)
{
    if (watch->step_ns != 0 && now_ns < watch->next_look_ns) {
        return;
    }
    if (watch->step_ns != 0) {
        look(watch);
    }
    watch->step_ns = watch->step_ns == 0                ? FIRST_NS
                     : watch->step_ns < STEP_MAX_NS / 2 ? 2 * watch->step_ns
                                                        : STEP_MAX_NS;
    watch->next_look_ns = now_ns + watch->step_ns;
}

/* What its recording says of the thread, its reader knows. */
static void take_sleepers(struct stranger_watch *watch, uint32_t process, uint32_t pid,
                          struct stranger_list *list)
{
    (void)list;
    if (!kernel_tasks_read(&watch->tasks, pid)) {
        return;
    }
    for (size_t i = 0; i < watch->tasks.count; i++) {
        uint32_t tid = watch->tasks.tasks[i].tid;
        uint32_t thread = find_thread(watch, (struct stranger){process, tid});
        if (thread != 0 && kernel_tasks_waits_at_futex(pid, tid)) {
            watch->sleepers = array_grow(watch->sleepers, watch->sleeper_count + 1,
                                         &watch->sleeper_capacity, sizeof(*watch->sleepers));
            watch->sleepers[watch->sleeper_count++] = thread;
        }
    }
}

void stranger_watch_stop(struct stranger_watch *watch)
{
    for_each_process(watch, take_sleepers, NULL);
}

/* ---- in the trace ---- */

static bool write_word(struct own_stream *texts, uint64_t ticks, const char *word,
                       struct trace_error *error)
{
    return own_stream_add_text(texts,
                               &(struct raw_text){
                                   .time_ns = ticks,
                                   .kind = TEXT_INFO,
                                   .strings = {"not recorded", word, ""},
                               },
                               error);
}

bool stranger_watch_write(const struct stranger_watch *watch, struct own_stream *texts,
                          uint64_t ticks, struct trace_error *error)
{
    char word[WORD_SIZE];
    bool is_good = true;
    for (size_t i = 0; i < watch->found.count && is_good; i++) {
        snprintf(word, sizeof(word), "thread %" PRIu32 " %" PRIu32,
                 watch->found.strangers[i].process, watch->found.strangers[i].tid);
        is_good = write_word(texts, ticks, word, error);
    }
    for (size_t i = 0; i < watch->sleeper_count && is_good; i++) {
        snprintf(word, sizeof(word), "sleeper %" PRIu32, watch->sleepers[i]);
        is_good = write_word(texts, ticks, word, error);
    }
    return is_good;
}
