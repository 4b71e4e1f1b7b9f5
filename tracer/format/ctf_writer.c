#include "tracer/format/ctf_writer.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "tracer/format/ctf_metadata.h"
#include "tracer/format/recording_folder.h"
#include "tracer/format/trace_error.h"
#include "tracer/language/error_text.h"
#include "tracer/language/language.h"

struct stream_state {
    uint32_t packet_count;
    uint32_t lost_count;
};

struct ctf_writer {
    char *directory;
    struct trace_error failure; /* the first one; empty: none */
    struct stream_state *streams;
    uint32_t stream_count;
    uint32_t number; /* of the chosen stream */
    enum stream_class class;
    int file; /* of the chosen stream; -1: none */
    bool has_packet;
    struct packet_head head;
    char bytes[PACKET_SIZE - sizeof(struct packet_head)];
};

static void note_failure(struct ctf_writer *writer, const char *name)
{
    if (writer->failure.text[0] == '\0') {
        trace_error_fill(&writer->failure, N_("cannot write '%s/%s': %s"), writer->directory, name,
                         error_text(errno));
    }
}

/* ---- opening ---- */

struct ctf_writer *ctf_writer_open(const char *directory, struct trace_error *error)
{
    if (!recording_folder_make(directory, error)) {
        return NULL;
    }
    struct ctf_writer *writer = calloc(1, sizeof *writer);
    if (!writer || !(writer->directory = strdup(directory))) {
        abort();
    }
    writer->file = -1;
    return writer;
}

/* ---- packets ---- */

static void write_at(struct ctf_writer *writer, const void *bytes, size_t size, off_t place)
{
    while (size > 0) {
        ssize_t written = pwrite(writer->file, bytes, size, place);
        if (written < 0 && errno == EINTR) {
            continue;
        }
        if (written < 0) {
            note_failure(writer, "stream");
            return;
        }
        bytes = (const char *)bytes + written;
        size -= (size_t)written;
        place += written;
    }
}

/* What a packet does not fill is a hole in the file. */
static void end_packet(struct ctf_writer *writer)
{
    struct stream_state *stream = &writer->streams[writer->number];
    if (!writer->has_packet || writer->file < 0) {
        return;
    }
    off_t place = (off_t)stream->packet_count++ * PACKET_SIZE;
    size_t content = writer->head.content_bits / 8 - sizeof writer->head;
    write_at(writer, &writer->head, sizeof writer->head, place);
    write_at(writer, writer->bytes, content, place + (off_t)sizeof writer->head);
    if (ftruncate(writer->file, place + PACKET_SIZE) != 0) {
        note_failure(writer, "stream");
    }
    writer->has_packet = false;
}

static void close_stream(struct ctf_writer *writer)
{
    end_packet(writer);
    if (writer->file >= 0 && close(writer->file) != 0) {
        note_failure(writer, "stream");
    }
    writer->file = -1;
}

static void reserve_stream(struct ctf_writer *writer, uint32_t number)
{
    size_t count = writer->stream_count * (size_t)2;
    if (number < writer->stream_count) {
        return;
    }
    count = count > number ? count : number + (size_t)1;
    writer->streams = realloc(writer->streams, count * sizeof *writer->streams);
    if (!writer->streams) {
        abort();
    }
    memset(writer->streams + writer->stream_count, 0,
           (count - writer->stream_count) * sizeof *writer->streams);
    writer->stream_count = (uint32_t)count;
}

void ctf_writer_choose_stream(struct ctf_writer *writer, uint32_t number, enum stream_class class)
{
    char path[4096], name[32];
    if (writer->file >= 0 && writer->number == number) {
        return;
    }
    close_stream(writer);
    reserve_stream(writer, number);
    writer->number = number;
    writer->class = class;
    snprintf(name, sizeof name, "stream_%" PRIu32, number);
    snprintf(path, sizeof path, "%s/%s", writer->directory, name);
    writer->file = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0666);
    if (writer->file < 0) {
        note_failure(writer, name);
    }
}

void ctf_writer_begin_packet(struct ctf_writer *writer, const struct ctf_packet_owner *owner,
                             uint64_t time_ns)
{
    end_packet(writer);
    const struct stream_state *stream = &writer->streams[writer->number];
    writer->has_packet = true;
    writer->head = (struct packet_head){
        .magic = PACKET_MAGIC,
        .stream = writer->class,
        .begin = time_ns,
        .end = time_ns,
        .content_bits = sizeof writer->head * 8,
        .packet_bits = PACKET_SIZE * 8,
        .events_discarded = stream->lost_count,
        .sequence = stream->packet_count,
        .pid = owner->pid,
        .tid = owner->tid,
        .thread = owner->thread,
        .process = owner->process,
    };
}

/* Room for a record of that size, in the next packet of the same thread if need be. */
static char *begin_record(struct ctf_writer *writer, size_t size, uint64_t time_ns)
{
    if (writer->head.content_bits / 8 + size > PACKET_SIZE) {
        const struct ctf_packet_owner owner = {writer->head.thread, writer->head.tid,
                                               writer->head.process, writer->head.pid};
        ctf_writer_begin_packet(writer, &owner, time_ns);
    }
    char *record = writer->bytes + writer->head.content_bits / 8 - sizeof writer->head;
    writer->head.content_bits += size * 8;
    writer->head.end = time_ns;
    return record;
}

/* ---- records ---- */

void ctf_writer_put_event(struct ctf_writer *writer, const struct raw_event *event)
{
    struct record record = record_pack(event->time_ns, event->kind, event->flags, event->site,
                                       event->object, event->value);
    memcpy(begin_record(writer, sizeof record, event->time_ns), &record, sizeof record);
}

static bool fits(struct ctf_writer *writer, const struct raw_text *text)
{
    for (int i = 0; i < TEXT_STRINGS; i++) {
        size_t size = strlen(text->strings[i]);
        if (size >= TEXT_READ_SIZE_MAX) {
            if (writer->failure.text[0] == '\0') {
                trace_error_fill(&writer->failure,
                                 "cannot write '%s': '%.40s…' is %zu bytes long, and a recording "
                                 "has room for %d",
                                 writer->directory, text->strings[i], size, TEXT_READ_SIZE_MAX - 1);
            }
            return false;
        }
    }
    return true;
}

void ctf_writer_put_text(struct ctf_writer *writer, const struct raw_text *text)
{
    struct text_fixed fixed = {.ticks = text->time_ns,
                               .kind = text->kind,
                               .key = text->key,
                               .value = text->value,
                               .extra = text->extra};
    size_t size = sizeof fixed;
    if (!fits(writer, text)) {
        return;
    }
    for (int i = 0; i < TEXT_STRINGS; i++) {
        size += strlen(text->strings[i]) + 1;
    }
    char *at = begin_record(writer, size, text->time_ns);
    memcpy(at, &fixed, sizeof fixed);
    at += sizeof fixed;
    for (int i = 0; i < TEXT_STRINGS; i++) {
        at = stpcpy(at, text->strings[i]) + 1;
    }
}

void ctf_writer_put_lost(struct ctf_writer *writer, uint32_t count)
{
    writer->streams[writer->number].lost_count += count;
}

void ctf_writer_tear(struct ctf_writer *writer)
{
    const uint32_t magic = PACKET_MAGIC;
    end_packet(writer);
    write_at(writer, &magic, sizeof magic,
             (off_t)writer->streams[writer->number].packet_count * PACKET_SIZE);
}

/* ---- the end ---- */

static void destroy(struct ctf_writer *writer)
{
    free(writer->streams);
    free(writer->directory);
    free(writer);
}

bool ctf_writer_close(struct ctf_writer *writer, struct trace_error *error)
{
    const struct ctf_tick tick = {.frequency = UINT64_C(1000000000)};
    close_stream(writer);
    bool is_written = writer->failure.text[0] == '\0';
    if (!is_written) {
        *error = writer->failure;
    }
    is_written = is_written && ctf_metadata_write(writer->directory, &tick, error);
    if (!is_written) {
        recording_folder_empty(writer->directory);
        rmdir(writer->directory);
    }
    destroy(writer);
    return is_written;
}
