#include "tracer/format/utf8.h"

#include <stdbool.h>
#include <string.h>

struct lead {
    unsigned char first, last;               /* of the first byte */
    unsigned char second_first, second_last; /* what may follow: no overlong, surrogate, too big */
    unsigned char size;
};

/* Table 3-7 of the Unicode standard. */
static const struct lead leads[] = {
    {0x00, 0x7f, 0, 0, 1},       {0xc2, 0xdf, 0x80, 0xbf, 2}, {0xe0, 0xe0, 0xa0, 0xbf, 3},
    {0xe1, 0xec, 0x80, 0xbf, 3}, {0xed, 0xed, 0x80, 0x9f, 3}, {0xee, 0xef, 0x80, 0xbf, 3},
    {0xf0, 0xf0, 0x90, 0xbf, 4}, {0xf1, 0xf3, 0x80, 0xbf, 4}, {0xf4, 0xf4, 0x80, 0x8f, 4},
};

static bool rest_is_well_formed(const unsigned char *bytes, const struct lead *lead)
{
    if (lead->size > 1 && (bytes[1] < lead->second_first || bytes[1] > lead->second_last)) {
        return false;
    }
    for (size_t i = 2; i < lead->size; i++) {
        if ((bytes[i] & 0xc0) != 0x80) {
            return false;
        }
    }
    return true;
}

size_t utf8_character_size(const char *text, size_t size)
{
    const unsigned char *bytes = (const unsigned char *)text;
    for (size_t i = 0; size > 0 && i < sizeof leads / sizeof leads[0]; i++) {
        const struct lead *lead = &leads[i];
        if (bytes[0] >= lead->first && bytes[0] <= lead->last) {
            return lead->size <= size && rest_is_well_formed(bytes, lead) ? lead->size : 0;
        }
    }
    return 0;
}

size_t utf8_copy_repaired(char *target, const char *text, size_t size)
{
    char *end = target;
    for (size_t i = 0; i < size;) {
        size_t length = utf8_character_size(text + i, size - i);
        if (length == 0) {
            memcpy(end, UTF8_REPLACEMENT, UTF8_REPLACEMENT_SIZE);
            end += UTF8_REPLACEMENT_SIZE;
            i++;
        } else {
            memcpy(end, text + i, length);
            end += length;
            i += length;
        }
    }
    *end = '\0';
    return (size_t)(end - target);
}
