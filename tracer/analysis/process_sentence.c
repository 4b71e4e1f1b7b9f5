#include "tracer/analysis/process_sentence.h"

#include <stdio.h>
#include <sys/wait.h>

#include "tracer/analysis/signal_name.h"
#include "tracer/analysis/story.h"
#include "tracer/model/moment.h"

#define WORDS_SIZE  160
#define NUMBER_SIZE 24

#define SIGNAL_CANCEL 32 /* which the C library keeps for pthread_cancel */

/* What the words say besides the event's own object {o} and process {p}. */
struct sentence_parts {
    const char *name;       /* {q} */
    char words[WORDS_SIZE]; /* {how} */
    uint32_t message;       /* {i} */
    uint64_t bytes;         /* {n} */
};

uint32_t event_subject(const struct trace *trace, const struct event *event)
{
    bool is_seen = event->thread == 0 && event->kind == EVENT_PROCESS_END;
    return is_seen ? trace->processes[target_index(event->target)].main_thread : event->thread;
}

/* ---- how a process ended ---- */

/* Whoever collected it may know what trace-run could not. */
static uint64_t wait_status(const struct trace *trace, const struct event *event)
{
    uint32_t join = trace->processes[target_index(event->target)].join_event;
    bool is_unknown = event->value == WAIT_STATUS_UNKNOWN && join != NONE_INDEX;
    return is_unknown ? trace->events[join].value : event->value;
}

/* "exits with status 3", or when it is told afterwards, "exited with status 3". */
static void write_end(uint64_t status, bool is_past, enum language language, char *words,
                      size_t size)
{
    char name[SIGNAL_NAME_SIZE];
    if (status == WAIT_STATUS_UNKNOWN) {
        snprintf(words, size, "%s", translate(language, is_past ? N_("has ended") : N_("ends")));
    } else if (WIFSIGNALED((int)status)) {
        signal_name(WTERMSIG((int)status), language, name, sizeof(name));
        snprintf(words, size,
                 translate(language, is_past ? N_("was ended by %s") : N_("is ended by %s")), name);
    } else {
        snprintf(
            words, size,
            translate(language, is_past ? N_("exited with status %d") : N_("exits with status %d")),
            WEXITSTATUS((int)status));
    }
}

/* ---- processes ---- */

static const char forks[] = N_("forks {p}");
static const char has_forked[] = N_("has forked {p}");
static const char begins_first[] = NC_("a process", "begins");
static const char begins_as_copy[] = N_("begins as a copy of {q}");
static const char begins_program[] = N_("begins another program");
static const char ends[] = N_("{how}");
static const char waits_for_end[] = N_("waits for {p} to exit");
static const char collects[] = N_("collects {p}, which {how}");
static const char gives_up_join[] = N_("gives up waiting for {p} to exit: time is up");
static const char finds_running[] = N_("finds {p} still running");
static const char has_no_child[] = N_("has no child {p} to wait for");
static const char waits_for_any[] = N_("waits for a child to exit");
static const char has_waited[] = N_("goes on");
static const char cancels[] = N_("cancels {q}");
static const char sends_signal[] = N_("sends {how} to {q}");

static const char *begin_wording(const struct trace *trace, const struct event *event,
                                 struct sentence_parts *parts)
{
    uint32_t parent = trace->processes[target_index(event->target)].parent;
    if (flags_detail(event->flags) == PROCESS_EXECUTED) {
        return begins_program;
    }
    parts->name = parent == NONE_INDEX ? "" : trace->processes[parent].name;
    return parent == NONE_INDEX ? begins_first : begins_as_copy;
}

static const char *failed_join_wording(const struct event *event)
{
    switch (flags_detail(event->flags)) {
    case REASON_TIMEOUT:
        return gives_up_join;
    case REASON_BUSY:
        return finds_running;
    case REASON_MISUSE:
        return NULL;
    default:
        return has_no_child;
    }
}

static const char *process_wording(const struct trace *trace, const struct event *event,
                                   enum language language, struct sentence_parts *parts)
{
    switch (event->kind) {
    case EVENT_PROCESS_FORK_BEGIN:
        return forks;
    case EVENT_PROCESS_FORK:
        return has_forked;
    case EVENT_PROCESS_BEGIN:
        return begin_wording(trace, event, parts);
    case EVENT_PROCESS_END:
        write_end(wait_status(trace, event), false, language, parts->words, sizeof(parts->words));
        return ends;
    case EVENT_PROCESS_JOIN_BEGIN:
        return waits_for_end;
    case EVENT_PROCESS_JOIN:
        write_end(event->value, true, language, parts->words, sizeof(parts->words));
        return collects;
    case EVENT_PROCESS_JOIN_FAILED:
        return failed_join_wording(event);
    case EVENT_IO_WAIT_BEGIN:
        return trace->threads[event->thread].process == target_index(event->target) ? waits_for_any
                                                                                    : waits_for_end;
    case EVENT_IO_WAIT:
        return has_waited;
    default:
        return NULL;
    }
}

/* ---- pipes ---- */

static const char begins_to_send[] = N_("sends message {i} into {o}, {n} bytes");
static const char has_sent[] = N_("has sent message {i} into {o}");
static const char waits_for_message[] = N_("waits for a message from {o}");
static const char receives[] = N_("receives message {i} from {o}, {n} bytes");
static const char begins_to_write[] = N_("writes {n} bytes into {o}");
static const char has_written[] = N_("has written {n} bytes into {o}");
static const char begins_to_read[] = N_("reads from {o}");
static const char has_read[] = N_("has read {n} bytes from {o}");
static const char has_looked[] = N_("finds something to read in {o}");
static const char finds_end[] = N_("finds {o} at its end: nobody is left to send");
static const char finds_no_reader[] = N_("finds nobody left to read {o}");
static const char finds_torn[] = N_("finds no message in {o}: another reader took part of it");
static const char finds_nothing[] = N_("finds nothing in {o}");

/* A message's number and bytes share a value; a transfer has bytes alone. */
static const char *pipe_wording(const struct event *event, struct sentence_parts *parts)
{
    bool is_message = kind_operation(event->kind) == OPERATION_PIPE_SEND ||
                      kind_operation(event->kind) == OPERATION_PIPE_RECV;
    parts->message = value_low(event->value);
    parts->bytes = is_message ? value_high(event->value) : event->value;
    switch (event->kind) {
    case EVENT_PIPE_SEND_BEGIN:
        return begins_to_send;
    case EVENT_PIPE_SEND:
        return has_sent;
    case EVENT_PIPE_RECV_BEGIN:
        return waits_for_message;
    case EVENT_PIPE_RECV:
        return receives;
    case EVENT_PIPE_WRITE_BEGIN:
        return begins_to_write;
    case EVENT_PIPE_WRITE:
        return has_written;
    case EVENT_PIPE_READ_BEGIN:
        return begins_to_read;
    case EVENT_PIPE_READ:
        return event->value == 0 ? has_looked : has_read;
    default:
        return NULL;
    }
}

static const char *failed_pipe_wording(const struct event *event)
{
    bool is_write = kind_operation(event->kind) == OPERATION_PIPE_SEND ||
                    kind_operation(event->kind) == OPERATION_PIPE_WRITE;
    switch (flags_detail(event->flags)) {
    case REASON_END_OF_FILE:
        return finds_end;
    case REASON_BROKEN:
        return is_write ? finds_no_reader : finds_torn;
    case REASON_BUSY:
        return is_write ? NULL : finds_nothing;
    default:
        return NULL;
    }
}

static bool is_about_pipe(const struct event *event)
{
    enum event_operation operation = kind_operation(event->kind);
    return operation >= OPERATION_PIPE_SEND && operation <= OPERATION_PIPE_READ;
}

/* ---- closing ---- */

static const char closes_read_end[] = N_("closes the read end of {o}");
static const char closes_write_end[] = N_("closes the write end of {o}");
static const char terminates[] = N_("terminates {o}");
static const char takes_no_more[] = N_("closes {o}: it takes no more tasks");
static const char closes_here[] = N_("closes {o} in this process");

static const char *close_wording(const struct trace *trace, const struct event *event)
{
    const struct trace_object *object = event_object(trace, event);
    switch (flags_detail(event->flags)) {
    case CLOSE_READ_END:
        return closes_read_end;
    case CLOSE_WRITE_END:
        return closes_write_end;
    case CLOSE_TERMINATE:
        return terminates;
    default:
        break;
    }
    bool is_pool = object != NULL && object->type == TYPE_POOL;
    bool is_queue = object != NULL && object->type == TYPE_PROCESS_QUEUE;
    return is_pool ? takes_no_more : is_queue ? closes_here : NULL;
}

/* ---- the sentence ---- */

static const char *target_name(const struct trace *trace, uint32_t target)
{
    if (target == NONE_INDEX) {
        return "";
    }
    switch (target_class(target)) {
    case TARGET_OBJECT:
        return trace->objects[object_root(trace, target_index(target))].name;
    case TARGET_PROCESS:
        return trace->processes[target_index(target)].name;
    case TARGET_THREAD:
        return trace->threads[target_index(target)].name;
    default:
        return "";
    }
}

static const char *find_wording(const struct trace *trace, const struct event *event,
                                enum language language, struct sentence_parts *parts)
{
    if (event->target == NONE_INDEX) {
        return NULL;
    }
    if (event->kind == EVENT_SIGNAL_SEND) {
        parts->name = target_name(trace, event->target);
        signal_name((int)event->value, language, parts->words, sizeof(parts->words));
        bool is_thread = event_is_about(event, TARGET_THREAD);
        return is_thread && value_low(event->value) == SIGNAL_CANCEL ? cancels : sends_signal;
    }
    if (event_is_about(event, TARGET_PROCESS)) {
        return process_wording(trace, event, language, parts);
    }
    if (event->kind == EVENT_OBJECT_CLOSE) {
        return close_wording(trace, event);
    }
    if (is_about_pipe(event)) {
        return kind_stage(event->kind) == STAGE_FAILED ? failed_pipe_wording(event)
                                                       : pipe_wording(event, parts);
    }
    return NULL;
}

/* ", at most 2 s" behind a wait with a limit. */
static void add_limit(const struct event *event, enum language language, struct phrase *phrase)
{
    char duration[32];
    bool is_wait = event->kind == EVENT_PROCESS_JOIN_BEGIN || event->kind == EVENT_PIPE_RECV_BEGIN;
    if (is_wait && (event->flags & FLAG_TIMED) != 0 && event->value != WAIT_FOREVER) {
        phrase_add_format(phrase, translate(language, N_(", at most %s")),
                          duration_text(event->value, duration, sizeof(duration)));
    }
}

bool process_sentence_add(const struct trace *trace, uint32_t event, enum language language,
                          struct phrase *phrase)
{
    const struct event *told = &trace->events[event];
    struct sentence_parts parts = {.name = ""};
    const char *wording = find_wording(trace, told, language, &parts);
    if (wording == NULL) {
        return false;
    }
    char message[NUMBER_SIZE], bytes[NUMBER_SIZE];
    snprintf(message, sizeof(message), "%u", parts.message);
    snprintf(bytes, sizeof(bytes), "%llu", (unsigned long long)parts.bytes);
    const char *name = target_name(trace, told->target);
    const struct phrase_place places[] = {
        {"o", name},          {"p", name},    {"q", parts.name},
        {"how", parts.words}, {"i", message}, {"n", bytes},
    };
    phrase_fill(phrase, translate(language, wording), places, sizeof(places) / sizeof(places[0]));
    add_limit(told, language, phrase);
    return true;
}
