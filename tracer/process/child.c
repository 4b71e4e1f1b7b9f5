#include "tracer/process/child.h"

#include <assert.h>
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "tracer/event/id.h"
#include "tracer/process/fork.h"
#include "tracer/threadlane.h"

#define NAP_NS   1000000 /* between two looks where the system has no descriptors for processes */
#define NS_PER_S 1000000000u

struct child {
    uint32_t number;
    pid_t pid;
    /* The rest is protected by the guard of `children`. */
    unsigned keepers;
    int descriptor; /* -1: none yet */
    int wait_status;
    enum child_state state;
    struct child *next; /* children.first */
};

static struct {
    struct guard guard;
    struct child *first; /* those that run, as far as is known; each kept by the list */
} children;

/* ---- who is there ---- */

struct child *child_create(uint32_t number)
{
    process_guard_at_fork(&children.guard);
    struct child *child = malloc(sizeof(*child));
    if (child) {
        *child = (struct child){.number = number, .keepers = 1, .descriptor = -1};
    }
    return child;
}

void child_enter(struct child *child, pid_t pid)
{
    child->pid = pid;
    child->number = child->number ? child->number : (uint32_t)pid;
    guard_lock(&children.guard);
    child->keepers++;
    child->next = children.first;
    children.first = child;
    guard_unlock(&children.guard);
}

struct child *child_find(pid_t pid)
{
    guard_lock(&children.guard);
    struct child *child = children.first;
    while (child && child->pid != pid) {
        child = child->next;
    }
    if (child) {
        child->keepers++;
    }
    guard_unlock(&children.guard);
    return child;
}

/* Under the guard. */
static void let_go(struct child *child)
{
    if (--child->keepers > 0) {
        return;
    }
    if (child->descriptor >= 0) {
        close(child->descriptor);
    }
    free(child);
}

void child_let_go(struct child *child)
{
    guard_lock(&children.guard);
    let_go(child);
    guard_unlock(&children.guard);
}

uint32_t child_number(const struct child *child)
{
    return child->number;
}

pid_t child_pid(const struct child *child)
{
    return child->pid;
}

/* ---- its end ---- */

/* Under the guard: it runs no more. */
static void leave_list(struct child *child, enum child_state state)
{
    struct child **place = &children.first;
    while (*place != child) {
        place = &(*place)->next;
    }
    *place = child->next;
    child->state = state;
    let_go(child);
}

/* Under the guard. `taken` is the state in which the status leaves it. */
static enum child_state look(struct child *child, enum child_state taken)
{
    if (child->state != CHILD_RUNNING) {
        return child->state;
    }
    pid_t pid = waitpid(child->pid, &child->wait_status, WNOHANG);
    if (pid == 0) {
        return CHILD_RUNNING;
    }
    leave_list(child, pid < 0 ? CHILD_LOST : taken);
    return pid < 0 ? CHILD_LOST : CHILD_COLLECTED;
}

static void open_join(struct door_point *point, const struct child *child, struct limit limit)
{
    door_point_open_limited(point, OPERATION_PROCESS_JOIN, id_make(ID_PROCESS, child->number),
                            limit);
}

enum child_state child_look(struct child *child)
{
    guard_lock(&children.guard);
    bool was_running = child->state == CHILD_RUNNING;
    enum child_state state = look(child, CHILD_COLLECTED);
    guard_unlock(&children.guard);
    if (was_running && state == CHILD_COLLECTED) {
        struct door_point point;
        open_join(&point, child, (struct limit){0, 0});
        door_point_done(&point, (unsigned)child->wait_status);
        door_point_close(&point);
    }
    return state;
}

void child_signal(struct child *child, int signal)
{
    struct door_point point;
    door_point_open(&point, OPERATION_SIGNAL_SEND, id_make(ID_PROCESS, child->number));
    guard_lock(&children.guard);
    if (child->state == CHILD_RUNNING) {
        door_point_done(&point, (unsigned)signal);
        kill(child->pid, signal); /* it cannot be another's pid: we have not taken it away */
    }
    guard_unlock(&children.guard);
    door_point_close(&point);
}

int child_descriptor(struct child *child)
{
    guard_lock(&children.guard);
    if (child->descriptor < 0 && child->state == CHILD_RUNNING) {
        child->descriptor = (int)syscall(SYS_pidfd_open, child->pid, 0);
    }
    int descriptor = child->descriptor;
    guard_unlock(&children.guard);
    return descriptor;
}

static bool is_over(struct limit limit)
{
    return limit.deadline_ns != WAIT_FOREVER && schedule_now() >= limit.deadline_ns;
}

static bool await_descriptor(int descriptor, struct limit limit)
{
    struct pollfd look = {.fd = descriptor, .events = POLLIN};
    while (!is_over(limit)) {
        uint64_t left = limit.deadline_ns - schedule_now();
        const struct timespec time = {(time_t)(left / NS_PER_S), (long)(left % NS_PER_S)};
        if (ppoll(&look, 1, limit.deadline_ns == WAIT_FOREVER ? NULL : &time, NULL) > 0) {
            return true;
        }
    }
    return false;
}

static bool await_by_looking(pid_t pid, struct limit limit)
{
    siginfo_t info = {0};
    while (waitid(P_PID, (id_t)pid, &info, WEXITED | WNOWAIT | WNOHANG) == 0 && info.si_pid == 0) {
        if (is_over(limit)) {
            return false;
        }
        clock_nanosleep(CLOCK_MONOTONIC, 0, &(struct timespec){.tv_nsec = NAP_NS}, NULL);
    }
    return true;
}

/* True when it is worth to look again. */
static bool await_end(struct child *child, struct limit limit)
{
    int descriptor = child_descriptor(child);
    struct door_wait wait = door_begin_kernel_wait(id_make(ID_PROCESS, child->number), limit);
    bool is_woken =
        descriptor >= 0 ? await_descriptor(descriptor, limit) : await_by_looking(child->pid, limit);
    door_end_kernel_wait(&wait, is_woken);
    return is_woken;
}

static int finish_join(struct door_point *point, enum child_state state, struct limit limit,
                       int wait_status)
{
    if (state == CHILD_COLLECTED) {
        door_point_done(point, (unsigned)wait_status);
        return TL_OK;
    }
    if (state == CHILD_LOST) {
        return door_point_misuse(point, MISUSE_PROCESS_NOT_CHILD, TL_INVALID);
    }
    bool is_try = limit.asked_ns == 0;
    door_point_fail(point, is_try ? REASON_BUSY : REASON_TIMEOUT);
    return is_try ? TL_BUSY : TL_TIMEOUT;
}

static int join(struct child *child, struct door_point *point, struct limit limit,
                enum child_state taken, int *wait_status)
{
    bool may_wait = limit.asked_ns != 0;
    enum child_state state;
    for (;;) {
        guard_lock(&children.guard);
        state = look(child, taken);
        *wait_status = child->wait_status;
        guard_unlock(&children.guard);
        if (state != CHILD_RUNNING || !may_wait) {
            return finish_join(point, state, limit, *wait_status);
        }
        may_wait = await_end(child, limit);
    }
}

int child_join(struct child *child, struct door_point *point, struct limit limit)
{
    int unused;
    return join(child, point, limit, CHILD_COLLECTED, &unused);
}

int child_take(struct child *child, struct door_point *point, struct limit limit, int *wait_status)
{
    return join(child, point, limit, CHILD_LOST, wait_status);
}

int child_wait_status(const struct child *child)
{
    return child->wait_status;
}

int exitcode_of(int wait_status)
{
    return WIFSIGNALED(wait_status) ? -WTERMSIG(wait_status) : WEXITSTATUS(wait_status);
}

/* ---- fork ---- */

void child_follow_fork(void)
{
    while (children.first) {
        leave_list(children.first, CHILD_LOST);
    }
}
