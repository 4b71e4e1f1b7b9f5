#include "tracer/collect/kernel_tasks.h"

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "tracer/model/arena.h"

#define PATH_SIZE   64
#define STATUS_SIZE 4096 /* what is looked for stands in about the first 1500 bytes */

/* False if it is not there. The text ends with NUL. */
static bool read_file(const char *path, char *text, size_t size)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t got = fd < 0 ? -1 : read(fd, text, size - 1);
    if (fd >= 0) {
        close(fd);
    }
    text[got > 0 ? got : 0] = '\0';
    return got >= 0;
}

/* What stands after a line's name, "" if there is no such line. */
static const char *find_field(const char *status, const char *name)
{
    const char *found = strstr(status, name);
    return found ? found + strlen(name) : "";
}

static bool has_ended(char state)
{
    return state == 'Z' || state == 'X' || state == 'x' || state == '\0';
}

static void add_task(struct kernel_tasks *tasks, uint32_t pid, uint32_t tid)
{
    char path[PATH_SIZE], status[STATUS_SIZE];
    snprintf(path, sizeof(path), "/proc/%u/task/%u/status", pid, tid);
    struct kernel_task task = {.tid = tid};
    if (read_file(path, status, sizeof(status))) {
        task.state = *find_field(status, "\nState:\t");
        task.switches = strtoull(find_field(status, "\nvoluntary_ctxt_switches:\t"), NULL, 10);
    }
    if (has_ended(task.state)) {
        return;
    }
    tasks->tasks =
        array_grow(tasks->tasks, tasks->count + 1, &tasks->capacity, sizeof(*tasks->tasks));
    tasks->tasks[tasks->count++] = task;
}

/* Interval timers are listed nowhere; but without a handler their signal ends the program. */
static bool has_timer(uint32_t pid)
{
    const uint64_t signals = UINT64_C(1) << (SIGALRM - 1) | UINT64_C(1) << (SIGVTALRM - 1) |
                             UINT64_C(1) << (SIGPROF - 1);
    char path[PATH_SIZE], text[STATUS_SIZE];
    snprintf(path, sizeof(path), "/proc/%u/timers", pid);
    if (read_file(path, text, sizeof(text)) && text[0] != '\0') {
        return true;
    }
    snprintf(path, sizeof(path), "/proc/%u/status", pid);
    return read_file(path, text, sizeof(text)) &&
           (strtoull(find_field(text, "\nSigCgt:\t"), NULL, 16) & signals) != 0;
}

bool kernel_tasks_read(struct kernel_tasks *tasks, uint32_t pid)
{
    char path[PATH_SIZE];
    snprintf(path, sizeof(path), "/proc/%u/task", pid);
    tasks->count = 0;
    DIR *folder = opendir(path);
    if (!folder) {
        return false;
    }
    for (struct dirent *entry; (entry = readdir(folder));) {
        if (entry->d_name[0] != '.') {
            add_task(tasks, pid, (uint32_t)strtoul(entry->d_name, NULL, 10));
        }
    }
    closedir(folder);
    tasks->has_timer = has_timer(pid);
    return tasks->count > 0;
}

/* Of one that runs or may not be asked, no number stands there. */
bool kernel_tasks_waits_at_futex(uint32_t pid, uint32_t tid)
{
    char path[PATH_SIZE], text[STATUS_SIZE];
    snprintf(path, sizeof(path), "/proc/%u/task/%u/syscall", pid, tid);
    return read_file(path, text, sizeof(text)) && strtol(text, NULL, 10) == SYS_futex;
}

void kernel_tasks_finish(struct kernel_tasks *tasks)
{
    free(tasks->tasks);
    *tasks = (struct kernel_tasks){0};
}
