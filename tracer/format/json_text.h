/* Pieces of JSON as text, for the writer: each is put at `at`, where there is room, and what comes
 * back is the place behind it. Inline and two digits at a time, because a line has a dozen numbers.
 */
#ifndef THREADLANE_FORMAT_JSON_TEXT_H
#define THREADLANE_FORMAT_JSON_TEXT_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "tracer/format/json_form.h"

#define JSON_NUMBER_ROOM 32 /* more than any number, time or id takes */
#define JSON_ESCAPE_ROOM 6  /* the most that one byte takes inside quotes */

extern const char json_digit_pairs[201];      /* "00" to "99" */
extern const uint64_t json_powers_of_ten[20]; /* of 0 as 0: so the size below is never 0 */

static inline char *json_put_text(char *at, const char *text)
{
    size_t size = strlen(text);
    memcpy(at, text, size);
    return at + size;
}

static inline unsigned json_decimal_size(uint64_t number)
{
    unsigned guess = (64 - (unsigned)__builtin_clzll(number | 1)) * 1233 >> 12;
    return guess + (number >= json_powers_of_ten[guess]);
}

static inline void json_put_pair(char *at, uint32_t pair)
{
    memcpy(at, json_digit_pairs + 2 * (size_t)pair, 2);
}

/* Eight digits by halves, which do not wait for each other. */
static inline void json_put_eight(char *at, uint32_t number)
{
    uint32_t high = number / 10000, low = number % 10000;
    json_put_pair(at, high / 100);
    json_put_pair(at + 2, high % 100);
    json_put_pair(at + 4, low / 100);
    json_put_pair(at + 6, low % 100);
}

/* The last `size` digits; an odd one stands in front. */
static inline void json_put_digits(char *at, uint64_t number, unsigned size)
{
    for (; size >= 8; number /= 100000000) {
        size -= 8;
        json_put_eight(at + size, (uint32_t)(number % 100000000));
    }
    uint32_t rest = (uint32_t)number;
    for (; size >= 2; rest /= 100) {
        size -= 2;
        json_put_pair(at + size, rest % 100);
    }
    if (size) {
        *at = (char)('0' + rest % 10);
    }
}

static inline char *json_put_decimal(char *at, uint64_t number)
{
    unsigned size = json_decimal_size(number);
    json_put_digits(at, number, size);
    return at + size;
}

/* Exact whatever its size: a JSON number is a double to most readers. */
static inline char *json_put_number(char *at, uint64_t number)
{
    if (number <= JSON_NUMBER_MAX) {
        return json_put_decimal(at, number);
    }
    *at = '"';
    at = json_put_decimal(at + 1, number);
    *at = '"';
    return at + 1;
}

/* ns as microseconds with three decimals. */
static inline char *json_put_time(char *at, uint64_t time_ns)
{
    at = json_put_decimal(at, time_ns / 1000);
    *at = '.';
    json_put_digits(at + 1, time_ns % 1000, 3);
    return at + 4;
}

/* The picoseconds after the ns, if there are any. */
static inline char *json_put_fraction(char *at, uint32_t picoseconds)
{
    if (picoseconds == 0) {
        return at;
    }
    json_put_digits(at, picoseconds, 3);
    return at + 3;
}

/* Eight digits at once: each half byte gets a byte, the highest the first one in memory; to those
 * above 9 what lies between '9' and 'a' is added. */
static inline void json_put_eight_hex(char *at, uint32_t number)
{
    const uint64_t ones = UINT64_C(0x0101010101010101);
    uint64_t digits = __builtin_bswap32(number);
    digits = (digits | digits << 16) & UINT64_C(0x0000ffff0000ffff);
    digits = (digits | digits << 8) & UINT64_C(0x00ff00ff00ff00ff);
    digits = (digits >> 4 | digits << 8) & (ones * 15);
    uint64_t letters = (digits + ones * 6) >> 4 & ones;
    digits += ones * '0' + letters * ('a' - '9' - 1);
    memcpy(at, &digits, sizeof digits);
}

/* "0x…" in quotes: what other readers take for an id, and exact. */
static inline char *json_put_hex(char *at, uint64_t number)
{
    unsigned size = (67 - (unsigned)__builtin_clzll(number | 1)) / 4;
    uint64_t first = number << (64 - 4 * size); /* so that the digits begin with the highest */
    memcpy(at, "\"0x", 3);
    json_put_eight_hex(at + 3, (uint32_t)(first >> 32));
    json_put_eight_hex(at + 11, (uint32_t)first);
    at[3 + size] = '"';
    return at + 4 + size;
}

/* The next piece of a text inside quotes: the bytes at its start that stand for themselves, as
 * many as `plain_size`, and then, if the text goes on, an escape. */
struct json_escape {
    size_t plain_size;
    char escape[8];
    size_t escape_size; /* 0: that was all; else it stands for one byte */
};

struct json_escape json_escape_next(const char *text, size_t size);

/* The whole text inside quotes; there is room for JSON_ESCAPE_ROOM a byte. */
char *json_put_escaped(char *at, const char *text, size_t size);

#endif
