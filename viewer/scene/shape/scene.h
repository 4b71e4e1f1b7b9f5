/* A scene: shapes and placed words as plain data, in painting order. Scene files build one for a
 * view; painters (viewer/paint) turn it into pixels, SVG or text and decide nothing about looks.
 * Words are laid out when the scene is built, through a text shaper, so that every painter agrees.
 *
 * Units are CSS pixels, y downwards; colours are 0xRRGGBBAA. All memory is the scene's own and
 * freed at once; a scene lives for a frame (scene_clear keeps the memory for the next). One thread.
 */
#ifndef THREADLANE_VIEWER_SCENE_SHAPE_SCENE_H
#define THREADLANE_VIEWER_SCENE_SHAPE_SCENE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "viewer/scene/shape/text_shaper.h"

typedef uint32_t scene_colour; /* 0xRRGGBBAA; 0 paints nothing */

enum scene_shape {
    SCENE_RECT,
    SCENE_PATH,
    SCENE_TEXT,
    SCENE_STRIP,      /* columns of stacked colours, for more than shapes can show */
    SCENE_CLIP_BEGIN, /* rect; ends with SCENE_CLIP_END; nests */
    SCENE_CLIP_END,
    SCENE_GROUP_BEGIN, /* id, title; what lies inside is one thing to a person: hit, tooltip, <g> */
    SCENE_GROUP_END,
};

enum scene_fill {
    FILL_SOLID,
    FILL_HATCH_FALLING, /* \\ lines, 28 % tint behind: waits for lock */
    FILL_HATCH_RISING,  /* // lines: waits forever */
    FILL_DOTS,          /* waits on condition */
    FILL_BARS,          /* horizontal bars: waits on queue, pipe, join */
    FILL_FADE_RIGHT,    /* from transparent at the left to the colour at the right */
};

struct scene_rect {
    double x, y, width, height;
};

enum path_verb { PATH_MOVE, PATH_LINE, PATH_CURVE, PATH_CLOSE };

struct path_point { /* a curve uses three points, control, control, end, all with PATH_CURVE */
    enum path_verb verb;
    double x, y;
};

/* One colour of a strip, with the fill that says the same without colour. */
struct strip_layer {
    enum scene_fill fill_kind;
    scene_colour fill, pattern;
};

/* Columns as wide as a pixel; in each the layers lie on each other, the first at the bottom. */
struct scene_strip {
    const struct strip_layer *layers;
    const uint8_t *shares; /* by column, then layer: 255 is the whole height */
    uint32_t layer_count, column_count;
};

struct scene_item {
    enum scene_shape shape;
    struct scene_rect rect; /* rect, clip; group: its hit area; text: its box, y = top */
    double radius;
    enum scene_fill fill_kind;
    scene_colour fill;
    scene_colour stroke;
    double stroke_width;
    double dash[2];                    /* on, off; {0, 0} is solid */
    double pattern_gap, pattern_width; /* of hatches, dots and bars; pattern colour is `pattern` */
    scene_colour pattern;
    bool round_caps;
    const struct path_point *points;
    uint32_t point_count;
    struct text_run *runs; /* text: placed by the shaper; x and baseline relative to rect */
    uint32_t run_count;
    const struct scene_strip *strip;
    const char *text;  /* text: the whole string; painters that know no runs use it */
    const char *id;    /* group, text and rect: stable name for tests, clicks and SVG; or NULL */
    const char *title; /* group: tooltip and alternative text; or NULL */
};

struct scene {
    double width, height;
    double scale;         /* pixels of a picture to a unit: 1 in the window */
    double text_least_px; /* smaller text is set in this size; 0: any size is fine */
    scene_colour background;
    struct scene_item *items;
    uint32_t item_count;
    uint32_t item_capacity;
    const struct text_shaper *shaper; /* borrowed */
    struct arena *arena;
};

/* How a box is filled and outlined. A rect's or circle's outline lies inside it; items hold the
 * middle of the outline, so that painters stroke along item.rect. */
struct scene_style {
    scene_colour fill;
    scene_colour stroke;
    double stroke_width;
    double radius;
    double dash[2];
};

enum text_align { ALIGN_LEFT, ALIGN_CENTRE, ALIGN_RIGHT };

void scene_init(struct scene *scene, double width, double height, scene_colour background,
                const struct text_shaper *shaper);
void scene_clear(struct scene *scene);
void scene_finish(struct scene *scene);

void scene_add_rect(struct scene *scene, struct scene_rect rect, struct scene_style style);
/* A rect with a hatch, dots, bars or fade; returned for the caller to set pattern fields. Valid
 * until the next add. */
struct scene_item *scene_add_fill(struct scene *scene, struct scene_rect rect, enum scene_fill fill,
                                  scene_colour colour, double radius);
void scene_add_circle(struct scene *scene, double x, double y, double radius,
                      struct scene_style style);
void scene_add_line(struct scene *scene, double x1, double y1, double x2, double y2,
                    scene_colour colour, double width);
/* The general path; points are copied. Returned as by scene_add_fill. */
struct scene_item *scene_add_path(struct scene *scene, const struct path_point *points,
                                  uint32_t point_count, struct scene_style style);
/* Layers and shares are copied; the columns begin at the rect's left side. */
void scene_add_strip(struct scene *scene, struct scene_rect rect, const struct scene_strip *strip);

/* Lays out one line of text. `x` is its left, centre or right by `align`, `y` the baseline. A
 * positive max_width cuts it with an ellipsis. Returns the width. The text is copied. */
double scene_add_text(struct scene *scene, double x, double y, const char *text,
                      struct text_style style, enum text_align align, double max_width);
/* The same for a name: it is cut in its middle, as its end tells it from others. */
double scene_add_name(struct scene *scene, double x, double y, const char *name,
                      struct text_style style, enum text_align align, double max_width);
/* The width that scene_add_text would return for a text that is not cut. */
double scene_measure_text(const struct scene *scene, const char *text, struct text_style style);
/* Wraps at spaces (and between Han characters) within `width`; `y` is the top, returned is the y
 * below the last line. A newline ends a line. */
double scene_add_paragraph(struct scene *scene, double x, double y, double width,
                           double line_height, const char *text, struct text_style style);
/* The same with `lead`, in bold, before the text. */
double scene_add_lead_paragraph(struct scene *scene, double x, double y, double width,
                                double line_height, const char *lead, const char *text,
                                struct text_style style);

void scene_begin_group(struct scene *scene, const char *id, const char *title,
                       struct scene_rect hit);
void scene_end_group(struct scene *scene);
void scene_begin_clip(struct scene *scene, struct scene_rect rect);
void scene_end_clip(struct scene *scene);

/* Takes away all words so far that reach into a rect: half a word is worse than none. */
void scene_remove_words(struct scene *scene, struct scene_rect rect);
/* The same of those from an item on that the upper or the lower edge of a rect cuts: letters whose
 * heads or feet are missing. */
void scene_remove_cut_words(struct scene *scene, uint32_t first_item, struct scene_rect rect);

/* The id of the topmost group under a point, or NULL. Borrowed from the scene. */
const char *scene_hit(const struct scene *scene, double x, double y);
/* The hit area of the group of that id; false if there is none. */
bool scene_find(const struct scene *scene, const char *id, struct scene_rect *rect);
/* A copy of a string that lives as long as the scene's items. */
const char *scene_copy_text(struct scene *scene, const char *text);
const char *scene_print_text(struct scene *scene, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
