#include "tracer/collect/process_tree.h"

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <time.h>
#include <unistd.h>

#include "tracer/collect/kernel_tasks.h"
#include "tracer/model/arena.h"

#define STAT_SIZE      2048
#define STAT_STATE     3
#define STAT_THREADS   20
#define STAT_EXIT_CODE 52
#define ANCESTORS_MAX  1000
#define STOP_LOOKS     200
#define STOP_STEP_NS   1000000

void process_tree_adopt(void)
{
    prctl(PR_SET_CHILD_SUBREAPER, 1);
}

/* What stands behind the name in the kernel's line about a process, "" if it is not there; the name
 * may hold anything. */
static const char *read_stat(pid_t pid, char *text, size_t size)
{
    char path[64];
    snprintf(path, sizeof(path), "/proc/%d/stat", (int)pid);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t got = fd < 0 ? 0 : read(fd, text, size - 1);
    if (fd >= 0) {
        close(fd);
    }
    text[got > 0 ? got : 0] = '\0';
    const char *name_end = strrchr(text, ')');
    return name_end ? name_end + 1 : "";
}

/* A field by its number in the manual, where the state is the third. */
static long find_field(const char *stat, int number)
{
    const char *at = stat;
    for (int field = STAT_STATE; field < number && *at; field++) {
        at += strspn(at, " ");
        at += strcspn(at, " ");
    }
    return strtol(at, NULL, 10);
}

/* Its first thread may have ended before the others: then it says zombie, but is none. */
static bool is_over(const char *stat, char state)
{
    return state == 'X' || (state == 'Z' && find_field(stat, STAT_THREADS) <= 1);
}

/* The parent of a process, 0 if it is not there or has ended. */
static pid_t find_parent(pid_t pid)
{
    char text[STAT_SIZE], state;
    int parent;
    const char *stat = read_stat(pid, text, sizeof(text));
    bool is_there = sscanf(stat, " %c %d", &state, &parent) == 2;
    return is_there && !is_over(stat, state) ? (pid_t)parent : 0;
}

enum process_look process_tree_look(pid_t pid, uint64_t *status)
{
    char text[STAT_SIZE], state;
    const char *stat = read_stat(pid, text, sizeof(text));
    if (sscanf(stat, " %c", &state) != 1 || state == 'X') {
        return PROCESS_IS_GONE;
    }
    if (state != 'Z') {
        return PROCESS_IS_RUNNING;
    }
    if (find_field(stat, STAT_THREADS) > 1) {
        return PROCESS_IS_ENDING;
    }
    *status = (uint64_t)find_field(stat, STAT_EXIT_CODE);
    return PROCESS_IS_ZOMBIE;
}

/* An ancestor may end while this climbs up to it: its children have other parents then. */
bool process_tree_has(pid_t pid)
{
    pid_t self = getpid(), at = pid;
    for (int i = 0; i < ANCESTORS_MAX && at > 1; i++) {
        pid_t parent = find_parent(at);
        if (parent == self) {
            return true;
        }
        bool has_ended = parent == 0 && at != pid;
        at = has_ended ? pid : parent;
    }
    return false;
}

struct process {
    pid_t pid, parent;
    uint32_t depth; /* below this one; 0: it is not */
};

struct process_list {
    struct process *items;
    size_t count, capacity;
    uint32_t depth; /* of the deepest */
};

static struct process_list list_all(void)
{
    struct process_list list = {0};
    DIR *folder = opendir("/proc");
    for (struct dirent *entry; folder && (entry = readdir(folder));) {
        pid_t pid = (pid_t)strtol(entry->d_name, NULL, 10);
        pid_t parent = pid > 0 ? find_parent(pid) : 0;
        if (parent > 0) {
            list.items =
                array_grow(list.items, list.count + 1, &list.capacity, sizeof(*list.items));
            list.items[list.count++] = (struct process){.pid = pid, .parent = parent};
        }
    }
    if (folder) {
        closedir(folder);
    }
    return list;
}

static bool is_at(const struct process_list *list, pid_t pid, uint32_t depth)
{
    for (size_t i = 0; i < list->count; i++) {
        if (list->items[i].pid == pid) {
            return list->items[i].depth == depth;
        }
    }
    return false;
}

/* Those whose parents are at the depth above; false if there are none. */
static bool mark_depth(struct process_list *list, uint32_t depth)
{
    bool is_any = false;
    for (size_t i = 0; i < list->count; i++) {
        struct process *process = &list->items[i];
        bool is_below =
            depth == 1 ? process->parent == getpid() : is_at(list, process->parent, depth - 1);
        if (is_below && process->depth == 0) {
            process->depth = depth;
            is_any = true;
        }
    }
    return is_any;
}

static void mark_tree(struct process_list *list)
{
    while (mark_depth(list, list->depth + 1)) {
        list->depth++;
    }
}

static bool does_map(pid_t pid, const char *name)
{
    char path[64];
    snprintf(path, sizeof(path), "/proc/%d/maps", (int)pid);
    FILE *file = fopen(path, "re");
    char *line = NULL;
    size_t capacity = 0;
    bool is_found = false;
    while (file && !is_found && getline(&line, &capacity, file) >= 0) {
        is_found = strstr(line, name) != NULL;
    }
    free(line);
    if (file) {
        fclose(file);
    }
    return is_found;
}

bool process_tree_maps(const char *name)
{
    struct process_list list = list_all();
    mark_tree(&list);
    bool is_found = false;
    for (size_t i = 0; i < list.count && !is_found; i++) {
        is_found = list.items[i].depth > 0 && does_map(list.items[i].pid, name);
    }
    free(list.items);
    return is_found;
}

/* The deepest first: when the last one of a process group whose parent is outside dies, the kernel
 * wakes those of the group that are stopped, unless they are dying themselves. */
static void signal_all(int signal)
{
    struct process_list list = list_all();
    mark_tree(&list);
    for (uint32_t depth = list.depth; depth > 0; depth--) {
        for (size_t i = 0; i < list.count; i++) {
            if (list.items[i].depth == depth) {
                kill(list.items[i].pid, signal);
            }
        }
    }
    free(list.items);
}

static bool is_stopped(pid_t pid, struct kernel_tasks *tasks)
{
    bool is_there = kernel_tasks_read(tasks, (uint32_t)pid);
    for (size_t i = 0; is_there && i < tasks->count; i++) {
        if (!strchr("TtXZ", tasks->tasks[i].state)) {
            return false;
        }
    }
    return true;
}

static bool are_all_stopped(struct kernel_tasks *tasks)
{
    struct process_list list = list_all();
    mark_tree(&list);
    bool are_stopped = true;
    for (size_t i = 0; i < list.count && are_stopped; i++) {
        are_stopped = list.items[i].depth == 0 || is_stopped(list.items[i].pid, tasks);
    }
    free(list.items);
    return are_stopped;
}

/* A thread is told to stop by the one that its process's signal happened to reach. One that the
 * kernel does not let go of does not stop, and does nothing either. */
static void await_stop(void)
{
    struct kernel_tasks tasks = {0};
    for (int i = 0; i < STOP_LOOKS && !are_all_stopped(&tasks); i++) {
        clock_nanosleep(CLOCK_MONOTONIC, 0, &(struct timespec){.tv_nsec = STOP_STEP_NS}, NULL);
    }
    kernel_tasks_finish(&tasks);
}

/* Who dies first must not be seen to die by another that is still to be signalled: it would go on
 * with what it was stuck in. So all have stopped before the first one gets the signal. */
void process_tree_signal(int signal)
{
    signal_all(SIGSTOP);
    await_stop();
    signal_all(signal);
    signal_all(SIGCONT);
}
