/* A child that is waited for by its pid is joined: process.join. Who waits for any of several waits
 * at its own process (io.wait), and joins the one it gets afterwards. */
#include "tracer/preload/children.h"

#include <errno.h>
#include <stddef.h>
#include <sys/wait.h>

#include "tracer/preload/gate.h"
#include "tracer/preload/real.h"

#define STATUS_SHIFT 8 /* of what exit was given, in a wait status */
#define STATUS_CORE  0x80

static uint64_t id_of(uint32_t process)
{
    return id_make(ID_PROCESS, process);
}

static bool is_end(int status)
{
    return WIFEXITED(status) || WIFSIGNALED(status);
}

/* Somebody waits for that child, or (0) for any, and takes it away or only looks. */
static struct gate_wait begin(uint32_t process, bool is_join, uint64_t caller)
{
    struct gate_wait wait =
        process != 0 && is_join
            ? gate_begin(OPERATION_PROCESS_JOIN, 0, id_of(process), caller, GATE_FOREVER)
            : gate_begin(OPERATION_IO_WAIT, IO_CHILD, id_of(process ? process : recorder_process()),
                         caller, GATE_FOREVER);
    gate_sleep(&wait);
    return wait;
}

/* One that only stopped, or goes on, has not ended. */
static void end(struct gate_wait *wait, int error, int status)
{
    bool is_join = wait->operation == OPERATION_PROCESS_JOIN;
    enum event_reason reason = gate_reason(error);
    gate_wake(wait, reason);
    if (reason == 0 && is_join && !is_end(status)) {
        reason = REASON_INTERRUPTED;
    }
    gate_end(wait, reason, is_join ? (unsigned)status : 0);
}

/* The one of that pid has been taken away. */
static void note(pid_t pid, int status, bool is_told, uint64_t caller)
{
    uint32_t process = pid > 0 && is_end(status) ? recorder_find_process((uint32_t)pid) : 0;
    if (process != 0 && !is_told) {
        recorder_event(EVENT_PROCESS_JOIN, 0, caller, id_of(process), (unsigned)status);
    }
    if (process != 0) {
        recorder_note_collected(process);
    }
}

static void note_running(uint32_t process, uint64_t caller)
{
    if (process != 0) {
        recorder_event_or_repeat(EVENT_PROCESS_JOIN_FAILED, REASON_BUSY | FLAG_TRY, caller,
                                 id_of(process), 0);
    }
}

/* ---- by wait status ---- */

pid_t children_wait(pid_t pid, int *status, int options, struct rusage *usage, uint64_t caller)
{
    if (!gate_is_open_outside(caller)) {
        return real()->wait4(pid, status, options, usage);
    }
    int got_status = 0;
    uint32_t process = pid > 0 ? recorder_find_process((uint32_t)pid) : 0;
    pid_t got = real()->wait4(pid, &got_status, options | WNOHANG, usage);
    bool is_waiting = got == 0 && (options & WNOHANG) == 0, is_unknown = pid > 0 && process == 0;
    if (is_waiting && is_unknown) {
        got = real()->wait4(pid, &got_status, options, usage);
    } else if (is_waiting) {
        GATE_WAIT wait = begin(process, true, caller);
        got = real()->wait4(pid, &got_status, options, usage);
        int saved_errno = errno;
        end(&wait, got < 0 ? saved_errno : 0, got_status);
        errno = saved_errno;
    } else if (got == 0) {
        note_running(process, caller);
    }
    note(got, got_status, is_waiting && process != 0, caller);
    if (got > 0 && status) {
        *status = got_status;
    }
    return got;
}

pid_t wait(int *status)
{
    return children_wait(-1, status, 0, NULL, GATE_CALLER);
}

pid_t waitpid(pid_t pid, int *status, int options)
{
    return children_wait(pid, status, options, NULL, GATE_CALLER);
}

pid_t wait3(int *status, int options, struct rusage *usage)
{
    return children_wait(-1, status, options, usage, GATE_CALLER);
}

pid_t wait4(pid_t pid, int *status, int options, struct rusage *usage)
{
    return children_wait(pid, status, options, usage, GATE_CALLER);
}

/* ---- by what it says about itself ---- */

static int status_of(const siginfo_t *info)
{
    switch (info->si_code) {
    case CLD_EXITED:
        return (info->si_status & 0xff) << STATUS_SHIFT;
    case CLD_KILLED:
        return info->si_status;
    case CLD_DUMPED:
        return info->si_status | STATUS_CORE;
    default:
        return W_STOPCODE(SIGSTOP);
    }
}

int waitid(idtype_t type, id_t id, siginfo_t *info, int options)
{
    if (!gate_is_open_outside(GATE_CALLER)) {
        return real()->waitid(type, id, info, options);
    }
    siginfo_t own, *told = info ? info : &own;
    bool is_join = (options & WEXITED) != 0 && (options & WNOWAIT) == 0;
    uint32_t process = type == P_PID ? recorder_find_process(id) : 0;
    bool is_unknown = type == P_PIDFD || (type == P_PID && process == 0);
    told->si_pid = 0;
    int result = real()->waitid(type, id, told, options | WNOHANG);
    bool is_waiting = result == 0 && told->si_pid == 0 && (options & WNOHANG) == 0;
    if (is_waiting && is_unknown) {
        result = real()->waitid(type, id, told, options);
    } else if (is_waiting) {
        GATE_WAIT wait = begin(process, is_join, GATE_CALLER);
        result = real()->waitid(type, id, told, options);
        int saved_errno = errno;
        end(&wait, result < 0 ? saved_errno : 0, status_of(told));
        errno = saved_errno;
    }
    if (result == 0 && is_join && told->si_pid > 0) {
        note(told->si_pid, status_of(told), is_waiting && process != 0, GATE_CALLER);
    }
    return result;
}
