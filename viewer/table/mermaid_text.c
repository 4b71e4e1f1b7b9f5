#include "viewer/table/mermaid_text.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>

static const char ellipsis[] = "…";

/* The text is well-formed, as all that a trace holds. */
static size_t character_size(const char *text)
{
    size_t size = 1;
    while (((unsigned char)text[size] & 0xc0) == 0x80) {
        size++;
    }
    return size;
}

/* U+2028 to U+202E and U+2066 to U+2069: ends of lines and changes of direction; U+0080 to U+009F:
 * control characters. */
static bool is_unseen(const char *text)
{
    const unsigned char *byte = (const unsigned char *)text;
    return (byte[0] == 0xc2 && byte[1] < 0xa0) ||
           (byte[0] == 0xe2 && byte[1] == 0x80 && byte[2] >= 0xa8 && byte[2] <= 0xae) ||
           (byte[0] == 0xe2 && byte[1] == 0x81 && byte[2] >= 0xa6 && byte[2] <= 0xa9);
}

static bool is_plain(unsigned char byte)
{
    return byte >= 0x80 || isalnum(byte) || strchr(" .,()_", byte) != NULL;
}

/* The next character as it is written, into `piece`; returns its size there. */
static int write_piece(char *piece, size_t piece_size, const char *text, size_t size)
{
    unsigned char byte = (unsigned char)*text;
    if (byte < 0x20 || byte == 0x7f || is_unseen(text)) {
        return snprintf(piece, piece_size, "%s", byte < 0x20 ? " " : "");
    }
    return is_plain(byte) ? snprintf(piece, piece_size, "%.*s", (int)size, text)
                          : snprintf(piece, piece_size, "#%u;", byte);
}

void mermaid_text_write(FILE *file, const char *text, size_t size_max)
{
    size_t written = 0;
    while (*text) {
        char piece[16];
        size_t size = character_size(text);
        int length = write_piece(piece, sizeof piece, text, size);
        if (written + (size_t)length + sizeof ellipsis > size_max) {
            fputs(ellipsis, file);
            return;
        }
        fwrite(piece, 1, (size_t)length, file);
        written += (size_t)length;
        text += size;
    }
}
