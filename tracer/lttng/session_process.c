/* The process of trace-run --lttng that talks to LTTng. It stands beside the keeper, not below it,
 * and in a session of its own, so that what stops the program, or kills trace-run, leaves it the
 * time to end the LTTng session and the daemon. tracer/lttng/session_link.h says what it is told.
 */
#include <dlfcn.h>
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tracer/event/event_tap.h"
#include "tracer/lttng/event_count.h"
#include "tracer/lttng/own_words.h"
#include "tracer/lttng/session.h"
#include "tracer/lttng/session_daemon.h"
#include "tracer/lttng/session_link.h"
#include "tracer/lttng/trace_folder.h"

#define BEGIN_SECONDS 10
#define ALIVE_SECONDS 10
#define LOOK_MS       1000 /* between two looks whether the daemon is still there */
#define WORDS_SECONDS 30
#define CLOSE_SECONDS 20
#define FILES_WANTED  128    /* with fewer it does not start, or loses in silence */
#define LINGER_US     500000 /* the end of a process hides what came just before from who watches */

/* LTTng says no more than that a part of it has not started. */
static void add_likely_cause(struct session_report *report)
{
    struct rlimit limit;
    size_t length = strlen(report->error);
    if (getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_max < FILES_WANTED) {
        snprintf(report->error + length, sizeof(report->error) - length,
                 ": likely because only %llu files may be open, and LTTng wants %d",
                 (unsigned long long)limit.rlim_max, FILES_WANTED);
    }
}

static bool begin(char **arguments, struct session_report *report)
{
    if (!session_daemon_is_alive() && !session_daemon_start(report->error, sizeof(report->error))) {
        add_likely_cause(report);
        return false;
    }
    session_daemon_begin_limit(BEGIN_SECONDS);
    report->is_good = session_open(arguments[SESSION_NAME], arguments[SESSION_OUTPUT],
                                   arguments[SESSION_URL], report->error, sizeof(report->error));
    if (!report->is_good) {
        add_likely_cause(report);
    }
    return session_daemon_end_limit() && report->is_good;
}

/* In a process of its own, for LTTng may make it wait. */
static void tell_words(const char *module, const char *directory, bool is_live)
{
    pid_t child = fork();
    if (child == 0) {
        signal(SIGALRM, SIG_DFL);
        alarm(WORDS_SECONDS);
        void *handle = dlopen(module, RTLD_NOW | RTLD_LOCAL);
        const struct event_tap *tap = handle ? dlsym(handle, TAP_SYMBOL) : NULL;
        if (tap) {
            own_words_tell(tap, directory);
        }
        if (is_live) {
            usleep(LINGER_US);
        }
        _exit(0);
    }
    while (child > 0 && waitpid(child, NULL, 0) < 0 && errno == EINTR) {
    }
}

static const char not_answering[] = "its session daemon did not answer and was killed";

static void finish(char **arguments, struct session_report *report)
{
    session_daemon_begin_limit(CLOSE_SECONDS);
    report->is_good =
        session_close(arguments[SESSION_NAME], session_is_live(arguments[SESSION_URL]),
                      &report->discarded, report->error, sizeof(report->error));
    if (!session_daemon_end_limit()) {
        report->is_good = false;
        snprintf(report->error, sizeof(report->error), not_answering);
    }
}

static void count(const char *output, struct session_report *report)
{
    struct event_count count;
    if (report->is_good) {
        trace_folder_drop_empty(output);
    }
    report->was_counted = event_count_take(&count, output);
    report->event_count = count.events;
    report->discarded = count.discarded > report->discarded ? count.discarded : report->discarded;
    if (!report->was_counted && report->is_good) {
        report->is_good = false;
        snprintf(report->error, sizeof(report->error), "what LTTng wrote cannot be read");
    }
}

static void say(int link, const struct session_report *report)
{
    while (send(link, report, sizeof(*report), MSG_NOSIGNAL) < 0 && errno == EINTR) {
    }
}

/* False: nobody is there any more to ask for anything. */
static bool hear(int link, struct session_request *request)
{
    ssize_t size;
    do {
        size = recv(link, request, sizeof(*request), 0);
    } while (size < 0 && errno == EINTR);
    return size == (ssize_t)sizeof(*request);
}

/* A daemon that hangs makes each new process of the program wait for it; one of ours is killed
 * then, and nobody waits any more. False: it is gone; the report says how. */
static bool look_at_daemon(char **arguments, struct session_report *report)
{
    session_daemon_begin_limit(ALIVE_SECONDS);
    bool is_there = session_answers(arguments[SESSION_NAME]);
    bool was_in_time = session_daemon_end_limit();
    snprintf(report->error, sizeof(report->error), "%s",
             was_in_time ? "its session daemon has ended" : not_answering);
    return is_there && was_in_time;
}

/* Until somebody asks, or is not there any more. False: the daemon went before. */
static bool wait_for_request(int link, char **arguments, struct session_report *report)
{
    struct pollfd ready = {.fd = link, .events = POLLIN};
    bool is_there = true;
    int count;
    do {
        count = poll(&ready, 1, is_there && session_daemon_is_ours() ? LOOK_MS : -1);
        if (count >= 0 && is_there && session_daemon_is_ours()) {
            is_there = look_at_daemon(arguments, report);
        }
    } while (count == 0 || (count < 0 && errno == EINTR));
    return is_there;
}

static void work(char **arguments)
{
    static struct session_request request;
    struct session_report report = {0};
    int link = atoi(arguments[SESSION_LINK]);
    bool has_begun = begin(arguments, &report);
    say(link, &report);
    if (!has_begun) {
        session_daemon_stop();
        return;
    }
    report = (struct session_report){0};
    bool has_daemon = wait_for_request(link, arguments, &report);
    bool is_asked = hear(link, &request);
    if (is_asked && has_daemon) {
        tell_words(arguments[SESSION_MODULE], request.raw_directory,
                   session_is_live(arguments[SESSION_URL]));
    }
    if (has_daemon) {
        finish(arguments, &report);
    }
    session_daemon_stop();
    if (is_asked && !arguments[SESSION_URL][0]) {
        count(arguments[SESSION_OUTPUT], &report);
    }
    say(link, &report);
}

int main(int argc, char **argv)
{
    if (argc != SESSION_ARGUMENT_COUNT) {
        fputs("a part of trace-run --lttng: not to be called by itself\n", stderr);
        return 2;
    }
    setsid();
    prctl(PR_SET_CHILD_SUBREAPER, 1);
    signal(SIGPIPE, SIG_IGN);
    work(argv);
    if (argv[SESSION_PLACE][0]) {
        trace_folder_remove(argv[SESSION_PLACE]);
    }
    return 0;
}
