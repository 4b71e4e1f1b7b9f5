#include "viewer/paint/plain_stream.h"

#include <stdint.h>
#include <stdlib.h>

#include "tracer/model/arena.h"
#include "viewer/scene/shape/character.h"

#define CHARACTER_SIZE 4 /* bytes, at most */

/* What may arrive in parts is held until the character is whole. */
struct plain_stream {
    FILE *file;
    char held[CHARACTER_SIZE + 1];
    size_t held_size;
};

static bool is_shown(uint32_t code)
{
    bool is_control = (code < 0x20 && code != '\n') || (code >= 0x7f && code < 0xa0);
    return !is_control && !character_turns_direction(code);
}

/* How many bytes a character has by its first one. */
static size_t size_by_first(unsigned char first)
{
    return first < 0xc0 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
}

static bool pass_on(struct plain_stream *stream)
{
    uint32_t code;
    stream->held[stream->held_size] = 0;
    size_t size = stream->held_size;
    stream->held_size = 0;
    character_read(stream->held, &code);
    return !is_shown(code) || fwrite(stream->held, 1, size, stream->file) == size;
}

static ssize_t write_bytes(void *cookie, const char *bytes, size_t size)
{
    struct plain_stream *stream = cookie;
    for (size_t i = 0; i < size; i++) {
        stream->held[stream->held_size++] = bytes[i] == '\t' ? ' ' : bytes[i];
        bool is_whole = stream->held_size >= size_by_first((unsigned char)stream->held[0]);
        if (is_whole && !pass_on(stream)) {
            return 0;
        }
    }
    return (ssize_t)size;
}

static int close_stream(void *cookie)
{
    struct plain_stream *stream = cookie;
    bool is_written = stream->held_size == 0 || pass_on(stream);
    free(stream);
    return is_written ? 0 : EOF;
}

FILE *plain_stream_open(FILE *file)
{
    struct plain_stream *stream = array_of(1, sizeof *stream);
    *stream = (struct plain_stream){.file = file};
    cookie_io_functions_t functions = {.write = write_bytes, .close = close_stream};
    FILE *opened = fopencookie(stream, "w", functions);
    if (opened == NULL) {
        free(stream);
    }
    return opened;
}

bool plain_stream_close(FILE *stream)
{
    bool has_failed = ferror(stream) != 0;
    return fclose(stream) == 0 && !has_failed;
}
