/* Messages are a head and the record as it lies in memory: both ends are the same program. A text
 * is followed by its strings. The child's last message says how it ended, so a child that dies is
 * noticed by what is missing. */
#include "tracer/format/reading_process.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
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

#include "tracer/format/trace_error.h"
#include "tracer/language/error_text.h"
#include "tracer/language/language.h"

#define MS_PER_SECOND 1000

enum message_kind {
    MESSAGE_THREAD,
    MESSAGE_EVENT,
    MESSAGE_TEXT,
    MESSAGE_LOST,
    MESSAGE_TORN,
    MESSAGE_SO_FAR, /* whoever asked has all that there is; more may come */
    MESSAGE_READ,
    MESSAGE_REFUSED,
};

struct message {
    enum message_kind kind;
    uint32_t sizes[TEXT_STRINGS]; /* of a text's strings */
    union {
        struct {
            uint32_t thread, tid, process, pid;
        } who;
        struct raw_event event;
        struct raw_text text;
        uint64_t lost;
    };
};

/* ---- the child ---- */

static void put(FILE *pipe, const void *bytes, size_t size)
{
    if (fwrite(bytes, 1, size, pipe) != size) {
        _exit(EXIT_FAILURE); /* nobody listens any more */
    }
}

static bool put_thread(void *pipe, uint32_t thread, uint32_t tid, uint32_t process, uint32_t pid)
{
    struct message message = {.kind = MESSAGE_THREAD, .who = {thread, tid, process, pid}};
    put(pipe, &message, sizeof message);
    return true;
}

static bool put_events(void *pipe, const struct raw_event *events, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct message message = {.kind = MESSAGE_EVENT, .event = events[i]};
        put(pipe, &message, sizeof message);
    }
    return true;
}

static void put_text(void *pipe, const struct raw_text *text)
{
    struct message message = {.kind = MESSAGE_TEXT, .text = *text};
    for (int i = 0; i < TEXT_STRINGS; i++) {
        message.sizes[i] = (uint32_t)strlen(text->strings[i]);
    }
    put(pipe, &message, sizeof message);
    for (int i = 0; i < TEXT_STRINGS; i++) {
        put(pipe, text->strings[i], message.sizes[i]);
    }
}

static void put_lost(void *pipe, uint64_t count)
{
    struct message message = {.kind = MESSAGE_LOST, .lost = count};
    put(pipe, &message, sizeof message);
}

static void put_torn(void *pipe)
{
    struct message message = {.kind = MESSAGE_TORN};
    put(pipe, &message, sizeof message);
}

/* ---- the child of a reading that goes on ---- */

bool reading_process_is_asked(const struct trace_sink *sink, int timeout_ms)
{
    char word;
    struct pollfd ready = {.fd = fileno(sink->context), .events = POLLIN};
    if (poll(&ready, 1, timeout_ms) <= 0) {
        return false;
    }
    if (recv(ready.fd, &word, 1, 0) <= 0) {
        _exit(EXIT_FAILURE);
    }
    return true;
}

void reading_process_say_so_far(const struct trace_sink *sink)
{
    struct message message = {.kind = MESSAGE_SO_FAR};
    put(sink->context, &message, sizeof message);
    fflush(sink->context);
}

/* ---- its limits ---- */

/* The sanitizers map far more than they use. */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
static const bool memory_can_be_limited = false;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
static const bool memory_can_be_limited = false;
#else
static const bool memory_can_be_limited = true;
#endif
#else
static const bool memory_can_be_limited = true;
#endif

static uint64_t mapped_size(void)
{
    uint64_t pages = 0;
    FILE *file = fopen("/proc/self/statm", "re");
    if (file) {
        pages = fscanf(file, "%" SCNu64, &pages) == 1 ? pages : 0;
        fclose(file);
    }
    return pages * (uint64_t)sysconf(_SC_PAGESIZE);
}

static void lower_limit(int resource, uint64_t value)
{
    struct rlimit limit;
    if (getrlimit(resource, &limit) == 0 && limit.rlim_cur > value) {
        limit.rlim_cur = value;
        setrlimit(resource, &limit);
    }
}

static void limit_process(struct reading_limit limit)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (limit.seconds > 0) {
        lower_limit(RLIMIT_CPU, limit.seconds);
    }
    lower_limit(RLIMIT_CORE, 0);
    if (memory_can_be_limited) {
        lower_limit(RLIMIT_AS, mapped_size() + limit.memory_size);
    }
}

/* Whoever was waiting for a signal here waits in the parent. */
static void forget_signals(void)
{
    static const int signals[] = {SIGINT, SIGTERM, SIGHUP, SIGPIPE, SIGABRT, SIGSEGV,
                                  SIGBUS, SIGTRAP, SIGILL, SIGFPE,  SIGXCPU};
    sigset_t none;
    for (size_t i = 0; i < sizeof signals / sizeof signals[0]; i++) {
        signal(signals[i], SIG_DFL);
    }
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
}

static void silence(void)
{
    int fd = open("/dev/null", O_RDWR);
    for (int i = STDIN_FILENO; i <= STDERR_FILENO && fd >= 0; i++) {
        dup2(fd, i);
    }
}

_Noreturn static void read_in_child(reading_function read, const char *path,
                                    struct reading_limit limit, int fd)
{
    struct trace_error error = {""};
    FILE *pipe = fdopen(fd, "w");
    const struct trace_sink sink = {
        .context = pipe,
        .take_thread = put_thread,
        .take_events = put_events,
        .take_text = put_text,
        .take_lost = put_lost,
        .take_torn = put_torn,
    };
    if (!pipe) {
        _exit(EXIT_FAILURE);
    }
    forget_signals();
    silence();
    limit_process(limit);
    struct message message = {.kind = read(path, &sink, &error) ? MESSAGE_READ : MESSAGE_REFUSED};
    put(pipe, &message, sizeof message);
    put(pipe, &error, sizeof error);
    fflush(pipe);
    _exit(EXIT_SUCCESS);
}

/* ---- the parent ---- */

static bool get(FILE *pipe, void *bytes, size_t size)
{
    size_t count = 0;
    while (count < size) {
        count += fread((char *)bytes + count, 1, size - count, pipe);
        if (count < size && !(ferror(pipe) && errno == EINTR)) {
            return false;
        }
        clearerr(pipe);
    }
    return true;
}

static bool hand_on_text(FILE *pipe, struct message *message, const struct trace_sink *sink)
{
    char strings[TEXT_STRINGS][TEXT_SIZE_MAX];
    for (int i = 0; i < TEXT_STRINGS; i++) {
        uint32_t size = message->sizes[i];
        if (size >= TEXT_SIZE_MAX || !get(pipe, strings[i], size)) {
            return false;
        }
        strings[i][size] = '\0';
        message->text.strings[i] = strings[i];
    }
    sink->take_text(sink->context, &message->text);
    return true;
}

static bool disbelieve(const char *path, struct trace_error *error)
{
    return trace_error_fill(error,
                            "%.400s: expected fewer than 1048576 threads and processes, one "
                            "process a thread",
                            path);
}

enum progress { GOES_ON, IS_SO_FAR, IS_READ, IS_REFUSED, IS_DEAD };

static enum progress hand_on(FILE *pipe, const char *path, const struct trace_sink *sink,
                             struct trace_error *error)
{
    struct message message;
    if (!get(pipe, &message, sizeof message)) {
        return IS_DEAD;
    }
    bool is_believed = true;
    switch (message.kind) {
    case MESSAGE_THREAD:
        is_believed = sink->take_thread(sink->context, message.who.thread, message.who.tid,
                                        message.who.process, message.who.pid);
        break;
    case MESSAGE_EVENT:
        is_believed = sink->take_events(sink->context, &message.event, 1);
        break;
    case MESSAGE_TEXT:
        return hand_on_text(pipe, &message, sink) ? GOES_ON : IS_DEAD;
    case MESSAGE_LOST:
        sink->take_lost(sink->context, message.lost);
        break;
    case MESSAGE_TORN:
        sink->take_torn(sink->context);
        break;
    case MESSAGE_SO_FAR:
        return IS_SO_FAR;
    case MESSAGE_READ:
        return IS_READ;
    case MESSAGE_REFUSED:
        return get(pipe, error, sizeof *error) ? IS_REFUSED : IS_DEAD;
    }
    return is_believed || disbelieve(path, error) ? GOES_ON : IS_REFUSED;
}

static void explain_death(int status, const char *path, struct trace_error *error)
{
    if (WIFSIGNALED(status) && WTERMSIG(status) == SIGXCPU) {
        trace_error_fill(error, "%.400s: reading it does not come to an end", path);
    } else if (WIFSIGNALED(status)) {
        trace_error_fill(error, "%.400s: the library that reads it failed: %s", path,
                         strsignal(WTERMSIG(status)));
    } else {
        trace_error_fill(error, "%.400s: the library that reads it ended the reading", path);
    }
}

struct reading_process {
    pid_t child;
    FILE *pipe; /* from it */
    int fd;     /* to it */
    const char *path;
};

static enum progress receive(struct reading_process *process, const struct trace_sink *sink,
                             struct trace_error *error)
{
    enum progress progress = GOES_ON;
    while (progress == GOES_ON) {
        progress = hand_on(process->pipe, process->path, sink, error);
    }
    return progress;
}

static void open_pipe(struct reading_process *process, int fd)
{
    process->fd = fd;
    process->pipe = process->child > 0 ? fdopen(fd, "r") : NULL;
    if (!process->pipe) {
        close(fd);
    }
}

/* False: the error says why. */
static bool start(struct reading_process *process, reading_function read, const char *path,
                  struct reading_limit limit, struct trace_error *error)
{
    int ends[2];
    *process = (struct reading_process){.path = path};
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) {
        return trace_error_fill(error, N_("cannot read '%.400s': %s"), path, error_text(errno));
    }
    process->child = fork();
    if (process->child == 0) {
        close(ends[0]);
        read_in_child(read, path, limit, ends[1]);
    }
    close(ends[1]);
    open_pipe(process, ends[0]);
    return process->pipe ||
           trace_error_fill(error, N_("cannot read '%.400s': %s"), path, error_text(errno));
}

static int wait_for_child(const struct reading_process *process)
{
    int status = 0;
    while (waitpid(process->child, &status, 0) < 0 && errno == EINTR) {
    }
    return status;
}

bool reading_process_run(reading_function read, const char *path, struct reading_limit limit,
                         const struct trace_sink *sink, struct trace_error *error)
{
    struct reading_process process;
    if (!start(&process, read, path, limit, error)) {
        return false;
    }
    enum progress progress = receive(&process, sink, error);
    fclose(process.pipe);
    if (progress == IS_REFUSED) {
        kill(process.child, SIGKILL); /* it may have more to say */
    }
    int status = wait_for_child(&process);
    if (progress == IS_DEAD) {
        explain_death(status, path, error);
    }
    return progress == IS_READ;
}

/* ---- the parent of a reading that goes on ---- */

struct reading_process *reading_process_begin(reading_function read, const char *path,
                                              struct reading_limit limit, struct trace_error *error)
{
    struct reading_process *process = malloc(sizeof *process);
    if (!process) {
        abort();
    }
    if (!start(process, read, path, limit, error)) {
        free(process);
        return NULL;
    }
    return process;
}

static bool is_silent(const struct reading_process *process, int limit_ms)
{
    struct pollfd ready = {.fd = process->fd, .events = POLLIN};
    return poll(&ready, 1, limit_ms) == 0;
}

enum reading_news reading_process_ask(struct reading_process *process, int limit_ms,
                                      const struct trace_sink *sink, struct trace_error *error)
{
    send(process->fd, "", 1, MSG_NOSIGNAL); /* a child that is gone is noticed below */
    if (is_silent(process, limit_ms)) {
        kill(process->child, SIGKILL);
        trace_error_fill(error, "%.400s: nothing has come for %d seconds", process->path,
                         limit_ms / MS_PER_SECOND);
        return READING_BROKEN;
    }
    switch (receive(process, sink, error)) {
    case IS_READ:
        return READING_ENDED;
    case IS_REFUSED:
        return READING_BROKEN;
    case IS_SO_FAR:
        return READING_GOES_ON;
    default:
        trace_error_fill(error, "%.400s: the library that reads it ended the reading",
                         process->path);
        return READING_BROKEN;
    }
}

void reading_process_interrupt(struct reading_process *process)
{
    kill(process->child, SIGKILL);
}

void reading_process_end(struct reading_process *process)
{
    if (process) {
        kill(process->child, SIGKILL);
        wait_for_child(process);
        fclose(process->pipe);
        free(process);
    }
}
