#include "viewer/paint/tex_text.h"

#include <stdbool.h>
#include <string.h>

#include "viewer/scene/shape/character.h"

#define LINE_SIZE 2000 /* bytes; TeX reads lines into a buffer that has an end */

/* Ends of lines of Unicode, and what turns the direction of all that follows. */
static bool is_unseen(uint32_t code)
{
    return code < 0x20 || (code >= 0x7f && code < 0xa0) || code == 0x2028 || code == 0x2029 ||
           character_turns_direction(code);
}

static const char *command_of(uint32_t code)
{
    switch (code) {
    case '\\':
        return "\\textbackslash{}";
    case '~':
        return "\\textasciitilde{}";
    case '^':
        return "\\textasciicircum{}";
    case '<':
        return "\\textless{}";
    case '>':
        return "\\textgreater{}";
    case '|':
        return "\\textbar{}";
    case '`':
        return "\\textasciigrave{}";
    default:
        return NULL;
    }
}

void tex_text_write(FILE *file, const char *text)
{
    uint32_t code;
    size_t length = 0;
    for (size_t size; (size = character_read(text, &code)) > 0; text += size) {
        if (is_unseen(code)) {
            fputs(code == '\n' || code == '\t' ? " " : "", file);
        } else if (command_of(code)) {
            fputs(command_of(code), file);
        } else {
            bool is_sign = code < 0x80 && strchr("{}$&#_%", (int)code) != NULL;
            fprintf(file, "%s%.*s", is_sign ? "\\" : "", (int)size, text);
        }
        length += size;
        if (length > LINE_SIZE) {
            fputs("%\n", file); /* no space is added */
            length = 0;
        }
    }
}
