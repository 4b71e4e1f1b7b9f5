#include "tracer/process/value_text.h"

#include <stdbool.h>
#include <string.h>

/* Python takes ' unless the text has one, and no ". */
static char quote_for(const char *data, size_t size)
{
    bool has_single = size > 0 && memchr(data, '\'', size);
    bool has_double = size > 0 && memchr(data, '"', size);
    return has_single && !has_double ? '"' : '\'';
}

/* The letter after the backslash, or 0. */
static char short_escape(char c)
{
    switch (c) {
    case '\n':
        return 'n';
    case '\r':
        return 'r';
    case '\t':
        return 't';
    case '\\':
        return '\\';
    default:
        return 0;
    }
}

/* Text may have letters beyond ASCII, bytes may not. */
static bool is_shown(unsigned char c, bool is_text)
{
    return c >= 0x80 ? is_text : c >= 0x20 && c != 0x7f;
}

static void write_quoted(FILE *out, const char *data, size_t size, bool is_text)
{
    char quote = quote_for(data, size);
    fputc(quote, out);
    for (size_t i = 0; i < size; i++) {
        char escape = data[i] == quote ? quote : short_escape(data[i]);
        if (escape) {
            fprintf(out, "\\%c", escape);
        } else if (is_shown((unsigned char)data[i], is_text)) {
            fputc(data[i], out);
        } else {
            fprintf(out, "\\x%02x", (unsigned char)data[i]);
        }
    }
    fputc(quote, out);
}

void value_text_write(FILE *out, struct tl_value value)
{
    switch (value.type) {
    case TL_VALUE_INT:
        fprintf(out, "%lld", value.number);
        break;
    case TL_VALUE_TEXT:
        write_quoted(out, value.data, value.size, true);
        break;
    case TL_VALUE_BYTES:
        fputc('b', out);
        write_quoted(out, value.data, value.size, false);
        break;
    case TL_VALUE_MANAGER_QUEUE:
        fputs("<AutoProxy[Queue] object, typeid 'Queue'>", out);
        break;
    case TL_VALUE_MANAGER_DICT:
        fputs("<DictProxy object, typeid 'dict'>", out);
        break;
    default:
        fputs("None", out);
        break;
    }
}
