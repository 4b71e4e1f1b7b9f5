#include "tracer/format/json_writer.h"

#include <stdlib.h>
#include <string.h>

#include "tracer/format/json_flow.h"
#include "tracer/format/json_form.h"
#include "tracer/format/json_lines.h"
#include "tracer/format/json_text.h"
#include "tracer/format/output_file.h"

struct json_writer {
    struct output_file *file;
    struct json_line_words *words;
    bool has_lines;
};

/* ---- pieces ---- */

static inline void put(struct json_writer *writer, const char *text)
{
    output_file_put(writer->file, text, strlen(text));
}

static void put_decimal(struct json_writer *writer, uint64_t number)
{
    char *at = output_file_reserve(writer->file, JSON_NUMBER_ROOM);
    output_file_commit(writer->file, json_put_decimal(at, number));
}

static void put_hex(struct json_writer *writer, uint64_t number)
{
    char *at = output_file_reserve(writer->file, JSON_NUMBER_ROOM);
    output_file_commit(writer->file, json_put_hex(at, number));
}

static void put_time(struct json_writer *writer, uint64_t time_ns)
{
    char *at = output_file_reserve(writer->file, JSON_NUMBER_ROOM);
    output_file_commit(writer->file, json_put_time(at, time_ns));
}

static void put_number(struct json_writer *writer, uint64_t number)
{
    char *at = output_file_reserve(writer->file, JSON_NUMBER_ROOM);
    output_file_commit(writer->file, json_put_number(at, number));
}

/* Of any length, so piece by piece. */
static void put_quoted(struct json_writer *writer, const char *text)
{
    struct json_escape next = {.escape_size = 1};
    size_t size = strlen(text);
    put(writer, "\"");
    while (next.escape_size > 0) {
        next = json_escape_next(text, size);
        output_file_put(writer->file, text, next.plain_size);
        output_file_put(writer->file, next.escape, next.escape_size);
        text += next.plain_size + 1;
        size -= next.plain_size + (next.escape_size > 0);
    }
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
    *writer = (struct json_writer){.file = file, .words = json_line_words_create()};
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

bool json_writer_put_slice(struct json_writer *writer, const struct json_slice *slice)
{
    return json_lines_put_slice(writer->file, writer->words, slice);
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

void json_writer_put_hold(struct json_writer *writer, uint32_t object, const struct json_hold *hold)
{
    json_lines_put_hold(writer->file, writer->words, object_track(object), hold);
}

static void mark_end(struct json_writer *writer, uint32_t process, uint32_t track,
                     struct json_time at)
{
    json_lines_put_instant(writer->file, "end of the recording", at, process, track, 0);
}

void json_writer_mark_thread_end(struct json_writer *writer, uint32_t process, uint32_t thread,
                                 struct json_time at)
{
    mark_end(writer, process, thread, at);
}

void json_writer_mark_object_end(struct json_writer *writer, uint32_t object, struct json_time at)
{
    mark_end(writer, JSON_OBJECTS_PROCESS, object_track(object), at);
}

void json_writer_put_arrival(struct json_writer *writer, const struct raw_event *end,
                             struct json_time at, uint32_t scope)
{
    bool is_cause = false;
    uint64_t flow = json_flow_id(end, scope, &is_cause);
    json_lines_put_instant(writer->file, json_flow_word(end->kind), at, end->process, end->thread,
                           flow);
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
    json_line_words_destroy(writer->words);
    free(writer);
    return is_written;
}
