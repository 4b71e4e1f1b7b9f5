#include "tracer/lttng/own_words.h"

#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static void tell_events(const struct event_tap *tap, const struct packet_head *packet, size_t size)
{
    const struct record *records = (const struct record *)(packet + 1);
    size_t count = (size - sizeof(*packet)) / sizeof(*records);
    for (size_t i = 0; i < count; i++) {
        tap->add_event(packet, &records[i]);
    }
}

/* What comes after the string; NULL if it does not end. */
static const char *skip_string(const char *string, const char *end)
{
    const char *nul = memchr(string, '\0', (size_t)(end - string));
    return nul ? nul + 1 : NULL;
}

/* Where the next text begins; NULL if this one is not whole. */
static const char *tell_text(const struct event_tap *tap, const struct packet_head *packet,
                             const char *bytes, const char *end)
{
    struct text_fixed text;
    const char *strings[TEXT_STRINGS];
    if ((size_t)(end - bytes) < sizeof(text)) {
        return NULL;
    }
    memcpy(&text, bytes, sizeof(text));
    bytes += sizeof(text);
    for (int i = 0; i < TEXT_STRINGS && bytes; i++) {
        strings[i] = bytes;
        bytes = skip_string(bytes, end);
    }
    if (bytes) {
        tap->add_text(packet, &text, strings);
    }
    return bytes;
}

static void tell_texts(const struct event_tap *tap, const struct packet_head *packet, size_t size)
{
    const char *bytes = (const char *)(packet + 1), *end = (const char *)packet + size;
    while (bytes && bytes < end) {
        bytes = tell_text(tap, packet, bytes, end);
    }
}

/* trace-run's own streams are the first two, one a class. Returns how many events were lost. */
static uint64_t tell_stream(const struct event_tap *tap, const char *directory,
                            enum stream_class stream)
{
    static union {
        struct packet_head head;
        char bytes[PACKET_SIZE];
    } packet;
    char path[PATH_MAX];
    uint64_t lost = 0;
    snprintf(path, sizeof(path), "%s/stream_%d", directory, (int)stream);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    while (fd >= 0 && read(fd, &packet, sizeof(packet)) == (ssize_t)sizeof(packet)) {
        uint64_t size = packet.head.content_bits / 8;
        if (packet.head.magic == PACKET_MAGIC && packet.head.stream == stream &&
            size >= sizeof(packet.head) && size <= sizeof(packet)) {
            (stream == STREAM_EVENTS ? tell_events : tell_texts)(tap, &packet.head, size);
            lost = packet.head.events_discarded;
        }
    }
    if (fd >= 0) {
        close(fd);
    }
    return lost;
}

static void tell_clock(const struct event_tap *tap, const char *directory)
{
    char path[PATH_MAX], line[256], word[16];
    uint64_t frequency = 0, offset_s = 0, offset = 0;
    uint8_t is_absolute = 0;
    snprintf(path, sizeof(path), "%s/metadata", directory);
    FILE *file = fopen(path, "re");
    while (file && fgets(line, sizeof(line), file)) {
        sscanf(line, " freq = %" SCNu64, &frequency);
        sscanf(line, " offset_s = %" SCNu64, &offset_s);
        sscanf(line, " offset = %" SCNu64, &offset);
        if (sscanf(line, " absolute = %15[A-Z]", word) == 1) {
            is_absolute = strcmp(word, "TRUE") == 0;
        }
    }
    if (file) {
        fclose(file);
        tap->add_clock(frequency, offset_s, offset, is_absolute);
    }
}

void own_words_tell(const struct event_tap *tap, const char *directory)
{
    uint64_t lost = tell_stream(tap, directory, STREAM_EVENTS);
    lost += tell_stream(tap, directory, STREAM_TEXTS);
    tell_clock(tap, directory);
    if (lost > 0) {
        tap->add_lost(lost);
    }
}
