#include "tracer/format/json_piece.h"

static void end_piece(struct json_piece *piece, uint64_t key, const char *end)
{
    piece->key = key;
    piece->size = (uint32_t)(end - piece->text);
}

void json_piece_make_track(struct json_piece *piece, uint32_t process, uint32_t track)
{
    char *at = json_put_text(piece->text, ",\"pid\":");
    at = json_put_decimal(at, process);
    at = json_put_text(at, ",\"tid\":");
    end_piece(piece, (uint64_t)process << 32 | track, json_put_decimal(at, track));
}

void json_piece_make_site(struct json_piece *piece, uint16_t flags, uint64_t site)
{
    char *at = json_put_text(piece->text, ",\"f\":");
    at = json_put_decimal(at, flags);
    if (site != 0) {
        at = json_put_text(at, ",\"s\":");
        at = json_put_decimal(at, site);
    }
    end_piece(piece, site << 16 | flags, json_put_text(at, ",\"v\":\""));
}

void json_piece_make_number(struct json_piece *piece, uint64_t number)
{
    end_piece(piece, number, json_put_decimal(piece->text, number));
}
