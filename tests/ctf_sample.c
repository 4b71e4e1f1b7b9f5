#include "tests/ctf_sample.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/scratch.h"
#include "tracer/event/event_kind.h"

struct packet_head *sample_head(struct sample_stream *stream, size_t packet)
{
    return (struct packet_head *)(stream->bytes + packet * PACKET_SIZE);
}

void sample_begin_packet(struct sample_stream *stream, enum stream_class class, uint32_t thread,
                         uint64_t begin)
{
    struct packet_head *head = sample_head(stream, stream->packet_count);
    *head = (struct packet_head){
        .magic = PACKET_MAGIC,
        .stream = class,
        .begin = begin,
        .end = begin,
        .content_bits = sizeof *head * 8,
        .packet_bits = PACKET_SIZE * 8,
        .sequence = (uint32_t)stream->packet_count++,
        .pid = 77,
        .tid = 100 + thread,
        .thread = thread,
        .process = 1,
    };
}

void sample_skip_packet(struct sample_stream *stream)
{
    stream->packet_count++;
}

static void append(struct sample_stream *stream, const void *bytes, size_t size)
{
    struct packet_head *head = sample_head(stream, stream->packet_count - 1);
    memcpy((unsigned char *)head + head->content_bits / 8, bytes, size);
    head->content_bits += size * 8;
}

void sample_add_event(struct sample_stream *stream, struct record record)
{
    append(stream, &record, sizeof record);
}

void sample_add_text(struct sample_stream *stream, struct text_fixed fixed, const char *first,
                     const char *second, const char *third)
{
    append(stream, &fixed, sizeof fixed);
    append(stream, first, strlen(first) + 1);
    append(stream, second, strlen(second) + 1);
    append(stream, third, strlen(third) + 1);
}

static struct record event(uint64_t ticks, uint16_t kind, uint64_t object, uint64_t value)
{
    return record_pack(ticks, kind, FLAG_ADDRESS, 0x5000 + ticks, object, value);
}

static void fill_first_thread(struct sample_stream *stream)
{
    uint64_t lock = id_make(ID_LIBRARY, 1), other = id_make(ID_THREAD, 2);
    sample_begin_packet(stream, STREAM_EVENTS, 1, 1000);
    sample_add_event(stream, record_pack(1000, EVENT_OBJECT_CREATE, TYPE_LOCK, 0, lock, 0));
    sample_add_event(stream, event(1010, EVENT_THREAD_CREATE_BEGIN, other, 0));
    sample_add_event(stream, event(1020, EVENT_THREAD_CREATE, other, 0));
    sample_add_event(stream, event(1030, EVENT_LOCK_ACQUIRE, lock, UINT64_C(1) << 32 | 1));
    sample_skip_packet(stream);
    sample_begin_packet(stream, STREAM_EVENTS, 1, 1060);
    sample_add_event(stream, event(1060, EVENT_PRINT, 1, 1));
    sample_add_event(stream, event(1070, EVENT_LOCK_RELEASE, lock, UINT64_C(1) << 32));
    sample_add_event(stream, event(1080, EVENT_DOOR_WAKE, lock, UINT64_C(2) << 32 | 1));
}

static void fill_second_thread(struct sample_stream *stream)
{
    uint64_t lock = id_make(ID_LIBRARY, 1), self = id_make(ID_THREAD, 2);
    sample_begin_packet(stream, STREAM_EVENTS, 2, 1025);
    sample_add_event(stream, event(1025, EVENT_THREAD_BEGIN, self, 102));
    sample_add_event(stream, event(1040, EVENT_LOCK_ACQUIRE_BEGIN, lock, WAIT_FOREVER));
    sample_add_event(stream, event(1050, EVENT_DOOR_WAIT_BEGIN, lock, 1));
    sample_add_event(stream, event(1090, EVENT_DOOR_WAIT, lock, 1));
    sample_add_event(stream, record_pack(1100, EVENT_LOCK_ACQUIRE, FLAG_CONTENDED, 0, lock,
                                         UINT64_C(2) << 32 | 1));
    sample_add_event(stream, event(1110, 999, lock, UINT64_MAX)); /* of a later vocabulary */
    sample_add_event(stream, event(1120, EVENT_SLEEP_BEGIN, 0, WAIT_FOREVER));
}

static void fill_words(struct sample_stream *stream)
{
    sample_begin_packet(stream, STREAM_TEXTS, 0, 1000);
    sample_head(stream, 0)->process = 1;
    sample_add_text(stream, (struct text_fixed){.ticks = 900, .kind = TEXT_INFO}, "program",
                    "scenarios/sample", "");
    sample_add_text(
        stream,
        (struct text_fixed){.ticks = 1000, .kind = TEXT_NAME, .key = id_make(ID_LIBRARY, 1)}, "锁",
        "", "");
    sample_add_text(stream,
                    (struct text_fixed){.ticks = 1001, .kind = TEXT_NAME, .key = id_make(1, 2)},
                    "bad \xff\xc3 name", "", "");
    sample_add_text(stream, (struct text_fixed){.ticks = 1060, .kind = TEXT_TEXT, .key = 1},
                    "hello", "", "");
    sample_add_text(
        stream,
        (struct text_fixed){.ticks = 1200, .kind = TEXT_SITE, .key = 0x5000 + 1030, .value = 31},
        "sample.c", "main", "lock_acquire(lock);");
    sample_add_text(stream,
                    (struct text_fixed){.ticks = 1201, .kind = TEXT_ASLEEP, .key = 2, .value = 1},
                    "", "", "");
    const uint64_t outside[] = {id_make(ID_THREAD, 2), id_make(ID_PROCESS, 1),
                                id_make(ID_LIBRARY, 1)};
    for (size_t i = 0; i < 3; i++) {
        sample_add_text(
            stream,
            (struct text_fixed){.ticks = 1202, .kind = TEXT_OUTSIDE, .key = outside[i], .value = 1},
            "not recorded", "", "");
    }
    sample_add_text(stream, (struct text_fixed){.ticks = 1300, .kind = TEXT_END, .value = 9},
                    "hung", "", "");
}

void sample_fill(struct sample_stream streams[3])
{
    memset(streams, 0, 3 * sizeof *streams);
    fill_first_thread(&streams[0]);
    fill_second_thread(&streams[1]);
    fill_words(&streams[2]);
}

void sample_write_file(const char *directory, const char *name, const void *bytes, size_t size)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", directory, name);
    scratch_write(path, bytes, size);
}

char *sample_write(const struct sample_stream *streams, size_t count, uint64_t ticks_per_second)
{
    char *directory = scratch_new_folder();
    char text[256], name[32];
    snprintf(text, sizeof text,
             "/* CTF 1.8 */\nenv { tracer_name = \"threadlane\"; layout_version = 1; };\n"
             "clock { name = ticks; freq = %llu; };\n",
             (unsigned long long)ticks_per_second);
    sample_write_file(directory, "metadata", text, strlen(text));
    for (size_t i = 0; i < count; i++) {
        snprintf(name, sizeof name, "stream_%zu", i);
        sample_write_file(directory, name, streams[i].bytes, streams[i].packet_count * PACKET_SIZE);
    }
    return directory;
}
