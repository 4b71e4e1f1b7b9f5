#include "tracer/collect/child.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/personality.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tracer/format/trace_error.h"
#include "tracer/language/error_text.h"
#include "tracer/language/language.h"
#include "tracer/record/pool.h"

#define ASK_PERSONALITY 0xffffffffu

/* Too large a file and a reader that has gone are errors, told as such; the keeper speaks to the
 * terminal from the background. */
static const int ignored_signals[] = {SIGXFSZ, SIGPIPE, SIGTTOU};
#define IGNORED_COUNT (sizeof(ignored_signals) / sizeof(ignored_signals[0]))

static struct sigaction inherited_actions[IGNORED_COUNT];

void child_ignore_signals(void)
{
    struct sigaction action = {.sa_handler = SIG_IGN};
    for (size_t i = 0; i < IGNORED_COUNT; i++) {
        sigaction(ignored_signals[i], &action, &inherited_actions[i]);
    }
}

static void restore_signals(void)
{
    for (size_t i = 0; i < IGNORED_COUNT; i++) {
        sigaction(ignored_signals[i], &inherited_actions[i], NULL);
    }
}

/* Before what the user asked for: the C library's functions are looked for in that order. */
static void set_preload(const char *path)
{
    const char *others = getenv("LD_PRELOAD");
    char joined[PATH_MAX * 2];
    snprintf(joined, sizeof(joined), "%s%s%s", path, others ? ":" : "", others ? others : "");
    setenv("LD_PRELOAD", joined, 1);
}

/* In the new process. Only returns if the program cannot be started; errno says why. */
static void become_program(const struct child_command *command, pid_t parent)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent) {
        _exit(125); /* it died before the line above */
    }
    setpgid(0, command->group);
    restore_signals();
    if (command->is_fixed) {
        personality((unsigned long)personality(ASK_PERSONALITY) | ADDR_NO_RANDOMIZE);
    }
    setenv(POOL_ENVIRONMENT, command->pool_path, 1);
    if (command->preload) {
        set_preload(command->preload);
    }
    execv(command->path, command->program);
}

static enum child_start fail(const char *name, int reason, struct trace_error *error)
{
    trace_error_fill(error, N_("cannot run '%.300s': %s"), name, error_text(reason));
    return reason == ENOENT ? CHILD_NOT_FOUND : CHILD_NOT_RUNNABLE;
}

static enum child_start fail_process(struct trace_error *error)
{
    trace_error_fill(error, N_("cannot start a process: %s"), error_text(errno));
    return CHILD_NO_PROCESS;
}

/* The new process reports a failed start through a pipe, which a successful one closes. */
enum child_start child_start(struct child *child, const struct child_command *command,
                             struct trace_error *error)
{
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) {
        return fail_process(error);
    }
    pid_t parent = getpid();
    *child = (struct child){.pid = fork()};
    if (child->pid == 0) {
        become_program(command, parent);
        int reason = errno;
        ssize_t ignored = write(ends[1], &reason, sizeof(reason));
        _exit(ignored < 0 ? 125 : 126);
    }
    close(ends[1]);
    int reason = 0;
    ssize_t size = child->pid < 0 ? 0 : read(ends[0], &reason, sizeof(reason));
    close(ends[0]);
    if (child->pid < 0) {
        return fail_process(error);
    }
    if (size > 0) {
        waitpid(child->pid, NULL, 0);
        return fail(command->program[0], reason, error);
    }
    return CHILD_STARTED;
}

bool child_reap(struct child *child, void (*tell)(void *context, pid_t pid, int status),
                void *context)
{
    for (;;) {
        int status;
        pid_t ended = waitpid(-1, &status, WNOHANG);
        if (ended > 0) {
            tell(context, ended, status);
        }
        if (ended > 0 && ended == child->pid) {
            child->has_ended = true;
            child->status = status;
        } else if (ended == 0 || (ended < 0 && errno != EINTR)) {
            return ended == 0;
        }
    }
}

int child_exit_status(int wait_status)
{
    return WIFSIGNALED(wait_status) ? 128 + WTERMSIG(wait_status) : WEXITSTATUS(wait_status);
}
