#include "tracer/format/lttng_record.h"

#include <string.h>

#include "tracer/format/ctf_field.h"

#define PROVIDER "threadlane:"

enum lttng_record_kind lttng_record_kind(const char *name)
{
    if (!name || strncmp(name, PROVIDER, strlen(PROVIDER)) != 0) {
        return LTTNG_FOREIGN;
    }
    name += strlen(PROVIDER);
    if (strcmp(name, "clock") == 0) {
        return LTTNG_CLOCK;
    }
    if (strcmp(name, "lost") == 0) {
        return LTTNG_LOST;
    }
    return strncmp(name, "text_", strlen("text_")) == 0 ? LTTNG_TEXT : LTTNG_EVENT;
}

/* Numbers of a record by their names; the first that is missing stays known. */
struct number_reader {
    const bt_field *payload;
    const char *missing;
};

static uint64_t number_of(struct number_reader *reader, const char *name)
{
    uint64_t number = 0;
    if (!ctf_field_number(reader->payload, name, &number) && !reader->missing) {
        reader->missing = name;
    }
    return number;
}

static void read_event(struct lttng_record *record, struct number_reader *reader)
{
    record->event = (struct raw_event){
        .value = number_of(reader, "value"),
        .object = number_of(reader, "object") & ID_MASK,
        .site = number_of(reader, "site") & ID_MASK,
        .thread = (uint32_t)number_of(reader, "thread"),
        .process = (uint32_t)number_of(reader, "process"),
        .kind = (uint16_t)number_of(reader, "kind"),
        .flags = (uint16_t)number_of(reader, "flags"),
    };
}

static void read_text(struct lttng_record *record, struct number_reader *reader)
{
    static const char *const names[TEXT_STRINGS] = {"first", "second", "third"};
    record->text = (struct raw_text){
        .key = number_of(reader, "key"),
        .value = number_of(reader, "value"),
        .extra = number_of(reader, "extra"),
        .thread = (uint32_t)number_of(reader, "thread"),
        .process = (uint32_t)number_of(reader, "process"),
        .kind = (uint16_t)number_of(reader, "kind"),
    };
    for (int i = 0; i < TEXT_STRINGS; i++) {
        record->text.strings[i] = ctf_field_string(reader->payload, names[i]);
        reader->missing = record->text.strings[i] || reader->missing ? reader->missing : names[i];
    }
}

static void read_clock(struct lttng_record *record, struct number_reader *reader)
{
    record->clock = (struct lttng_clock){
        .frequency = number_of(reader, "frequency"),
        .offset_seconds = number_of(reader, "offset_s"),
        .offset_ticks = number_of(reader, "offset"),
    };
}

const char *lttng_record_read(struct lttng_record *record, enum lttng_record_kind kind,
                              const bt_field *payload)
{
    struct number_reader reader = {.payload = payload};
    *record = (struct lttng_record){.ticks = 0};
    if (kind == LTTNG_EVENT) {
        read_event(record, &reader);
    } else if (kind == LTTNG_TEXT) {
        read_text(record, &reader);
    } else if (kind == LTTNG_CLOCK) {
        read_clock(record, &reader);
    } else {
        record->lost = number_of(&reader, "events");
    }
    if (kind == LTTNG_EVENT || kind == LTTNG_TEXT) {
        record->ticks = number_of(&reader, "ticks");
        record->tid = (uint32_t)number_of(&reader, "tid");
        record->pid = (uint32_t)number_of(&reader, "pid");
    }
    return reader.missing;
}
