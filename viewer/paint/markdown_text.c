#include "viewer/paint/markdown_text.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>

#include "viewer/scene/shape/character.h"

/* Ends of lines of Unicode, and what turns the direction of all that follows. */
static bool is_unseen(uint32_t code)
{
    return code < 0x20 || (code >= 0x7f && code < 0xa0) || code == 0x2028 || code == 0x2029 ||
           character_turns_direction(code);
}

static const char *entity_of(uint32_t code)
{
    return code == '<' ? "&lt;" : code == '>' ? "&gt;" : code == '&' ? "&amp;" : NULL;
}

static bool is_number(const char *start, const char *end)
{
    for (const char *at = start; at < end; at++) {
        if (!isdigit((unsigned char)*at)) {
            return false;
        }
    }
    return end > start;
}

/* A sign that may begin or end markup where it stands. Inside a word an underscore is none, a stop
 * is one after a number at the start of a line, a colon before what may be an address. */
static bool is_markup(const char *text, const char *start)
{
    char before = text > start ? text[-1] : ' ', after = text[1];
    switch (*text) {
    case '_':
        return !isalnum((unsigned char)before) || !isalnum((unsigned char)after);
    case '.':
    case ')':
        return before == 'w' || ((after == ' ' || !after) && is_number(start, text));
    case ':':
        return after == '/' || before == ' ';
    case '-':
        return text == start;
    default:
        return strchr("\\`*{}[]#+=|~$@!", *text) != NULL;
    }
}

void markdown_text_write(FILE *file, const char *text)
{
    const char *start = text;
    uint32_t code;
    for (size_t size; (size = character_read(text, &code)) > 0; text += size) {
        if (is_unseen(code)) {
            fputs(code == '\n' || code == '\t' ? " " : "", file);
        } else if (entity_of(code)) {
            fputs(entity_of(code), file);
        } else {
            bool is_sign = code < 0x80 && is_markup(text, start);
            fprintf(file, "%s%.*s", is_sign ? "\\" : "", (int)size, text);
        }
    }
}

void markdown_text_write_code(FILE *file, const char *code)
{
    bool is_new = true;
    uint32_t character;
    for (size_t size; (size = character_read(code, &character)) > 0; code += size) {
        if (character == '\n') {
            fputc('\n', file);
            is_new = true;
            continue;
        }
        if (character == '\t' || !is_unseen(character)) {
            fprintf(file, "%s%.*s", is_new ? "    " : "", (int)size, code);
            is_new = false;
        }
    }
    fputs(is_new ? "" : "\n", file);
}

void markdown_text_write_link(FILE *file, const char *file_name)
{
    for (; *file_name; file_name++) {
        unsigned char byte = (unsigned char)*file_name;
        bool is_plain = isalnum(byte) || byte == '-' || byte == '_' || byte == '.' || byte == '/';
        fprintf(file, is_plain ? "%c" : "%%%02X", byte);
    }
}
