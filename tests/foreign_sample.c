#include "tests/foreign_sample.h"

#include <stdio.h>
#include <string.h>

#include "tests/ctf_sample.h"

#define MAGIC             UINT32_C(0xc1fc1fc1)
#define CONTENT_AT        24 /* in a packet; the sizes in bits, then the discarded events */
#define EVENTS_DISCARD_AT 40

static const char metadata[] =
    "/* CTF 1.8 */\n"
    "typealias integer { size = 8; align = 8; signed = false; } := u8;\n"
    "typealias integer { size = 16; align = 8; signed = false; } := u16;\n"
    "typealias integer { size = 32; align = 8; signed = false; } := u32;\n"
    "typealias integer { size = 32; align = 8; signed = true; } := s32;\n"
    "typealias integer { size = 64; align = 8; signed = false; } := u64;\n"
    "typealias integer { size = 64; align = 8; signed = false; base = 16; } := x64;\n"
    "typealias floating_point { exp_dig = 11; mant_dig = 53; align = 8; } := f64;\n"
    "trace { major = 1; minor = 8; byte_order = le;\n"
    "    packet.header := struct { u32 magic; u32 stream_id; }; };\n"
    "env { tracer_name = \"demo\"; };\n"
    "clock { name = c; freq = 1000000000; offset_s = 1700000000; };\n"
    "typealias integer { size = 64; align = 8; signed = false; map = clock.c.value; } := time;\n"
    "struct packet { time timestamp_begin; time timestamp_end; u64 content_size; u64 packet_size;\n"
    "    u32 events_discarded; };\n"
    "struct head { time timestamp; u16 id; };\n"
    "stream { id = 0; packet.context := struct packet; event.header := struct head;\n"
    "    event.context := struct { u32 _vtid; u32 _vpid; string _procname; }; };\n"
    "stream { id = 1; packet.context := struct packet; event.header := struct head; };\n";

static const char events[] =
    "event { name = \"demo:tick\"; id = 0; stream_id = %d; fields := struct { u32 _n; }; };\n"
    "event { name = \"demo:all\"; id = 1; stream_id = %d; fields := struct {\n"
    "    s32 below; x64 address; f64 ratio; string text; enum : u8 { RED = 1, BLUE = 2 } colour;\n"
    "    u8 _list_length; u16 list[_list_length]; u8 pair[2]; struct { u8 x; u8 y; } point;\n"
    "}; };\n"
    "event { name = \"threadlane:lock_acquire\"; id = 2; stream_id = %d; fields := struct {\n"
    "    u64 ticks; u32 thread; u32 process; u32 tid; u32 pid; u16 kind; u16 flags; u64 site;\n"
    "    u64 object; u64 value; }; };\n"
    "event { name = \"threadlane:text_name\"; id = 3; stream_id = %d; fields := struct {\n"
    "    u64 ticks; u32 thread; u32 process; u32 tid; u32 pid; u16 kind; u64 key; u64 value;\n"
    "    u64 extra; string first; string second; string third; }; };\n"
    "event { name = \"threadlane:clock\"; id = 4; stream_id = %d; fields := struct {\n"
    "    u64 frequency; u64 offset_s; u64 offset; u8 absolute; }; };\n"
    "event { name = \"threadlane:lost\"; id = 5; stream_id = %d; fields := struct { u64 events; "
    "}; };\n"
    "event { name = \"threadlane:sleep\"; id = 6; stream_id = %d; fields := struct { u64 ticks; "
    "}; };\n";

static void add(struct foreign_stream *stream, const void *bytes, size_t size)
{
    memcpy(stream->bytes + stream->size, bytes, size);
    stream->size += size;
}

void foreign_add_number(struct foreign_stream *stream, uint64_t value, size_t size)
{
    add(stream, &value, size);
}

void foreign_add_string(struct foreign_stream *stream, const char *string)
{
    add(stream, string, strlen(string) + 1);
}

void foreign_begin_packet(struct foreign_stream *stream, enum foreign_class class, uint64_t begin)
{
    stream->packet = stream->size;
    foreign_add_number(stream, MAGIC, 4);
    foreign_add_number(stream, class, 4);
    foreign_add_number(stream, begin, 8);
    foreign_add_number(stream, begin, 8);
    foreign_add_number(stream, 0, 8);
    foreign_add_number(stream, 0, 8);
    foreign_add_number(stream, 0, 4);
}

void foreign_end_packet(struct foreign_stream *stream, uint64_t end, uint32_t discarded)
{
    unsigned char *packet = stream->bytes + stream->packet;
    uint64_t sizes[] = {(stream->size - stream->packet) * 8, (stream->size - stream->packet) * 8};
    memcpy(packet + CONTENT_AT - sizeof end, &end, sizeof end);
    memcpy(packet + CONTENT_AT, sizes, sizeof sizes);
    memcpy(packet + EVENTS_DISCARD_AT, &discarded, sizeof discarded);
}

void foreign_add_head(struct foreign_stream *stream, uint64_t time_ns, enum foreign_event_id id)
{
    foreign_add_number(stream, time_ns, 8);
    foreign_add_number(stream, id, 2);
}

void foreign_add_context(struct foreign_stream *stream, uint32_t tid, uint32_t pid,
                         const char *name)
{
    foreign_add_number(stream, tid, 4);
    foreign_add_number(stream, pid, 4);
    foreign_add_string(stream, name);
}

void foreign_add_tick(struct foreign_stream *stream, uint64_t time_ns, uint32_t tid, uint32_t pid,
                      const char *name, uint32_t n)
{
    foreign_add_head(stream, time_ns, FOREIGN_TICK);
    foreign_add_context(stream, tid, pid, name);
    foreign_add_number(stream, n, 4);
}

void foreign_write(const char *directory, const struct foreign_stream *streams, size_t count)
{
    char text[2 * sizeof events + sizeof metadata + 64];
    size_t size = (size_t)snprintf(text, sizeof text, "%s", metadata);
    for (int class = FOREIGN_WITH_THREADS; class <= FOREIGN_BARE; class ++) {
        size += (size_t)snprintf(text + size, sizeof text - size, events, class, class, class,
                                 class, class, class, class);
    }
    sample_write_file(directory, "metadata", text, size);
    for (size_t i = 0; i < count; i++) {
        char name[32];
        snprintf(name, sizeof name, "channel_%zu", i);
        sample_write_file(directory, name, streams[i].bytes, streams[i].size);
    }
}
