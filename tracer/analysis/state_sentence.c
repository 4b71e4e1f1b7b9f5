#include "tracer/analysis/state_sentence.h"

#include <stdio.h>

#include "tracer/analysis/attendance.h"
#include "tracer/analysis/phrase.h"
#include "tracer/analysis/story.h"
#include "tracer/model/interval_index.h"
#include "tracer/model/moment.h"

#define TEXT_SIZE   200
#define NUMBER_SIZE 16
#define NEAR        64 /* events, to find a thread's own */

static const char *const segment_templates[LANE_STATE_COUNT] = {
    [LANE_RUNNING] = N_("{t} runs, {d}"),
    [LANE_READY] = N_("{t} is ready, {d}"),
    [LANE_WAIT_LOCK] = N_("{t} waits for {o}[ {ever}][, {d}][, since {s}][; {h} {held} it][ since "
                          "{hs}][; {u} woke it]"),
    [LANE_WAIT_CONDITION] = N_("{t} waits on {o}[ {ever}][, {d}][, since {s}][; {u} woke it][; "
                               "{n} notified before that]"),
    [LANE_WAIT_TRANSFER] = N_("{t} waits for {o}[ {ever}][, {d}][, since {s}][; {u} woke it]"),
    [LANE_SLEEP] = N_("{t} sleeps, {d}[, since {s}]"),
};

static const char *say(const struct state_subject *subject, const char *message)
{
    return translate(subject->language, message);
}

static const char *thread_name(const struct state_subject *subject, uint32_t thread)
{
    const struct trace *trace = subject->lanes->trace;
    return thread < trace->thread_count ? trace->threads[thread].name : "";
}

const char *state_object_name(const struct state_subject *subject, uint32_t object, char *buffer,
                              size_t size)
{
    const struct trace *trace = subject->lanes->trace;
    const struct trace_object *about = &trace->objects[object];
    bool is_own = !about->has_name && about->parent != NONE_INDEX &&
                  trace->objects[about->parent].type == TYPE_CONDITION &&
                  trace->objects[about->parent].lock == object;
    if (!is_own) {
        return about->name;
    }
    snprintf(buffer, size, say(subject, N_("the lock of %s")), trace->objects[about->parent].name);
    return buffer;
}

/* "" without an event. */
static const char *site_of(const struct trace *trace, uint32_t event, char *buffer)
{
    buffer[0] = '\0';
    if (event < trace->event_count) {
        event_site_text(trace, &trace->events[event], buffer, TEXT_SIZE);
    }
    return buffer;
}

const char *state_missed_notifier(const struct state_subject *subject, uint32_t thread)
{
    const struct analysis *analysis = subject->analysis;
    for (uint32_t i = 0; analysis != NULL && i < analysis->finding_count; i++) {
        const struct finding *finding = &analysis->findings[i];
        const struct event *events = analysis->trace->events;
        if (finding->kind == FINDING_LOST_NOTIFY && finding->notify_event != NONE_INDEX &&
            finding->missed_by_event != NONE_INDEX &&
            events[finding->missed_by_event].thread == thread) {
            return thread_name(subject, events[finding->notify_event].thread);
        }
    }
    return "";
}

static bool is_wait(const struct lane_segment *segment)
{
    return segment->state == LANE_WAIT_LOCK || segment->state == LANE_WAIT_CONDITION ||
           segment->state == LANE_WAIT_TRANSFER;
}

static bool find_hold(const struct lanes *lanes, uint32_t object, uint64_t time_ns,
                      struct lane_hold *hold)
{
    return hold_list_find_latest(&lanes->objects[object].holds, time_ns, hold);
}

uint32_t state_hold_event(const struct lanes *lanes, uint32_t object, uint64_t time_ns)
{
    struct lane_hold hold;
    return find_hold(lanes, object, time_ns, &hold) ? hold.begin_event : NONE_INDEX;
}

/* The hold of the lock that is waited for, by another thread; false: it was free, or is no lock. */
static bool find_blocker(const struct state_subject *subject, uint32_t thread,
                         const struct lane_segment *segment, struct lane_hold *hold)
{
    bool is_lock = segment->state == LANE_WAIT_LOCK && segment->target != NONE_INDEX &&
                   target_class(segment->target) == TARGET_OBJECT;
    return is_lock &&
           find_hold(subject->lanes, target_index(segment->target), segment->begin_ns, hold) &&
           hold->thread != thread;
}

/* A wait ends with the event of who ends it. */
static const char *waker_name(const struct state_subject *subject, uint32_t thread,
                              const struct lane_segment *segment)
{
    if (!is_wait(segment) || segment->end_event == NONE_INDEX) {
        return "";
    }
    uint32_t waker = subject->lanes->trace->events[segment->end_event].thread;
    return waker == thread || waker == 0 ? "" : thread_name(subject, waker);
}

/* Whether the thread is in a join: its last event before it sleeps says so. */
static bool is_joining(const struct trace *trace, uint32_t thread, uint32_t begin_event)
{
    for (uint32_t i = begin_event + 1; i-- > 0 && begin_event - i < NEAR;) {
        const struct event *event = &trace->events[i];
        if (event->thread == thread && kind_operation(event->kind) != OPERATION_DOOR_WAIT) {
            return event->kind == EVENT_THREAD_JOIN_BEGIN;
        }
    }
    return false;
}

/* The wait for it to begin is called from the same line as its start, and comes after it. */
bool state_is_start(const struct trace *trace, uint32_t thread, const struct lane_segment *segment)
{
    if (segment->state != LANE_WAIT_TRANSFER || segment->target == NONE_INDEX ||
        target_class(segment->target) != TARGET_THREAD) {
        return false;
    }
    const struct trace_thread *started = &trace->threads[target_index(segment->target)];
    uint32_t create = started->create_event;
    return started->creator == thread && create != NONE_INDEX && create < segment->begin_event &&
           trace->events[create].site == trace->events[segment->begin_event].site &&
           trace->events[create].site != NONE_INDEX &&
           !is_joining(trace, thread, segment->begin_event);
}

static const char *template_of(const struct state_subject *subject, uint32_t thread,
                               const struct lane_segment *segment)
{
    if (state_is_start(subject->lanes->trace, thread, segment)) {
        return say(subject, N_("{t} starts {o}, {d}[, at {s}]"));
    }
    return say(subject, segment_templates[segment->state]);
}

const char *state_sentence_of_segment(const struct state_subject *subject, uint32_t thread,
                                      const struct lane_segment *segment, char *buffer, size_t size)
{
    const struct trace *trace = subject->lanes->trace;
    bool is_dead = subject->analysis != NULL && subject->analysis->is_dead[thread];
    bool is_endless = is_wait(segment) && segment->end_event == NONE_INDEX && is_dead;
    struct lane_hold hold;
    bool is_held = find_blocker(subject, thread, segment, &hold);
    char duration[32], site[TEXT_SIZE], taken_site[TEXT_SIZE];
    duration_text(segment->end_ns - segment->begin_ns, duration, sizeof duration);
    const struct phrase_place places[] = {
        {"t", thread_name(subject, thread)},
        {"o", target_root_name(subject->lanes->trace, segment->target)},
        {"d", is_endless ? "" : duration},
        {"ever", is_endless ? say(subject, N_("for ever")) : ""},
        {"s", site_of(trace, segment->begin_event, site)},
        {"h", is_held ? thread_name(subject, hold.thread) : ""},
        {"hs", site_of(trace, is_held ? hold.begin_event : NONE_INDEX, taken_site)},
        {"held", is_endless ? say(subject, N_("holds")) : say(subject, N_("held"))},
        {"u", waker_name(subject, thread, segment)},
        {"n", is_endless ? state_missed_notifier(subject, thread) : ""},
    };
    struct phrase phrase;
    phrase_begin(&phrase, buffer, size);
    phrase_fill(&phrase, template_of(subject, thread, segment), places,
                sizeof places / sizeof places[0]);
    return buffer;
}

bool state_segment_at(const struct lanes *lanes, uint32_t thread, uint64_t time_ns,
                      struct lane_segment *segment)
{
    const struct packed_thread *lane = &lanes->threads[thread];
    uint32_t count = interval_index_count_before(&lane->segments, time_ns + 1);
    if (count == 0 || interval_is_gap(&lane->segments, count - 1)) {
        return false;
    }
    *segment = lane_segment_at(lane, count - 1);
    return true;
}

/* ---- objects ---- */

/* What is said of an object that somebody has, and of one that nobody has. */
struct object_row {
    const char *taken, *idle;
};

static const struct object_row lock_row = {N_("{o} is held by {h}[, since {s}][; waiting: {w}]"),
                                           N_("{o} is free[; waiting: {w}]")};
static const struct object_row permit_row = {N_("permits of {o} are with {h}[; waiting: {w}]"),
                                             N_("nobody has a permit of {o}[; waiting: {w}]")};
static const struct object_row item_row = {N_("items in {o}: {k}[; waiting: {w}]"),
                                           N_("{o} is empty[; waiting: {w}]")};
static const struct object_row message_row = {N_("messages in {o}: {k}[; waiting: {w}]"),
                                              N_("{o} is empty[; waiting: {w}]")};
static const struct object_row task_row = {N_("tasks of {o}: {k} waiting, {r} running"),
                                           N_("{o} has nothing to do")};
static const struct object_row call_row = {N_("calls to {o}: {k} waiting, {r} served"),
                                           N_("{o} has nothing to do")};
static const struct object_row wait_row = {N_("waiting at {o}: {w}"), N_("nobody waits at {o}")};

/* Conditions, barriers and what else is only waited at have none. */
static const struct object_row *const object_rows[TYPE_COUNT] = {
    [TYPE_LOCK] = &lock_row,
    [TYPE_RLOCK] = &lock_row,
    [TYPE_MUTEX] = &lock_row,
    [TYPE_SPIN] = &lock_row,
    [TYPE_GIL] = &lock_row,
    [TYPE_PROCESS_LOCK] = &lock_row,
    [TYPE_RWLOCK] = &lock_row,
    [TYPE_SEMAPHORE] = &permit_row,
    [TYPE_BOUNDED_SEMAPHORE] = &permit_row,
    [TYPE_EVENT] = &(const struct object_row){N_("{o} is set, by {h}[ at {s}][; waiting: {w}]"),
                                              N_("{o} is not set[; waiting: {w}]")},
    [TYPE_QUEUE] = &item_row,
    [TYPE_PROCESS_QUEUE] = &item_row,
    [TYPE_PIPE] = &message_row,
    [TYPE_EXECUTOR] = &task_row,
    [TYPE_PROCESS_EXECUTOR] = &task_row,
    [TYPE_POOL] = &task_row,
    [TYPE_MANAGER] = &call_row,
    [TYPE_REFERENT] = &(const struct object_row){N_("calls of {o} are served by {h}"),
                                                 N_("nobody is served by {o}")},
    [TYPE_VARIABLE] = &(const struct object_row){N_("{o} = {x}"), N_("{o} is not written yet")},
    [TYPE_LIST] =
        &(const struct object_row){N_("the length of {o} is {x}"), N_("{o} is not written yet")},
};

static const char *const future_templates[] = {
    [FUTURE_PENDING] = N_("{o} has not been begun[; waiting: {w}]"),
    [FUTURE_RUNNING] = N_("{o} is run by {h}[; waiting: {w}]"),
    [FUTURE_FINISHED] = N_("{o} is finished"),
    [FUTURE_CANCELLED] = N_("{o} is cancelled"),
    [FUTURE_SKIPPED] = N_("{o} is cancelled"),
    [LANE_HELD_BACK] = N_("{o} is finished, and waits for earlier ones"),
};

/* What an object is at. */
struct object_state {
    bool is_taken;
    bool has_hold;
    struct lane_hold hold; /* the latest */
    struct lane_level level;
    struct lane_change change;
    char holders[TEXT_SIZE], waiters[TEXT_SIZE];
};

static void look_at_levels(const struct packed_rest *rest, uint64_t time_ns,
                           struct object_state *state)
{
    uint32_t level = interval_index_count_before(&rest->levels, time_ns + 1);
    uint32_t change = interval_index_count_before(&rest->changes, time_ns + 1);
    if (level > 0) {
        state->level = lane_level_at(rest, level - 1);
        state->is_taken |= state->level.count > 0 || state->level.running > 0;
    }
    if (change > 0) {
        state->change = lane_change_at(rest, change - 1);
        state->is_taken = true;
    }
}

static void look_at(const struct state_subject *subject, uint32_t object, uint64_t time_ns,
                    struct object_state *state)
{
    struct attendance there = {subject->lanes, subject->language, object, time_ns, time_ns + 1};
    enum object_type type = subject->lanes->trace->objects[object].type;
    attendance_holders(&there, state->holders, sizeof state->holders);
    attendance_waiters(&there, state->waiters, sizeof state->waiters);
    state->has_hold = find_hold(subject->lanes, object, time_ns, &state->hold);
    bool has_row = type < TYPE_COUNT && object_rows[type] != NULL;
    state->is_taken = has_row ? state->holders[0] != '\0' : state->waiters[0] != '\0';
    look_at_levels(subject->lanes->objects[object].rest, time_ns, state);
}

static const char *object_template(const struct state_subject *subject, uint32_t object,
                                   const struct object_state *state)
{
    enum object_type type = subject->lanes->trace->objects[object].type;
    if (type == TYPE_FUTURE && state->has_hold &&
        state->hold.slot < sizeof future_templates / sizeof future_templates[0]) {
        return say(subject, future_templates[state->hold.slot]);
    }
    const struct object_row *row = type < TYPE_COUNT ? object_rows[type] : NULL;
    row = row != NULL ? row : &wait_row;
    return say(subject, state->is_taken ? row->taken : row->idle);
}

const char *state_sentence_of_object(const struct state_subject *subject, uint32_t object,
                                     uint64_t time_ns, char *buffer, size_t size)
{
    const struct trace *trace = subject->lanes->trace;
    struct object_state state = {0};
    char name[TEXT_SIZE], site[TEXT_SIZE], count[NUMBER_SIZE], running[NUMBER_SIZE],
        value[NUMBER_SIZE];
    look_at(subject, object, time_ns, &state);
    snprintf(count, sizeof count, "%u", state.level.count);
    snprintf(running, sizeof running, "%u", state.level.running);
    snprintf(value, sizeof value, "%d", (int)state.change.value);
    const struct phrase_place places[] = {
        {"o", state_object_name(subject, object, name, sizeof name)},
        {"h", state.holders},
        {"s", site_of(trace, state.has_hold ? state.hold.begin_event : NONE_INDEX, site)},
        {"w", state.waiters},
        {"k", count},
        {"r", running},
        {"x", value},
    };
    struct phrase phrase;
    phrase_begin(&phrase, buffer, size);
    phrase_fill(&phrase, object_template(subject, object, &state), places,
                sizeof places / sizeof places[0]);
    return buffer;
}
