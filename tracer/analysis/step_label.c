#include "tracer/analysis/step_label.h"

#include <stdio.h>
#include <string.h>

#include "tracer/analysis/phrase.h"
#include "tracer/analysis/rwlock_words.h"
#include "tracer/model/moment.h"

#define BEGIN  (1u << STAGE_BEGIN)
#define DONE   (1u << STAGE_DONE)
#define FAILED (1u << STAGE_FAILED)
#define ALL    (BEGIN | DONE | FAILED)

/* Places: {o} the object, {u} the thread or process, {d} a duration, {x} a value, {text} a mark's
 * text, {all} for notify_all, {close} how something is closed. */
struct step_row {
    uint16_t stages; /* those that make a step */
    enum step_tone begin_tone;
    const char *label;
};

static const struct step_row rows[OPERATION_COUNT] = {
    [OPERATION_THREAD_CREATE] = {BEGIN | FAILED, TONE_PLAIN, "start({u})"},
    [OPERATION_THREAD_JOIN] = {BEGIN | FAILED, TONE_WAIT_TRANSFER, "join()"},
    [OPERATION_PROCESS_FORK] = {BEGIN | FAILED, TONE_PLAIN, "fork()"},
    [OPERATION_PROCESS_END] = {DONE, TONE_PLAIN, "exit"},
    [OPERATION_PROCESS_JOIN] = {ALL, TONE_WAIT_TRANSFER, "join({u})"},
    [OPERATION_SIGNAL_SEND] = {DONE | FAILED, TONE_PLAIN, "kill({u})"},
    [OPERATION_OBJECT_CLOSE] = {DONE | FAILED, TONE_PLAIN, "{close}({o})"},
    [OPERATION_LOCK_ACQUIRE] = {ALL, TONE_WAIT_LOCK, "acquire({o})"},
    [OPERATION_LOCK_RELEASE] = {DONE | FAILED, TONE_PLAIN, "release({o})"},
    [OPERATION_CONDITION_WAIT] = {ALL, TONE_WAIT_CONDITION, "wait()"},
    [OPERATION_CONDITION_NOTIFY] = {DONE | FAILED, TONE_PLAIN, "notify{all}()"},
    [OPERATION_SEMAPHORE_ACQUIRE] = {ALL, TONE_WAIT_TRANSFER, "acquire({o})"},
    [OPERATION_SEMAPHORE_RELEASE] = {DONE | FAILED, TONE_PLAIN, "release({o})"},
    [OPERATION_EVENT_WAIT] = {ALL, TONE_WAIT_CONDITION, "wait({o})"},
    [OPERATION_EVENT_SET] = {DONE, TONE_PLAIN, "set({o})"},
    [OPERATION_EVENT_CLEAR] = {DONE, TONE_PLAIN, "clear({o})"},
    [OPERATION_BARRIER_WAIT] = {ALL, TONE_WAIT_CONDITION, "wait({o})"},
    [OPERATION_QUEUE_PUT] = {ALL, TONE_WAIT_TRANSFER, "put({o})"},
    [OPERATION_QUEUE_GET] = {ALL, TONE_WAIT_TRANSFER, "get({o})"},
    [OPERATION_QUEUE_TASK_DONE] = {DONE | FAILED, TONE_PLAIN, "task_done()"},
    [OPERATION_QUEUE_JOIN] = {BEGIN | FAILED, TONE_WAIT_TRANSFER, "join({o})"},
    [OPERATION_OBJECT_CREATE] = {DONE | FAILED, TONE_PLAIN, "submit({o})"},
    [OPERATION_FUTURE_RUN] = {FAILED, TONE_PLAIN, "skip({o})"},
    [OPERATION_FUTURE_SET] = {DONE | FAILED, TONE_PLAIN, "done({o})"},
    [OPERATION_FUTURE_CANCEL] = {DONE | FAILED, TONE_PLAIN, "cancel({o})"},
    [OPERATION_FUTURE_WAIT] = {ALL, TONE_WAIT_TRANSFER, "{result}"},
    [OPERATION_TASK_RUN] = {BEGIN, TONE_PLAIN, "run({o})"},
    [OPERATION_PIPE_SEND] = {DONE | FAILED, TONE_WAIT_TRANSFER, "send()"},
    [OPERATION_PIPE_RECV] = {ALL, TONE_WAIT_TRANSFER, "recv()"},
    [OPERATION_MANAGER_CALL] = {BEGIN | FAILED, TONE_WAIT_TRANSFER, "{o}.{text}()"},
    [OPERATION_GIL_DROP] = {DONE, TONE_PLAIN, "drop GIL"},
    [OPERATION_VARIABLE_LOAD] = {DONE, TONE_PLAIN, "load {o}"},
    [OPERATION_VARIABLE_STORE] = {DONE | FAILED, TONE_PLAIN, "{o} = {x}"},
    [OPERATION_SLEEP] = {BEGIN, TONE_PLAIN, "sleep({d})"},
    [OPERATION_PRINT] = {DONE, TONE_PLAIN, "print"},
    [OPERATION_MARK] = {DONE, TONE_PLAIN, "{text}"},
};

static const struct step_row *find_row(uint16_t kind)
{
    enum event_operation operation = kind_operation(kind);
    bool is_there = (unsigned)operation < OPERATION_COUNT && rows[operation].stages != 0;
    return is_there ? &rows[operation] : NULL;
}

/* A thread that drops the GIL to wait or to end says so by what it does; only a switch that it did
 * not ask for is news. */
static bool is_forced_on_it(const struct event *event)
{
    unsigned why = flags_detail(event->flags);
    return event->kind != EVENT_GIL_DROP || why == DROP_ASKED || why == DROP_TICKS;
}

bool event_submits(const struct trace *trace, const struct event *event)
{
    const struct trace_object *object = event_object(trace, event);
    return event->kind == EVENT_OBJECT_CREATE && object != NULL && object->type == TYPE_FUTURE &&
           object->parent != NONE_INDEX;
}

/* Who counts on a manager's object is its proxies' business. */
static bool is_counting(const struct trace *trace, const struct event *event)
{
    const char *method = event->kind == EVENT_MANAGER_CALL_BEGIN ? event_text(trace, event) : "";
    return strcmp(method, "incref") == 0 || strcmp(method, "decref") == 0;
}

/* That the program ends is not, and a child that is collected at once says how it ended. */
static bool ends_program(const struct trace *trace, const struct event *event)
{
    return event->kind == EVENT_PROCESS_END &&
           trace->processes[target_index(event->target)].parent == NONE_INDEX;
}

/* Of all objects only tasks are news when they are made, and executors that refuse one. */
static bool is_news(const struct trace *trace, const struct event *event)
{
    const struct trace_object *object = event_object(trace, event);
    if (kind_operation(event->kind) != OPERATION_OBJECT_CREATE) {
        return !is_counting(trace, event) && !ends_program(trace, event);
    }
    return event_submits(trace, event) || (object != NULL && object->type == TYPE_EXECUTOR &&
                                           kind_stage(event->kind) == STAGE_FAILED);
}

bool event_is_step(const struct trace *trace, const struct event *told, uint16_t next_kind)
{
    const struct step_row *row = find_row(told->kind);
    if (row == NULL || (row->stages & 1u << kind_stage(told->kind)) == 0) {
        return false;
    }
    /* The join at the end of main is the library's call, but it is where the program stands. */
    /* So are the tasks that a map submits. */
    bool is_users = flags_storey(told->flags) == 0 ||
                    kind_operation(told->kind) == OPERATION_THREAD_JOIN ||
                    event_submits(trace, told);
    return is_users && is_news(trace, told) && is_forced_on_it(told) &&
           (told->kind != EVENT_LOCK_RELEASE || next_kind == EVENT_DOOR_WAKE);
}

enum step_tone event_step_tone(const struct trace *trace, uint32_t event)
{
    const struct event *told = &trace->events[event];
    const struct step_row *row = find_row(told->kind);
    if (kind_stage(told->kind) == STAGE_FAILED && flags_detail(told->flags) == REASON_MISUSE) {
        return TONE_BAD;
    }
    return row != NULL && kind_stage(told->kind) == STAGE_BEGIN ? row->begin_tone : TONE_PLAIN;
}

static bool is_with(const struct trace *trace, const struct event *event)
{
    return kind_operation(event->kind) == OPERATION_LOCK_ACQUIRE && event->site != NONE_INDEX &&
           strncmp(trace->sites[event->site].text, "TL_WITH", 7) == 0;
}

static const char *target_name(const struct trace *trace, const struct event *event)
{
    uint32_t index = target_index(event->target);
    switch (target_class(event->target)) {
    case TARGET_OBJECT:
        return trace->objects[object_root(trace, index)].name;
    case TARGET_THREAD:
        return trace->threads[index].name;
    case TARGET_PROCESS:
        return trace->processes[index].name;
    default:
        return "";
    }
}

static const char *close_word(const struct trace *trace, const struct event *event)
{
    static const char *const words[] = {
        [CLOSE_TERMINATE] = "terminate", [CLOSE_ABORT] = "abort", [CLOSE_RESET] = "reset"};
    unsigned how = flags_detail(event->flags);
    if (kind_stage(event->kind) == STAGE_DONE && how < sizeof(words) / sizeof(words[0]) &&
        words[how] != NULL) {
        return words[how];
    }
    const struct trace_object *object = event_object(trace, event);
    bool is_shut_down =
        object != NULL && (object->type == TYPE_QUEUE || object->type == TYPE_EXECUTOR);
    return is_shut_down ? "shutdown" : "close";
}

/* Code for what is done to a list; its value is its length. */
static const char *list_label(const struct trace *trace, const struct event *event)
{
    const struct trace_object *object = event_object(trace, event);
    if (object == NULL || object->type != TYPE_LIST) {
        return NULL;
    }
    switch (event->kind) {
    case EVENT_VARIABLE_LOAD:
        return "len({o})";
    case EVENT_VARIABLE_STORE:
        return "len({o}) = {x}";
    case EVENT_VARIABLE_STORE_FAILED:
        return "pop({o})";
    default:
        return NULL;
    }
}

static const char *label_template(const struct trace *trace, const struct event *event)
{
    const struct step_row *row = find_row(event->kind);
    const char *of_list = list_label(trace, event), *of_rwlock = rwlock_label(trace, event);
    if (event->kind == EVENT_MANAGER_CALL_FAILED) {
        return "{o}";
    }
    return of_list                 ? of_list
           : of_rwlock             ? of_rwlock
           : row == NULL           ? ""
           : is_with(trace, event) ? "with {o}:"
                                   : row->label;
}

/* How Python calls the wait for this kind of thing. */
static void write_result(const struct trace *trace, const struct event *event, char *buffer,
                         size_t size)
{
    const struct trace_object *object = event_object(trace, event);
    enum object_type type = object == NULL ? TYPE_UNKNOWN : object->type;
    struct phrase phrase;
    phrase_begin(&phrase, buffer, size);
    if (type == TYPE_ITERATOR || type == TYPE_WAITER) {
        phrase_add(&phrase, type == TYPE_WAITER ? "wait()" : "next()");
    } else {
        phrase_add(&phrase, "result(");
        phrase_add(&phrase, target_name(trace, event));
        phrase_add(&phrase, ")");
    }
}

const char *event_label(const struct trace *trace, uint32_t event, char *buffer, size_t size)
{
    const struct event *told = &trace->events[event];
    bool is_all = told->kind == EVENT_CONDITION_NOTIFY && value_low(told->value) == NOTIFY_ALL;
    char seconds[32], value[16], result[128];
    write_result(trace, told, result, sizeof(result));
    snprintf(value, sizeof(value), "%d", (int)value_low(told->value));
    snprintf(seconds, sizeof(seconds), "%.3g s", (double)told->value / 1e9);
    const struct phrase_place places[] = {
        {"o", target_name(trace, told)},
        {"u", target_name(trace, told)},
        {"d", seconds},
        {"x", value},
        {"text", event_text(trace, told)},
        {"result", result},
        {"all", is_all ? "_all" : ""},
        {"close", close_word(trace, told)},
    };
    struct phrase phrase;
    phrase_begin(&phrase, buffer, size);
    phrase_fill(&phrase, label_template(trace, told), places, sizeof(places) / sizeof(places[0]));
    return buffer;
}
