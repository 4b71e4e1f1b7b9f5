#include "viewer/paint/xml_text.h"

#include <stdbool.h>

#include "viewer/scene/shape/character.h"

/* Turns the direction of all that follows: a name that ends without turning it back would reverse
 * the rest of the sentence. */
static bool is_turning(uint32_t code)
{
    return (code >= 0x202a && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069);
}

static bool is_in_xml(uint32_t code)
{
    return code == '\t' || code == '\n' ||
           (code >= 0x20 && code != 0x7f && code != 0xfffe && code != 0xffff);
}

static const char *entity_of(uint32_t code)
{
    switch (code) {
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '&':
        return "&amp;";
    case '"':
        return "&quot;";
    case 0xfffd: /* also stands for bytes that are no characters */
        return "\uFFFD";
    default:
        return NULL;
    }
}

void xml_text_write(FILE *file, const char *text)
{
    uint32_t code;
    for (size_t size; (size = character_read(text, &code)) > 0; text += size) {
        const char *entity = entity_of(code);
        if (entity) {
            fputs(entity, file);
        } else if (is_in_xml(code) && !is_turning(code)) {
            fwrite(text, 1, size, file);
        }
    }
}
