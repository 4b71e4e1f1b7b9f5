#include "tracer/lttng/session_daemon.h"

#include <fcntl.h>
#include <lttng/lttng.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define START_STEPS     3000
#define STOP_STEPS      1000
#define STEP_NS         5000000
#define STATUS_NO_LTTNG 127

static volatile pid_t daemon_pid; /* 0: none of ours */
static volatile sig_atomic_t was_limit_passed;

bool session_daemon_is_alive(void)
{
    return lttng_session_daemon_alive() == 1;
}

bool session_daemon_is_ours(void)
{
    return daemon_pid > 0;
}

/* LTTng fails in silence with fewer files than it needs. */
static void raise_file_limit(void)
{
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) == 0) {
        limit.rlim_cur = limit.rlim_max;
        setrlimit(RLIMIT_NOFILE, &limit);
    }
}

static void become_daemon(pid_t parent)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent) {
        _exit(STATUS_NO_LTTNG);
    }
    setpgid(0, 0);
    raise_file_limit();
    int nowhere = open("/dev/null", O_RDWR);
    for (int fd = 0; fd <= STDERR_FILENO; fd++) {
        dup2(nowhere, fd);
    }
    execlp("lttng-sessiond", "lttng-sessiond", "--no-kernel", "--quiet", (char *)NULL);
    _exit(STATUS_NO_LTTNG);
}

static bool fail_start(int status, char *error, size_t size)
{
    bool is_missing = WIFEXITED(status) && WEXITSTATUS(status) == STATUS_NO_LTTNG;
    snprintf(error, size, "%s",
             is_missing ? "lttng-sessiond is not there (install lttng-tools)"
                        : "lttng-sessiond does not start (lttng-sessiond -v says why)");
    daemon_pid = 0;
    return false;
}

static void pause_shortly(void)
{
    clock_nanosleep(CLOCK_MONOTONIC, 0, &(struct timespec){.tv_nsec = STEP_NS}, NULL);
}

bool session_daemon_start(char *error, size_t size)
{
    pid_t parent = getpid();
    int status = 0;
    daemon_pid = fork();
    if (daemon_pid == 0) {
        become_daemon(parent);
    }
    for (int i = 0; i < START_STEPS && daemon_pid > 0; i++) {
        if (session_daemon_is_alive()) {
            return true;
        }
        if (waitpid(daemon_pid, &status, WNOHANG) == daemon_pid) {
            return fail_start(status, error, size);
        }
        pause_shortly();
    }
    session_daemon_stop();
    return fail_start(status, error, size);
}

static void pass_limit(int signal)
{
    (void)signal;
    was_limit_passed = 1;
    if (daemon_pid <= 0) {
        _exit(1);
    }
    kill(-daemon_pid, SIGKILL);
}

void session_daemon_begin_limit(unsigned seconds)
{
    struct sigaction action = {.sa_handler = pass_limit};
    sigaction(SIGALRM, &action, NULL);
    was_limit_passed = 0;
    alarm(seconds);
}

bool session_daemon_end_limit(void)
{
    alarm(0);
    return !was_limit_passed;
}

/* What the daemon started has become ours, and ends by itself without it. */
void session_daemon_stop(void)
{
    if (daemon_pid <= 0) {
        return;
    }
    kill(-daemon_pid, SIGKILL);
    kill(daemon_pid, SIGKILL);
    pid_t ended = 0;
    for (int i = 0; i < STOP_STEPS && ended >= 0; i++) {
        while ((ended = waitpid(-1, NULL, WNOHANG)) > 0) {
        }
        if (ended == 0) {
            pause_shortly();
        }
    }
    daemon_pid = 0;
}
