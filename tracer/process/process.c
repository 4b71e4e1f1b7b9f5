#include "tracer/process/process.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tracer/event/id.h"
#include "tracer/process/child.h"
#include "tracer/process/finalizer.h"
#include "tracer/process/fork.h"
#include "tracer/sync/door.h"
#include "tracer/sync/exit.h"

#define NAME_SIZE     96
#define IDENTITY_SIZE 64

struct tl_process {
    uint64_t owner;
    int (*function)(void *argument);
    void *argument;
    uint32_t creator;             /* process_self of who made it */
    char identity[IDENTITY_SIZE]; /* "2:1": the first child of the second child */
    char name[NAME_SIZE];

    /* The rest is protected by the guard of `processes`. */
    bool is_daemon;
    bool is_started;
    bool is_closed;
    bool is_destroyed;       /* the handle is gone */
    bool is_terminated;      /* at the end of this process */
    struct child *child;     /* kept; NULL: not started */
    struct tl_process *next; /* processes.first */
};

static struct {
    struct guard guard;
    struct tl_process *first; /* started and not known to have ended; also without a handle */
    unsigned made_count;      /* by this process */
    /* Of the calling process. */
    char identity[IDENTITY_SIZE];
    char name[NAME_SIZE];
    bool is_daemon;
} processes = {.name = "MainProcess"};

/* ---- who is there ---- */

static void forget(struct tl_process *process)
{
    if (process->child) {
        child_let_go(process->child);
    }
    free(process);
}

/* In the child of a fork: they are children of another process. */
static void follow_fork(void)
{
    while (processes.first) {
        struct tl_process *process = processes.first;
        processes.first = process->next;
        if (process->is_destroyed) {
            forget(process);
        }
    }
}

static void enter_list(struct tl_process *process, struct child *child)
{
    guard_lock(&processes.guard);
    process->child = child;
    process->next = processes.first;
    processes.first = process;
    guard_unlock(&processes.guard);
}

/* It has ended, or somebody else has taken it away. */
static void leave_list(struct tl_process *process)
{
    guard_lock(&processes.guard);
    struct tl_process **place = &processes.first;
    while (*place && *place != process) {
        place = &(*place)->next;
    }
    bool is_mine_to_free = *place && process->is_destroyed;
    if (*place) {
        *place = process->next;
    }
    guard_unlock(&processes.guard);
    if (is_mine_to_free) {
        forget(process);
    }
}

static struct child *child_of(const struct tl_process *process)
{
    guard_lock(&processes.guard);
    struct child *child = process->child;
    guard_unlock(&processes.guard);
    return child;
}

static enum child_state look(struct tl_process *process)
{
    struct child *child = child_of(process);
    enum child_state state = child ? child_look(child) : CHILD_LOST;
    if (child && state != CHILD_RUNNING) {
        leave_list(process);
    }
    return state;
}

/* As Python does whenever one is started: those that have ended are taken away. */
static void look_at_all(void)
{
    struct tl_process *process;
    unsigned passed = 0;
    do {
        guard_lock(&processes.guard);
        process = processes.first;
        for (unsigned i = 0; process && i < passed; i++) {
            process = process->next;
        }
        guard_unlock(&processes.guard);
        passed += process && look(process) == CHILD_RUNNING;
    } while (process);
}

static uint64_t id_of(const struct tl_process *process)
{
    struct child *child = process ? child_of(process) : NULL;
    return child ? id_make(ID_PROCESS, child_number(child)) : 0;
}

static int refuse(enum event_operation operation, const struct tl_process *process,
                  enum misuse misuse)
{
    bool is_state = misuse != MISUSE_NULL_HANDLE && misuse != MISUSE_PROCESS_NOT_CHILD;
    return door_refuse(operation, id_of(process), misuse, is_state ? TL_STATE : TL_INVALID);
}

/* ---- made ---- */

static void write_identity(struct tl_process *process)
{
    guard_lock(&processes.guard);
    unsigned count = ++processes.made_count;
    const char *parent = processes.identity;
    snprintf(process->identity, sizeof(process->identity), "%.48s%s%u", parent, *parent ? ":" : "",
             count);
    process->is_daemon = processes.is_daemon;
    guard_unlock(&processes.guard);
}

struct tl_process *process_create_for(uint64_t owner, int (*function)(void *), void *argument,
                                      const char *name)
{
    struct tl_process *process = calloc(1, sizeof(*process));
    if (!process) {
        return NULL;
    }
    process->owner = owner;
    process->function = function;
    process->argument = argument;
    process->creator = process_self();
    write_identity(process);
    size_t length = name ? strlen(name) : 0;
    bool is_numbered = !name || (owner && length > 0 && name[length - 1] == '-');
    snprintf(process->name, sizeof(process->name), "%s%s", name ? name : "Process-",
             is_numbered ? process->identity : "");
    return process;
}

struct tl_process *tl_process_create(int (*function)(void *argument), void *argument,
                                     const char *name)
{
    DOOR_ENTER();
    if (!function) {
        refuse(OPERATION_PROCESS_FORK, NULL, MISUSE_NULL_HANDLE);
        return NULL;
    }
    if (schedule_is_on()) {
        refuse(OPERATION_PROCESS_FORK, NULL, MISUSE_PROCESS_IN_VIRTUAL_TIME);
        return NULL;
    }
    return process_create_for(0, function, argument, name);
}

/* ---- in the new process ---- */

static void become(const struct tl_process *process)
{
    processes.made_count = 0;
    memcpy(processes.identity, process->identity, sizeof(processes.identity));
    memcpy(processes.name, process->name, sizeof(processes.name));
    processes.is_daemon = process->is_daemon;
}

/* Its standard input is nobody's. */
static void close_input(void)
{
    int nothing = open("/dev/null", O_RDONLY | O_CLOEXEC);
    if (nothing >= 0) {
        dup2(nothing, STDIN_FILENO);
        close(nothing);
    }
}

static void __attribute__((noreturn)) end(int code)
{
    struct door_visit visit = door_enter(0, true);
    struct door_point point;
    door_point_open(&point, 0, 0); /* only a storey */
    finalizer_run_all();
    exit_join_threads();
    door_point_close(&point);
    door_leave(&visit);
    fflush(stdout);
    fflush(stderr);
    process_quit(code);
}

/* What the thread was doing is the parent's. */
static void __attribute__((noreturn)) run(const struct tl_process *process)
{
    become(process);
    close_input();
    door_lend();
    end(process->function(process->argument));
}

/* ---- start ---- */

/* 0, and it is started; or why not. */
static enum misuse claim_start(struct tl_process *process)
{
    guard_lock(&processes.guard);
    enum misuse misuse = process->is_closed                   ? MISUSE_PROCESS_CLOSED
                         : process->is_started                ? MISUSE_PROCESS_START_TWICE
                         : process->creator != process_self() ? MISUSE_PROCESS_NOT_CHILD
                         : processes.is_daemon                ? MISUSE_DAEMON_CHILDREN
                                                              : 0;
    process->is_started = process->is_started || !misuse;
    guard_unlock(&processes.guard);
    return misuse;
}

int process_start(struct tl_process *process)
{
    enum misuse misuse = claim_start(process);
    if (misuse) {
        return refuse(OPERATION_PROCESS_FORK, process, misuse);
    }
    process_guard_at_fork(&processes.guard);
    process_at_fork(follow_fork);
    exit_set_duty(finalizer_run_all);
    look_at_all();
    fflush(stdout);
    fflush(stderr);
    struct child *child;
    int pid = process_fork_child(process->name, &child);
    if (pid == 0) {
        run(process);
    }
    if (pid < 0) {
        process->is_started = false;
        return pid;
    }
    enter_list(process, child);
    return TL_OK;
}

int tl_process_start(struct tl_process *process)
{
    DOOR_ENTER();
    return process ? process_start(process)
                   : refuse(OPERATION_PROCESS_FORK, NULL, MISUSE_NULL_HANDLE);
}

/* ---- join ---- */

static enum misuse join_misuse(const struct tl_process *process)
{
    guard_lock(&processes.guard);
    enum misuse misuse = process->is_closed                   ? MISUSE_PROCESS_CLOSED
                         : process->creator != process_self() ? MISUSE_PROCESS_NOT_CHILD
                         : !process->child                    ? MISUSE_PROCESS_JOIN_NOT_STARTED
                                                              : 0;
    guard_unlock(&processes.guard);
    return misuse;
}

int process_join(struct tl_process *process, struct limit limit)
{
    enum misuse misuse = join_misuse(process);
    if (misuse) {
        return refuse(OPERATION_PROCESS_JOIN, process, misuse);
    }
    struct door_point point;
    door_point_open_limited(&point, OPERATION_PROCESS_JOIN, id_of(process), limit);
    int result = child_join(child_of(process), &point, limit);
    door_point_close(&point);
    if (result == TL_OK || result == TL_INVALID) {
        leave_list(process);
    }
    return result;
}

int tl_process_join(struct tl_process *process, double timeout)
{
    DOOR_ENTER();
    return process ? process_join(process, limit_from_seconds(timeout))
                   : refuse(OPERATION_PROCESS_JOIN, NULL, MISUSE_NULL_HANDLE);
}

/* ---- signals ---- */

int process_signal(struct tl_process *process, int signal)
{
    guard_lock(&processes.guard);
    enum misuse misuse = process->is_closed ? MISUSE_PROCESS_CLOSED
                         : !process->child  ? MISUSE_PROCESS_SIGNAL_NOT_STARTED
                                            : 0;
    guard_unlock(&processes.guard);
    if (misuse) {
        return refuse(OPERATION_SIGNAL_SEND, process, misuse);
    }
    child_signal(child_of(process), signal);
    return TL_OK;
}

static int send_signal(struct tl_process *process, int signal)
{
    return process ? process_signal(process, signal)
                   : refuse(OPERATION_SIGNAL_SEND, NULL, MISUSE_NULL_HANDLE);
}

int tl_process_terminate(struct tl_process *process)
{
    DOOR_ENTER();
    return send_signal(process, SIGTERM);
}

int tl_process_kill(struct tl_process *process)
{
    DOOR_ENTER();
    return send_signal(process, SIGKILL);
}

/* ---- the end of this process ---- */

static struct tl_process *find_to_terminate(void)
{
    guard_lock(&processes.guard);
    struct tl_process *process = processes.first;
    while (process && (!process->is_daemon || process->is_terminated)) {
        process = process->next;
    }
    if (process) {
        process->is_terminated = true;
    }
    guard_unlock(&processes.guard);
    return process;
}

static struct tl_process *find_to_join(void)
{
    guard_lock(&processes.guard);
    struct tl_process *process = processes.first;
    guard_unlock(&processes.guard);
    return process;
}

void process_end_children(void)
{
    look_at_all();
    for (struct tl_process *p = find_to_terminate(); p; p = find_to_terminate()) {
        process_signal(p, SIGTERM);
    }
    for (struct tl_process *p = find_to_join(); p; p = find_to_join()) {
        process_join(p, limit_forever());
    }
}

/* ---- what a handle tells ---- */

int process_descriptor(struct tl_process *process)
{
    struct child *child = child_of(process);
    return child ? child_descriptor(child) : -1;
}

int tl_process_pid(const struct tl_process *process)
{
    struct child *child = process ? child_of(process) : NULL;
    return child ? child_pid(child) : 0;
}

int tl_process_exitcode(struct tl_process *process, int *exitcode)
{
    DOOR_ENTER();
    if (!process || !exitcode) {
        return refuse(OPERATION_PROCESS_JOIN, process, MISUSE_NULL_HANDLE);
    }
    if (process->is_closed) {
        return refuse(OPERATION_PROCESS_JOIN, process, MISUSE_PROCESS_CLOSED);
    }
    if (look(process) != CHILD_COLLECTED) {
        return TL_BUSY;
    }
    *exitcode = exitcode_of(child_wait_status(child_of(process)));
    return TL_OK;
}

bool tl_process_is_alive(struct tl_process *process)
{
    DOOR_ENTER();
    if (!process) {
        refuse(OPERATION_PROCESS_JOIN, NULL, MISUSE_NULL_HANDLE);
        return false;
    }
    if (process->is_closed) {
        refuse(OPERATION_PROCESS_JOIN, process, MISUSE_PROCESS_CLOSED);
        return false;
    }
    return look(process) == CHILD_RUNNING;
}

int tl_process_set_daemon(struct tl_process *process, bool is_daemon)
{
    DOOR_ENTER();
    if (!process) {
        return refuse(OPERATION_PROCESS_FORK, NULL, MISUSE_NULL_HANDLE);
    }
    guard_lock(&processes.guard);
    bool is_started = process->is_started;
    process->is_daemon = is_started ? process->is_daemon : is_daemon;
    guard_unlock(&processes.guard);
    return is_started ? refuse(OPERATION_PROCESS_FORK, process, MISUSE_PROCESS_DAEMON_STARTED)
                      : TL_OK;
}

bool tl_process_is_daemon(const struct tl_process *process)
{
    return process && process->is_daemon;
}

const char *tl_process_name(const struct tl_process *process)
{
    return process ? process->name : "";
}

const char *tl_current_process_name(void)
{
    return processes.name;
}

int tl_process_close(struct tl_process *process)
{
    DOOR_ENTER();
    if (!process) {
        return refuse(OPERATION_PROCESS_JOIN, NULL, MISUSE_NULL_HANDLE);
    }
    if (look(process) == CHILD_RUNNING) {
        return refuse(OPERATION_PROCESS_JOIN, process, MISUSE_PROCESS_CLOSE_RUNNING);
    }
    guard_lock(&processes.guard);
    struct child *child = process->child;
    process->child = NULL;
    process->is_closed = true;
    guard_unlock(&processes.guard);
    if (child) {
        child_let_go(child);
    }
    return TL_OK;
}

void tl_process_destroy(struct tl_process *process)
{
    DOOR_ENTER();
    if (!process) {
        return;
    }
    look(process);
    guard_lock(&processes.guard);
    struct tl_process *listed = processes.first;
    while (listed && listed != process) {
        listed = listed->next;
    }
    process->is_destroyed = true;
    guard_unlock(&processes.guard);
    if (!listed) {
        forget(process);
    }
}
