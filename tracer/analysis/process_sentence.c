#include "tracer/analysis/process_sentence.h"

#include <stdio.h>
#include <sys/wait.h>

#include "tracer/analysis/signal_name.h"
#include "tracer/analysis/story.h"
#include "tracer/model/moment.h"

#define WORDS_SIZE  160
#define NUMBER_SIZE 24

#define SIGNAL_CANCEL 32 /* which the C library keeps for pthread_cancel */

struct wording {
    const char *english, *chinese;
};

/* What the words say besides the event's own object {o} and process {p}. */
struct sentence_parts {
    const struct wording *wording;
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
static void write_end(uint64_t status, bool is_past, bool is_chinese, char *words, size_t size)
{
    char name[SIGNAL_NAME_SIZE];
    if (status == WAIT_STATUS_UNKNOWN) {
        snprintf(words, size, "%s", is_chinese ? "结束" : is_past ? "has ended" : "ends");
    } else if (WIFSIGNALED((int)status)) {
        signal_name(WTERMSIG((int)status), is_chinese ? LANGUAGE_CHINESE : LANGUAGE_ENGLISH, name,
                    sizeof(name));
        snprintf(words, size,
                 is_chinese ? "被 %s 终止"
                 : is_past  ? "was ended by %s"
                            : "is ended by %s",
                 name);
    } else {
        snprintf(words, size,
                 is_chinese ? "退出，状态 %d"
                 : is_past  ? "exited with status %d"
                            : "exits with status %d",
                 WEXITSTATUS((int)status));
    }
}

/* ---- processes ---- */

static const struct wording forks = {"forks {p}", "派生 {p}"};
static const struct wording has_forked = {"has forked {p}", "已派生 {p}"};
static const struct wording begins_first = {"begins", "开始"};
static const struct wording begins_as_copy = {"begins as a copy of {q}", "作为 {q} 的副本开始"};
static const struct wording begins_program = {"begins another program", "开始执行另一个程序"};
static const struct wording ends = {"{how}", "{how}"};
static const struct wording waits_for_end = {"waits for {p} to exit", "等 {p} 退出"};
static const struct wording collects = {"collects {p}, which {how}", "回收 {p}：它{how}"};
static const struct wording gives_up_join = {"gives up waiting for {p} to exit: time is up",
                                             "等 {p} 退出超时，放弃"};
static const struct wording finds_running = {"finds {p} still running", "{p} 还在运行"};
static const struct wording has_no_child = {"has no child {p} to wait for", "没有子进程 {p} 可等"};
static const struct wording waits_for_any = {"waits for a child to exit", "等一个子进程结束"};
static const struct wording has_waited = {"goes on", "继续"};
static const struct wording cancels = {"cancels {q}", "取消 {q}"};
static const struct wording sends_signal = {"sends {how} to {q}", "向 {q} 发 {how}"};

static const struct wording *begin_wording(const struct trace *trace, const struct event *event,
                                           struct sentence_parts *parts)
{
    uint32_t parent = trace->processes[target_index(event->target)].parent;
    if (flags_detail(event->flags) == PROCESS_EXECUTED) {
        return &begins_program;
    }
    parts->name = parent == NONE_INDEX ? "" : trace->processes[parent].name;
    return parent == NONE_INDEX ? &begins_first : &begins_as_copy;
}

static const struct wording *failed_join_wording(const struct event *event)
{
    switch (flags_detail(event->flags)) {
    case REASON_TIMEOUT:
        return &gives_up_join;
    case REASON_BUSY:
        return &finds_running;
    case REASON_MISUSE:
        return NULL;
    default:
        return &has_no_child;
    }
}

static const struct wording *process_wording(const struct trace *trace, const struct event *event,
                                             bool is_chinese, struct sentence_parts *parts)
{
    switch (event->kind) {
    case EVENT_PROCESS_FORK_BEGIN:
        return &forks;
    case EVENT_PROCESS_FORK:
        return &has_forked;
    case EVENT_PROCESS_BEGIN:
        return begin_wording(trace, event, parts);
    case EVENT_PROCESS_END:
        write_end(wait_status(trace, event), false, is_chinese, parts->words, sizeof(parts->words));
        return &ends;
    case EVENT_PROCESS_JOIN_BEGIN:
        return &waits_for_end;
    case EVENT_PROCESS_JOIN:
        write_end(event->value, true, is_chinese, parts->words, sizeof(parts->words));
        return &collects;
    case EVENT_PROCESS_JOIN_FAILED:
        return failed_join_wording(event);
    case EVENT_IO_WAIT_BEGIN:
        return trace->threads[event->thread].process == target_index(event->target)
                   ? &waits_for_any
                   : &waits_for_end;
    case EVENT_IO_WAIT:
        return &has_waited;
    default:
        return NULL;
    }
}

/* ---- pipes ---- */

static const struct wording begins_to_send = {"sends message {i} into {o}, {n} bytes",
                                              "向 {o} 发送消息 {i}，{n} 字节"};
static const struct wording has_sent = {"has sent message {i} into {o}", "已向 {o} 发送消息 {i}"};
static const struct wording waits_for_message = {"waits for a message from {o}", "等 {o} 的消息"};
static const struct wording receives = {"receives message {i} from {o}, {n} bytes",
                                        "从 {o} 收到消息 {i}，{n} 字节"};
static const struct wording begins_to_write = {"writes {n} bytes into {o}", "向 {o} 写 {n} 字节"};
static const struct wording has_written = {"has written {n} bytes into {o}",
                                           "已向 {o} 写入 {n} 字节"};
static const struct wording begins_to_read = {"reads from {o}", "读 {o}"};
static const struct wording has_read = {"has read {n} bytes from {o}", "从 {o} 读到 {n} 字节"};
static const struct wording has_looked = {"finds something to read in {o}", "{o} 里有东西可读"};
static const struct wording finds_end = {"finds {o} at its end: nobody is left to send",
                                         "{o} 已到结尾：对方都已关闭"};
static const struct wording finds_no_reader = {"finds nobody left to read {o}", "{o} 没有人读了"};
static const struct wording finds_torn = {"finds no message in {o}: another reader took part of it",
                                          "{o} 里不是完整的消息：别的读者拿走了一部分"};
static const struct wording finds_nothing = {"finds nothing in {o}", "{o} 里没有东西"};

/* A message's number and bytes share a value; a transfer has bytes alone. */
static const struct wording *pipe_wording(const struct event *event, struct sentence_parts *parts)
{
    bool is_message = kind_operation(event->kind) == OPERATION_PIPE_SEND ||
                      kind_operation(event->kind) == OPERATION_PIPE_RECV;
    parts->message = value_low(event->value);
    parts->bytes = is_message ? value_high(event->value) : event->value;
    switch (event->kind) {
    case EVENT_PIPE_SEND_BEGIN:
        return &begins_to_send;
    case EVENT_PIPE_SEND:
        return &has_sent;
    case EVENT_PIPE_RECV_BEGIN:
        return &waits_for_message;
    case EVENT_PIPE_RECV:
        return &receives;
    case EVENT_PIPE_WRITE_BEGIN:
        return &begins_to_write;
    case EVENT_PIPE_WRITE:
        return &has_written;
    case EVENT_PIPE_READ_BEGIN:
        return &begins_to_read;
    case EVENT_PIPE_READ:
        return event->value == 0 ? &has_looked : &has_read;
    default:
        return NULL;
    }
}

static const struct wording *failed_pipe_wording(const struct event *event)
{
    bool is_write = kind_operation(event->kind) == OPERATION_PIPE_SEND ||
                    kind_operation(event->kind) == OPERATION_PIPE_WRITE;
    switch (flags_detail(event->flags)) {
    case REASON_END_OF_FILE:
        return &finds_end;
    case REASON_BROKEN:
        return is_write ? &finds_no_reader : &finds_torn;
    case REASON_BUSY:
        return is_write ? NULL : &finds_nothing;
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

static const struct wording closes_read_end = {"closes the read end of {o}", "关闭 {o} 的读端"};
static const struct wording closes_write_end = {"closes the write end of {o}", "关闭 {o} 的写端"};
static const struct wording terminates = {"terminates {o}", "终止 {o}"};
static const struct wording takes_no_more = {"closes {o}: it takes no more tasks",
                                             "关闭 {o}：不再接受任务"};
static const struct wording closes_here = {"closes {o} in this process", "在本进程关闭 {o}"};

static const struct wording *close_wording(const struct trace *trace, const struct event *event)
{
    const struct trace_object *object = event_object(trace, event);
    switch (flags_detail(event->flags)) {
    case CLOSE_READ_END:
        return &closes_read_end;
    case CLOSE_WRITE_END:
        return &closes_write_end;
    case CLOSE_TERMINATE:
        return &terminates;
    default:
        break;
    }
    bool is_pool = object != NULL && object->type == TYPE_POOL;
    bool is_queue = object != NULL && object->type == TYPE_PROCESS_QUEUE;
    return is_pool ? &takes_no_more : is_queue ? &closes_here : NULL;
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

static const struct wording *find_wording(const struct trace *trace, const struct event *event,
                                          bool is_chinese, struct sentence_parts *parts)
{
    if (event->target == NONE_INDEX) {
        return NULL;
    }
    if (event->kind == EVENT_SIGNAL_SEND) {
        parts->name = target_name(trace, event->target);
        signal_name((int)event->value, is_chinese ? LANGUAGE_CHINESE : LANGUAGE_ENGLISH,
                    parts->words, sizeof(parts->words));
        bool is_thread = event_is_about(event, TARGET_THREAD);
        return is_thread && value_low(event->value) == SIGNAL_CANCEL ? &cancels : &sends_signal;
    }
    if (event_is_about(event, TARGET_PROCESS)) {
        return process_wording(trace, event, is_chinese, parts);
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
static void add_limit(const struct event *event, bool is_chinese, struct phrase *phrase)
{
    char duration[32];
    bool is_wait = event->kind == EVENT_PROCESS_JOIN_BEGIN || event->kind == EVENT_PIPE_RECV_BEGIN;
    if (is_wait && (event->flags & FLAG_TIMED) != 0 && event->value != WAIT_FOREVER) {
        phrase_add(phrase, is_chinese ? "，最多 " : ", at most ");
        phrase_add(phrase, duration_text(event->value, duration, sizeof(duration)));
    }
}

bool process_sentence_add(const struct trace *trace, uint32_t event, enum language language,
                          struct phrase *phrase)
{
    const struct event *told = &trace->events[event];
    bool is_chinese = language == LANGUAGE_CHINESE;
    struct sentence_parts parts = {.name = ""};
    const struct wording *wording = find_wording(trace, told, is_chinese, &parts);
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
    phrase_fill(phrase, is_chinese ? wording->chinese : wording->english, places,
                sizeof(places) / sizeof(places[0]));
    add_limit(told, is_chinese, phrase);
    return true;
}
