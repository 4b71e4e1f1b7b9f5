/* Commands that a shell runs: system and popen. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tracer/preload/children.h"
#include "tracer/preload/gate.h"
#include "tracer/preload/launch.h"
#include "tracer/preload/real.h"

#define SHELL       "/bin/sh"
#define STATUS_NONE (127 << 8) /* of a shell that could not be started */

/* ---- system ----
 * As the C library does it, so that its shell can be told its number: the caller ignores the
 * signals of the terminal meanwhile, several callers at once count as one. */

static struct {
    int lock;
    int count;
    struct sigaction interrupt, quit;
} callers;

static void lock_callers(void)
{
    while (__atomic_exchange_n(&callers.lock, 1, __ATOMIC_ACQUIRE)) {
        real()->sched_yield();
    }
}

static void unlock_callers(void)
{
    __atomic_store_n(&callers.lock, 0, __ATOMIC_RELEASE);
}

/* Returns the signals that the shell is to have as they were before. */
static sigset_t enter(sigset_t *mask)
{
    struct sigaction ignore = {.sa_handler = SIG_IGN};
    sigset_t defaults, child;
    lock_callers();
    if (callers.count++ == 0) {
        sigaction(SIGINT, &ignore, &callers.interrupt);
        sigaction(SIGQUIT, &ignore, &callers.quit);
    }
    unlock_callers();
    sigemptyset(&child);
    sigaddset(&child, SIGCHLD);
    pthread_sigmask(SIG_BLOCK, &child, mask);
    sigemptyset(&defaults);
    if (callers.interrupt.sa_handler != SIG_IGN) {
        sigaddset(&defaults, SIGINT);
    }
    if (callers.quit.sa_handler != SIG_IGN) {
        sigaddset(&defaults, SIGQUIT);
    }
    return defaults;
}

static void leave(const sigset_t *mask)
{
    lock_callers();
    if (--callers.count == 0) {
        sigaction(SIGINT, &callers.interrupt, NULL);
        sigaction(SIGQUIT, &callers.quit, NULL);
    }
    unlock_callers();
    pthread_sigmask(SIG_SETMASK, mask, NULL);
}

/* A caller that is cancelled takes its shell with it. */
struct running_shell {
    pid_t pid; /* 0: it has ended */
    const sigset_t *mask;
};

static void kill_shell(struct running_shell *shell)
{
    if (shell->pid != 0) {
        real()->kill(shell->pid, SIGKILL);
        while (real()->wait4(shell->pid, NULL, 0, NULL) < 0 && errno == EINTR) {
        }
        leave(shell->mask);
    }
}

static int await_shell(pid_t pid, const sigset_t *mask, uint64_t caller)
{
    __attribute__((cleanup(kill_shell))) struct running_shell shell = {pid, mask};
    int status = -1;
    while (children_wait(pid, &status, 0, NULL, caller) < 0 && errno == EINTR) {
    }
    shell.pid = 0;
    return status;
}

static int run_shell(const char *line, uint64_t caller)
{
    const char *arguments[] = {"sh", "-c", line, NULL};
    posix_spawnattr_t attributes;
    sigset_t mask, defaults = enter(&mask);
    pid_t pid;
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setsigmask(&attributes, &mask);
    posix_spawnattr_setsigdefault(&attributes, &defaults);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK);
    int error = launch_program(&pid, SHELL, &attributes, (char *const *)arguments, caller);
    posix_spawnattr_destroy(&attributes);
    int status = error == 0 ? await_shell(pid, &mask, caller) : STATUS_NONE;
    leave(&mask);
    errno = error ? error : errno;
    return status;
}

int system(const char *line)
{
    if (!gate_is_open_outside(GATE_CALLER) || !line) {
        return real()->system(line);
    }
    return run_shell(line, GATE_CALLER);
}

/* ---- popen ---- */

/* glibc's: behind the stream and its table of functions. */
static pid_t pid_of(FILE *stream)
{
    return *(const pid_t *)((const char *)stream + sizeof(FILE) + sizeof(void *));
}

FILE *popen(const char *line, const char *mode)
{
    if (!gate_is_open_outside(GATE_CALLER)) {
        return real()->popen(line, mode);
    }
    struct launch launch = launch_begin(GATE_CALLER);
    FILE *stream = real()->popen(line, mode);
    int saved_errno = errno;
    launch_end(&launch, stream ? 0 : saved_errno, stream ? pid_of(stream) : 0);
    errno = saved_errno;
    return stream;
}

int pclose(FILE *stream)
{
    uint32_t process =
        gate_is_open_outside(GATE_CALLER) ? recorder_find_process((uint32_t)pid_of(stream)) : 0;
    if (process == 0) {
        return real()->pclose(stream);
    }
    GATE_WAIT wait = gate_begin(OPERATION_PROCESS_JOIN, 0, id_make(ID_PROCESS, process),
                                GATE_CALLER, GATE_FOREVER);
    gate_sleep(&wait);
    int status = real()->pclose(stream);
    int saved_errno = errno;
    enum event_reason reason = gate_reason(status < 0 ? saved_errno : 0);
    gate_wake(&wait, reason);
    gate_end(&wait, reason, (unsigned)status);
    recorder_note_collected(process);
    errno = saved_errno;
    return status;
}
