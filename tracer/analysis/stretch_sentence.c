/* Tables say which sentence is for what: waits go by the operation that waits, holds by what is
 * held. What nothing is known of is left out of the sentence, with the words around it. */
#include "tracer/analysis/stretch_sentence.h"

#include <stdio.h>
#include <string.h>

#include "tracer/analysis/attendance.h"
#include "tracer/analysis/phrase.h"
#include "tracer/analysis/story.h"
#include "tracer/model/interval_index.h"
#include "tracer/model/moment.h"

#define TEXT_SIZE    200
#define NUMBER_SIZE  16
#define SEARCH_LIMIT 1000 /* events, to find a near one that belongs to another */

static const char *say(const struct state_subject *subject, const char *message)
{
    return translate(subject->language, message);
}

static const char *thread_name(const struct state_subject *subject, uint32_t thread)
{
    const struct trace *trace = subject->lanes->trace;
    return thread < trace->thread_count ? trace->threads[thread].name : "";
}

/* "" without an event. */
static const char *site_of(const struct state_subject *subject, uint32_t event, char *buffer)
{
    const struct trace *trace = subject->lanes->trace;
    buffer[0] = '\0';
    if (event < trace->event_count) {
        event_site_text(trace, &trace->events[event], buffer, TEXT_SIZE);
    }
    return buffer;
}

static bool is_dead(const struct state_subject *subject, uint32_t thread)
{
    return subject->analysis != NULL && subject->analysis->is_dead[thread];
}

/* ---- waits ---- */

static const char wait_on[] =
    N_("{t} waits on {o}[ {ever}][, {d}][, since {s}][; {u} woke it][; {n} notified before that]");
static const char wait_lock[] = N_(
    "{t} waits for {o}[ {ever}][, {d}][, since {s}][; {h} {held} it][ since {hs}][; {u} woke it]");
static const char wait_room[] =
    N_("{t} waits for room in {o}, which is full[, {ever}][, {d}][, since {s}][; {u} woke it]");
static const char wait_message[] =
    N_("{t} waits for a message in {o}[ {ever}][, {d}][, since {s}][; {u} woke it]");
static const char wait_any[] = N_("{t} waits for {o}[ {ever}][, {d}][, since {s}][; {u} woke it]");

/* By the operation that waits; others are told as any. */
static const char *const wait_templates[OPERATION_COUNT] = {
    [OPERATION_CONDITION_WAIT] = wait_on,
    [OPERATION_LOCK_ACQUIRE] = wait_lock,
    [OPERATION_SEMAPHORE_ACQUIRE] =
        N_("{t} waits for a permit of {o}[ {ever}][, {d}][, since {s}][; its permits are with "
           "{h}][; {u} woke it]"),
    [OPERATION_QUEUE_PUT] = wait_room,
    [OPERATION_QUEUE_GET] = N_("{t} waits for an item in {o}, which is empty[, {ever}][, {d}][, "
                               "since {s}][; {u} woke it]"),
    [OPERATION_QUEUE_JOIN] =
        N_("{t} waits until all of {o} is done[, {ever}][, {d}][, since {s}][; {u} woke it]"),
    [OPERATION_BARRIER_WAIT] =
        N_("{t} waits at {o} for the others[, {ever}][, {d}][, since {s}][; {u} woke it]"),
    [OPERATION_EVENT_WAIT] =
        N_("{t} waits for {o} to be set[, {ever}][, {d}][, since {s}][; {u} woke it]"),
    [OPERATION_PIPE_SEND] = wait_room,
    [OPERATION_PIPE_WRITE] = wait_room,
    [OPERATION_PIPE_RECV] = wait_message,
    [OPERATION_PIPE_READ] = wait_message,
};

/* The operation that a thread waits in: at a pipe its waits are those at the door, for what it
 * began there just before. */
static enum event_operation waiting_operation(const struct trace *trace, uint32_t begin_event)
{
    const struct event *begin = &trace->events[begin_event];
    uint32_t limit = begin_event < SEARCH_LIMIT ? begin_event : SEARCH_LIMIT;
    for (uint32_t i = 1; kind_operation(begin->kind) == OPERATION_DOOR_WAIT && i <= limit; i++) {
        const struct event *event = begin - i;
        if (event->thread == begin->thread && event->target == begin->target &&
            kind_stage(event->kind) == STAGE_BEGIN) {
            return kind_operation(event->kind);
        }
    }
    return kind_operation(begin->kind);
}

/* Who ended it: of the thread's own stretches in it, the last that another's event has ended. */
static uint32_t waker_of(const struct state_subject *subject, const struct lane_wait *wait)
{
    const struct packed_thread *lane = &subject->lanes->threads[wait->thread];
    const struct event *events = subject->lanes->trace->events;
    if (wait->end_event == NONE_INDEX) {
        return NONE_INDEX;
    }
    uint32_t end = interval_index_count_before(&lane->segments, wait->end_ns + 1);
    for (uint32_t i = end; i-- > 0;) {
        const struct lane_segment segment = lane_segment_at(lane, i);
        if (segment.begin_ns < wait->begin_ns) {
            break;
        }
        uint32_t waker =
            segment.end_event == NONE_INDEX ? wait->thread : events[segment.end_event].thread;
        if (waker != wait->thread && waker != 0 && segment.end_event <= wait->end_event) {
            return waker;
        }
    }
    return NONE_INDEX;
}

static struct attendance attendance_at(const struct state_subject *subject, uint32_t object,
                                       uint64_t begin_ns, uint64_t end_ns)
{
    return (struct attendance){subject->lanes, subject->language, object, begin_ns, end_ns};
}

/* Where the one who has a lock took it. */
static uint32_t holder_event(const struct state_subject *subject, const struct lane_wait *wait)
{
    struct lane_hold hold;
    bool is_held =
        hold_list_find_latest(&subject->lanes->objects[wait->object].holds, wait->begin_ns, &hold);
    return is_held && hold.thread != wait->thread ? hold.begin_event : NONE_INDEX;
}

/* A part is called as the whole, but for a condition's lock, which is waited for by itself. */
static const char *waited_name(const struct state_subject *subject, uint32_t object, char *buffer)
{
    const struct trace *trace = subject->lanes->trace;
    uint32_t root = object_root(trace, object);
    bool is_lock_of_root = root != object && trace->objects[root].lock == object;
    return is_lock_of_root ? state_object_name(subject, object, buffer, TEXT_SIZE)
                           : trace->objects[root].name;
}

const char *stretch_sentence_of_wait(const struct state_subject *subject,
                                     const struct lane_wait *wait, char *buffer, size_t size)
{
    const struct trace *trace = subject->lanes->trace;
    bool is_endless = wait->end_event == NONE_INDEX && is_dead(subject, wait->thread);
    char name[TEXT_SIZE], duration[32], site[TEXT_SIZE], hold_site[TEXT_SIZE], holders[TEXT_SIZE];
    struct attendance there =
        attendance_at(subject, wait->object, wait->begin_ns, wait->begin_ns + 1);
    attendance_holders(&there, holders, sizeof holders);
    const struct phrase_place places[] = {
        {"t", thread_name(subject, wait->thread)},
        {"o", waited_name(subject, wait->object, name)},
        {"d",
         is_endless ? "" : duration_text(wait->end_ns - wait->begin_ns, duration, sizeof duration)},
        {"ever", is_endless ? say(subject, N_("for ever")) : ""},
        {"s", site_of(subject, wait->begin_event, site)},
        {"h", holders},
        {"hs", site_of(subject, holder_event(subject, wait), hold_site)},
        {"held", is_endless ? say(subject, N_("holds")) : say(subject, N_("held"))},
        {"u", thread_name(subject, waker_of(subject, wait))},
        {"n", is_endless ? state_missed_notifier(subject, wait->thread) : ""},
    };
    const char *template = wait_templates[waiting_operation(trace, wait->begin_event)];
    struct phrase phrase;
    phrase_begin(&phrase, buffer, size);
    phrase_fill(&phrase, say(subject, template != NULL ? template : wait_any), places,
                sizeof places / sizeof places[0]);
    return buffer;
}

/* ---- holds ---- */

static const char hold_lock[] =
    N_("{t} holds {o}[ {ever}][, {d}][, since {s}][, until {e}][; waiting: {w}]");
static const char hold_reading[] =
    N_("{t} holds {o} for reading[, {ever}][, {d}][, since {s}][, until {e}][; waiting: {w}]");
static const char hold_writing[] =
    N_("{t} holds {o} for writing[, {ever}][, {d}][, since {s}][, until {e}][; waiting: {w}]");
static const char hold_permit[] =
    N_("{t} has a permit of {o}[ {ever}][, {d}][, since {s}][, until {e}][; taken by {by}][; "
       "waiting: {w}]");
static const char hold_item[] =
    N_("item {n} is in {o}[, {d}]; put by {by}[ at {s}][; got by {t}][ at {e}]");
static const char hold_message[] =
    N_("message {n} is in {o}[, {d}]; sent by {by}[ at {s}][; received by {t}][ at {e}]");
static const char hold_task[] = N_("{t} runs {o}[ {ever}][, {d}]");

/* By what is held; others are held as locks are. */
static const char *const hold_templates[TYPE_COUNT] = {
    [TYPE_GIL] = N_("{t} has the GIL[, {d}][; {x}]"),
    [TYPE_SEMAPHORE] = hold_permit,
    [TYPE_BOUNDED_SEMAPHORE] = hold_permit,
    [TYPE_EVENT] = N_("{o} is set[, {d}], by {by}[ at {s}][, until {e}]"),
    [TYPE_BARRIER] = N_("{by} comes to {o} as the last[, at {s}], and all go on"),
    [TYPE_QUEUE] = hold_item,
    [TYPE_PROCESS_QUEUE] = hold_item,
    [TYPE_FUTURE] = hold_task,
    [TYPE_PIPE] = hold_message,
    [TYPE_REFERENT] = N_("{by} serves {c}[: {m}()][, {d}]"),
};

static const char *hold_template(const struct trace *trace, const struct lane_hold *hold)
{
    enum object_type type = trace->objects[hold->object].type;
    if (type == TYPE_RWLOCK) {
        bool is_reading = (trace->events[hold->begin_event].flags & FLAG_READER) != 0;
        return is_reading ? hold_reading : hold_writing;
    }
    const char *template = type < TYPE_COUNT ? hold_templates[type] : NULL;
    return template != NULL ? template : hold_lock;
}

/* The call begins a little before it is served. */
const char *stretch_method_name(const struct trace *trace, uint32_t serve_event)
{
    const struct event *serve = &trace->events[serve_event];
    uint32_t limit = serve_event < SEARCH_LIMIT ? serve_event : SEARCH_LIMIT;
    for (uint32_t i = 1; i <= limit; i++) {
        const struct event *event = serve - i;
        if (event->kind == EVENT_MANAGER_CALL_BEGIN && event->thread == value_high(serve->value) &&
            value_low(event->value) == value_low(serve->value)) {
            return event_text(trace, event);
        }
    }
    return "";
}

/* A call is of a thread that waits elsewhere. */
struct served_call {
    const char *caller, *method;
};

static struct served_call call_of(const struct state_subject *subject, const struct lane_hold *hold)
{
    const struct trace *trace = subject->lanes->trace;
    const struct event *begin = &trace->events[hold->begin_event];
    if (begin->kind != EVENT_MANAGER_SERVE_BEGIN) {
        return (struct served_call){"", ""};
    }
    return (struct served_call){thread_name(subject, value_high(begin->value)),
                                stretch_method_name(trace, hold->begin_event)};
}

/* Who a person thinks of as having it: of an item, who got it. */
static const char *user_name(const struct state_subject *subject, const struct lane_hold *hold)
{
    return thread_name(subject, hold->user);
}

/* A permit was taken by another than the one who has it; all else is told of who began it. */
static const char *giver_name(const struct state_subject *subject, const struct lane_hold *hold)
{
    enum object_type type = subject->lanes->trace->objects[hold->object].type;
    bool is_permit = type == TYPE_SEMAPHORE || type == TYPE_BOUNDED_SEMAPHORE;
    return is_permit && hold->user == hold->thread ? "" : thread_name(subject, hold->thread);
}

/* The line where it ended, unless that is where it began. */
static const char *end_site_of(const struct state_subject *subject, const struct lane_hold *hold,
                               const char *begin_site, char *buffer)
{
    site_of(subject, hold->end_event, buffer);
    return strcmp(buffer, begin_site) == 0 ? "" : buffer;
}

/* `number` is the item's, or how often it was taken. */
static const char *hold_text(const struct state_subject *subject, const struct lane_hold *hold,
                             const char *template, uint32_t number, char *buffer, size_t size)
{
    const struct trace *trace = subject->lanes->trace;
    bool is_endless = hold->end_event == NONE_INDEX && is_dead(subject, hold->thread);
    char duration[32], digits[NUMBER_SIZE], site[TEXT_SIZE], end_site[TEXT_SIZE];
    char name[TEXT_SIZE], waiters[TEXT_SIZE], end[TEXT_SIZE] = "";
    struct attendance there = attendance_at(subject, hold->object, hold->begin_ns, hold->end_ns);
    struct served_call call = call_of(subject, hold);
    snprintf(digits, sizeof digits, "%u", number);
    if (hold->end_event != NONE_INDEX) {
        event_sentence(trace, hold->end_event, subject->language, end, sizeof end);
    }
    site_of(subject, hold->begin_event, site);
    const struct phrase_place places[] = {
        {"t", user_name(subject, hold)},
        {"by", giver_name(subject, hold)},
        {"o", state_object_name(subject, hold->object, name, sizeof name)},
        {"d",
         is_endless ? "" : duration_text(hold->end_ns - hold->begin_ns, duration, sizeof duration)},
        {"ever", is_endless ? say(subject, N_("for ever")) : ""},
        {"s", site},
        {"e", end_site_of(subject, hold, site, end_site)},
        {"n", digits},
        {"w", attendance_waiters(&there, waiters, sizeof waiters)},
        {"x", end},
        {"c", call.caller},
        {"m", call.method},
    };
    struct phrase phrase;
    phrase_begin(&phrase, buffer, size);
    phrase_fill(&phrase, say(subject, template), places, sizeof places / sizeof places[0]);
    return buffer;
}

const char *stretch_sentence_of_hold(const struct state_subject *subject,
                                     const struct lane_hold *hold, char *buffer, size_t size)
{
    const struct trace *trace = subject->lanes->trace;
    uint32_t item = value_low(trace->events[hold->begin_event].value);
    return hold_text(subject, hold, hold_template(trace, hold), item, buffer, size);
}

const char *stretch_sentence_of_reentry(const struct state_subject *subject,
                                        const struct lane_hold *level, char *buffer, size_t size)
{
    static const char template[] =
        N_("{t} holds {o} {n} times over[, {ever}][, {d}][, since {s}][, until {e}]");
    return hold_text(subject, level, template, level->slot + 1, buffer, size);
}

/* ---- others ---- */

const char *stretch_sentence_of_state(const struct state_subject *subject,
                                      const struct lane_hold *stretch, const char *state,
                                      char *buffer, size_t size)
{
    char duration[32], site[TEXT_SIZE];
    const struct phrase_place places[] = {
        {"o", subject->lanes->trace->objects[stretch->object].name},
        {"x", state},
        {"d", duration_text(stretch->end_ns - stretch->begin_ns, duration, sizeof duration)},
        {"s", site_of(subject, stretch->begin_event, site)},
    };
    struct phrase phrase;
    phrase_begin(&phrase, buffer, size);
    phrase_fill(&phrase, say(subject, N_("{o}: {x}, {d}[, since {s}]")), places, 4);
    return buffer;
}

const char *stretch_sentence_of_bracket(const struct state_subject *subject, uint32_t thread,
                                        const struct lane_bracket *bracket, const char *operation,
                                        char *buffer, size_t size)
{
    const struct trace *trace = subject->lanes->trace;
    bool has_ended = bracket->end_event != NONE_INDEX;
    uint64_t begin_ns = trace->events[bracket->begin_event].time_ns;
    uint64_t end_ns = has_ended ? trace->events[bracket->end_event].time_ns : trace->end_ns;
    bool is_endless = !has_ended && is_dead(subject, thread);
    char duration[32], site[TEXT_SIZE];
    const struct phrase_place places[] = {
        {"t", thread_name(subject, thread)},
        {"x", operation},
        {"d", is_endless ? "" : duration_text(end_ns - begin_ns, duration, sizeof duration)},
        {"ever", is_endless ? say(subject, N_("for ever")) : ""},
        {"s", site_of(subject, bracket->event, site)},
        {"f", bracket->has_failed ? say(subject, N_("in vain")) : ""},
    };
    struct phrase phrase;
    phrase_begin(&phrase, buffer, size);
    phrase_fill(&phrase, say(subject, N_("{t} is inside {x}[, {ever}][, {d}][, since {s}][, {f}]")),
                places, sizeof places / sizeof places[0]);
    return buffer;
}
