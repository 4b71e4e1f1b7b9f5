#include "tracer/format/json_text.h"

#include <stdbool.h>

#include "tracer/format/utf8.h"

/* clang-format off */
const char json_digit_pairs[201] =
    "0001020304050607080910111213141516171819"
    "2021222324252627282930313233343536373839"
    "4041424344454647484950515253545556575859"
    "6061626364656667686970717273747576777879"
    "8081828384858687888990919293949596979899";

const uint64_t json_powers_of_ten[20] = {
    UINT64_C(0), UINT64_C(10),
    UINT64_C(100), UINT64_C(1000),
    UINT64_C(10000), UINT64_C(100000),
    UINT64_C(1000000), UINT64_C(10000000),
    UINT64_C(100000000), UINT64_C(1000000000),
    UINT64_C(10000000000), UINT64_C(100000000000),
    UINT64_C(1000000000000), UINT64_C(10000000000000),
    UINT64_C(100000000000000), UINT64_C(1000000000000000),
    UINT64_C(10000000000000000), UINT64_C(100000000000000000),
    UINT64_C(1000000000000000000), UINT64_C(10000000000000000000),
};
/* clang-format on */

static bool is_plain(unsigned char byte)
{
    return byte >= 0x20 && byte < 0x7f && byte != '"' && byte != '\\';
}

static size_t plain_size(const char *text, size_t size)
{
    size_t at = 0;
    while (at < size) {
        unsigned char byte = (unsigned char)text[at];
        size_t length = byte < 0x80 ? is_plain(byte) : utf8_character_size(text + at, size - at);
        if (length == 0) {
            break;
        }
        at += length;
    }
    return at;
}

struct json_escape json_escape_next(const char *text, size_t size)
{
    struct json_escape next = {.plain_size = plain_size(text, size), .escape = "\\u00"};
    if (next.plain_size == size) {
        return next;
    }
    unsigned char byte = (unsigned char)text[next.plain_size];
    if (byte >= 0x80) {
        memcpy(next.escape, UTF8_REPLACEMENT, UTF8_REPLACEMENT_SIZE);
        next.escape_size = UTF8_REPLACEMENT_SIZE;
    } else if (byte == '"' || byte == '\\') {
        next.escape[1] = (char)byte;
        next.escape_size = 2;
    } else {
        next.escape[4] = "0123456789abcdef"[byte >> 4];
        next.escape[5] = "0123456789abcdef"[byte & 15];
        next.escape_size = 6;
    }
    return next;
}

char *json_put_escaped(char *at, const char *text, size_t size)
{
    for (;;) {
        struct json_escape next = json_escape_next(text, size);
        memcpy(at, text, next.plain_size);
        memcpy(at + next.plain_size, next.escape, next.escape_size);
        at += next.plain_size + next.escape_size;
        if (next.escape_size == 0) {
            return at;
        }
        text += next.plain_size + 1;
        size -= next.plain_size + 1;
    }
}
