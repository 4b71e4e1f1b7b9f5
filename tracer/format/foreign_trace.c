#include "tracer/format/foreign_trace.h"

#include <stdlib.h>
#include <string.h>

#include "tracer/event/event_kind.h"
#include "tracer/format/ctf_clock.h"
#include "tracer/format/ctf_field.h"
#include "tracer/format/trace_error.h"
#include "tracer/format/utf8.h"

#define ORIGIN_NS          (UINT64_C(1) << 63)
#define NS_PER_SECOND      UINT64_C(1000000000)
#define NUMBER_LIMIT       (1u << 20)          /* of threads and processes */
#define MARK_TEXTS         (UINT64_C(1) << 40) /* their numbers, apart from those of our own texts */
#define OUTDATED           (NO_STREAM - 1)
#define TEXT_ROOM          (UINT64_C(16) << 20)
#define TEXT_ROOM_PER_BYTE 64 /* names of fields are written out; more is made up */

void foreign_trace_init(struct foreign_trace *trace, const char *path, uint64_t size,
                        const struct trace_sink *sink, struct trace_error *error)
{
    *trace = (struct foreign_trace){
        .sink = sink,
        .error = error,
        .path = path,
        .event_limit = size < UINT32_MAX ? size : UINT32_MAX,
        .mark_count = MARK_TEXTS,
        .text_room = TEXT_ROOM + TEXT_ROOM_PER_BYTE * size,
    };
}

void foreign_trace_begin_stream(struct foreign_trace *trace)
{
    trace->stream++;
    trace->stream_ns = ORIGIN_NS;
}

/* ---- taking ---- */

static void *grow(void *array, size_t count, size_t *capacity, size_t size)
{
    if (count < *capacity) {
        return array;
    }
    *capacity = *capacity ? *capacity * 2 : 256;
    array = realloc(array, *capacity * size);
    if (!array) {
        abort();
    }
    return array;
}

static bool refuse_thread(struct foreign_trace *trace)
{
    return trace_error_fill(
        trace->error,
        "%.400s: expected thread and process numbers below 1048576, one process a thread",
        trace->path);
}

static bool take_event(struct foreign_trace *trace, const struct foreign_event *event)
{
    if (trace->event_count >= trace->event_limit) {
        return trace_error_fill(trace->error, "%.400s: expected fewer events than bytes",
                                trace->path);
    }
    trace->events =
        grow(trace->events, trace->event_count, &trace->event_capacity, sizeof *trace->events);
    struct foreign_event *taken = &trace->events[trace->event_count];
    *taken = *event;
    taken->place = (uint32_t)trace->event_count++;
    return true;
}

/* Events without a clock follow each other a nanosecond apart. */
static bool read_time(struct foreign_trace *trace, const bt_message *message, uint64_t *time_ns)
{
    int64_t ns = 0;
    if (!bt_message_event_borrow_stream_class_default_clock_class_const(message)) {
        *time_ns = ++trace->stream_ns;
        return true;
    }
    const bt_clock_snapshot *clock = bt_message_event_borrow_default_clock_snapshot_const(message);
    if (bt_clock_snapshot_get_ns_from_origin(clock, &ns) !=
        BT_CLOCK_SNAPSHOT_GET_NS_FROM_ORIGIN_STATUS_OK) {
        return trace_error_fill(trace->error, "%.400s: expected times within 292 years of 1970",
                                trace->path);
    }
    *time_ns = (uint64_t)ns + ORIGIN_NS;
    return true;
}

/* ---- events of others ---- */

static bool find_number(const bt_field *const *contexts, size_t count, const char *const names[2],
                        uint32_t *found)
{
    uint64_t number = 0;
    for (size_t i = 0; i < count; i++) {
        if (ctf_field_number(contexts[i], names[0], &number) ||
            ctf_field_number(contexts[i], names[1], &number)) {
            *found = (uint32_t)number;
            return true;
        }
    }
    return false;
}

static const bt_value *find_environment(const bt_stream *stream, const char *name)
{
    return bt_trace_borrow_environment_entry_value_by_name_const(
        bt_stream_borrow_trace_const(stream), name);
}

/* Of the program, when the whole trace is about one. */
static uint32_t environment_pid(const bt_stream *stream)
{
    const bt_value *pid = find_environment(stream, "vpid");
    bool is_number = pid && bt_value_get_type(pid) == BT_VALUE_TYPE_SIGNED_INTEGER;
    return is_number ? (uint32_t)bt_value_integer_signed_get(pid) : 0;
}

static const char *environment_name(const bt_stream *stream)
{
    const bt_value *name = find_environment(stream, "procname");
    bool is_text = name && bt_value_get_type(name) == BT_VALUE_TYPE_STRING;
    return is_text ? bt_value_string_get(name) : NULL;
}

static const char *stream_name(const bt_stream *stream)
{
    const char *name = bt_stream_get_name(stream);
    const char *slash = name ? strrchr(name, '/') : NULL;
    return slash ? slash + 1 : name ? name : "stream";
}

static struct foreign_thread *find_thread(struct foreign_trace *trace, const bt_event *event)
{
    static const char *const tid_names[2] = {"vtid", "tid"}, *const pid_names[2] = {"vpid", "pid"};
    const bt_stream *stream = bt_event_borrow_stream_const(event);
    const bt_packet *packet = bt_stream_class_supports_packets(bt_stream_borrow_class_const(stream))
                                  ? bt_event_borrow_packet_const(event)
                                  : NULL;
    const bt_field *contexts[] = {
        bt_event_borrow_specific_context_field_const(event),
        bt_event_borrow_common_context_field_const(event),
        packet ? bt_packet_borrow_context_field_const(packet) : NULL,
    };
    const size_t count = sizeof contexts / sizeof contexts[0];
    struct foreign_key key = {.pid = environment_pid(stream), .stream = NO_STREAM};
    find_number(contexts, count, pid_names, &key.pid);
    if (!find_number(contexts, count, tid_names, &key.tid)) {
        key.stream = trace->stream;
    }
    struct foreign_thread *thread = foreign_threads_know(&trace->threads, key);
    const char *name = key.stream == NO_STREAM ? environment_name(stream) : stream_name(stream);
    for (size_t i = 0; i < count && key.stream == NO_STREAM; i++) {
        const char *said = ctf_field_string(contexts[i], "procname");
        name = said ? said : name;
    }
    if (name) {
        foreign_thread_rename(thread, name);
    }
    return thread;
}

static bool tell_mark(struct foreign_trace *trace, const bt_event *event)
{
    struct field_text text;
    const char *name = bt_event_class_get_name(bt_event_borrow_class_const(event));
    field_text_init(&text, name ? name : "event");
    field_text_add_members(&text, bt_event_borrow_payload_field_const(event));
    if (text.size > trace->text_room) {
        return trace_error_fill(trace->error, "%.400s: expected less text in so few bytes",
                                trace->path);
    }
    trace->text_room -= text.size;
    char repaired[FIELD_TEXT_SIZE * UTF8_REPLACEMENT_SIZE + 1];
    utf8_copy_repaired(repaired, text.bytes, text.size);
    struct raw_text told = {
        .kind = TEXT_TEXT, .key = ++trace->mark_count, .strings = {repaired, "", ""}};
    trace->sink->take_text(trace->sink->context, &told);
    return true;
}

static bool take_mark(struct foreign_trace *trace, const bt_event *event, uint64_t time_ns)
{
    if (!tell_mark(trace, event)) {
        return false;
    }
    struct foreign_event mark = {
        .event = {.time_ns = time_ns, .kind = EVENT_MARK, .value = trace->mark_count},
        .foreign = find_thread(trace, event)->index,
    };
    return take_event(trace, &mark);
}

/* ---- our own events ---- */

static bool take_thread(struct foreign_trace *trace, const struct lttng_record *record,
                        uint32_t thread, uint32_t process)
{
    bool is_good =
        thread < NUMBER_LIMIT && process < NUMBER_LIMIT &&
        trace->sink->take_thread(trace->sink->context, thread, record->tid, process, record->pid);
    if (is_good && thread != 0) { /* trace-run's own words are of no thread that LTTng knows */
        foreign_threads_know_ours(&trace->threads, record->pid, record->tid, process, thread);
    }
    return is_good || refuse_thread(trace);
}

static bool take_ours(struct foreign_trace *trace, enum lttng_record_kind kind,
                      const bt_event *event, uint64_t time_ns)
{
    struct lttng_record record;
    const char *missing =
        lttng_record_read(&record, kind, bt_event_borrow_payload_field_const(event));
    if (missing) {
        return trace_error_fill(trace->error, "%.300s: %.100s: expected a field %s", trace->path,
                                bt_event_class_get_name(bt_event_borrow_class_const(event)),
                                missing);
    }
    if (kind == LTTNG_CLOCK) {
        trace->clock = record.clock;
    } else if (kind == LTTNG_LOST) {
        trace->sink->take_lost(trace->sink->context, record.lost);
    } else if (kind == LTTNG_TEXT) {
        bool is_of_process = record.text.thread == 0;
        record.text.time_ns = time_ns;
        foreign_texts_add(&trace->texts, &record.text, record.ticks);
        return is_of_process ||
               take_thread(trace, &record, record.text.thread, record.text.process);
    } else {
        struct foreign_event taken = {
            .event = record.event, .ticks = record.ticks, .foreign = NO_STREAM};
        taken.event.time_ns = time_ns;
        return take_thread(trace, &record, record.event.thread, record.event.process) &&
               take_event(trace, &taken);
    }
    return true;
}

/* ---- what it is about ---- */

/* The picture's title: a trace of others does not say what was recorded, but its folder has a name.
 */
static void tell_program(struct foreign_trace *trace)
{
    char *path = strdup(trace->path);
    struct raw_text text = {.kind = TEXT_INFO};
    if (!path) {
        abort();
    }
    for (size_t size = strlen(path); size > 1 && path[size - 1] == '/'; size--) {
        path[size - 1] = '\0';
    }
    const char *slash = strrchr(path, '/');
    text.strings[0] = "program";
    text.strings[1] = slash && slash[1] ? slash + 1 : path;
    text.strings[2] = "";
    trace->sink->take_text(trace->sink->context, &text);
    free(path);
}

/* ---- any message ---- */

static bool take_message(struct foreign_trace *trace, const bt_message *message)
{
    const bt_event *event = bt_message_event_borrow_event_const(message);
    const char *name = bt_event_class_get_name(bt_event_borrow_class_const(event));
    enum lttng_record_kind kind = lttng_record_kind(name);
    uint64_t time_ns = 0;
    if (!read_time(trace, message, &time_ns)) {
        return false;
    }
    return kind == LTTNG_FOREIGN ? take_mark(trace, event, time_ns)
                                 : take_ours(trace, kind, event, time_ns);
}

bool foreign_trace_take(struct foreign_trace *trace, const bt_message *message)
{
    uint64_t count = 0;
    switch (bt_message_get_type(message)) {
    case BT_MESSAGE_TYPE_EVENT:
        return take_message(trace, message);
    case BT_MESSAGE_TYPE_DISCARDED_EVENTS:
        if (bt_message_discarded_events_get_count(message, &count) ==
            BT_PROPERTY_AVAILABILITY_AVAILABLE) {
            trace->sink->take_lost(trace->sink->context, count);
        } else {
            trace->sink->take_torn(trace->sink->context);
        }
        return true;
    case BT_MESSAGE_TYPE_DISCARDED_PACKETS:
        trace->sink->take_torn(trace->sink->context);
        return true;
    default:
        return true;
    }
}

/* ---- handing over ---- */

static int compare_events(const void *a, const void *b)
{
    const struct foreign_event *x = a, *y = b;
    if (x->event.time_ns != y->event.time_ns) {
        return x->event.time_ns < y->event.time_ns ? -1 : 1;
    }
    return (x->place > y->place) - (x->place < y->place);
}

static bool is_ours(const struct foreign_event *event)
{
    return event->foreign == NO_STREAM;
}

/* A recorder of ours writes how often something has happened again over what it wrote before. LTTng
 * cannot: of repeats in a row only the last one counts. */
static void drop_outdated_repeats(struct foreign_trace *trace)
{
    size_t *latest = calloc(trace->threads.thread_max + (size_t)1, sizeof *latest);
    size_t count = 0;
    if (!latest) {
        abort();
    }
    for (size_t i = 0; i < trace->event_count; i++) {
        struct foreign_event *event = &trace->events[i];
        size_t *last = &latest[is_ours(event) ? event->event.thread : 0]; /* its place plus one */
        bool is_repeat = is_ours(event) && event->event.kind == EVENT_REPEAT;
        if (is_repeat && *last > 0 && trace->events[*last - 1].event.kind == EVENT_REPEAT) {
            trace->events[*last - 1].foreign = OUTDATED;
        }
        *last = i + 1;
    }
    for (size_t i = 0; i < trace->event_count; i++) {
        if (trace->events[i].foreign != OUTDATED) {
            trace->events[count++] = trace->events[i];
        }
    }
    trace->event_count = count;
    free(latest);
}

static uint64_t first_ticks(const struct foreign_trace *trace)
{
    uint64_t first = UINT64_MAX;
    for (size_t i = 0; i < trace->event_count; i++) {
        const struct foreign_event *event = &trace->events[i];
        first = is_ours(event) && event->ticks < first ? event->ticks : first;
    }
    return first;
}

/* Ours have ticks, from which follow the same times as in our own recording. They are placed among
 * the others' by the time of day; without a clock LTTng's times have to do. */
static void set_times(struct foreign_trace *trace)
{
    const struct lttng_clock *said = &trace->clock;
    struct ctf_clock clock = {.ticks_per_second = said->frequency};
    if (said->frequency == 0) {
        return;
    }
    uint64_t first = first_ticks(trace);
    uint64_t base = ORIGIN_NS + said->offset_seconds * NS_PER_SECOND +
                    ctf_clock_ns(&clock, said->offset_ticks + first);
    for (size_t i = 0; i < trace->event_count; i++) {
        struct foreign_event *event = &trace->events[i];
        if (is_ours(event)) {
            event->event.time_ns = base + ctf_clock_ns(&clock, event->ticks - first);
        }
    }
    for (size_t i = 0; i < trace->texts.count; i++) {
        struct foreign_text *text = &trace->texts.texts[i];
        uint64_t since = text->ticks > first ? text->ticks - first : 0;
        text->text.time_ns = base + ctf_clock_ns(&clock, since);
    }
}

/* Times count from the first event's. */
static bool make_relative(struct foreign_trace *trace)
{
    uint64_t first = UINT64_MAX;
    for (size_t i = 0; i < trace->event_count; i++) {
        uint64_t time_ns = trace->events[i].event.time_ns;
        first = time_ns < first ? time_ns : first;
    }
    for (size_t i = 0; i < trace->event_count; i++) {
        trace->events[i].event.time_ns -= first;
        if (trace->events[i].event.time_ns > INT64_MAX) {
            return trace_error_fill(trace->error,
                                    "%.400s: expected times less than 292 years after the first",
                                    trace->path);
        }
    }
    for (size_t i = 0; i < trace->texts.count; i++) {
        struct raw_text *text = &trace->texts.texts[i].text;
        text->time_ns = text->time_ns > first ? text->time_ns - first : 0;
    }
    return true;
}

static bool hand_over_events(struct foreign_trace *trace)
{
    const struct trace_sink *sink = trace->sink;
    for (size_t i = 0; i < trace->event_count; i++) {
        struct raw_event event = trace->events[i].event;
        if (!is_ours(&trace->events[i])) {
            const struct foreign_thread *thread = trace->threads.threads[trace->events[i].foreign];
            event.thread = thread->number;
            event.process = thread->process;
        }
        if (!sink->take_event(sink->context, &event)) {
            return refuse_thread(trace);
        }
    }
    for (size_t i = 0; i < trace->texts.count; i++) {
        sink->take_text(sink->context, &trace->texts.texts[i].text);
    }
    return true;
}

bool foreign_trace_hand_over(struct foreign_trace *trace)
{
    if (trace->event_count > 0) {
        qsort(trace->events, trace->event_count, sizeof *trace->events, compare_events);
    }
    foreign_texts_sort(&trace->texts);
    drop_outdated_repeats(trace);
    set_times(trace);
    if (!foreign_texts_know_program(&trace->texts)) {
        tell_program(trace);
    }
    return make_relative(trace) &&
           (foreign_threads_number(&trace->threads, trace->sink) || refuse_thread(trace)) &&
           hand_over_events(trace);
}

void foreign_trace_finish(struct foreign_trace *trace)
{
    foreign_texts_finish(&trace->texts);
    free(trace->events);
    foreign_threads_finish(&trace->threads);
}
