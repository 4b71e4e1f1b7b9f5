/* Single items of a scene as SVG elements, for painters that write SVG. Knows nothing of groups and
 * clips; what an element refers to (patterns, fades) is handed to the painter, which puts it where
 * it likes. */
#ifndef THREADLANE_VIEWER_PAINT_SVG_ITEM_H
#define THREADLANE_VIEWER_PAINT_SVG_ITEM_H

#include <stdio.h>

#include "viewer/scene/shape/scene.h"

struct svg_out {
    FILE *file;
    bool has_ids;       /* elements carry the ids of their items */
    const char *prefix; /* of the ids of definitions */
    /* Writes a colour's name without its opacity: "#0e8472". */
    void (*write_colour)(FILE *file, scene_colour colour);
    /* Takes the definition `<element id="…"rest` and returns the number in its id, prefix, "d" and
     * that. */
    uint32_t (*define)(void *owner, const char *element, const char *rest);
    void *owner;
};

/* Families as a reader's machine may have them, ours first. */
const char *svg_font_families(enum font_role font);
/* "#0e8472" */
void svg_write_hex_colour(FILE *file, scene_colour colour);
/* A number of at most two decimals, as short as it can be. */
void svg_write_number(FILE *file, double number);
/* ` fill="…"` and, if it shines through, ` fill-opacity="…"`. */
void svg_write_paint(const struct svg_out *out, const char *name, scene_colour colour);
/* ` id="…"`, if there is one and ids are wanted. */
void svg_write_id(const struct svg_out *out, const char *id);
/* Rect, path, text or strip; a line an element. Nothing for all else. */
void svg_write_item(const struct svg_out *out, const struct scene_item *item);
/* The definition of a clip; its number. */
uint32_t svg_define_clip(const struct svg_out *out, const struct scene_item *item);

#endif
