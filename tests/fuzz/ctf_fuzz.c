/* The reader of our CTF, on any bytes. A recording is a folder of files whose packets are 64 KiB
 * apart, mostly empty; an input is the same in one piece and without the emptiness, as
 * tests/fuzz/pack_ctf.py makes it: the metadata, then each packet's bytes behind a mark.
 *
 *     \n==s  begins the next stream file, and its first packet
 *     \n==p  the next packet of the same file, 64 KiB behind the one before
 *     \n==c  as p, but the file ends with the packet's bytes
 */
#include <stdlib.h>
#include <string.h>

#include "tests/fuzz/fuzzed_trace.h"
#include "tracer/event/record.h"
#include "tracer/model/trace_load.h"

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define HAS_ADDRESS_SANITIZER 1
#endif
#endif
#if defined(HAS_ADDRESS_SANITIZER) || defined(__SANITIZE_ADDRESS__)
#include <sanitizer/asan_interface.h>
#else
#define ASAN_POISON_MEMORY_REGION(address, size)   ((void)(address), (void)(size))
#define ASAN_UNPOISON_MEMORY_REGION(address, size) ((void)(address), (void)(size))
#endif

#define MARK        "\n=="
#define MARK_SIZE   4 /* with the letter */
#define STREAM_MAX  6
#define STREAM_SIZE (4 * PACKET_SIZE)

/* A file; the bytes behind its end are not to be touched. */
struct stream {
    char bytes[STREAM_SIZE];
    size_t size;  /* of the file */
    size_t begin; /* of the next packet */
};

struct container {
    const char *at, *end; /* what has not been unpacked */
    struct stream *streams;
    size_t stream_count;
};

static const char *find_mark(const char *from, const char *end)
{
    const char *mark = memmem(from, (size_t)(end - from), MARK, strlen(MARK));
    return mark && end - mark >= MARK_SIZE ? mark : end;
}

static void put_packet(struct stream *stream, const char *bytes, size_t size, bool is_cut)
{
    size_t room = stream->begin < STREAM_SIZE ? PACKET_SIZE : 0;
    size = size < room ? size : room;
    if (size > 0) {
        memcpy(stream->bytes + stream->begin, bytes, size);
        stream->size = stream->begin + (is_cut ? size : PACKET_SIZE);
        stream->begin += PACKET_SIZE;
    }
}

/* One packet, from its mark to the next. */
static void unpack_packet(struct container *container)
{
    char how = container->at[MARK_SIZE - 1];
    const char *bytes = container->at + MARK_SIZE;
    const char *stop = find_mark(bytes, container->end);
    container->at = stop;
    if (how == 's' || container->stream_count == 0) {
        if (container->stream_count == STREAM_MAX) {
            return;
        }
        container->stream_count++;
    }
    put_packet(&container->streams[container->stream_count - 1], bytes, (size_t)(stop - bytes),
               how == 'c');
}

static size_t unpack(struct container *container)
{
    const char *metadata = container->at;
    size_t metadata_size;
    container->at = find_mark(metadata, container->end);
    metadata_size = (size_t)(container->at - metadata);
    while (container->at < container->end) {
        unpack_packet(container);
    }
    return metadata_size;
}

static void show(struct ctf_file *file, struct stream *stream)
{
    static const char *const path = "fuzzed.ctf/stream";
    *file = (struct ctf_file){path, {.bytes = stream->bytes, .size = stream->size}};
    ASAN_POISON_MEMORY_REGION(stream->bytes + stream->size, STREAM_SIZE - stream->size);
}

static void clear(struct stream *stream)
{
    ASAN_UNPOISON_MEMORY_REGION(stream->bytes + stream->size, STREAM_SIZE - stream->size);
    memset(stream->bytes, 0, stream->begin);
    stream->size = 0;
    stream->begin = 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static struct stream streams[STREAM_MAX];
    const char *text = (const char *)bytes;
    struct container container = {.at = text, .end = text + size, .streams = streams};
    struct ctf_file files[STREAM_MAX];
    struct trace_error error = {""};
    struct ctf_recording recording = {
        .metadata = {"fuzzed.ctf/metadata", {.bytes = text, .size = unpack(&container)}},
        .streams = files,
        .stream_count = container.stream_count,
    };
    for (size_t i = 0; i < container.stream_count; i++) {
        show(&files[i], &streams[i]);
    }
    fuzzed_trace_use(trace_load_ctf("fuzzed.ctf", &recording, &error), &error);
    for (size_t i = 0; i < container.stream_count; i++) {
        clear(&streams[i]);
    }
    return 0;
}
