#include "tracer/format/json_writer.h"

#include <stdlib.h>
#include <string.h>

#include "tracer/event/event_kind.h"
#include "tracer/format/json_form.h"
#include "tracer/format/output_file.h"
#include "tracer/format/utf8.h"

struct json_writer {
    struct output_file *file;
    bool has_lines;
};

/* ---- pieces ---- */

static inline void put(struct json_writer *writer, const char *text)
{
    output_file_put(writer->file, text, strlen(text));
}

static char *format_decimal(char *end, uint64_t number)
{
    do {
        *--end = (char)('0' + number % 10);
        number /= 10;
    } while (number > 0);
    return end;
}

static void put_decimal(struct json_writer *writer, uint64_t number)
{
    char digits[20];
    char *start = format_decimal(digits + sizeof digits, number);
    output_file_put(writer->file, start, (size_t)(digits + sizeof digits - start));
}

/* "0x…" in quotes: what other readers take for an id, and exact. */
static void put_hex(struct json_writer *writer, uint64_t number)
{
    char digits[20];
    char *start = digits + sizeof digits;
    *--start = '"';
    do {
        *--start = "0123456789abcdef"[number & 15];
        number >>= 4;
    } while (number > 0);
    *--start = 'x';
    *--start = '0';
    *--start = '"';
    output_file_put(writer->file, start, (size_t)(digits + sizeof digits - start));
}

/* ns as microseconds with three decimals. */
static void put_time(struct json_writer *writer, uint64_t time_ns)
{
    char digits[24];
    char *end = digits + sizeof digits;
    char *start = end - 4;
    start[0] = '.';
    start[1] = (char)('0' + time_ns / 100 % 10);
    start[2] = (char)('0' + time_ns / 10 % 10);
    start[3] = (char)('0' + time_ns % 10);
    start = format_decimal(start, time_ns / 1000);
    output_file_put(writer->file, start, (size_t)(end - start));
}

/* Exact whatever its size: a JSON number is a double to most readers. */
static void put_number(struct json_writer *writer, uint64_t number)
{
    bool is_exact = number <= JSON_NUMBER_MAX;
    put(writer, is_exact ? "" : "\"");
    put_decimal(writer, number);
    put(writer, is_exact ? "" : "\"");
}

static void put_escape(struct json_writer *writer, unsigned char byte)
{
    char escape[] = "\\u00xx";
    if (byte == '"' || byte == '\\') {
        output_file_put(writer->file, (char[]){'\\', (char)byte}, 2);
    } else {
        escape[4] = "0123456789abcdef"[byte >> 4];
        escape[5] = "0123456789abcdef"[byte & 15];
        output_file_put(writer->file, escape, 6);
    }
}

/* Bytes at the start of `text` that stand for themselves inside JSON quotes. */
static size_t plain_size(const char *text, size_t size)
{
    size_t at = 0;
    while (at < size) {
        unsigned char byte = (unsigned char)text[at];
        size_t length = 1;
        if (byte < 0x20 || byte == '"' || byte == '\\' || byte == 0x7f) {
            break;
        }
        if (byte >= 0x80 && (length = utf8_character_size(text + at, size - at)) == 0) {
            break;
        }
        at += length;
    }
    return at;
}

static void put_escaped(struct json_writer *writer, const char *text)
{
    for (size_t size = strlen(text); size > 0;) {
        size_t plain = plain_size(text, size);
        output_file_put(writer->file, text, plain);
        text += plain;
        size -= plain;
        if (size > 0) {
            if ((unsigned char)*text < 0x80) {
                put_escape(writer, (unsigned char)*text);
            } else {
                put(writer, UTF8_REPLACEMENT);
            }
            text++;
            size--;
        }
    }
}

static void put_quoted(struct json_writer *writer, const char *text)
{
    put(writer, "\"");
    put_escaped(writer, text);
    put(writer, "\"");
}

/* ---- what lines share ---- */

static void begin_line(struct json_writer *writer)
{
    put(writer, writer->has_lines ? ",\n" : "\n");
    writer->has_lines = true;
}

static void put_track(struct json_writer *writer, uint32_t process, uint32_t thread)
{
    put(writer, ",\"pid\":");
    put_decimal(writer, process);
    put(writer, ",\"tid\":");
    put_decimal(writer, thread);
}

static void begin_metadata(struct json_writer *writer, const char *name, uint64_t time_ns,
                           uint32_t process, uint32_t thread)
{
    begin_line(writer);
    put(writer, "{\"ph\":\"M\",\"name\":\"");
    put(writer, name);
    put(writer, "\",\"ts\":");
    put_time(writer, time_ns);
    put_track(writer, process, thread);
    put(writer, ",\"args\":{");
}

static void end_line(struct json_writer *writer)
{
    put(writer, "}}");
}

/* ---- the trace itself ---- */

struct json_writer *json_writer_open(const char *path, struct trace_error *error)
{
    struct output_file *file = output_file_open(path, error);
    if (!file) {
        return NULL;
    }
    struct json_writer *writer = malloc(sizeof *writer);
    if (!writer) {
        abort();
    }
    *writer = (struct json_writer){.file = file};
    put(writer, "[");
    begin_metadata(writer, JSON_LINE_TRACE, 0, 0, 0);
    put(writer, "\"version\":");
    put_decimal(writer, JSON_VERSION);
    end_line(writer);
    json_writer_name_process(writer, JSON_OBJECTS_PROCESS, "objects");
    return writer;
}

void json_writer_put_thread(struct json_writer *writer, uint32_t thread, uint32_t tid,
                            uint32_t process, uint32_t pid)
{
    begin_metadata(writer, JSON_LINE_THREAD, 0, process, thread);
    put(writer, "\"tid\":");
    put_decimal(writer, tid);
    put(writer, ",\"pid\":");
    put_decimal(writer, pid);
    end_line(writer);
}

static void put_field(struct json_writer *writer, const char **comma, const char *name)
{
    put(writer, *comma);
    *comma = ",";
    put(writer, "\"");
    put(writer, name);
    put(writer, "\":");
}

/* Metadata lines have no second place for a time; args.t says it when ts cannot. */
static void put_exact_time(struct json_writer *writer, const char **comma, uint64_t time_ns)
{
    if (time_ns > JSON_TIME_MAX) {
        put_field(writer, comma, "t");
        put_number(writer, time_ns);
    }
}

void json_writer_put_text(struct json_writer *writer, const struct raw_text *text)
{
    const struct json_text_form *form = &json_text_forms[text->kind];
    const char *comma = "";
    begin_metadata(writer, form->line, text->time_ns, text->process, text->thread);
    if (form->key) {
        put_field(writer, &comma, form->key);
        (form->key_is_id ? put_hex : put_number)(writer, text->key);
    }
    if (form->value) {
        put_field(writer, &comma, form->value);
        put_number(writer, text->value);
    }
    if (form->extra) {
        put_field(writer, &comma, form->extra);
        put_number(writer, text->extra);
    }
    for (int i = 0; i < TEXT_STRINGS && form->strings[i]; i++) {
        put_field(writer, &comma, form->strings[i]);
        put_quoted(writer, text->strings[i]);
    }
    put_exact_time(writer, &comma, text->time_ns);
    end_line(writer);
}

void json_writer_put_lost(struct json_writer *writer, uint64_t count, bool is_torn)
{
    begin_metadata(writer, JSON_LINE_LOST, 0, 0, 0);
    put(writer, "\"events\":");
    put_number(writer, count);
    put(writer, is_torn ? ",\"torn\":true" : ",\"torn\":false");
    end_line(writer);
}

/* ---- flows: an arrow is the same bind_id on two slices ---- */

enum flow_key { FLOW_WAIT = 1, FLOW_LOCK, FLOW_THREAD_BEGIN, FLOW_THREAD_END };

struct flow_rule {
    uint16_t kind;
    bool is_cause;
    enum flow_key key;
};

static const struct flow_rule flow_rules[] = {
    {EVENT_DOOR_WAKE, true, FLOW_WAIT},
    {EVENT_DOOR_WAIT, false, FLOW_WAIT},
    {EVENT_LOCK_RELEASE, true, FLOW_LOCK},
    {EVENT_LOCK_ACQUIRE, false, FLOW_LOCK},
    {EVENT_THREAD_CREATE_BEGIN, true, FLOW_THREAD_BEGIN},
    {EVENT_THREAD_BEGIN, false, FLOW_THREAD_BEGIN},
    {EVENT_THREAD_END, true, FLOW_THREAD_END},
    {EVENT_THREAD_JOIN, false, FLOW_THREAD_END},
    {EVENT_PROCESS_FORK_BEGIN, true, FLOW_THREAD_BEGIN},
    {EVENT_PROCESS_BEGIN, false, FLOW_THREAD_BEGIN},
    {EVENT_PROCESS_END, true, FLOW_THREAD_END},
    {EVENT_PROCESS_JOIN, false, FLOW_THREAD_END},
};

/* The lock's sequence of the release: an acquire follows the release of the number before. 0: this
 * hand-over is not drawn, because nobody had to wait or the lock is not numbered. */
static uint64_t lock_key(const struct raw_event *event, bool is_cause)
{
    uint64_t sequence = event->value >> 32;
    if (sequence == 0 || (!is_cause && !(event->flags & FLAG_CONTENDED))) {
        return 0;
    }
    sequence -= !is_cause;
    return (event->object * UINT64_C(0x9e3779b97f4a7c15) >> 4) ^ sequence;
}

static uint64_t flow_id(const struct flow_rule *rule, const struct raw_event *event)
{
    uint64_t key = event->object;
    if (rule->key == FLOW_WAIT) {
        key =
            rule->is_cause ? event->value : (uint64_t)event->thread << 32 | (uint32_t)event->value;
    } else if (rule->key == FLOW_LOCK) {
        key = lock_key(event, rule->is_cause);
    }
    return key == 0 ? 0 : (uint64_t)rule->key << 60 | key % (UINT64_C(1) << 60);
}

static bool put_flow(struct json_writer *writer, const struct json_event *event)
{
    for (size_t i = 0; event && i < sizeof flow_rules / sizeof flow_rules[0]; i++) {
        const struct flow_rule *rule = &flow_rules[i];
        uint64_t id = rule->kind == event->raw.kind ? flow_id(rule, &event->raw) : 0;
        if (id != 0) {
            put(writer, ",\"bind_id\":");
            put_hex(writer, id);
            put(writer, rule->is_cause ? ",\"flow_out\":true" : ",\"flow_in\":true");
            return true;
        }
    }
    return false;
}

/* ---- events ---- */

static void put_kind(struct json_writer *writer, uint16_t kind)
{
    const char *name = kind_name(kind);
    put(writer, name ? name : "#");
    if (!name) {
        put_decimal(writer, kind);
    }
}

/* The begin and the end of a slice differ in these. */
static void put_own_fields(struct json_writer *writer, const struct json_event *event)
{
    put(writer, "\"n\":");
    put_number(writer, event->number);
    put(writer, ",\"f\":");
    put_decimal(writer, event->raw.flags);
    if (event->raw.site != 0) {
        put(writer, ",\"s\":");
        put_decimal(writer, event->raw.site);
    }
    put(writer, ",\"v\":\"");
    put_decimal(writer, event->raw.value);
    put(writer, "\"");
    const char *comma = ",";
    put_exact_time(writer, &comma, event->raw.time_ns);
}

static void put_event_args(struct json_writer *writer, const struct json_slice *slice)
{
    const struct json_event *event = slice->end ? slice->end : slice->begin;
    put(writer, ",\"args\":{\"k\":\"");
    put_kind(writer, event->raw.kind);
    put(writer, "\",\"o\":");
    put_hex(writer, event->raw.object);
    put(writer, ",");
    put_own_fields(writer, event);
    if (slice->begin && slice->end) {
        put(writer, ",\"b\":{");
        put_own_fields(writer, slice->begin);
        put(writer, ",\"ts\":");
        put_time(writer, slice->begin->raw.time_ns);
        put(writer, "}");
    }
    end_line(writer);
}

/* "lock.acquire cond"; a single failed or odd event says its stage. */
static void put_slice_name(struct json_writer *writer, const struct json_slice *slice)
{
    uint16_t kind = slice->begin ? slice->begin->raw.kind : slice->end->raw.kind;
    put_kind(writer, slice->begin ? kind & (uint16_t)~3 : kind);
    if (slice->target[0] != '\0') {
        put(writer, " ");
        put_escaped(writer, slice->target);
    }
}

void json_writer_put_slice(struct json_writer *writer, const struct json_slice *slice)
{
    const struct json_event *first = slice->begin ? slice->begin : slice->end;
    begin_line(writer);
    put(writer, "{\"name\":\"");
    put_slice_name(writer, slice);
    put(writer, slice->end ? "\",\"cat\":\"event\",\"ph\":\"X\",\"ts\":"
                           : "\",\"cat\":\"event\",\"ph\":\"B\",\"ts\":");
    put_time(writer, first->raw.time_ns);
    if (slice->end) {
        put(writer, ",\"dur\":");
        put_time(writer,
                 slice->begin ? slice->end->raw.time_ns - first->raw.time_ns : slice->instant_ns);
    }
    put_track(writer, first->raw.process, first->raw.thread);
    if (!slice->has_no_cause && !put_flow(writer, slice->end)) {
        put_flow(writer, slice->begin);
    }
    put_event_args(writer, slice);
}

/* ---- decoration ---- */

static void put_name(struct json_writer *writer, const char *kind, uint32_t process,
                     uint32_t thread, const char *name)
{
    begin_metadata(writer, kind, 0, process, thread);
    put(writer, "\"name\":");
    put_quoted(writer, name);
    end_line(writer);
}

void json_writer_name_process(struct json_writer *writer, uint32_t process, const char *name)
{
    put_name(writer, "process_name", process, 0, name);
}

void json_writer_name_thread(struct json_writer *writer, uint32_t process, uint32_t thread,
                             const char *name)
{
    put_name(writer, "thread_name", process, thread, name);
}

/* Other programs want track numbers to be unique across processes. */
static uint32_t object_track(uint32_t object)
{
    return JSON_OBJECTS_PROCESS + 1 + object;
}

void json_writer_name_object(struct json_writer *writer, uint32_t object, const char *name)
{
    put_name(writer, "thread_name", JSON_OBJECTS_PROCESS, object_track(object), name);
}

static void put_hold(struct json_writer *writer, const char *phase, uint32_t object,
                     uint64_t time_ns, const char *holder)
{
    begin_line(writer);
    put(writer, "{\"name\":");
    put_quoted(writer, holder);
    put(writer, ",\"cat\":\"derived\",\"ph\":\"");
    put(writer, phase);
    put(writer, "\",\"ts\":");
    put_time(writer, time_ns);
    put_track(writer, JSON_OBJECTS_PROCESS, object_track(object));
    put(writer, "}");
}

void json_writer_begin_hold(struct json_writer *writer, uint32_t object, uint64_t time_ns,
                            const char *holder)
{
    put_hold(writer, "B", object, time_ns, holder);
}

void json_writer_end_hold(struct json_writer *writer, uint32_t object, uint64_t time_ns,
                          const char *holder)
{
    put_hold(writer, "E", object, time_ns, holder);
}

void json_writer_put_counter(struct json_writer *writer, uint64_t time_ns, const char *name,
                             uint64_t value)
{
    begin_line(writer);
    put(writer, "{\"name\":");
    put_quoted(writer, name);
    put(writer, ",\"cat\":\"derived\",\"ph\":\"C\",\"ts\":");
    put_time(writer, time_ns);
    put_track(writer, JSON_OBJECTS_PROCESS, 0);
    put(writer, ",\"args\":{\"permits\":");
    put_decimal(writer, value);
    end_line(writer);
}

bool json_writer_close(struct json_writer *writer, struct trace_error *error)
{
    put(writer, "\n]\n");
    bool is_written = output_file_close(writer->file, error);
    free(writer);
    return is_written;
}
