#include "tracer/format/json_lines.h"

#include <stdlib.h>
#include <string.h>

#include "tracer/event/event_kind.h"
#include "tracer/format/json_flow.h"
#include "tracer/format/json_piece.h"
#include "tracer/format/json_text.h"

#define WORDS_COUNT  8192 /* of kept ones; a power of two */
#define NO_KIND      UINT16_MAX
#define WORDS_ROOM   512 /* of all words but a name */
#define COPY_STEP    32
#define NUMBERS_ROOM 1024 /* of all that comes from the time on */

enum line_form { LINE_SLICE, LINE_HOLD, LINE_OPEN_HOLD };

/* What the words of a line depend on. */
struct line_about {
    uint64_t object;
    const char *target; /* of a hold: the holder */
    uint64_t kinds;     /* form << 32 | kind of the begin << 16 | that of the end; NO_KIND: none */
};

struct line_words {
    struct line_about about;
    char *text; /* up to the time, then from the words after it to the next number; NULL: none */
    uint32_t head_size;
    uint32_t tail_size;
};

struct json_line_words {
    struct line_words kept[WORDS_COUNT]; /* by a hash, in pairs: the latest first */
    struct json_pieces pieces;
};

static uint64_t pack_kinds(enum line_form form, const struct json_event *begin,
                           const struct json_event *end)
{
    uint64_t begin_kind = begin ? begin->raw.kind : NO_KIND;
    return (uint64_t)form << 32 | begin_kind << 16 | (end ? end->raw.kind : NO_KIND);
}

static enum line_form form_of(const struct line_about *about)
{
    return (enum line_form)(about->kinds >> 32);
}

static uint16_t begin_kind_of(const struct line_about *about)
{
    return (uint16_t)(about->kinds >> 16);
}

static uint16_t end_kind_of(const struct line_about *about)
{
    return (uint16_t)about->kinds;
}

static void *allocate(size_t size)
{
    void *memory = calloc(1, size);
    if (!memory) {
        abort();
    }
    return memory;
}

struct json_line_words *json_line_words_create(void)
{
    return allocate(sizeof(struct json_line_words));
}

void json_line_words_destroy(struct json_line_words *words)
{
    for (size_t i = 0; i < WORDS_COUNT; i++) {
        free(words->kept[i].text);
    }
    free(words);
}

/* ---- words ---- */

static char *put_kind(char *at, uint16_t kind)
{
    const char *name = kind_name(kind);
    if (name) {
        return json_put_text(at, name);
    }
    *at = '#';
    return json_put_decimal(at + 1, kind);
}

/* "lock.acquire cond"; a single failed or odd event says its stage. */
static char *put_slice_head(char *at, const struct line_about *about)
{
    bool has_begun = begin_kind_of(about) != NO_KIND;
    at = json_put_text(at, ",\n{\"name\":\"");
    at = put_kind(at, has_begun ? begin_kind_of(about) & (uint16_t)~3 : end_kind_of(about));
    if (about->target[0] != '\0') {
        *at = ' ';
        at = json_put_escaped(at + 1, about->target, strlen(about->target));
    }
    return json_put_text(at, end_kind_of(about) == NO_KIND
                                 ? "\",\"cat\":\"event\",\"ph\":\"B\",\"ts\":"
                                 : "\",\"cat\":\"event\",\"ph\":\"X\",\"ts\":");
}

static char *put_slice_tail(char *at, const struct line_about *about)
{
    at = json_put_text(at, ",\"args\":{\"k\":\"");
    at = put_kind(at, end_kind_of(about) == NO_KIND ? begin_kind_of(about) : end_kind_of(about));
    at = json_put_text(at, "\",\"o\":");
    at = json_put_hex(at, about->object);
    return json_put_text(at, ",\"n\":");
}

static char *put_hold_head(char *at, const struct line_about *about)
{
    at = json_put_text(at, ",\n{\"name\":\"");
    at = json_put_escaped(at, about->target, strlen(about->target));
    return json_put_text(at, form_of(about) == LINE_OPEN_HOLD
                                 ? "\",\"cat\":\"derived\",\"ph\":\"B\",\"ts\":"
                                 : "\",\"cat\":\"derived\",\"ph\":\"X\",\"ts\":");
}

static void put_together(struct line_words *words)
{
    const struct line_about *about = &words->about;
    bool is_slice = form_of(about) == LINE_SLICE;
    free(words->text);
    words->text = allocate(WORDS_ROOM + strlen(about->target) * JSON_ESCAPE_ROOM + COPY_STEP);
    char *middle = (is_slice ? put_slice_head : put_hold_head)(words->text, about);
    char *end = is_slice ? put_slice_tail(middle, about) : middle;
    words->head_size = (uint32_t)(middle - words->text);
    words->tail_size = (uint32_t)(end - middle);
}

static bool is_about(const struct line_words *words, const struct line_about *about)
{
    return words->about.target == about->target && words->about.object == about->object &&
           words->about.kinds == about->kinds && words->text;
}

static const struct line_words *find_words(struct json_line_words *words,
                                           const struct line_about *about)
{
    uint64_t hash = about->object * 0x9e3779b97f4a7c15u ^ (uint64_t)(uintptr_t)about->target;
    hash = (hash ^ about->kinds) * 0xbf58476d1ce4e5b9u;
    struct line_words *pair = &words->kept[hash >> 32 & (WORDS_COUNT - 2)];
    if (!is_about(&pair[0], about)) {
        struct line_words first = pair[0];
        pair[0] = pair[1];
        pair[1] = first;
    }
    if (!is_about(&pair[0], about)) {
        pair[0].about = *about;
        put_together(&pair[0]);
    }
    return &pair[0];
}

/* By steps, so that no function need be called: up to COPY_STEP bytes too many. */
static char *copy_words(char *at, const char *words, size_t size)
{
    for (size_t i = 0; i < size; i += COPY_STEP) {
        memcpy(at + i, words + i, COPY_STEP);
    }
    return at + size;
}

/* What comes back is where the first number goes, with room for all. */
static char *begin_line(struct output_file *file, const struct line_words *words)
{
    size_t room = words->head_size + words->tail_size + NUMBERS_ROOM;
    if (room < OUTPUT_BUFFER_SIZE) {
        return copy_words(output_file_reserve(file, room), words->text, words->head_size);
    }
    output_file_put(file, words->text, words->head_size); /* a name longer than the buffer */
    return output_file_reserve(file, NUMBERS_ROOM);
}

static char *put_tail(char *at, const struct line_words *words)
{
    return copy_words(at, words->text + words->head_size, words->tail_size);
}

/* ---- flows: an arrow is the same bind_id on two slices. Perfetto draws it where the second begins
 * after the first: so what arrives with the end of a slice is an instant of its own there. ---- */

static char *put_flow(char *at, uint64_t id, bool is_cause)
{
    at = json_put_text(at, ",\"bind_id\":");
    at = json_put_hex(at, id);
    return json_put_text(at, is_cause ? ",\"flow_out\":true" : ",\"flow_in\":true");
}

/* That of the end, or else that of the begin. */
static char *put_flows(char *at, const struct json_slice *slice, bool *arrives_at_end)
{
    const struct json_event *events[] = {slice->end, slice->begin};
    for (int i = 0; i < 2; i++) {
        bool is_cause = false;
        uint64_t id = events[i] ? json_flow_id(&events[i]->raw, slice->scope, &is_cause) : 0;
        if (id != 0 && i == 0 && slice->begin && !is_cause) {
            *arrives_at_end = true;
        } else if (id != 0) {
            return put_flow(at, id, is_cause);
        }
    }
    return at;
}

void json_lines_put_instant(struct output_file *file, const char *name, struct json_time at,
                            uint32_t process, uint32_t track, uint64_t flow)
{
    char *place = output_file_reserve(file, WORDS_ROOM);
    place = json_put_text(place, ",\n{\"name\":\"");
    place = json_put_text(place, name);
    place = json_put_text(place, "\",\"cat\":\"derived\",\"ph\":\"X\",\"ts\":");
    place = json_put_fraction(json_put_time(place, at.ns), at.ps);
    place = json_put_text(place, ",\"dur\":0.000,\"pid\":");
    place = json_put_decimal(place, process);
    place = json_put_decimal(json_put_text(place, ",\"tid\":"), track);
    place = flow == 0 ? place : put_flow(place, flow, false);
    output_file_commit(file, json_put_text(place, "}"));
}

/* ---- numbers ---- */

/* The begin and the end of a slice differ in these. */
static char *put_own_fields(struct json_pieces *pieces, char *at, const struct json_event *event)
{
    at = json_put_near_number(pieces, at, event->number);
    at = json_put_site(pieces, at, event->raw.flags, event->raw.site);
    at = json_put_decimal(at, event->raw.value);
    *at++ = '"';
    if (event->raw.time_ns > JSON_TIME_MAX) { /* microseconds would not be exact */
        at = json_put_text(at, ",\"t\":");
        at = json_put_number(at, event->raw.time_ns);
    }
    return at;
}

static char *put_begin(struct json_pieces *pieces, char *at, const struct json_event *begin)
{
    at = json_put_text(at, ",\"b\":{\"n\":");
    at = put_own_fields(pieces, at, begin);
    at = json_put_text(at, ",\"ts\":");
    at = json_put_near_time(pieces, at, begin->raw.time_ns);
    *at = '}';
    return at + 1;
}

/* Most are 1 ns. */
static char *put_width(char *at, struct json_time width)
{
    if (width.ns == 1 && width.ps == 0) {
        return json_put_text(at, ",\"dur\":0.001");
    }
    at = json_put_text(at, ",\"dur\":");
    return json_put_fraction(json_put_time(at, width.ns), width.ps);
}

static char *put_place(struct json_pieces *pieces, char *at, const struct json_slice *slice)
{
    const struct json_event *first = slice->begin ? slice->begin : slice->end;
    at = json_put_fraction(json_put_near_time(pieces, at, slice->at.ns), slice->at.ps);
    if (slice->end) {
        at = put_width(at, slice->width);
    }
    return json_put_track(pieces, at, first->raw.process, first->raw.thread);
}

bool json_lines_put_slice(struct output_file *file, struct json_line_words *words,
                          const struct json_slice *slice)
{
    const struct json_event *event = slice->end ? slice->end : slice->begin;
    const struct line_about about = {
        .object = event->raw.object,
        .target = slice->target,
        .kinds = pack_kinds(LINE_SLICE, slice->begin, slice->end),
    };
    const struct line_words *said = find_words(words, &about);
    struct json_pieces *pieces = &words->pieces;
    char *at = put_place(pieces, begin_line(file, said), slice);
    bool arrives_at_end = false;
    if (!slice->has_no_cause) {
        at = put_flows(at, slice, &arrives_at_end);
    }
    at = put_own_fields(pieces, put_tail(at, said), event);
    if (slice->begin && slice->end) {
        at = put_begin(pieces, at, slice->begin);
    }
    output_file_commit(file, json_put_text(at, "}}"));
    return arrives_at_end;
}

void json_lines_put_hold(struct output_file *file, struct json_line_words *words, uint32_t track,
                         const struct json_hold *hold)
{
    const struct line_about about = {
        .target = hold->holder,
        .kinds = pack_kinds(hold->is_open ? LINE_OPEN_HOLD : LINE_HOLD, NULL, NULL),
    };
    const struct line_words *said = find_words(words, &about);
    struct json_pieces *pieces = &words->pieces;
    char *at = json_put_near_time(pieces, begin_line(file, said), hold->at.ns);
    at = json_put_fraction(at, hold->at.ps);
    if (!hold->is_open) {
        at = put_width(at, hold->width);
    }
    at = json_put_track(pieces, at, JSON_OBJECTS_PROCESS, track);
    output_file_commit(file, json_put_text(at, "}"));
}
