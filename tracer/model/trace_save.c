/* First each begin is paired with its end, because the two are one line. Then words are written,
 * then the events in order; a line stands where its first event does. */
#include "tracer/model/trace_save.h"

#include <stdlib.h>
#include <string.h>

#include "tracer/format/json_writer.h"
#include "tracer/model/arena.h"
#include "tracer/model/trace_records.h"

#define PAIRING_DEPTH 64  /* how many brackets a thread may have open to be paired */
#define FETCHED_AHEAD 128 /* events: an end is often so far behind its begin */
#define PS_A_NS       1000
#define EVENT_PS      10  /* how far apart events of one ns are drawn */
#define SHIFT_PS      300 /* how far from their ns at most: rounding finds it again */

struct event_link {
    uint32_t partner; /* a begin's end or an end's begin, or NONE_INDEX */
    uint32_t outer;   /* of a begin: the bracket open around it on its thread, or NONE_INDEX */
    uint32_t shift_ps : 10;   /* the event is drawn so much after its time */
    uint32_t width_ps : 10;   /* of an event that is a line of its own */
    uint32_t is_uncaused : 1; /* a wait that the kernel ended: nobody woke it */
    uint32_t is_arrival : 1;  /* of an end: an arrow leads to it */
};

/* What there is to say of a lock when it is given back, near at hand. */
struct lock_track {
    uint32_t holder; /* a thread, or NONE_INDEX */
    bool has_name;
    struct json_time since;
};

struct saving {
    const struct trace *trace;
    struct json_writer *writer;
    struct event_link *links;  /* as trace->events */
    struct lock_track *tracks; /* as trace->objects */
    uint32_t *are_open;        /* as trace->threads: it is inside something that never finished */
};

static uint32_t *new_indexes(uint32_t count, uint32_t value)
{
    size_t capacity = 0;
    uint32_t *indexes = array_grow(NULL, count + (size_t)1, &capacity, sizeof *indexes);
    for (uint32_t i = 0; i < count; i++) {
        indexes[i] = value;
    }
    return indexes;
}

static struct lock_track *new_tracks(uint32_t count)
{
    size_t capacity = 0;
    struct lock_track *tracks = array_grow(NULL, count + (size_t)1, &capacity, sizeof *tracks);
    for (uint32_t i = 0; i < count; i++) {
        tracks[i] = (struct lock_track){.holder = NONE_INDEX};
    }
    return tracks;
}

/* ---- pairing ---- */

static bool belongs_together(const struct event *begin, const struct event *end)
{
    return kind_operation(begin->kind) == kind_operation(end->kind) && begin->target == end->target;
}

/* The innermost open begin of this end. In a broken sequence those inside it stay open. */
static void pair_end(struct saving *saving, uint32_t *innermost, uint32_t end)
{
    const struct event *events = saving->trace->events;
    uint32_t begin = *innermost;
    for (int depth = 0; begin != NONE_INDEX && depth < PAIRING_DEPTH; depth++) {
        if (belongs_together(&events[begin], &events[end])) {
            saving->links[begin].partner = end;
            saving->links[end].partner = begin;
            *innermost = saving->links[begin].outer;
            return;
        }
        begin = saving->links[begin].outer;
    }
}

static void link_event(struct saving *saving, uint32_t index, uint32_t *innermost)
{
    const struct event *event = &saving->trace->events[index];
    if (kind_stage(event->kind) == STAGE_BEGIN) {
        saving->links[index].outer = *innermost;
        *innermost = index;
    } else {
        pair_end(saving, innermost, index);
    }
}

/* `wakes` has the number of the wait of each thread that was woken last. */
static void link_wake(struct saving *saving, uint32_t index, uint32_t *wakes)
{
    const struct trace *trace = saving->trace;
    const struct event *event = &trace->events[index];
    if (event->kind == EVENT_DOOR_WAKE && value_high(event->value) < trace->thread_count) {
        wakes[value_high(event->value)] = value_low(event->value);
    } else if (event->kind == EVENT_DOOR_WAIT) {
        saving->links[index].is_uncaused = wakes[event->thread] != value_low(event->value);
    }
}

static void link_events(struct saving *saving)
{
    const struct trace *trace = saving->trace;
    size_t capacity = 0;
    uint32_t *innermost = new_indexes(trace->thread_count, NONE_INDEX);
    uint32_t *wakes = new_indexes(trace->thread_count, NONE_INDEX);
    saving->links = array_grow(NULL, trace->event_count + 1, &capacity, sizeof *saving->links);
    for (uint32_t i = 0; i < trace->event_count; i++) {
        saving->links[i] = (struct event_link){.partner = NONE_INDEX, .outer = NONE_INDEX};
        link_event(saving, i, &innermost[trace->events[i].thread]);
        link_wake(saving, i, wakes);
    }
    free(wakes);
    free(innermost);
}

/* ---- placing: other programs sort lines by time alone, and what shares an instant gets mixed up.
 * So events of one ns are drawn one after the other within it, and end before the next begins. ----
 */

/* How far apart the events of the ns are drawn whose first one this is. */
static uint32_t ps_apart(const struct trace *trace, uint32_t first)
{
    uint32_t count = 1;
    while (first + count < trace->event_count &&
           trace->events[first + count].time_ns == trace->events[first].time_ns) {
        count++;
    }
    return count * EVENT_PS <= SHIFT_PS ? EVENT_PS : SHIFT_PS / count;
}

/* Up to the thread's next event, by a tenth less: sums of microseconds are not exact. */
static uint32_t width_before(const struct saving *saving, uint32_t index, uint32_t next)
{
    uint64_t time_ns = saving->trace->events[index].time_ns;
    uint64_t next_ns = saving->trace->events[next].time_ns;
    if (next_ns > time_ns + 1) {
        return PS_A_NS;
    }
    uint32_t gap_ps = (uint32_t)(next_ns - time_ns) * PS_A_NS + saving->links[next].shift_ps -
                      saving->links[index].shift_ps;
    uint32_t width_ps = gap_ps - gap_ps / 10;
    return width_ps < PS_A_NS ? width_ps : PS_A_NS;
}

static void place_events(struct saving *saving)
{
    const struct trace *trace = saving->trace;
    uint32_t *latest = new_indexes(trace->thread_count, NONE_INDEX);
    uint32_t shift_ps = 0, apart_ps = 0;
    for (uint32_t i = 0; i < trace->event_count; i++) {
        bool is_first = i == 0 || trace->events[i].time_ns != trace->events[i - 1].time_ns;
        uint32_t *before = &latest[trace->events[i].thread];
        apart_ps = is_first ? ps_apart(trace, i) : apart_ps;
        shift_ps = is_first ? 0 : shift_ps + apart_ps;
        saving->links[i].shift_ps = shift_ps;
        saving->links[i].width_ps = PS_A_NS;
        if (*before != NONE_INDEX) {
            saving->links[*before].width_ps = width_before(saving, *before, i);
        }
        *before = i;
    }
    free(latest);
}

static struct json_time time_drawn(const struct saving *saving, uint32_t index)
{
    return (struct json_time){saving->trace->events[index].time_ns, saving->links[index].shift_ps};
}

/* Where what is open ends: after all events. */
static struct json_time end_drawn(const struct saving *saving)
{
    const struct trace *trace = saving->trace;
    struct json_time end = {.ns = trace->end_ns};
    if (trace->event_count > 0 && trace->events[trace->event_count - 1].time_ns == end.ns) {
        end.ps = saving->links[trace->event_count - 1].shift_ps + EVENT_PS;
    }
    return end;
}

static struct json_time time_between(struct json_time begin, struct json_time end)
{
    bool is_borrowed = end.ps < begin.ps;
    return (struct json_time){end.ns - begin.ns - is_borrowed,
                              end.ps + is_borrowed * PS_A_NS - begin.ps};
}

static struct json_time width_drawn(const struct saving *saving, uint32_t first, uint32_t last)
{
    uint32_t width_ps = saving->links[first].width_ps;
    if (first == last) {
        return (struct json_time){width_ps / PS_A_NS, width_ps % PS_A_NS};
    }
    return time_between(time_drawn(saving, first), time_drawn(saving, last));
}

/* ---- words ---- */

static void put_thread(void *saving, uint32_t thread, uint32_t tid, uint32_t process, uint32_t pid)
{
    json_writer_put_thread(((struct saving *)saving)->writer, thread, tid, process, pid);
}

/* Names of threads and processes are said to other programs too. */
static void put_text(void *saving, const struct raw_text *text)
{
    struct json_writer *writer = ((struct saving *)saving)->writer;
    if (text->kind == TEXT_NAME && id_class(text->key) == ID_PROCESS) {
        json_writer_name_process(writer, text->process, text->strings[0]);
    } else if (text->kind == TEXT_NAME && id_class(text->key) == ID_THREAD) {
        json_writer_name_thread(writer, text->process, text->thread, text->strings[0]);
    }
    json_writer_put_text(writer, text);
}

/* ---- events ---- */

/* What a line is called after its kind. */
static const char *slice_target(const struct trace *trace, const struct event *event)
{
    uint32_t index = target_index(event->target);
    if (event->kind == EVENT_PRINT || event->kind == EVENT_MARK) {
        return event_text(trace, event);
    }
    switch (target_class(event->target)) {
    case TARGET_OBJECT:
        return trace->objects[index].name;
    case TARGET_THREAD:
        return trace->threads[index].name;
    case TARGET_PROCESS:
        return trace->processes[index].name;
    default:
        return "";
    }
}

/* In place: a copy would have to wait for what has just been written. */
static void fill_event(struct json_event *event, const struct trace *trace, uint32_t index)
{
    event->number = index;
    trace_record_fill(&event->raw, trace, index);
}

static uint32_t scope_of(const struct trace *trace, const struct event *event)
{
    const struct trace_object *object = event_object(trace, event);
    return object == NULL || object->is_shared ? 0 : object->process;
}

/* No arrow leads to where the first thread and process begin, to a wait that the kernel ended, to a
 * join of a process whose end was seen only later. */
static bool has_no_cause(const struct saving *saving, uint32_t index)
{
    const struct trace *trace = saving->trace;
    const struct event *event = &trace->events[index];
    switch (event->kind) {
    case EVENT_THREAD_BEGIN:
        return trace->threads[event->thread].create_event == NONE_INDEX;
    case EVENT_PROCESS_BEGIN:
        return flags_detail(event->flags) == PROCESS_FIRST;
    case EVENT_DOOR_WAIT:
        return saving->links[index].is_uncaused;
    case EVENT_PROCESS_JOIN:
        return event_is_about(event, TARGET_PROCESS) &&
               trace->processes[target_index(event->target)].end_event > index;
    default:
        return false;
    }
}

static void put_slice(struct saving *saving, uint32_t index)
{
    const struct trace *trace = saving->trace;
    const struct event_link *link = &saving->links[index];
    bool has_begun = kind_stage(trace->events[index].kind) == STAGE_BEGIN;
    bool is_single = !has_begun;
    uint32_t last_index = link->partner == NONE_INDEX ? index : link->partner;
    struct json_event first, last;
    fill_event(&first, trace, index);
    struct json_slice slice = {
        .begin = has_begun ? &first : NULL,
        .end = is_single ? &first : NULL,
        .at = time_drawn(saving, index),
        .width = width_drawn(saving, index, last_index),
        .target = slice_target(trace, &trace->events[index]),
        .scope = scope_of(trace, &trace->events[index]),
        .has_no_cause = has_no_cause(saving, last_index),
    };
    if (link->partner != NONE_INDEX) {
        fill_event(&last, trace, link->partner);
        slice.end = &last;
    } else if (has_begun) {
        saving->are_open[trace->events[index].thread] = true;
    }
    if (json_writer_put_slice(saving->writer, &slice)) {
        saving->links[last_index].is_arrival = true;
    }
}

static void put_arrival(struct saving *saving, uint32_t index)
{
    struct json_event end;
    fill_event(&end, saving->trace, index);
    json_writer_put_arrival(saving->writer, &end.raw, time_drawn(saving, index),
                            scope_of(saving->trace, &saving->trace->events[index]));
}

static void begin_hold(struct saving *saving, uint32_t object, uint32_t index)
{
    struct lock_track *track = &saving->tracks[object];
    if (!track->has_name) {
        json_writer_name_object(saving->writer, object, saving->trace->objects[object].name);
    }
    *track =
        (struct lock_track){saving->trace->events[index].thread, true, time_drawn(saving, index)};
}

/* `end`: NULL if it has none. */
static void end_hold(struct saving *saving, uint32_t object, const struct json_time *end)
{
    struct lock_track *track = &saving->tracks[object];
    struct json_hold hold = {
        .holder = saving->trace->threads[track->holder].name,
        .at = track->since,
        .is_open = end == NULL,
    };
    if (end) {
        hold.width = time_between(track->since, *end);
    }
    json_writer_put_hold(saving->writer, object, &hold);
    track->holder = NONE_INDEX;
}

/* Decoration: one track a lock. Readers of a reader-writer lock share it and would not nest. */
static void put_hold(struct saving *saving, uint32_t index)
{
    const struct event *event = &saving->trace->events[index];
    uint32_t object = target_index(event->target);
    bool is_held = saving->tracks[object].holder != NONE_INDEX;
    bool is_last_level = event->kind == EVENT_LOCK_RELEASE && value_low(event->value) == 0;
    if (event->flags & FLAG_READER) {
        return;
    }
    if (event->kind == EVENT_LOCK_ACQUIRE && !is_held) {
        begin_hold(saving, object, index);
    } else if (is_last_level && is_held) {
        struct json_time end = time_drawn(saving, index);
        end_hold(saving, object, &end);
    }
}

static void put_decoration(struct saving *saving, uint32_t index)
{
    const struct event *event = &saving->trace->events[index];
    const struct trace_object *object = event_object(saving->trace, event);
    if (!object) {
        return;
    }
    if (event->kind == EVENT_LOCK_ACQUIRE || event->kind == EVENT_LOCK_RELEASE) {
        put_hold(saving, index);
    } else if (event->kind == EVENT_SEMAPHORE_ACQUIRE || event->kind == EVENT_SEMAPHORE_RELEASE) {
        json_writer_put_counter(saving->writer, event->time_ns, object->name,
                                value_low(event->value));
    }
}

static void put_events(struct saving *saving)
{
    const struct trace *trace = saving->trace;
    for (uint32_t i = 0; i < trace->event_count; i++) {
        __builtin_prefetch(&trace->events[i + FETCHED_AHEAD]);
        bool is_written = saving->links[i].partner != NONE_INDEX && saving->links[i].partner < i;
        if (!is_written) {
            put_slice(saving, i);
        } else if (saving->links[i].is_arrival) {
            put_arrival(saving, i);
        }
        put_decoration(saving, i);
    }
}

/* ---- how it ended ---- */

/* Decoration: waits and holds that never ended are there until the recording ends. */
static void put_end_marks(struct saving *saving)
{
    const struct trace *trace = saving->trace;
    const struct json_time end = end_drawn(saving);
    for (uint32_t i = 0; i < trace->thread_count; i++) {
        if (saving->are_open[i]) {
            json_writer_mark_thread_end(saving->writer, trace->threads[i].process, i, end);
        }
    }
    for (uint32_t i = 0; i < trace->object_count; i++) {
        if (saving->tracks[i].holder != NONE_INDEX) {
            end_hold(saving, i, NULL);
            json_writer_mark_object_end(saving->writer, i, end);
        }
    }
}

/* ---- all of it ---- */

bool trace_save(const struct trace *trace, const char *path, struct trace_error *error)
{
    struct saving saving = {.trace = trace, .writer = json_writer_open(path, error)};
    const struct trace_records_sink sink = {&saving, put_thread, put_text};
    if (!saving.writer) {
        return false;
    }
    saving.tracks = new_tracks(trace->object_count);
    saving.are_open = new_indexes(trace->thread_count, false);
    link_events(&saving);
    place_events(&saving);
    trace_records_before(trace, &sink);
    put_events(&saving);
    put_end_marks(&saving);
    trace_records_after(trace, &sink);
    if (!trace->is_complete) {
        json_writer_put_lost(saving.writer, trace->lost_events, true);
    }
    free(saving.links);
    free(saving.tracks);
    free(saving.are_open);
    return json_writer_close(saving.writer, error);
}
