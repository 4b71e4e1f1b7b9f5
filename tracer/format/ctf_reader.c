/* Three passes. First every file is cut into packets, whose heads are checked. Then the packets are
 * sorted by thread and time: a thread may have used several stream files, and a file serves one
 * thread after the other. Last, the words are handed over and then the events (ctf_events.c). */
#include "tracer/format/ctf_reader.h"

#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tracer/format/ctf_packet.h"
#include "tracer/format/trace_error.h"
#include "tracer/format/utf8.h"
#include "tracer/language/error_text.h"
#include "tracer/language/language.h"

#define STREAM_PREFIX "stream_"

/* ---- refusing ---- */

bool ctf_refuse(struct ctf_reader *reader, const struct ctf_packet *packet, size_t offset,
                const char *expected)
{
    const struct ctf_file *file = &reader->streams[packet->file];
    size_t start = (size_t)(packet->bytes - file->map.bytes);
    return trace_error_fill(reader->error, "%s: byte %zu: expected %s", file->path, start + offset,
                            expected);
}

bool ctf_refuse_thread(struct ctf_reader *reader, const struct ctf_packet *packet)
{
    return ctf_refuse(reader, packet, offsetof(struct packet_head, thread),
                      "thread and process numbers below 1048576, one process a thread");
}

/* ---- first pass: files to packets ---- */

static void add_packet(struct ctf_reader *reader, const struct ctf_packet *packet)
{
    if (reader->packet_count == reader->packet_capacity) {
        reader->packet_capacity = reader->packet_capacity ? reader->packet_capacity * 2 : 64;
        reader->packets =
            realloc(reader->packets, reader->packet_capacity * sizeof *reader->packets);
        if (!reader->packets) {
            abort();
        }
    }
    reader->packets[reader->packet_count++] = *packet;
}

static bool check_head(struct ctf_reader *reader, const struct ctf_packet *packet)
{
    const struct packet_head *head = &packet->head;
    uint64_t content_bits = head->content_bits;
    if (head->magic != PACKET_MAGIC) {
        return ctf_refuse(reader, packet, offsetof(struct packet_head, magic),
                          "a packet's magic number 0xc1fc1fc1");
    }
    if (head->stream != STREAM_EVENTS && head->stream != STREAM_TEXTS) {
        return ctf_refuse(reader, packet, offsetof(struct packet_head, stream),
                          "stream class 0 (events) or 1 (texts)");
    }
    if (head->packet_bits != PACKET_SIZE * 8) {
        return ctf_refuse(reader, packet, offsetof(struct packet_head, packet_bits),
                          "a packet size of 524288 bits");
    }
    if (content_bits % 8 != 0 || content_bits > PACKET_SIZE * 8 ||
        (content_bits != 0 && content_bits < PACKET_HEAD_SIZE * 8)) {
        return ctf_refuse(reader, packet, offsetof(struct packet_head, content_bits),
                          "a content size of 512 to 524288 bits, whole bytes");
    }
    if (head->stream == STREAM_EVENTS && content_bits % (sizeof(struct record) * 8) != 0) {
        return ctf_refuse(reader, packet, offsetof(struct packet_head, content_bits),
                          "a content size of whole 32-byte records");
    }
    return true;
}

/* Whatever lies beyond the file's end is cut off, down to whole event records. */
static void limit_content(struct ctf_reader *reader, struct ctf_packet *packet, size_t available)
{
    packet->content = packet->head.content_bits / 8;
    if (packet->content > available) {
        reader->is_torn = true;
        packet->content = available;
        if (packet->head.stream == STREAM_EVENTS) {
            packet->content -= available % sizeof(struct record);
        }
    }
}

static bool cut_file(struct ctf_reader *reader, uint32_t file)
{
    const struct mapped_file *map = &reader->streams[file].map;
    uint32_t discarded = 0;
    for (size_t start = 0; start < map->size; start += PACKET_SIZE) {
        struct ctf_packet packet = {.bytes = map->bytes + start, .file = file};
        size_t available = map->size - start;
        if (available < PACKET_HEAD_SIZE) {
            reader->is_torn = true;
            break;
        }
        memcpy(&packet.head, packet.bytes, PACKET_HEAD_SIZE);
        if (packet.head.magic == 0) {
            continue;
        }
        if (!check_head(reader, &packet)) {
            return false;
        }
        limit_content(reader, &packet, available);
        discarded = packet.head.events_discarded;
        add_packet(reader, &packet);
    }
    if (discarded > 0) {
        reader->sink->take_lost(reader->sink->context, discarded);
    }
    return true;
}

/* ---- second pass: order ---- */

static int compare_u64(uint64_t a, uint64_t b)
{
    return (a > b) - (a < b);
}

static int compare_packets(const void *a, const void *b)
{
    const struct ctf_packet *x = a, *y = b;
    int order = compare_u64(x->head.thread, y->head.thread);
    order = order ? order : compare_u64(x->head.begin, y->head.begin);
    order = order ? order : compare_u64(x->file, y->file);
    return order ? order : compare_u64(x->head.sequence, y->head.sequence);
}

/* ---- third pass: words ---- */

/* The size of the NUL-terminated string at `offset`, its NUL included; 0 if it does not end. */
static size_t string_size(const struct ctf_packet *packet, size_t offset)
{
    size_t room = packet->content - offset;
    size_t limit = room < TEXT_READ_SIZE_MAX ? room : TEXT_READ_SIZE_MAX;
    size_t length = strnlen(packet->bytes + offset, limit);
    return length == limit ? 0 : length + 1;
}

/* Reads the text record at *offset and moves on. A record that the end of the file cuts is left
 * out: *offset then stands at the packet's end. */
static bool read_text(struct ctf_reader *reader, const struct ctf_packet *packet, size_t *offset)
{
    bool is_cut = packet->content < packet->head.content_bits / 8;
    char strings[TEXT_STRINGS][TEXT_READ_SIZE_MAX * UTF8_REPLACEMENT_SIZE + 1];
    struct raw_text text = {.thread = packet->head.thread, .process = packet->head.process};
    struct text_fixed fixed;
    size_t start = *offset, at = start + sizeof fixed;
    *offset = packet->content;
    if (at > packet->content) {
        return is_cut || ctf_refuse(reader, packet, start, "a whole text record");
    }
    memcpy(&fixed, packet->bytes + start, sizeof fixed);
    for (int i = 0; i < TEXT_STRINGS; i++) {
        size_t size = string_size(packet, at);
        if (size == 0) {
            return is_cut ||
                   ctf_refuse(reader, packet, at, "a string of at most 20479 bytes and a NUL");
        }
        utf8_copy_repaired(strings[i], packet->bytes + at, size - 1);
        text.strings[i] = strings[i];
        at += size;
    }
    *offset = at;
    text.kind = fixed.kind;
    text.key = fixed.key;
    text.value = fixed.value;
    text.extra = fixed.extra;
    if (!ctf_time(reader, packet, start, fixed.ticks, &text.time_ns)) {
        return false;
    }
    reader->sink->take_text(reader->sink->context, &text);
    return true;
}

static bool read_texts(struct ctf_reader *reader, const struct ctf_packet *packet)
{
    for (size_t offset = PACKET_HEAD_SIZE; offset < packet->content;) {
        if (!read_text(reader, packet, &offset)) {
            return false;
        }
    }
    return true;
}

/* Words may belong to a process as a whole, then their thread is 0. */
static bool introduce_thread(struct ctf_reader *reader, const struct ctf_packet *packet)
{
    const struct packet_head *head = &packet->head;
    bool is_of_process = head->stream == STREAM_TEXTS && head->thread == 0;
    return is_of_process ||
           reader->sink->take_thread(reader->sink->context, head->thread, head->tid, head->process,
                                     head->pid) ||
           ctf_refuse_thread(reader, packet);
}

static bool read_words(struct ctf_reader *reader)
{
    for (size_t i = 0; i < reader->packet_count; i++) {
        const struct ctf_packet *packet = &reader->packets[i];
        if (!introduce_thread(reader, packet)) {
            return false;
        }
        if (packet->head.stream == STREAM_TEXTS && !read_texts(reader, packet)) {
            return false;
        }
    }
    return true;
}

/* ---- all of it ---- */

static bool read_all(struct ctf_reader *reader, const struct ctf_recording *recording)
{
    const struct ctf_file *metadata = &recording->metadata;
    if (!ctf_clock_read(&reader->clock, metadata->map.bytes, metadata->map.size, metadata->path,
                        reader->error)) {
        return false;
    }
    for (uint32_t file = 0; file < recording->stream_count; file++) {
        if (!cut_file(reader, file)) {
            return false;
        }
    }
    if (reader->packet_count > 0) {
        qsort(reader->packets, reader->packet_count, sizeof *reader->packets, compare_packets);
    }
    reader->first_ticks = ctf_events_first(reader);
    return read_words(reader) && ctf_events_read(reader);
}

bool ctf_read_recording(const struct ctf_recording *recording, const struct trace_sink *sink,
                        struct trace_error *error)
{
    struct ctf_reader reader = {.sink = sink, .error = error, .streams = recording->streams};
    bool is_read = read_all(&reader, recording);
    if (is_read && reader.is_torn) {
        sink->take_torn(sink->context);
    }
    free(reader.packets);
    return is_read;
}

/* ---- opening ---- */

static int is_stream_name(const struct dirent *entry)
{
    return strncmp(entry->d_name, STREAM_PREFIX, strlen(STREAM_PREFIX)) == 0;
}

static bool open_file(struct ctf_file *file, const char *directory, const char *name,
                      struct trace_error *error)
{
    char *path = NULL;
    if (asprintf(&path, "%s/%s", directory, name) < 0) {
        abort();
    }
    file->path = path;
    return mapped_file_open(&file->map, path, error);
}

static bool open_streams(struct ctf_recording *recording, const char *directory,
                         struct trace_error *error)
{
    struct dirent **names = NULL;
    int count = scandir(directory, &names, is_stream_name, versionsort);
    if (count < 0) {
        return trace_error_fill(error, N_("cannot read '%s': %s"), directory, error_text(errno));
    }
    recording->streams = calloc((size_t)count + 1, sizeof *recording->streams);
    bool is_good = recording->streams != NULL;
    for (int i = 0; i < count; i++) {
        is_good = is_good && open_file(&recording->streams[recording->stream_count++], directory,
                                       names[i]->d_name, error);
        free(names[i]);
    }
    free(names);
    return is_good;
}

static void close_file(struct ctf_file *file)
{
    mapped_file_close(&file->map);
    free((char *)file->path);
}

static void close_files(struct ctf_recording *recording)
{
    close_file(&recording->metadata);
    for (size_t i = 0; i < recording->stream_count; i++) {
        close_file(&recording->streams[i]);
    }
    free(recording->streams);
}

bool ctf_read(const char *directory, const struct trace_sink *sink, struct trace_error *error)
{
    struct ctf_recording recording = {0};
    bool is_read = open_file(&recording.metadata, directory, "metadata", error) &&
                   open_streams(&recording, directory, error) &&
                   ctf_read_recording(&recording, sink, error);
    close_files(&recording);
    return is_read;
}
