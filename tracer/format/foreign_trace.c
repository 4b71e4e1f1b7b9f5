#include "tracer/format/foreign_trace.h"

#include <stdlib.h>
#include <string.h>

#include "tracer/event/event_kind.h"
#include "tracer/format/ctf_field.h"
#include "tracer/format/trace_error.h"
#include "tracer/format/utf8.h"

#define MARK_TEXTS         (UINT64_C(1) << 40) /* their numbers, apart from those of our own texts */
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
        .text_room = size > UINT32_MAX ? UINT64_MAX : TEXT_ROOM + TEXT_ROOM_PER_BYTE * size,
    };
}

void foreign_trace_begin_stream(struct foreign_trace *trace)
{
    trace->stream++;
    trace->stream_ns = FOREIGN_ORIGIN_NS;
    foreign_parties_forget_trace(&trace->parties);
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

bool foreign_trace_refuse_thread(struct foreign_trace *trace)
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
    *time_ns = (uint64_t)ns + FOREIGN_ORIGIN_NS;
    return true;
}

/* ---- whose it is ---- */

static uint32_t find_party(struct foreign_trace *trace, const bt_event *event)
{
    const bt_stream *stream = bt_event_borrow_stream_const(event);
    return foreign_parties_know(&trace->parties, bt_stream_borrow_trace_const(stream));
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
    struct foreign_key key = {
        .host = foreign_parties_host(&trace->parties, find_party(trace, event)),
        .pid = environment_pid(stream),
        .stream = NO_STREAM,
    };
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
    foreign_texts_add(&trace->texts, &told, NO_PARTY, 0);
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
                        uint32_t party, uint32_t thread, uint32_t process)
{
    struct foreign_party *own = &trace->parties.parties[party];
    struct foreign_owner owner = {.tid = record->tid, .process = process, .pid = record->pid};
    struct foreign_key key = {
        .host = foreign_parties_host(&trace->parties, party),
        .pid = record->pid,
        .tid = record->tid,
        .stream = NO_STREAM,
    };
    if (!foreign_party_note_thread(own, thread, &owner)) {
        return foreign_trace_refuse_thread(trace);
    }
    if (thread != 0) { /* trace-run's own words are of no thread that LTTng knows */
        foreign_threads_know_ours(&trace->threads, key, party, process, thread);
    }
    return true;
}

static bool take_ours(struct foreign_trace *trace, enum lttng_record_kind kind,
                      const bt_event *event, uint64_t time_ns)
{
    struct lttng_record record;
    uint32_t party = find_party(trace, event);
    const char *missing =
        lttng_record_read(&record, kind, bt_event_borrow_payload_field_const(event));
    if (missing) {
        return trace_error_fill(trace->error, "%.300s: %.100s: expected a field %s", trace->path,
                                bt_event_class_get_name(bt_event_borrow_class_const(event)),
                                missing);
    }
    if (kind == LTTNG_CLOCK) {
        trace->parties.parties[party].clock = record.clock;
    } else if (kind == LTTNG_LOST) {
        trace->lost += record.lost;
    } else if (kind == LTTNG_TEXT) {
        bool is_of_process = record.text.thread == 0;
        record.text.time_ns = time_ns;
        foreign_texts_add(&trace->texts, &record.text, party, record.ticks);
        return is_of_process ||
               take_thread(trace, &record, party, record.text.thread, record.text.process);
    } else {
        struct foreign_event taken = {
            .event = record.event, .ticks = record.ticks, .foreign = NO_STREAM, .party = party};
        taken.event.time_ns = time_ns;
        foreign_party_note_event(&trace->parties.parties[party], &record.event, record.ticks);
        return take_thread(trace, &record, party, record.event.thread, record.event.process) &&
               take_event(trace, &taken);
    }
    return true;
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
            trace->lost += count;
        } else {
            trace->is_torn = true;
        }
        return true;
    case BT_MESSAGE_TYPE_DISCARDED_PACKETS:
        trace->is_torn = true;
        return true;
    default:
        return true;
    }
}

void foreign_trace_finish(struct foreign_trace *trace)
{
    foreign_texts_finish(&trace->texts);
    free(trace->events);
    foreign_threads_finish(&trace->threads);
    foreign_parties_finish(&trace->parties);
}
