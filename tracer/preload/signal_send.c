/* Signals that are sent: to a process, which may end of it, or to a thread. */
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <sys/time.h>

#include "tracer/preload/gate.h"
#include "tracer/preload/outside.h"
#include "tracer/preload/real.h"
#include "tracer/preload/thread.h"

#define SIGNAL_CANCEL 32 /* which the C library keeps for itself */

/* Told before it is sent. False: it is not told, because it only asks whether somebody is there
 * (0), or nobody is meant whom the trace knows. */
static bool note(uint64_t id, int signal, uint64_t caller)
{
    bool is_told = signal != 0 && id_number(id) != 0;
    if (is_told) {
        recorder_event(EVENT_SIGNAL_SEND, 0, caller, id, (unsigned)signal);
    }
    return is_told;
}

static void retract(uint64_t id, int signal, uint64_t caller)
{
    recorder_event(EVENT_SIGNAL_SEND_FAILED, REASON_BROKEN, caller, id, (unsigned)signal);
}

/* A group of processes is none of the trace's. */
static uint64_t id_of_process(pid_t pid, uint64_t caller)
{
    bool is_told = pid > 0 && gate_is_open_outside(caller);
    uint32_t number = !is_told          ? 0
                      : pid == getpid() ? recorder_process()
                                        : recorder_find_process((uint32_t)pid);
    return id_make(ID_PROCESS, number);
}

static uint64_t id_of_thread(pthread_t thread, uint64_t caller)
{
    return id_make(ID_THREAD, gate_is_open_outside(caller) ? thread_number(thread) : 0);
}

/* ---- to a process ---- */

int kill(pid_t pid, int signal)
{
    uint64_t id = id_of_process(pid, GATE_CALLER);
    bool is_told = note(id, signal, GATE_CALLER);
    int result = real()->kill(pid, signal), saved_errno = errno;
    if (is_told && result != 0) {
        retract(id, signal, GATE_CALLER);
    }
    errno = saved_errno;
    return result;
}

int sigqueue(pid_t pid, int signal, const union sigval value)
{
    uint64_t id = id_of_process(pid, GATE_CALLER);
    bool is_told = note(id, signal, GATE_CALLER);
    int result = real()->sigqueue(pid, signal, value), saved_errno = errno;
    if (is_told && result != 0) {
        retract(id, signal, GATE_CALLER);
    }
    errno = saved_errno;
    return result;
}

/* ---- to a thread ---- */

int raise(int signal)
{
    uint64_t id = id_make(ID_THREAD, gate_is_open_outside(GATE_CALLER) ? recorder_thread() : 0);
    note(id, signal, GATE_CALLER);
    return real()->raise(signal);
}

int pthread_kill(pthread_t thread, int signal)
{
    uint64_t id = id_of_thread(thread, GATE_CALLER);
    bool is_told = note(id, signal, GATE_CALLER);
    int error = real()->pthread_kill(thread, signal);
    if (is_told && error != 0) {
        retract(id, signal, GATE_CALLER);
    }
    return error;
}

int pthread_sigqueue(pthread_t thread, int signal, const union sigval value)
{
    uint64_t id = id_of_thread(thread, GATE_CALLER);
    bool is_told = note(id, signal, GATE_CALLER);
    int error = real()->pthread_sigqueue(thread, signal, value);
    if (is_told && error != 0) {
        retract(id, signal, GATE_CALLER);
    }
    return error;
}

int pthread_cancel(pthread_t thread)
{
    uint64_t id = id_of_thread(thread, GATE_CALLER);
    bool is_told = note(id, SIGNAL_CANCEL, GATE_CALLER);
    int error = real()->pthread_cancel(thread);
    if (is_told && error != 0) {
        retract(id, SIGNAL_CANCEL, GATE_CALLER);
    }
    return error;
}

/* ---- to itself, later ----
 * The kernel lists those of timer_create, but not these. */

unsigned alarm(unsigned seconds)
{
    if (gate_is_open_outside(GATE_CALLER)) {
        outside_note(OUTSIDE_TIMER, seconds != 0);
    }
    return real()->alarm(seconds);
}

useconds_t ualarm(useconds_t first, useconds_t interval)
{
    if (gate_is_open_outside(GATE_CALLER)) {
        outside_note(OUTSIDE_TIMER, first != 0);
    }
    return real()->ualarm(first, interval);
}

int setitimer(__itimer_which_t which, const struct itimerval *new, struct itimerval *old)
{
    if (gate_is_open_outside(GATE_CALLER) && new) {
        outside_note(OUTSIDE_TIMER, new->it_value.tv_sec != 0 || new->it_value.tv_usec != 0);
    }
    return real()->setitimer(which, new, old);
}
