#include "tracer/analysis/state_sentence.h"

#include <stdio.h>

#include "tracer/analysis/phrase.h"
#include "tracer/analysis/story.h"
#include "tracer/model/interval_index.h"
#include "tracer/model/moment.h"

#define TEXT_SIZE   200
#define NUMBER_SIZE 16
#define NAMED_MAX   3 /* waiters that are called by name */

static const char *const segment_templates[LANE_STATE_COUNT] = {
    [LANE_RUNNING] = N_("{t} runs, {d}"),
    [LANE_READY] = N_("{t} is ready, {d}"),
    [LANE_WAIT_LOCK] =
        N_("{t} waits for {o}[ {ever}][, {d}][, since {s}][; {h} {held} it][; {u} woke it]"),
    [LANE_WAIT_CONDITION] = N_("{t} waits on {o}[ {ever}][, {d}][, since {s}][; {u} woke it]"),
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

/* Who had the lock when the wait for it began. */
static const char *holder_name(const struct state_subject *subject, uint32_t thread,
                               const struct lane_segment *segment)
{
    if (segment->state != LANE_WAIT_LOCK || segment->target == NONE_INDEX ||
        target_class(segment->target) != TARGET_OBJECT) {
        return "";
    }
    struct lane_hold hold;
    bool is_held =
        find_hold(subject->lanes, target_index(segment->target), segment->begin_ns, &hold);
    return is_held && hold.thread != thread ? thread_name(subject, hold.thread) : "";
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
           trace->events[create].site != NONE_INDEX;
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
    char duration[32], site[TEXT_SIZE] = "";
    duration_text(segment->end_ns - segment->begin_ns, duration, sizeof duration);
    if (segment->begin_event < trace->event_count) {
        event_site_text(trace, &trace->events[segment->begin_event], site, sizeof site);
    }
    const struct phrase_place places[] = {
        {"t", thread_name(subject, thread)},
        {"o", target_root_name(subject->lanes->trace, segment->target)},
        {"d", is_endless ? "" : duration},
        {"ever", is_endless ? say(subject, N_("for ever")) : ""},
        {"s", site},
        {"h", holder_name(subject, thread, segment)},
        {"held", is_endless ? say(subject, N_("holds")) : say(subject, N_("held"))},
        {"u", waker_name(subject, thread, segment)},
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

/* "B, C and 2 more": who waits for an object at an instant. */
static void write_waiters(const struct state_subject *subject, uint32_t object, uint64_t time_ns,
                          char *buffer, size_t size)
{
    const struct wait_list *waits = &subject->lanes->objects[object].waits;
    uint32_t end = interval_index_count_before(&waits->list, time_ns + 1), count = 0;
    struct phrase phrase;
    phrase_begin(&phrase, buffer, size);
    for (uint32_t i = interval_index_first_after(&waits->list, time_ns); i < end; i++) {
        struct lane_wait wait = wait_list_at(waits, i);
        if (wait.end_event != NONE_INDEX && wait.end_ns <= time_ns) {
            continue;
        }
        if (count++ < NAMED_MAX) {
            phrase_add(&phrase, count == 1 ? "" : say(subject, NC_("between names", ", ")));
            phrase_add(&phrase, thread_name(subject, wait.thread));
        }
    }
    if (count > NAMED_MAX) {
        const char *more = NC_("{all}: how many in all", " and {more} more");
        char all[NUMBER_SIZE], rest[NUMBER_SIZE];
        snprintf(all, sizeof all, "%u", count);
        snprintf(rest, sizeof rest, "%u", count - NAMED_MAX);
        const struct phrase_place places[] = {{"all", all}, {"more", rest}};
        phrase_fill(&phrase, say(subject, more), places, 2);
    }
}

/* Conditions, events and barriers are only waited at. */
static bool is_held_kind(enum object_type type)
{
    return type == TYPE_LOCK || type == TYPE_RLOCK || type == TYPE_MUTEX || type == TYPE_SPIN ||
           type == TYPE_GIL || type == TYPE_PROCESS_LOCK || type == TYPE_RWLOCK;
}

const char *state_sentence_of_object(const struct state_subject *subject, uint32_t object,
                                     uint64_t time_ns, char *buffer, size_t size)
{
    const struct trace *trace = subject->lanes->trace;
    bool is_held = is_held_kind(trace->objects[object].type);
    struct lane_hold hold;
    bool has_holder = is_held && find_hold(subject->lanes, object, time_ns, &hold);
    char site[TEXT_SIZE] = "", waiters[TEXT_SIZE];
    write_waiters(subject, object, time_ns, waiters, sizeof waiters);
    if (has_holder) {
        event_site_text(trace, &trace->events[hold.begin_event], site, sizeof site);
    }
    const struct phrase_place places[] = {
        {"o", trace->objects[object].name},
        {"t", has_holder ? thread_name(subject, hold.thread) : ""},
        {"s", site},
        {"w", waiters},
    };
    const char *template = has_holder
                               ? say(subject, N_("{o} is held by {t}[, since {s}][; waiting: {w}]"))
                           : is_held          ? say(subject, N_("{o} is free[; waiting: {w}]"))
                           : *waiters != '\0' ? say(subject, N_("waiting at {o}: {w}"))
                                              : say(subject, N_("nobody waits at {o}"));
    struct phrase phrase;
    phrase_begin(&phrase, buffer, size);
    phrase_fill(&phrase, template, places, sizeof places / sizeof places[0]);
    return buffer;
}
