#include "tracer/collect/lttng_run.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/statvfs.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tracer/collect/lttng_place.h"
#include "tracer/collect/part_path.h"
#include "tracer/event/event_tap.h"
#include "tracer/format/trace_error.h"
#include "tracer/language/error_text.h"
#include "tracer/language/language.h"
#include "tracer/lttng/session_link.h"

#define MODULE_FILE     "libthreadlane-lttng.so"
#define PROCESS_FILE    "lttng-session"
#define TRACE_FOLDER    "ust"   /* what LTTng makes in its output folder */
#define REGISTER_LIMIT  "10000" /* ms that a program waits for the daemon before it begins */
#define LINGER_MS       "500"   /* a live session sends what it has five times a second */
#define FILES_NEEDED    128
#define FOLDERS_AT_ONCE 16
#define NAME_MAX_SIZE   80
#define MIB             (1024.0 * 1024.0)

static bool find_part(char path[PATH_MAX], const char *name, struct trace_error *error)
{
    return part_path_find(path, "lttng", name) ||
           trace_error_fill(error, N_("cannot record through LTTng: '%.300s' is not there"), path);
}

static int remove_entry(const char *path, const struct stat *status, int type, struct FTW *place)
{
    (void)status, (void)type, (void)place;
    return remove(path);
}

/* An older recording of LTTng's at that place goes; anything else there stays. */
static bool clear_output(const char *path, struct trace_error *error)
{
    DIR *folder = opendir(path);
    bool is_recording = folder || errno == ENOENT;
    for (struct dirent *entry; folder && (entry = readdir(folder));) {
        is_recording =
            is_recording && (entry->d_name[0] == '.' || strcmp(entry->d_name, TRACE_FOLDER) == 0);
    }
    if (folder) {
        closedir(folder);
    }
    if (!is_recording) {
        return trace_error_fill(error, N_("cannot write '%.300s': there is something else"), path);
    }
    return !folder || nftw(path, remove_entry, FOLDERS_AT_ONCE, FTW_DEPTH | FTW_PHYS) == 0 ||
           trace_error_fill(error, N_("cannot write '%.300s': %s"), path, error_text(errno));
}

/* NAME of the trace's path FOLDER/NAME.json; returns its length. */
static int find_stem(const char *trace, const char **name)
{
    const char *slash = strrchr(trace, '/');
    *name = slash ? slash + 1 : trace;
    const char *point = strrchr(*name, '.');
    return point ? (int)(point - *name) : (int)strlen(*name);
}

/* In characters that LTTng, a shell and a URL leave alone. */
static void name_session(struct lttng_run *run, const char *trace)
{
    const char *name;
    int stem = find_stem(trace, &name);
    snprintf(run->name, sizeof(run->name), "%.*s-%d", stem < NAME_MAX_SIZE ? stem : NAME_MAX_SIZE,
             name, (int)getpid());
    for (char *c = run->name; *c; c++) {
        *c = isalnum((unsigned char)*c) || strchr("-_.", *c) ? *c : '_';
    }
}

/* Where trace-view finds what a relay daemon gets: at the same host, under the name of this one. */
static void name_view(struct lttng_run *run, const char *url)
{
    char host[HOST_NAME_MAX + 1] = "localhost";
    const char *relay = strstr(url, "://") + strlen("://");
    int size = (int)(*relay == '[' ? strcspn(relay, "]") + 1 : strcspn(relay, ":/"));
    gethostname(host, sizeof(host) - 1);
    if (strncmp(url, "net", 3) == 0 || strncmp(url, "tcp", 3) == 0) {
        snprintf(run->view_url, sizeof(run->view_url), "net://%.*s/host/%s/%s", size, relay, host,
                 run->name);
    }
}

static bool name_output(struct lttng_run *run, const char *trace, struct trace_error *error)
{
    const char *name;
    int stem = find_stem(trace, &name);
    char folder[PATH_MAX], whole[PATH_MAX];
    snprintf(folder, sizeof(folder), "%.*s.", (int)(name - trace), trace);
    if (!realpath(folder, whole)) {
        return trace_error_fill(error, N_("cannot write beside '%.300s': %s"), trace,
                                error_text(errno));
    }
    int size = snprintf(run->output, sizeof(run->output), "%s/%.*s.lttng", whole, stem, name);
    if (size >= (int)sizeof(run->output)) {
        return trace_error_fill(error, N_("cannot write beside '%.300s': its name is too long"),
                                trace);
    }
    return clear_output(run->output, error);
}

/* In the new process. Only returns if it cannot be started. */
static void become_process(const char *path, const char *module, const struct lttng_run *run,
                           const char *url, const struct lttng_place *place)
{
    char link[16];
    snprintf(link, sizeof(link), "%d", run->link);
    fcntl(run->link, F_SETFD, 0);
    const char *const arguments[SESSION_ARGUMENT_COUNT + 1] = {
        [0] = PROCESS_FILE,
        [SESSION_LINK] = link,
        [SESSION_NAME] = run->name,
        [SESSION_OUTPUT] = run->is_remote ? "" : run->output,
        [SESSION_URL] = url ? url : "",
        [SESSION_MODULE] = module,
        [SESSION_PLACE] = place->folder,
    };
    execv(path, (char *const *)arguments);
}

static bool start_process(struct lttng_run *run, const char *path, const char *module,
                          const char *url, struct trace_error *error)
{
    struct lttng_place place;
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0) {
        return trace_error_fill(error, N_("cannot start a process: %s"), error_text(errno));
    }
    lttng_place_open(&place);
    run->pid = fork();
    if (run->pid == 0) {
        close(ends[0]);
        run->link = ends[1];
        become_process(path, module, run, url, &place);
        _exit(127);
    }
    close(ends[1]);
    run->link = ends[0];
    return run->pid > 0 ||
           trace_error_fill(error, N_("cannot start a process: %s"), error_text(errno));
}

/* False: the process is not there any more. */
static bool hear(const struct lttng_run *run, struct session_report *report)
{
    ssize_t size;
    *report = (struct session_report){.error = "its session daemon does not answer"};
    do {
        size = recv(run->link, report, sizeof(*report), 0);
    } while (size < 0 && errno == EINTR);
    return size == (ssize_t)sizeof(*report);
}

/* It ends by itself when nobody has the link any more. */
void lttng_run_abandon(struct lttng_run *run)
{
    if (run->is_on) {
        close(run->link);
        while (waitpid(run->pid, NULL, 0) < 0 && errno == EINTR) {
        }
        run->is_on = false;
    }
}

bool lttng_run_begin(struct lttng_run *run, const char *trace, const char *url,
                     struct trace_error *error)
{
    char process[PATH_MAX], module[PATH_MAX];
    *run = (struct lttng_run){.is_remote = url != NULL};
    name_session(run, trace);
    if (url) {
        snprintf(run->output, sizeof(run->output), "%s", url);
        name_view(run, url);
    }
    if (!find_part(process, PROCESS_FILE, error) || !find_part(module, MODULE_FILE, error) ||
        (!url && !name_output(run, trace, error)) ||
        !start_process(run, process, module, url, error)) {
        return false;
    }
    run->is_on = true;
    struct session_report report;
    if (!hear(run, &report) || !report.is_good) {
        lttng_run_abandon(run);
        return trace_error_fill(error, N_("cannot record through LTTng: %s"), report.error);
    }
    setenv(TAP_ENVIRONMENT, module, 1);
    if (run->view_url[0]) {
        setenv(LINGER_ENVIRONMENT, LINGER_MS, 1);
    }
    setenv("LTTNG_UST_REGISTER_TIMEOUT", REGISTER_LIMIT, 0);
    setenv("LTTNG_UST_ALLOW_BLOCKING", "1", 0);
    return true;
}

void lttng_run_expect(struct lttng_expectation *expected, const struct pool_header *pool,
                      uint64_t event_count)
{
    *expected = (struct lttng_expectation){
        .event_count = event_count,
        .untapped_processes = atomic_load(&pool->untapped),
        .untaken = atomic_load(&pool->untaken),
    };
    uint32_t count = atomic_load(&pool->next_thread);
    for (uint32_t i = 0; i < count && i < POOL_THREAD_ROWS; i++) {
        expected->cut_threads += atomic_load(&pool->threads[i].tid) != 0;
    }
}

/* The likely cause, in the order of how well it can be told. */
static void say_why(char *text, size_t size, const struct session_report *report,
                    const struct lttng_expectation *expected)
{
    struct statvfs memory = {0};
    struct rlimit files = {0};
    double needed = (double)SESSION_BUFFER_LEAST * SESSION_BUFFER_COUNT *
                    (double)sysconf(_SC_NPROCESSORS_CONF) / MIB;
    statvfs("/dev/shm", &memory);
    getrlimit(RLIMIT_NOFILE, &files);
    double there = (double)memory.f_blocks * (double)memory.f_frsize / MIB;
    if (report->event_count > expected->event_count) {
        snprintf(text, size,
                 "more than this program had, so another one is recorded at the same time, through "
                 "the same session daemon");
    } else if (expected->untapped_processes > 0) {
        snprintf(text, size, "%" PRIu32 " processes could not load '%s'",
                 expected->untapped_processes, getenv(TAP_ENVIRONMENT));
    } else if (report->discarded > 0) {
        snprintf(text, size, "%" PRIu64 " found its buffers full", report->discarded);
    } else if (expected->untaken > 0 && expected->untaken < expected->event_count) {
        snprintf(text, size,
                 "%" PRIu64 " came when its buffers had been full for a second (LTTng did not "
                 "empty them)",
                 expected->untaken);
    } else if (expected->cut_threads > 0 && report->event_count > 0) {
        snprintf(text, size,
                 "%" PRIu32
                 " threads were killed, and of a buffer LTTng keeps nothing after a record "
                 "that is not finished",
                 expected->cut_threads);
    } else if (there < 2 * needed) {
        snprintf(text, size, "/dev/shm has %.1f MiB, and each process needs %.1f MiB of it", there,
                 needed);
    } else if (files.rlim_cur < FILES_NEEDED) {
        snprintf(text, size, "a process may have only %" PRIu64 " open files (ulimit -n)",
                 (uint64_t)files.rlim_cur);
    } else {
        snprintf(text, size, "run it with LTTNG_UST_DEBUG=1 to see why");
    }
}

/* What is certain to be missing, though nobody can count what arrived. */
static void compare_taken(const struct session_report *report,
                          const struct lttng_expectation *expected, struct lttng_outcome *outcome)
{
    char why[300];
    outcome->is_complete =
        expected->untapped_processes == 0 && expected->untaken == 0 && outcome->discarded == 0;
    if (!outcome->is_complete) {
        say_why(why, sizeof(why), report, expected);
        trace_error_fill(&outcome->problem,
                         "LTTng took %" PRIu64 " of %" PRIu64 " events and discarded %" PRIu64
                         " of them: %s",
                         outcome->taken, outcome->expected, outcome->discarded, why);
    }
}

static void compare_recorded(const struct session_report *report,
                             const struct lttng_expectation *expected,
                             struct lttng_outcome *outcome)
{
    uint64_t least = expected->event_count > expected->cut_threads
                         ? expected->event_count - expected->cut_threads
                         : 0;
    bool has_none = report->event_count == 0 && expected->event_count > 0;
    char why[300];
    outcome->is_complete =
        report->event_count >= least && report->event_count <= expected->event_count && !has_none;
    if (!outcome->is_complete) {
        say_why(why, sizeof(why), report, expected);
        trace_error_fill(&outcome->problem, "LTTng recorded %" PRIu64 " of %" PRIu64 " events: %s",
                         report->event_count, expected->event_count, why);
    }
}

void lttng_run_end(struct lttng_run *run, const char *raw_directory,
                   const struct lttng_expectation *expected, struct lttng_outcome *outcome)
{
    struct session_request request = {""};
    struct session_report report;
    snprintf(request.raw_directory, sizeof(request.raw_directory), "%s", raw_directory);
    bool is_there = send(run->link, &request, sizeof(request), MSG_NOSIGNAL) > 0;
    is_there = hear(run, &report) && is_there;
    lttng_run_abandon(run);
    uint64_t untaken =
        expected->untaken < expected->event_count ? expected->untaken : expected->event_count;
    *outcome = (struct lttng_outcome){
        .place = run->output,
        .expected = expected->event_count,
        .taken = expected->event_count - untaken,
        .discarded = report.discarded,
        .is_remote = run->is_remote,
        .was_counted = is_there && report.was_counted,
        .recorded = report.event_count,
    };
    if (!is_there || !report.is_good) {
        trace_error_fill(&outcome->problem, "LTTng's recording is not complete: %s", report.error);
    } else if (run->is_remote) {
        compare_taken(&report, expected, outcome);
    } else {
        compare_recorded(&report, expected, outcome);
    }
}
