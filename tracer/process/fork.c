#include "tracer/process/fork.h"

#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stddef.h>
#include <unistd.h>

#include "tracer/event/id.h"
#include "tracer/process/child.h"
#include "tracer/record/recorder.h"
#include "tracer/sync/door.h"
#include "tracer/sync/exit.h"
#include "tracer/sync/forking.h"
#include "tracer/threadlane_process.h"

#define STATUS_SHIFT 8 /* of what exit was given, in a wait status */

static struct {
    struct guard guard; /* protects the rest */
    unsigned count;
    void (*functions[PROCESS_FORK_HANDLERS])(void);
} forks;

static _Atomic uint32_t known_self; /* 0: nobody has asked yet */

static uint32_t find_self(void)
{
    uint32_t number = recorder_process();
    return number ? number : (uint32_t)getpid();
}

uint32_t process_self(void)
{
    uint32_t self = atomic_load_explicit(&known_self, memory_order_relaxed);
    if (self == 0) {
        self = find_self();
        atomic_store_explicit(&known_self, self, memory_order_relaxed);
    }
    return self;
}

/* ---- what others do in the child ---- */

static void follow_fork(void)
{
    known_self = 0;
    child_follow_fork();
    for (unsigned i = 0; i < forks.count; i++) {
        forks.functions[i]();
    }
}

__attribute__((constructor)) static void watch_forks(void)
{
    forking_add_guard(&forks.guard);
    pthread_atfork(NULL, NULL, follow_fork);
}

void process_guard_at_fork(struct guard *guard)
{
    forking_add_guard(guard);
}

void process_at_fork(void (*in_child)(void))
{
    guard_lock(&forks.guard);
    unsigned i = 0;
    while (i < forks.count && forks.functions[i] != in_child) {
        i++;
    }
    assert(i < PROCESS_FORK_HANDLERS);
    forks.functions[i] = in_child;
    forks.count += i == forks.count;
    guard_unlock(&forks.guard);
}

/* ---- fork ---- */

/* The operation goes on in the parent; here it is not open any more. */
static int begin_child(struct door_point *point, struct child **child)
{
    point->stage = DOOR_CLOSED;
    child_let_go(*child);
    *child = NULL;
    return 0;
}

static int go_on(struct door_point *point, struct child *child, pid_t pid)
{
    if (pid < 0) {
        door_point_fail(point, REASON_LIMIT);
        return TL_NO_PROCESS;
    }
    child_enter(child, pid);
    door_point_done(point, (uint32_t)pid);
    return pid;
}

static int fork_child(struct door_point *point, struct child **child)
{
    uint32_t number = child_number(*child);
    door_point_begin(point);
    recorder_prepare_fork(number, number ? recorder_new_thread() : 0);
    pid_t pid = fork();
    if (pid == 0) {
        return begin_child(point, child);
    }
    recorder_prepare_fork(0, 0);
    return go_on(point, *child, pid);
}

int process_fork_child(const char *name, struct child **child)
{
    if (schedule_is_on()) {
        return door_refuse(OPERATION_PROCESS_FORK, 0, MISUSE_PROCESS_IN_VIRTUAL_TIME, TL_STATE);
    }
    *child = child_create(recorder_new_process());
    if (!*child) {
        return TL_NO_MEMORY;
    }
    struct door_point point;
    uint64_t id = id_make(ID_PROCESS, child_number(*child));
    if (name) {
        recorder_name(id, name);
    }
    door_point_open(&point, OPERATION_PROCESS_FORK, id);
    int pid = fork_child(&point, child);
    door_point_close(&point);
    if (pid < 0) {
        child_let_go(*child);
        *child = NULL;
    }
    return pid;
}

int process_fork(uint32_t *number)
{
    struct child *child;
    int pid = process_fork_child(NULL, &child);
    if (number && pid >= 0) {
        *number = pid == 0 ? process_self() : child_number(child);
    }
    if (pid > 0) {
        child_let_go(child);
    }
    return pid;
}

int tl_fork(void)
{
    DOOR_ENTER();
    return process_fork(NULL);
}

/* ---- the end ---- */

void process_record_end(int wait_status)
{
    exit_record_end(wait_status);
}

void process_quit(int status)
{
    process_record_end((status & 0xff) << STATUS_SHIFT);
    recorder_end_process();
    _exit(status);
}

void tl_quit(int status)
{
    DOOR_ENTER();
    process_quit(status);
}

int tl_waitpid(int pid, double timeout, int *exitcode)
{
    DOOR_ENTER();
    struct limit limit = limit_from_seconds(timeout);
    struct child *child = child_find(pid);
    if (!child) {
        return door_refuse(OPERATION_PROCESS_JOIN, 0, MISUSE_PROCESS_NOT_CHILD, TL_INVALID);
    }
    struct door_point point;
    int wait_status = 0;
    door_point_open_limited(&point, OPERATION_PROCESS_JOIN,
                            id_make(ID_PROCESS, child_number(child)), limit);
    int result = child_take(child, &point, limit, &wait_status);
    door_point_close(&point);
    child_let_go(child);
    if (result == TL_OK && exitcode) {
        *exitcode = exitcode_of(wait_status);
    }
    return result;
}
