/* Line by line: a line is parsed, what it stands for is handed over at once, except events. A slice
 * stands for two events that lie apart, so all are collected first and put back into their recorded
 * order by number. */
#include "tracer/format/json_reader.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tracer/event/event_kind.h"
#include "tracer/format/json_fields.h"
#include "tracer/format/json_form.h"
#include "tracer/format/trace_error.h"
#include "tracer/format/utf8.h"

#define REMEMBERED_KINDS 1024
#define BELIEVED_NUMBERS "\"pid\" and \"tid\" below 1048576, one \"pid\" a \"tid\""

struct numbered_event {
    struct raw_event raw;
    uint64_t number;
    size_t line;
};

struct json_reader {
    const struct trace_sink *sink;
    struct trace_error *error;
    const char *path;
    const char *at; /* the rest of the file */
    const char *end;
    size_t line; /* number of the current one, from 1 */
    struct numbered_event *events;
    size_t event_count;
    size_t event_capacity;
    uint16_t kinds[REMEMBERED_KINDS]; /* by a hash of the name; 0: none */
    bool has_header;
    bool is_torn;
};

static bool refuse(const struct json_reader *reader, size_t line, const char *expected)
{
    return trace_error_fill(reader->error, "%s: line %zu: expected %s", reader->path, line,
                            expected);
}

static bool check(const struct json_reader *reader, const struct json_fields *fields)
{
    return json_fields_are_good(fields) || refuse(reader, reader->line, fields->expected);
}

/* ---- events ---- */

/* kind_from_name, with a memory: there are millions of lines and some hundred kinds. */
static uint16_t find_kind(struct json_reader *reader, const char *name)
{
    uint32_t hash = 0;
    for (const char *at = name; *at; at++) {
        hash = hash * 31 + (unsigned char)*at;
    }
    uint16_t *remembered = &reader->kinds[hash % REMEMBERED_KINDS];
    const char *known = kind_name(*remembered);
    if (!known || strcmp(known, name) != 0) {
        *remembered = kind_from_name(name);
    }
    return *remembered;
}

static bool read_kind(struct json_reader *reader, struct json_fields *args, uint16_t *kind)
{
    const char *name = json_fields_text(args, "k");
    char *end = NULL;
    *kind = find_kind(reader, name);
    if (*kind == 0 && name[0] == '#') {
        unsigned long number = strtoul(name + 1, &end, 10);
        *kind = (uint16_t)number;
        return end != name + 1 && *end == '\0' && number <= UINT16_MAX;
    }
    return *kind != 0;
}

static struct numbered_event *add_event(struct json_reader *reader)
{
    if (reader->event_count == reader->event_capacity) {
        reader->event_capacity = reader->event_capacity ? reader->event_capacity * 2 : 256;
        reader->events = realloc(reader->events, reader->event_capacity * sizeof *reader->events);
        if (!reader->events) {
            abort();
        }
    }
    struct numbered_event *event = &reader->events[reader->event_count++];
    *event = (struct numbered_event){.line = reader->line};
    return event;
}

/* What the begin and the end of a slice have each for itself; `t` is said only where the line's
 * microseconds are not exact. */
static void read_own_fields(struct json_fields *args, struct numbered_event *event)
{
    event->number = json_fields_number(args, "n", UINT64_MAX);
    event->raw.flags = (uint16_t)json_fields_number(args, "f", UINT16_MAX);
    event->raw.value = json_fields_number(args, "v", UINT64_MAX);
    if (json_fields_have(args, "s")) {
        event->raw.site = json_fields_number(args, "s", ID_MASK);
    }
    if (json_fields_have(args, "t")) {
        event->raw.time_ns = json_fields_number(args, "t", RAW_TIME_MAX);
    }
}

static bool read_begin(struct json_reader *reader, struct json_fields *args,
                       const struct raw_event *end)
{
    struct json_fields fields = json_fields_object(args, "b");
    struct numbered_event *begin = add_event(reader);
    begin->raw = *end;
    begin->raw.kind = (uint16_t)((end->kind & ~3) | STAGE_BEGIN);
    begin->raw.site = 0;
    begin->raw.time_ns = json_fields_time(&fields, "ts");
    read_own_fields(&fields, begin);
    return check(reader, args) && check(reader, &fields);
}

/* The time that the line's own event has: a finished slice is told by its end. */
static uint64_t read_line_time(struct json_fields *line, bool has_begin)
{
    uint64_t time_ns = json_fields_time(line, "ts");
    uint64_t end_ns = has_begin ? time_ns + json_fields_time(line, "dur") : time_ns;
    return end_ns < RAW_TIME_MAX ? end_ns : RAW_TIME_MAX;
}

static bool read_event(struct json_reader *reader, struct json_fields *line,
                       struct json_fields *args)
{
    bool has_begin = json_fields_have(args, "b");
    struct numbered_event *event = add_event(reader);
    if (!read_kind(reader, args, &event->raw.kind)) {
        return refuse(reader, reader->line, "the name of an event kind for \"k\"");
    }
    event->raw.time_ns = read_line_time(line, has_begin);
    event->raw.process = (uint32_t)json_fields_number(line, "pid", UINT32_MAX);
    event->raw.thread = (uint32_t)json_fields_number(line, "tid", UINT32_MAX);
    event->raw.object = json_fields_number(args, "o", ID_MASK);
    read_own_fields(args, event);
    if (!check(reader, line) || !check(reader, args)) {
        return false;
    }
    const struct raw_event end = event->raw; /* adding the begin may move the events */
    return !has_begin || read_begin(reader, args, &end);
}

static int compare_events(const void *a, const void *b)
{
    const struct numbered_event *x = a, *y = b;
    if (x->number != y->number) {
        return x->number < y->number ? -1 : 1;
    }
    return (x->line > y->line) - (x->line < y->line);
}

static bool hand_over_events(struct json_reader *reader)
{
    if (reader->event_count > 0) {
        qsort(reader->events, reader->event_count, sizeof *reader->events, compare_events);
    }
    for (size_t i = 0; i < reader->event_count; i++) {
        const struct numbered_event *event = &reader->events[i];
        if (i > 0 && event[-1].number == event->number) {
            return refuse(reader, event->line, "a number \"n\" that no other event has");
        }
        if (!reader->sink->take_events(reader->sink->context, &event->raw, 1)) {
            return refuse(reader, event->line, BELIEVED_NUMBERS);
        }
    }
    return true;
}

/* ---- other lines ---- */

static char *copy_repaired(const char *text)
{
    size_t size = strlen(text);
    char *copy = malloc(size * UTF8_REPLACEMENT_SIZE + 1);
    if (!copy) {
        abort();
    }
    utf8_copy_repaired(copy, text, size);
    return copy;
}

static void read_strings(const struct json_text_form *form, struct json_fields *args,
                         char *strings[TEXT_STRINGS])
{
    for (int i = 0; i < TEXT_STRINGS; i++) {
        const char *name = form->strings[i];
        strings[i] = copy_repaired(name ? json_fields_text(args, name) : "");
    }
}

static bool read_text(struct json_reader *reader, struct json_fields *line,
                      struct json_fields *args, uint16_t kind)
{
    const struct json_text_form *form = &json_text_forms[kind];
    char *strings[TEXT_STRINGS];
    struct raw_text text = {
        .kind = kind,
        .time_ns = json_fields_time(line, "ts"),
        .process = (uint32_t)json_fields_number(line, "pid", UINT32_MAX),
        .thread = (uint32_t)json_fields_number(line, "tid", UINT32_MAX),
        .key = form->key ? json_fields_number(args, form->key, UINT64_MAX) : 0,
        .value = form->value ? json_fields_number(args, form->value, UINT64_MAX) : 0,
        .extra = form->extra ? json_fields_number(args, form->extra, UINT64_MAX) : 0,
    };
    if (json_fields_have(args, "t")) {
        text.time_ns = json_fields_number(args, "t", RAW_TIME_MAX);
    }
    read_strings(form, args, strings);
    bool is_good = check(reader, line) && check(reader, args);
    for (int i = 0; i < TEXT_STRINGS; i++) {
        text.strings[i] = strings[i];
    }
    if (is_good) {
        reader->sink->take_text(reader->sink->context, &text);
    }
    for (int i = 0; i < TEXT_STRINGS; i++) {
        free(strings[i]);
    }
    return is_good;
}

static bool read_thread(struct json_reader *reader, struct json_fields *line,
                        struct json_fields *args)
{
    uint32_t process = (uint32_t)json_fields_number(line, "pid", UINT32_MAX);
    uint32_t thread = (uint32_t)json_fields_number(line, "tid", UINT32_MAX);
    uint32_t pid = (uint32_t)json_fields_number(args, "pid", UINT32_MAX);
    uint32_t tid = (uint32_t)json_fields_number(args, "tid", UINT32_MAX);
    if (!check(reader, line) || !check(reader, args)) {
        return false;
    }
    return reader->sink->take_thread(reader->sink->context, thread, tid, process, pid) ||
           refuse(reader, reader->line, BELIEVED_NUMBERS);
}

static bool read_lost(struct json_reader *reader, struct json_fields *args)
{
    uint64_t count = json_fields_number(args, "events", UINT64_MAX);
    reader->is_torn |= json_fields_are_true(args, "torn");
    if (check(reader, args) && count > 0) {
        reader->sink->take_lost(reader->sink->context, count);
    }
    return json_fields_are_good(args);
}

static bool refuse_version(const struct json_reader *reader, uint64_t version)
{
    char expected[64];
    snprintf(expected, sizeof expected, "version %d, not %u of %s version", JSON_VERSION,
             (unsigned)version, version > JSON_VERSION ? "a later" : "an earlier");
    return refuse(reader, reader->line, expected);
}

static bool read_header(struct json_reader *reader, const char *name, struct json_fields *args)
{
    reader->has_header = true;
    if (strcmp(name, JSON_LINE_TRACE) != 0) {
        return refuse(reader, reader->line, "\"" JSON_LINE_TRACE "\": not a trace of threadlane");
    }
    uint64_t version = json_fields_number(args, "version", UINT32_MAX);
    return check(reader, args) && (version == JSON_VERSION || refuse_version(reader, version));
}

static bool read_metadata(struct json_reader *reader, struct json_fields *line,
                          struct json_fields *args, const char *name)
{
    for (uint16_t kind = 1; kind < TEXT_COUNT; kind++) {
        if (strcmp(name, json_text_forms[kind].line) == 0) {
            return read_text(reader, line, args, kind);
        }
    }
    if (strcmp(name, JSON_LINE_THREAD) == 0) {
        return read_thread(reader, line, args);
    }
    return strcmp(name, JSON_LINE_LOST) != 0 || read_lost(reader, args);
}

/* ---- lines ---- */

static bool read_object(struct json_reader *reader, struct json_fields line)
{
    const char *name = json_fields_text(&line, "name");
    if (!check(reader, &line)) {
        return false;
    }
    if (!json_fields_have(&line, "args")) {
        return reader->has_header || read_header(reader, name, &line);
    }
    struct json_fields args = json_fields_object(&line, "args");
    if (!reader->has_header) {
        return read_header(reader, name, &args);
    }
    if (json_fields_have(&args, "k")) {
        return read_event(reader, &line, &args);
    }
    return read_metadata(reader, &line, &args, name);
}

static bool is_blank(char byte)
{
    return byte == ' ' || byte == '\t' || byte == '\r';
}

/* The next line without blanks around it and without its comma; false at the end. */
static bool next_line(struct json_reader *reader, const char **text, size_t *size, bool *is_whole)
{
    if (reader->at == reader->end) {
        return false;
    }
    const char *start = reader->at;
    const char *stop = memchr(start, '\n', (size_t)(reader->end - start));
    *is_whole = stop != NULL;
    stop = stop ? stop : reader->end;
    reader->at = *is_whole ? stop + 1 : stop;
    reader->line++;
    while (start < stop && is_blank(*start)) {
        start++;
    }
    while (start < stop && is_blank(stop[-1])) {
        stop--;
    }
    stop -= start < stop && stop[-1] == ',';
    *text = start;
    *size = (size_t)(stop - start);
    return true;
}

/* Whether the line begins as the writer begins lines for other programs, with a name and then this
 * category, and ends as an object: there are as many of them as of events, and nothing to find. */
static bool is_decoration(const char *text, size_t size)
{
    static const char name[] = "{\"name\":\"", category[] = "\",\"cat\":\"derived\",";
    const size_t name_size = sizeof name - 1, category_size = sizeof category - 1;
    if (size < name_size || memcmp(text, name, name_size) != 0 || text[size - 1] != '}') {
        return false;
    }
    size_t at = name_size;
    while (at < size && text[at] != '"') {
        at += text[at] == '\\' ? 2 : 1;
    }
    return at + category_size < size && memcmp(text + at, category, category_size) == 0;
}

static bool read_line(struct json_reader *reader, const char *text, size_t size, bool is_whole)
{
    bool is_read = true;
    if (is_whole && reader->has_header && is_decoration(text, size)) {
        return true;
    }
    struct cJSON *object = json_object_parse(text, size);
    if (object) {
        is_read = read_object(reader, json_fields_of(object));
    } else if (is_whole || !reader->has_header) {
        is_read = refuse(reader, reader->line, "one JSON object");
    } else {
        reader->is_torn = true;
    }
    json_object_destroy(object);
    return is_read;
}

static bool read_rest(struct json_reader *reader)
{
    const char *text = NULL;
    size_t size = 0;
    bool is_whole = false;
    while (next_line(reader, &text, &size, &is_whole)) {
        if (size > 0) {
            return refuse(reader, reader->line, "nothing after the closing bracket");
        }
    }
    return true;
}

static bool read_lines(struct json_reader *reader)
{
    const char *text = NULL;
    size_t size = 0;
    bool is_whole = false;
    if (!next_line(reader, &text, &size, &is_whole) || size != 1 || *text != '[') {
        return refuse(reader, 1, "an opening bracket alone");
    }
    while (next_line(reader, &text, &size, &is_whole)) {
        if (size == 1 && *text == ']') {
            return read_rest(reader);
        }
        if (size > 0 && !read_line(reader, text, size, is_whole)) {
            return false;
        }
    }
    reader->is_torn = true;
    return true;
}

bool json_read_file(const char *path, const struct mapped_file *file, const struct trace_sink *sink,
                    struct trace_error *error)
{
    struct json_reader reader = {.sink = sink,
                                 .error = error,
                                 .path = path,
                                 .at = file->bytes,
                                 .end = file->bytes + file->size};
    bool is_read = read_lines(&reader);
    if (is_read && !reader.has_header) {
        is_read = refuse(&reader, reader.line < 2 ? 2 : reader.line, "\"" JSON_LINE_TRACE "\"");
    }
    is_read = is_read && hand_over_events(&reader);
    if (is_read && reader.is_torn) {
        sink->take_torn(sink->context);
    }
    free(reader.events);
    return is_read;
}

bool json_read(const char *path, const struct trace_sink *sink, struct trace_error *error)
{
    struct mapped_file map;
    bool is_read = mapped_file_open(&map, path, error) && json_read_file(path, &map, sink, error);
    mapped_file_close(&map);
    return is_read;
}
