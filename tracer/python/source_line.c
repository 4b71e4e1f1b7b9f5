#include "tracer/python/source_line.h"

#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void copy_trimmed(const char *line, char *text, size_t size)
{
    line += strspn(line, " \t");
    size_t length = strcspn(line, "\r\n");
    while (length > 0 && strchr(" \t", line[length - 1])) {
        length--;
    }
    snprintf(text, size, "%.*s", (int)length, line);
}

void source_line_read(const char *path, uint32_t line, char *text, size_t size)
{
    text[0] = '\0';
    struct stat status;
    FILE *file = stat(path, &status) == 0 && S_ISREG(status.st_mode) ? fopen(path, "re") : NULL;
    if (!file) {
        return;
    }
    char *buffer = NULL;
    size_t capacity = 0;
    uint32_t at = 0;
    while (at < line && getline(&buffer, &capacity, file) >= 0) {
        at++;
    }
    if (at == line) {
        copy_trimmed(buffer, text, size);
    }
    free(buffer);
    fclose(file);
}

const char *source_line_shorten(const char *path)
{
    char folder[PATH_MAX];
    size_t size = getcwd(folder, sizeof(folder)) ? strlen(folder) : 0;
    bool is_below = size > 1 && strncmp(path, folder, size) == 0 && path[size] == '/';
    return is_below ? path + size + 1 : path;
}

static uint32_t character_at(const void *characters, int width, size_t index)
{
    return width == 1   ? ((const uint8_t *)characters)[index]
           : width == 2 ? ((const uint16_t *)characters)[index]
                        : ((const uint32_t *)characters)[index];
}

/* The bytes of a character after its first carry six bits each. */
static size_t encode_one(uint32_t character, char bytes[4])
{
    size_t count = character < 0x80 ? 1 : character < 0x800 ? 2 : character < 0x10000 ? 3 : 4;
    static const uint8_t firsts[] = {0, 0, 0xc0, 0xe0, 0xf0};
    for (size_t i = count - 1; i > 0; i--) {
        bytes[i] = (char)(0x80 | (character & 0x3f));
        character >>= 6;
    }
    bytes[0] = (char)(firsts[count] | character);
    return count;
}

void source_line_encode(const void *characters, int width, size_t count, char *text, size_t size)
{
    size_t used = 0;
    for (size_t i = 0; i < count; i++) {
        char bytes[4];
        size_t needed = encode_one(character_at(characters, width, i), bytes);
        if (used + needed >= size) {
            break;
        }
        memcpy(text + used, bytes, needed);
        used += needed;
    }
    text[used] = '\0';
}
