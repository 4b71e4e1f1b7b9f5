#include "tracer/collect/keeper.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tracer/collect/process_tree.h"
#include "tracer/format/trace_error.h"
#include "tracer/language/error_text.h"
#include "tracer/language/language.h"

enum word { GONE = 0, NOTHING = '-', READY = 'r', LEAVE = 'l' };

static volatile pid_t kept_by; /* for the signal handler */

static void pass_on(int signal)
{
    int saved_errno = errno;
    if (kept_by > 0) {
        kill(kept_by, signal);
    }
    errno = saved_errno;
}

static void pass_on_signals(void)
{
    static const int signals[] = {SIGINT, SIGTERM, SIGHUP};
    struct sigaction action = {.sa_handler = pass_on, .sa_flags = SA_RESTART};
    for (size_t i = 0; i < sizeof(signals) / sizeof(signals[0]); i++) {
        sigaction(signals[i], &action, NULL);
    }
}

/* Dying with trace-run would be too early; being told by a signal only saves time. */
static void become_keeper(struct keeper *keeper, int link)
{
    keeper->pid = 0;
    keeper->link = link;
    setpgid(0, 0);
    prctl(PR_SET_PDEATHSIG, SIGHUP);
    process_tree_adopt();
}

static bool fail(struct trace_error *error)
{
    return trace_error_fill(error, N_("cannot start a process: %s"), error_text(errno));
}

bool keeper_start(struct keeper *keeper, void (*keep)(struct keeper *keeper, void *context),
                  void *context, struct trace_error *error)
{
    int ends[2];
    *keeper = (struct keeper){.group = getpgrp(), .link = -1};
    void *memory = mmap(NULL, sizeof(*keeper->result), PROT_READ | PROT_WRITE,
                        MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED || socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) {
        return fail(error);
    }
    keeper->result = memory;
    pass_on_signals();
    keeper->pid = fork();
    if (keeper->pid == 0) {
        close(ends[0]);
        become_keeper(keeper, ends[1]);
        keep(keeper, context);
        _exit(0);
    }
    close(ends[1]);
    keeper->link = ends[0];
    kept_by = keeper->pid;
    return keeper->pid > 0 || fail(error);
}

/* What the other one said: GONE if it is not there any more, NOTHING if it has not spoken. */
static char hear(const struct keeper *keeper, int flags)
{
    char word;
    ssize_t size;
    do {
        size = recv(keeper->link, &word, 1, flags);
    } while (size < 0 && errno == EINTR);
    return size == 1 ? word : size < 0 && errno == EAGAIN ? NOTHING : GONE;
}

static void say(const struct keeper *keeper, char word)
{
    while (send(keeper->link, &word, 1, MSG_NOSIGNAL) < 0 && errno == EINTR) {
    }
}

bool keeper_wait(struct keeper *keeper)
{
    return hear(keeper, 0) == READY;
}

void keeper_finish(struct keeper *keeper)
{
    say(keeper, LEAVE);
    while (waitpid(keeper->pid, NULL, 0) < 0 && errno == EINTR) {
    }
    kept_by = 0;
    close(keeper->link);
}

bool keeper_is_alone(const struct keeper *keeper)
{
    return hear(keeper, MSG_DONTWAIT | MSG_PEEK) == GONE;
}

bool keeper_rest(struct keeper *keeper)
{
    say(keeper, READY);
    return hear(keeper, 0) == LEAVE;
}
