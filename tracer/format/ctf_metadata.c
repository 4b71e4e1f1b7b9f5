#include "tracer/format/ctf_metadata.h"

#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "tracer/event/event_kind.h"
#include "tracer/event/record.h"
#include "tracer/format/trace_error.h"
#include "tracer/language/error_text.h"
#include "tracer/language/language.h"

/* Types and the packet head, as struct packet_head has it. babeltrace 1 reads 48 bits only where it
 * is not told that they begin with a byte. */
static const char head_text[] =
    "/* CTF 1.8 */\n"
    "\n"
    "typealias integer { size = 16; align = 8; signed = false; } := u16;\n"
    "typealias integer { size = 32; align = 8; signed = false; } := u32;\n"
    "typealias integer { size = 64; align = 8; signed = false; } := u64;\n"
    "typealias integer { size = 16; align = 8; signed = false; base = 16; } := hex16;\n"
    "typealias integer { size = 48; align = 1; signed = false; base = 16; } := hex48;\n"
    "typealias integer { size = 64; align = 8; signed = false; base = 16; } := hex64;\n"
    "\n"
    "trace {\n"
    "    major = 1;\n"
    "    minor = 8;\n"
    "    byte_order = le;\n"
    "    packet.header := struct {\n"
    "        u32 magic;\n"
    "        u32 stream_id;\n"
    "    };\n"
    "};\n"
    "\n"
    "env {\n"
    "    tracer_name = \"threadlane\";\n"
    "    layout_version = 1;\n"
    "};\n"
    "\n";

static const char stream_text[] =
    "typealias integer {\n"
    "    size = 64; align = 8; signed = false; map = clock.ticks.value;\n"
    "} := tick;\n"
    "\n"
    "struct packet_context {\n"
    "    tick timestamp_begin;\n"
    "    tick timestamp_end;\n"
    "    u64 content_size;\n"
    "    u64 packet_size;\n"
    "    u32 events_discarded;\n"
    "    u32 packet_seq_num;\n"
    "    u32 pid;\n"
    "    u32 tid;\n"
    "    u32 thread;\n"
    "    u32 process;\n"
    "};\n"
    "\n"
    "struct event_header {\n"
    "    tick timestamp;\n"
    "    u16 id;\n"
    "};\n"
    "\n";

static const char *const text_names[TEXT_COUNT] = {
    [TEXT_INFO] = "info",       [TEXT_NAME] = "name",     [TEXT_SITE] = "site",
    [TEXT_MODULE] = "module",   [TEXT_TEXT] = "text",     [TEXT_REGION] = "region",
    [TEXT_OUTSIDE] = "outside", [TEXT_ASLEEP] = "asleep", [TEXT_END] = "end",
};

static void put_clock(FILE *file, const struct ctf_tick *tick)
{
    fprintf(file,
            "clock {\n"
            "    name = ticks;\n"
            "    freq = %" PRIu64 ";\n"
            "    offset_s = %" PRIu64 ";\n"
            "    offset = %" PRIu64 ";\n"
            "    absolute = %s;\n"
            "};\n\n",
            tick->frequency, tick->offset_seconds, tick->offset_ticks,
            tick->is_absolute ? "TRUE" : "FALSE");
}

static void put_stream(FILE *file, enum stream_class stream)
{
    fprintf(file,
            "stream {\n"
            "    id = %d;\n"
            "    packet.context := struct packet_context;\n"
            "    event.header := struct event_header;\n"
            "};\n\n",
            (int)stream);
}

static void put_event(FILE *file, enum stream_class stream, unsigned id, const char *name,
                      const char *fields)
{
    fprintf(file,
            "event {\n"
            "    name = \"%s\";\n"
            "    id = %u;\n"
            "    stream_id = %d;\n"
            "    fields := struct {%s};\n"
            "};\n\n",
            name, id, (int)stream, fields);
}

static void put_events(FILE *file)
{
    put_stream(file, STREAM_EVENTS);
    for (unsigned kind = 0; kind < OPERATION_COUNT << 2; kind++) {
        if (kind_is_known((uint16_t)kind)) {
            put_event(file, STREAM_EVENTS, kind, kind_name((uint16_t)kind),
                      " hex48 site; hex48 object; hex16 flags; u64 value; ");
        }
    }
}

static void put_texts(FILE *file)
{
    put_stream(file, STREAM_TEXTS);
    for (unsigned kind = TEXT_INFO; kind < TEXT_COUNT; kind++) {
        put_event(file, STREAM_TEXTS, kind, text_names[kind],
                  " hex64 key; u64 value; u64 extra; string first; string second; string third; ");
    }
}

static bool write_file(FILE *file, const struct ctf_tick *tick)
{
    fputs(head_text, file);
    put_clock(file, tick);
    fputs(stream_text, file);
    put_events(file);
    put_texts(file);
    return !ferror(file);
}

bool ctf_metadata_write(const char *directory, const struct ctf_tick *tick,
                        struct trace_error *error)
{
    char path[PATH_MAX], new_path[PATH_MAX];
    snprintf(path, sizeof(path), "%s/metadata", directory);
    snprintf(new_path, sizeof(new_path), "%s/metadata.new", directory);
    FILE *file = fopen(new_path, "w");
    bool is_written = file && write_file(file, tick);
    is_written = file && fclose(file) == 0 && is_written;
    if (!is_written || rename(new_path, path) != 0) {
        trace_error_fill(error, N_("cannot write '%.300s': %s"), path, error_text(errno));
        unlink(new_path);
        return false;
    }
    return true;
}
