/* One event in a sentence. Most kinds take their phrase from the event table and fill its places;
 * the few whose words depend on what happened (a notify that reached nobody, a failure's reason)
 * have a function of their own. */
#include <stdio.h>
#include <string.h>

#include "tracer/analysis/phrase.h"
#include "tracer/analysis/process_sentence.h"
#include "tracer/analysis/rwlock_words.h"
#include "tracer/analysis/story.h"
#include "tracer/analysis/task_sentence.h"
#include "tracer/event/misuse.h"
#include "tracer/model/moment.h"

#define PLACE_COUNT 11
#define NUMBER_SIZE 24
#define METHOD_SIZE 160
#define NAMES_SIZE  600
#define SPOKEN_SIZE 600
#define NAMED_WOKEN 3 /* more woken threads than this are only counted */

struct telling {
    const struct trace *trace;
    const struct event *event;
    uint32_t index;
    enum language language;
    struct phrase phrase;
};

static void say(struct telling *telling, const char *message)
{
    phrase_add(&telling->phrase, translate(telling->language, message));
}

/* ---- places ---- */

static const char *thread_name(const struct trace *trace, uint32_t thread)
{
    return thread < trace->thread_count ? trace->threads[thread].name : "?";
}

/* The thread besides the subject: the one the event is about, or whom its value names. */
static const char *other_name(const struct telling *telling)
{
    const struct event *event = telling->event;
    switch (kind_operation(event->kind)) {
    case OPERATION_DOOR_WAKE:
    case OPERATION_MANAGER_SERVE:
        return thread_name(telling->trace, value_high(event->value));
    case OPERATION_GIL_ASK:
        return thread_name(telling->trace, value_low(event->value));
    default:
        break;
    }
    uint32_t index = target_index(event->target);
    return event->target == NONE_INDEX             ? "?"
           : event_is_about(event, TARGET_THREAD)  ? thread_name(telling->trace, index)
           : event_is_about(event, TARGET_PROCESS) ? telling->trace->processes[index].name
                                                   : "?";
}

/* A condition's own lock is "the lock": it has no other name in the program. */
static const char *object_name(const struct telling *telling)
{
    const struct trace *trace = telling->trace;
    const struct trace_object *object = event_object(trace, telling->event);
    if (object == NULL) {
        return "?";
    }
    bool is_inner_lock = kind_operation(telling->event->kind) <= OPERATION_LOCK_RELEASE &&
                         object->parent != NONE_INDEX && object->type != TYPE_CONDITION;
    if (is_inner_lock && trace->objects[object->parent].type == TYPE_CONDITION) {
        return translate(telling->language, N_("the lock"));
    }
    return trace->objects[object_root(trace, target_index(telling->event->target))].name;
}

static const char *process_name(const struct telling *telling)
{
    const struct event *event = telling->event;
    bool is_process = event->target != NONE_INDEX && event_is_about(event, TARGET_PROCESS);
    return is_process ? telling->trace->processes[target_index(event->target)].name : "?";
}

static const char *without_speaker(const struct trace *trace, const struct event *event)
{
    const char *text = event_text(trace, event);
    const char *name = thread_name(trace, event->thread);
    if (strncmp(text, name, strlen(name)) != 0) {
        return text;
    }
    const char *rest = text + strlen(name);
    rest += strspn(rest, " ");
    return *rest == ':' && rest[1] == ' ' ? rest + 1 + strspn(rest + 1, " ") : text;
}

const char *event_spoken_text(const struct trace *trace, const struct event *event, char *buffer,
                              size_t size)
{
    struct phrase phrase;
    phrase_begin(&phrase, buffer, size);
    phrase_add_words(&phrase, without_speaker(trace, event));
    return buffer;
}

/* Why a thread drops the GIL. */
static const char *drop_words(const struct telling *telling)
{
    static const char *const words[] = {
        [DROP_BLOCKING] = N_("to wait"),       [DROP_SLEEP] = N_("to sleep"),
        [DROP_IO] = N_("for output"),          [DROP_ASKED] = N_("asked to"),
        [DROP_TICKS] = N_("its turn is over"), [DROP_EXIT] = N_("it ends"),
    };
    unsigned why = flags_detail(telling->event->flags);
    bool is_known =
        telling->event->kind == EVENT_GIL_DROP && why >= DROP_BLOCKING && why <= DROP_EXIT;
    return is_known ? translate(telling->language, words[why]) : "?";
}

static void say_phrase(struct telling *telling)
{
    uint64_t value = telling->event->value;
    char spoken[SPOKEN_SIZE];
    const char *text = event_spoken_text(telling->trace, telling->event, spoken, sizeof(spoken));
    char low[NUMBER_SIZE], whole[NUMBER_SIZE], number[NUMBER_SIZE], method[METHOD_SIZE];
    struct phrase called;
    phrase_begin(&called, method, sizeof(method));
    phrase_add(&called, object_name(telling));
    phrase_add(&called, ".");
    phrase_add(&called, text);
    phrase_add(&called, "()");
    snprintf(number, sizeof(number), "%d", (int)value_low(value));
    snprintf(low, sizeof(low), "%u", value_low(value));
    snprintf(whole, sizeof(whole), "%llu", (unsigned long long)value);
    const struct phrase_place places[PLACE_COUNT] = {
        {"u", other_name(telling)},
        {"o", object_name(telling)},
        {"p", process_name(telling)},
        {"k", low},
        {"i", low},
        {"x", number}, /* a variable's, which may be negative */
        {"why", drop_words(telling)},
        {"n", whole},
        {"text", text},
        {"method", method},
        {"parent", object_name(telling)},
    };
    const char *of_rwlock = rwlock_phrase(telling->trace, telling->event, telling->language);
    const char *template =
        of_rwlock ? of_rwlock : translate(telling->language, kind_phrase(telling->event->kind));
    if (template[0] == '\0') {
        const char *name = kind_name(telling->event->kind);
        template = name == NULL ? "?" : name;
    }
    phrase_fill(&telling->phrase, template, places, PLACE_COUNT);
}

/* ---- kinds with words of their own ---- */

static void say_condition_back(struct telling *telling)
{
    say(telling, N_("wakes up and goes on with the lock"));
}

static void say_wait_with_limit(struct telling *telling)
{
    char duration[32];
    say_phrase(telling);
    bool is_timed = (telling->event->flags & FLAG_TIMED) != 0;
    if (is_timed && telling->event->value != WAIT_FOREVER) {
        phrase_add_format(&telling->phrase, translate(telling->language, N_(", at most %s")),
                          duration_text(telling->event->value, duration, sizeof(duration)));
    }
}

/* Whether the operation that begins here waits only for the lock inside, and not for what it is
 * about: then it ends without waiting on a condition. */
static bool waits_for_lock_alone(const struct trace *trace, uint32_t begin)
{
    const struct event *event = &trace->events[begin];
    bool has_lock_wait = false;
    uint32_t at = begin;
    while ((at = trace_next_event_of(trace, event->thread, (size_t)at + 1)) != NONE_INDEX) {
        const struct event *later = &trace->events[at];
        bool is_end = kind_operation(later->kind) == kind_operation(event->kind) &&
                      later->target == event->target;
        if (is_end || later->kind == EVENT_CONDITION_WAIT_BEGIN) {
            return is_end && has_lock_wait;
        }
        has_lock_wait |= later->kind == EVENT_LOCK_ACQUIRE_BEGIN;
    }
    return has_lock_wait;
}

static void say_wait_inside(struct telling *telling)
{
    if (!waits_for_lock_alone(telling->trace, telling->index)) {
        say_wait_with_limit(telling);
        return;
    }
    phrase_add_format(&telling->phrase,
                      translate(telling->language, N_("must wait for the lock inside %s")),
                      object_name(telling));
}

static void say_sleep(struct telling *telling)
{
    char duration[32];
    say_phrase(telling);
    if (telling->event->value != WAIT_FOREVER && telling->event->value != 0) {
        duration_text(telling->event->value, duration, sizeof(duration));
        phrase_add_format(&telling->phrase, " %s", duration);
    }
}

/* The next wake by the thread of event `*at`, which moves to it; false if something else comes. */
static bool find_next_wake(const struct trace *trace, uint32_t *at, uint32_t *woken)
{
    *at = trace_next_event_of(trace, trace->events[*at].thread, (size_t)*at + 1);
    if (*at == NONE_INDEX) {
        return false;
    }
    *woken = value_high(trace->events[*at].value);
    return trace->events[*at].kind == EVENT_DOOR_WAKE;
}

/* Says "notifies {names}" of those whom the thread of event `at` woke right after it. */
static void say_woken(struct telling *telling, const char *message, uint32_t at, uint32_t count)
{
    char names[NAMES_SIZE];
    struct phrase list;
    uint32_t woken;
    phrase_begin(&list, names, sizeof(names));
    for (uint32_t i = 0; i < count && find_next_wake(telling->trace, &at, &woken); i++) {
        const char *between =
            i + 1 == count ? NC_("before the last name", " and ") : NC_("between names", ", ");
        phrase_add(&list, i == 0 ? "" : translate(telling->language, between));
        phrase_add(&list, thread_name(telling->trace, woken));
    }
    const struct phrase_place places[] = {{"names", names}};
    phrase_fill(&telling->phrase, translate(telling->language, message), places, 1);
}

static void say_notify(struct telling *telling)
{
    uint32_t count = value_high(telling->event->value);
    if (count == 0) {
        say(telling, N_("notifies: nobody is waiting"));
    } else if (count > NAMED_WOKEN) {
        const char *message = NN_("notifies %u thread", "notifies %u threads");
        phrase_add_format(&telling->phrase, translate_count(telling->language, message, count),
                          count);
    } else {
        say_woken(telling, N_("notifies {names}"), telling->index, count);
    }
}

static const char can_go_on[] = N_(": {names} can go on");

/* A release that lets somebody go on says whom. */
static void say_release(struct telling *telling)
{
    uint32_t at = telling->index, woken;
    say_phrase(telling);
    if (find_next_wake(telling->trace, &at, &woken)) {
        say_woken(telling, can_go_on, telling->index, 1);
    }
}

/* Whom an operation woke through its condition: its thread's next events are the notify, one storey
 * above, and the wakes. */
static void say_who_can_go_on(struct telling *telling)
{
    const struct trace *trace = telling->trace;
    uint32_t at = trace_next_event_of(trace, telling->event->thread, (size_t)telling->index + 1);
    bool notifies = at != NONE_INDEX && trace->events[at].kind == EVENT_CONDITION_NOTIFY;
    uint32_t count = notifies ? value_high(trace->events[at].value) : 0;
    if (count > NAMED_WOKEN) {
        const char *message = NN_(": %u thread can go on", ": %u threads can go on");
        phrase_add_format(&telling->phrase, translate_count(telling->language, message, count),
                          count);
    } else if (count > 0) {
        say_woken(telling, can_go_on, at, count);
    }
}

static void say_then_who_can_go_on(struct telling *telling)
{
    say_phrase(telling);
    say_who_can_go_on(telling);
}

static void fill(struct telling *telling, const char *message)
{
    char number[NUMBER_SIZE];
    snprintf(number, sizeof(number), "%llu", (unsigned long long)telling->event->value);
    const struct phrase_place places[] = {{"o", object_name(telling)}, {"n", number}};
    phrase_fill(&telling->phrase, translate(telling->language, message), places, 2);
}

/* The last to arrive does not wait, and all the others go on with it. */
static void say_passed(struct telling *telling)
{
    const struct trace_object *barrier = event_object(telling->trace, telling->event);
    bool is_last = barrier != NULL && value_low(telling->event->value) + 1 == barrier->limit;
    if (!is_last) {
        fill(telling, N_("passes {o}"));
        return;
    }
    fill(telling, N_("is the last to arrive at {o}"));
    say_who_can_go_on(telling);
}

static void say_close(struct telling *telling)
{
    switch (flags_detail(telling->event->flags)) {
    case CLOSE_IMMEDIATE:
        fill(telling, N_("shuts {o} down at once: {n} items are dropped"));
        return;
    case CLOSE_ABORT:
        fill(telling, N_("breaks {o}"));
        return;
    case CLOSE_RESET:
        fill(telling, N_("resets {o}"));
        return;
    default:
        break;
    }
    const struct trace_object *object = event_object(telling->trace, telling->event);
    if (object != NULL && object->type == TYPE_QUEUE) {
        fill(telling, NC_("a queue", "shuts {o} down"));
    } else {
        say_phrase(telling);
    }
}

static void say_failure(struct telling *telling)
{
    static const struct {
        enum event_reason reason;
        uint16_t operation; /* 0: any other */
        const char *message;
    } reasons[] = {
        {REASON_BUSY, OPERATION_QUEUE_PUT, N_("finds {o} full and does not wait")},
        {REASON_BUSY, OPERATION_QUEUE_GET, N_("finds {o} empty and does not wait")},
        {REASON_BUSY, OPERATION_EVENT_WAIT, N_("finds {o} not set and does not wait")},
        {REASON_CLOSED, OPERATION_QUEUE_PUT, N_("finds {o} shut down")},
        {REASON_CLOSED, OPERATION_QUEUE_GET, N_("finds {o} empty and shut down")},
        {REASON_TIMEOUT, OPERATION_BARRIER_WAIT,
         N_("gives up on {o}: time is up, and that breaks it")},
        {REASON_TASK_ERROR, OPERATION_BARRIER_WAIT, N_("fails in the action, and that breaks {o}")},
        {REASON_LIMIT, OPERATION_VARIABLE_STORE, N_("pops from {o}, which is empty")},
        {REASON_BUSY, OPERATION_MANAGER_CALL, N_("is told that {o} is full or empty")},
        {REASON_TIMEOUT, OPERATION_MANAGER_CALL,
         N_("is told that {o} has been full or empty too long")},
        {REASON_LIMIT, OPERATION_MANAGER_CALL, N_("is told that {o} has no such key")},
        {REASON_CLOSED, OPERATION_MANAGER_CALL, N_("is told that {o} is gone")},
        {REASON_END_OF_FILE, OPERATION_MANAGER_CALL, N_("gets no answer: the manager has ended")},
        {REASON_BROKEN, OPERATION_MANAGER_CALL, N_("finds no manager to ask")},
        {REASON_TIMEOUT, 0, N_("gives up on {o}: time is up")},
        {REASON_BUSY, 0, N_("finds {o} taken and does not wait")},
        {REASON_INTERRUPTED, 0, N_("is interrupted at {o}")},
        {REASON_CLOSED, 0, N_("finds {o} closed")},
        {REASON_END_OF_FILE, 0, N_("finds nobody left to send")},
        {REASON_BROKEN, 0, N_("finds {o} broken")},
        {REASON_CANCELLED, 0, N_("finds {o} cancelled")},
        {REASON_OWNER_DIED, 0, N_("finds the owner of {o} dead")},
        {REASON_WOULD_DEADLOCK, 0, N_("would wait for itself at {o}")},
        {REASON_LIMIT, 0, N_("is over the limit of {o}")},
        {REASON_TASK_ERROR, 0, N_("finds that {o} failed")},
        {REASON_MISUSE, 0, N_("is refused at {o}: {message}")},
    };
    const struct phrase_place places[] = {
        {"o",
         event_object(telling->trace, telling->event) ? object_name(telling) : other_name(telling)},
        {"message", translate(telling->language, misuse_message((unsigned)telling->event->value))},
    };
    unsigned reason = flags_detail(telling->event->flags);
    if (reason == REASON_MISUSE && target_class(telling->event->target) == TARGET_NONE) {
        phrase_fill(&telling->phrase, translate(telling->language, N_("is refused: {message}")),
                    places, 2);
        return;
    }
    for (size_t i = 0; i < sizeof(reasons) / sizeof(reasons[0]); i++) {
        bool is_meant = reasons[i].operation == 0 ||
                        reasons[i].operation == kind_operation(telling->event->kind);
        if (reasons[i].reason == reason && is_meant) {
            phrase_fill(&telling->phrase, translate(telling->language, reasons[i].message), places,
                        2);
            return;
        }
    }
    say(telling, N_("fails"));
}

/* A method of a list: what is stored is its length. */
static void say_access(struct telling *telling)
{
    const struct trace_object *object = event_object(telling->trace, telling->event);
    if (object == NULL || object->type != TYPE_LIST) {
        say_phrase(telling);
        return;
    }
    bool is_load = telling->event->kind == EVENT_VARIABLE_LOAD;
    phrase_add_format(&telling->phrase,
                      translate(telling->language,
                                is_load ? N_("finds %2$u in %1$s") : N_("leaves %2$u in %1$s")),
                      object_name(telling), value_low(telling->event->value));
}

/* What was printed before a fork and not written yet, both processes write. */
static void say_print(struct telling *telling)
{
    say_phrase(telling);
    if ((telling->event->flags & FLAG_SPECIAL) != 0) {
        say(telling, N_(", into a buffer that is not written yet"));
    }
}

static const struct {
    uint16_t kind;
    void (*say)(struct telling *telling);
} special[] = {
    {EVENT_PRINT, say_print},
    {EVENT_LOCK_ACQUIRE_BEGIN, say_wait_with_limit},
    {EVENT_CONDITION_WAIT_BEGIN, say_wait_with_limit},
    {EVENT_SEMAPHORE_ACQUIRE_BEGIN, say_wait_inside},
    {EVENT_THREAD_JOIN_BEGIN, say_wait_with_limit},
    {EVENT_CONDITION_WAIT, say_condition_back},
    {EVENT_SLEEP_BEGIN, say_sleep},
    {EVENT_CONDITION_NOTIFY, say_notify},
    {EVENT_LOCK_RELEASE, say_release},
    {EVENT_EVENT_WAIT_BEGIN, say_wait_inside},
    {EVENT_EVENT_SET, say_then_who_can_go_on},
    {EVENT_BARRIER_WAIT_BEGIN, say_wait_inside},
    {EVENT_BARRIER_WAIT, say_passed},
    {EVENT_QUEUE_PUT_BEGIN, say_wait_inside},
    {EVENT_QUEUE_PUT, say_then_who_can_go_on},
    {EVENT_QUEUE_GET_BEGIN, say_wait_inside},
    {EVENT_QUEUE_GET, say_then_who_can_go_on},
    {EVENT_QUEUE_JOIN_BEGIN, say_wait_inside},
    {EVENT_QUEUE_TASK_DONE, say_then_who_can_go_on},
    {EVENT_OBJECT_CLOSE, say_close},
    {EVENT_VARIABLE_LOAD, say_access},
    {EVENT_VARIABLE_STORE, say_access},
};

static void say_event(struct telling *telling)
{
    if (task_sentence_add(telling->trace, telling->index, telling->language, &telling->phrase) ||
        process_sentence_add(telling->trace, telling->index, telling->language, &telling->phrase)) {
        return;
    }
    if (kind_stage(telling->event->kind) == STAGE_FAILED) {
        say_failure(telling);
        return;
    }
    for (size_t i = 0; i < sizeof(special) / sizeof(special[0]); i++) {
        if (special[i].kind == telling->event->kind) {
            special[i].say(telling);
            return;
        }
    }
    say_phrase(telling);
}

const char *event_sentence(const struct trace *trace, uint32_t event, enum language language,
                           char *buffer, size_t size)
{
    struct telling telling = {
        .trace = trace,
        .event = &trace->events[event],
        .index = event,
        .language = language,
    };
    phrase_begin(&telling.phrase, buffer, size);
    phrase_add(&telling.phrase, thread_name(trace, event_subject(trace, telling.event)));
    phrase_add(&telling.phrase, " ");
    say_event(&telling);
    return buffer;
}
