/* Messages are a head and the record as it lies in memory: both ends are the same program. A text
 * is followed by its strings. The child's last message says how it ended, so a child that dies is
 * noticed by what is missing. */
#include "tracer/format/reading_process.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tracer/format/trace_error.h"

enum message_kind {
    MESSAGE_THREAD,
    MESSAGE_EVENT,
    MESSAGE_TEXT,
    MESSAGE_LOST,
    MESSAGE_TORN,
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
    lower_limit(RLIMIT_CPU, limit.seconds);
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

enum progress { GOES_ON, IS_READ, IS_REFUSED, IS_DEAD };

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

static bool receive(FILE *pipe, pid_t child, const char *path, const struct trace_sink *sink,
                    struct trace_error *error)
{
    enum progress progress = GOES_ON;
    int status = 0;
    while (progress == GOES_ON) {
        progress = hand_on(pipe, path, sink, error);
    }
    fclose(pipe);
    if (progress == IS_REFUSED) {
        kill(child, SIGKILL); /* it may have more to say */
    }
    while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    if (progress == IS_DEAD) {
        explain_death(status, path, error);
    }
    return progress == IS_READ;
}

bool reading_process_run(reading_function read, const char *path, struct reading_limit limit,
                         const struct trace_sink *sink, struct trace_error *error)
{
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) {
        return trace_error_fill(error, "cannot read '%.400s': %s", path, strerror(errno));
    }
    pid_t child = fork();
    if (child == 0) {
        close(ends[0]);
        read_in_child(read, path, limit, ends[1]);
    }
    close(ends[1]);
    FILE *pipe = child > 0 ? fdopen(ends[0], "r") : NULL;
    if (!pipe) {
        close(ends[0]);
        return trace_error_fill(error, "cannot read '%.400s': %s", path, strerror(errno));
    }
    return receive(pipe, child, path, sink, error);
}
