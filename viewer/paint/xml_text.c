#include "viewer/paint/xml_text.h"

#include <stdbool.h>

#include "viewer/scene/shape/character.h"

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
        } else if (is_in_xml(code) && !character_turns_direction(code)) {
            fwrite(text, 1, size, file);
        }
    }
}
