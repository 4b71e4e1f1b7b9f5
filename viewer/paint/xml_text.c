#include "viewer/paint/xml_text.h"

#include <stdbool.h>
#include <stdint.h>

/* The character that begins at text, and how many bytes it takes; 0xFFFD and 1 if it is none. */
static uint32_t read_character(const unsigned char *text, unsigned *size)
{
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    unsigned length = *text < 0x80   ? 1
                      : *text < 0xC2 ? 0
                      : *text < 0xE0 ? 2
                      : *text < 0xF0 ? 3
                      : *text < 0xF5 ? 4
                                     : 0;
    *size = 1;
    if (length <= 1) {
        return length == 1 ? *text : 0xFFFD;
    }
    uint32_t character = *text & (0x7Fu >> length);
    for (unsigned i = 1; i < length; i++) {
        if ((text[i] & 0xC0) != 0x80) {
            return 0xFFFD;
        }
        character = character << 6 | (text[i] & 0x3F);
    }
    bool is_good = character >= least[length] && character <= 0x10FFFF &&
                   (character < 0xD800 || character > 0xDFFF);
    if (!is_good) {
        return 0xFFFD;
    }
    *size = length;
    return character;
}

static bool is_in_xml(uint32_t character)
{
    return character == '\t' || character == '\n' ||
           (character >= 0x20 && character != 0x7F && character != 0xFFFE && character != 0xFFFF);
}

static const char *entity_of(uint32_t character)
{
    switch (character) {
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '&':
        return "&amp;";
    case '"':
        return "&quot;";
    case 0xFFFD:
        return "\xEF\xBF\xBD";
    default:
        return NULL;
    }
}

void xml_text_write(FILE *file, const char *text)
{
    const unsigned char *at = (const unsigned char *)text;
    while (*at) {
        unsigned size;
        uint32_t character = read_character(at, &size);
        const char *entity = entity_of(character);
        if (entity) {
            fputs(entity, file);
        } else if (is_in_xml(character)) {
            fwrite(at, 1, size, file);
        }
        at += size;
    }
}
