/* Pieces of lines that come again and again, kept as text: where something happened, by which
 * thread, from which site; the upper digits of times and numbers, which change slowly. Copying a
 * piece costs less than printing its numbers. For json_lines alone. */
#ifndef THREADLANE_FORMAT_JSON_PIECE_H
#define THREADLANE_FORMAT_JSON_PIECE_H

#include <stdint.h>
#include <string.h>

#include "tracer/format/json_text.h"

#define JSON_PIECE_ROOM  52 /* as much is always copied */
#define JSON_PIECES_KEPT 256

struct json_piece {
    uint64_t key;  /* the numbers that it says */
    uint32_t size; /* 0: nothing yet */
    char text[JSON_PIECE_ROOM];
};

struct json_pieces { /* zeroed at first */
    struct json_piece tracks[JSON_PIECES_KEPT];
    struct json_piece sites[JSON_PIECES_KEPT];
    struct json_piece milliseconds[16];
    struct json_piece thousands[16];
};

static inline char *json_piece_put(char *at, const struct json_piece *piece)
{
    memcpy(at, piece->text, sizeof piece->text);
    return at + piece->size;
}

/* Put the piece together again, because another is kept in its place. */
void json_piece_make_track(struct json_piece *piece, uint32_t process, uint32_t track);
void json_piece_make_site(struct json_piece *piece, uint16_t flags, uint64_t site);
void json_piece_make_number(struct json_piece *piece, uint64_t number);

/* ,"pid":1,"tid":2 */
static inline char *json_put_track(struct json_pieces *pieces, char *at, uint32_t process,
                                   uint32_t track)
{
    struct json_piece *piece = &pieces->tracks[track % JSON_PIECES_KEPT];
    if (piece->key != ((uint64_t)process << 32 | track) || piece->size == 0) {
        json_piece_make_track(piece, process, track);
    }
    return json_piece_put(at, piece);
}

/* ,"f":2048,"s":17,"v":" */
static inline char *json_put_site(struct json_pieces *pieces, char *at, uint16_t flags,
                                  uint64_t site)
{
    struct json_piece *piece = &pieces->sites[(site * 8 + (flags >> 6)) % JSON_PIECES_KEPT];
    if (piece->key != (site << 16 | flags) || piece->size == 0) {
        json_piece_make_site(piece, flags, site);
    }
    return json_piece_put(at, piece);
}

/* Three digits. */
static inline char *json_put_triple(char *at, uint32_t number)
{
    *at = (char)('0' + number / 100);
    json_put_pair(at + 1, number % 100);
    return at + 3;
}

/* The decimal number, of which the upper digits are kept. */
static inline char *json_put_upper(struct json_piece *kept, char *at, uint64_t number)
{
    struct json_piece *piece = &kept[number % 16];
    if (piece->key != number || piece->size == 0) {
        json_piece_make_number(piece, number);
    }
    memcpy(at, piece->text, JSON_NUMBER_ROOM);
    return at + piece->size;
}

/* As json_put_decimal: of many that are near each other. */
static inline char *json_put_near_number(struct json_pieces *pieces, char *at, uint64_t number)
{
    if (number < 1000) {
        return json_put_decimal(at, number);
    }
    return json_put_triple(json_put_upper(pieces->thousands, at, number / 1000),
                           (uint32_t)(number % 1000));
}

/* As json_put_time: of many that are near each other. */
static inline char *json_put_near_time(struct json_pieces *pieces, char *at, uint64_t time_ns)
{
    uint64_t milliseconds = time_ns / 1000000;
    uint32_t rest = (uint32_t)(time_ns - milliseconds * 1000000);
    if (milliseconds == 0) {
        return json_put_time(at, time_ns);
    }
    at = json_put_upper(pieces->milliseconds, at, milliseconds);
    at = json_put_triple(at, rest / 1000);
    *at = '.';
    return json_put_triple(at + 1, rest % 1000);
}

#endif
