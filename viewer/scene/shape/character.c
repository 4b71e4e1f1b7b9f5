#include "viewer/scene/shape/character.h"

#include <string.h>

#define REPLACEMENT_CHARACTER 0xfffdu

/* How many bytes a character has by its first one; 0 if it cannot be a first one. */
static size_t sequence_size(unsigned char first)
{
    if (first < 0x80) {
        return 1;
    }
    if (first >= 0xc2 && first < 0xe0) {
        return 2;
    }
    if (first >= 0xe0 && first < 0xf0) {
        return 3;
    }
    return first >= 0xf0 && first < 0xf5 ? 4 : 0;
}

/* Too long a spelling, a surrogate half, or past the last plane. */
static bool is_forbidden(uint32_t code, size_t size)
{
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    return code < least[size] || (code >= 0xd800 && code < 0xe000) || code > 0x10ffff;
}

size_t character_read(const char *text, uint32_t *code)
{
    const unsigned char *bytes = (const unsigned char *)text;
    size_t size = sequence_size(bytes[0]);
    *code = REPLACEMENT_CHARACTER;
    if (bytes[0] == 0) {
        return 0;
    }
    if (size == 0) {
        return 1;
    }
    uint32_t value = size == 1 ? bytes[0] : bytes[0] & (0x7fu >> size);
    for (size_t i = 1; i < size; i++) {
        if ((bytes[i] & 0xc0) != 0x80) {
            return 1;
        }
        value = value << 6 | (bytes[i] & 0x3f);
    }
    if (is_forbidden(value, size)) {
        return 1;
    }
    *code = value;
    return size;
}

struct code_range {
    uint32_t first, last;
};

bool character_is_wide(uint32_t code)
{
    static const struct code_range ranges[] = {
        {0x1100, 0x115f},   {0x2e80, 0x303e},   {0x3041, 0xa4cf}, {0xac00, 0xd7a3},
        {0xf900, 0xfaff},   {0xfe30, 0xfe6f},   {0xff00, 0xff60}, {0xffe0, 0xffe6},
        {0x1f300, 0x1faff}, {0x20000, 0x3fffd},
    };
    for (size_t i = 0; i < sizeof ranges / sizeof ranges[0]; i++) {
        if (code >= ranges[i].first && code <= ranges[i].last) {
            return true;
        }
    }
    return false;
}

static bool is_among(uint32_t code, const uint32_t *codes, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (code == codes[i]) {
            return true;
        }
    }
    return false;
}

bool character_is_closing(uint32_t code)
{
    static const uint32_t closing[] = {0x3001, 0x3002, 0xff0c, 0xff0e, 0xff1a, 0xff1b, 0xff01,
                                       0xff1f, 0xff09, 0x300d, 0x300f, 0x300b, 0x201d, 0x2019};
    return is_among(code, closing, sizeof closing / sizeof closing[0]);
}

bool character_is_opening(uint32_t code)
{
    static const uint32_t opening[] = {0xff08, 0x300c, 0x300e, 0x300a, 0x201c, 0x2018};
    return is_among(code, opening, sizeof opening / sizeof opening[0]);
}

bool character_turns_direction(uint32_t code)
{
    return (code >= 0x202a && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069);
}

void character_copy_straight(char *copy, const char *text, size_t size)
{
    const char *end = text + size;
    uint32_t code;
    for (size_t length; text < end && (length = character_read(text, &code)) > 0; text += length) {
        if (!character_turns_direction(code)) {
            memcpy(copy, text, length);
            copy += length;
        }
    }
    *copy = 0;
}
