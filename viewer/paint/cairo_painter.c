#include "viewer/paint/cairo_painter.h"

#include <math.h>
#include <stddef.h>

#include "viewer/paint/hatch.h"
#include "viewer/paint/strip_fill.h"

#define TILES_MAX 16

/* A hatch as a small picture that is repeated. */
struct tile {
    enum scene_fill fill_kind;
    scene_colour pattern;
    double gap, width;
    cairo_pattern_t *picture;
};

/* What one painting needs everywhere. */
struct brush {
    cairo_t *cairo;
    struct pango_shaper *shaper;
    bool has_pixels; /* a unit is a pixel, so that patterns can be repeated pixel by pixel */
    struct tile tiles[TILES_MAX];
    int tile_count;
};

static void set_colour(cairo_t *cairo, scene_colour colour)
{
    cairo_set_source_rgba(cairo, (colour >> 24 & 255) / 255.0, (colour >> 16 & 255) / 255.0,
                          (colour >> 8 & 255) / 255.0, (colour & 255) / 255.0);
}

static void trace_rect(cairo_t *cairo, struct scene_rect rect, double radius)
{
    double right = rect.x + rect.width;
    double bottom = rect.y + rect.height;
    double r = fmin(radius, fmin(rect.width, rect.height) / 2);
    cairo_new_path(cairo);
    if (r <= 0) {
        cairo_rectangle(cairo, rect.x, rect.y, rect.width, rect.height);
        return;
    }
    cairo_arc(cairo, right - r, rect.y + r, r, -M_PI / 2, 0);
    cairo_arc(cairo, right - r, bottom - r, r, 0, M_PI / 2);
    cairo_arc(cairo, rect.x + r, bottom - r, r, M_PI / 2, M_PI);
    cairo_arc(cairo, rect.x + r, rect.y + r, r, M_PI, M_PI * 3 / 2);
    cairo_close_path(cairo);
}

static void trace_path(cairo_t *cairo, const struct path_point *points, uint32_t count)
{
    cairo_new_path(cairo);
    for (uint32_t i = 0; i < count; i++) {
        const struct path_point *p = &points[i];
        switch (p->verb) {
        case PATH_MOVE:
            cairo_move_to(cairo, p->x, p->y);
            break;
        case PATH_LINE:
            cairo_line_to(cairo, p->x, p->y);
            break;
        case PATH_CURVE:
            if (i + 2 < count) {
                cairo_curve_to(cairo, p[0].x, p[0].y, p[1].x, p[1].y, p[2].x, p[2].y);
                i += 2;
            }
            break;
        case PATH_CLOSE:
            cairo_close_path(cairo);
            break;
        }
    }
}

/* Puts the pattern's lines over the visible part of the item's box as a path. */
static void trace_hatch(cairo_t *cairo, const struct scene_item *item)
{
    struct scene_rect visible;
    double right, bottom;
    cairo_clip_extents(cairo, &visible.x, &visible.y, &right, &bottom);
    visible.width = right - visible.x;
    visible.height = bottom - visible.y;
    struct hatch hatch = hatch_begin(item, visible);
    struct hatch_stroke stroke;
    cairo_new_path(cairo);
    while (hatch_next(&hatch, &stroke)) {
        cairo_move_to(cairo, stroke.x1, stroke.y1);
        cairo_line_to(cairo, stroke.x2, stroke.y2);
    }
}

/* The side of the square that repeats, or 0: it is not one of whole pixels. */
static int tile_side(const struct scene_item *item)
{
    double side =
        item->fill_kind == FILL_BARS ? 2 * item->pattern_gap : item->pattern_gap * M_SQRT2;
    return side >= 2 && side < 64 && fabs(side - round(side)) < 0.02 ? (int)lround(side) : 0;
}

/* Strokes of the neighbouring squares reach into this one. */
static void draw_tile(cairo_t *cairo, const struct scene_item *item, int side)
{
    for (int i = -2; i <= 2; i++) {
        double at = i * side;
        if (item->fill_kind == FILL_BARS) {
            for (int j = 0; j < 2; j++) {
                double y = (0.5 + j) * item->pattern_gap;
                cairo_move_to(cairo, 0, y);
                cairo_line_to(cairo, side, y);
            }
        } else {
            bool is_rising = item->fill_kind == FILL_HATCH_RISING;
            cairo_move_to(cairo, at - side, is_rising ? 2 * side : -side);
            cairo_line_to(cairo, at + 2 * side, is_rising ? -side : 2 * side);
        }
    }
    set_colour(cairo, item->pattern);
    cairo_set_line_width(cairo, item->pattern_width);
    cairo_stroke(cairo);
}

static cairo_pattern_t *find_tile(struct brush *brush, const struct scene_item *item, int side)
{
    for (int i = 0; i < brush->tile_count; i++) {
        const struct tile *tile = &brush->tiles[i];
        if (tile->fill_kind == item->fill_kind && tile->pattern == item->pattern &&
            tile->gap == item->pattern_gap && tile->width == item->pattern_width) {
            return tile->picture;
        }
    }
    if (brush->tile_count == TILES_MAX) {
        return NULL;
    }
    cairo_surface_t *surface = cairo_image_surface_create(CAIRO_FORMAT_ARGB32, side, side);
    cairo_t *cairo = cairo_create(surface);
    draw_tile(cairo, item, side);
    cairo_destroy(cairo);
    struct tile *tile = &brush->tiles[brush->tile_count++];
    *tile = (struct tile){item->fill_kind, item->pattern, item->pattern_gap, item->pattern_width,
                          cairo_pattern_create_for_surface(surface)};
    cairo_pattern_set_extend(tile->picture, CAIRO_EXTEND_REPEAT);
    cairo_pattern_set_filter(tile->picture, CAIRO_FILTER_NEAREST);
    cairo_surface_destroy(surface);
    return tile->picture;
}

/* As paint_hatch, in a fifth of the time. False: the hatch cannot be repeated pixel by pixel. */
static bool paint_tiled(struct brush *brush, const struct scene_item *item)
{
    int side = brush->has_pixels ? tile_side(item) : 0;
    cairo_pattern_t *tile = side > 0 ? find_tile(brush, item, side) : NULL;
    if (tile == NULL) {
        return false;
    }
    bool is_rising = item->fill_kind == FILL_HATCH_RISING;
    cairo_matrix_t matrix;
    cairo_matrix_init_translate(&matrix, -round(item->rect.x),
                                -round(item->rect.y + (is_rising ? item->rect.height : 0)));
    cairo_pattern_set_matrix(tile, &matrix);
    cairo_set_source(brush->cairo, tile);
    trace_rect(brush->cairo, item->rect, item->radius);
    cairo_fill(brush->cairo);
    return true;
}

static void paint_hatch(cairo_t *cairo, const struct scene_item *item)
{
    cairo_save(cairo);
    trace_rect(cairo, item->rect, item->radius);
    cairo_clip(cairo);
    trace_hatch(cairo, item);
    set_colour(cairo, item->pattern);
    cairo_set_line_width(cairo, item->pattern_width);
    cairo_set_line_cap(cairo, CAIRO_LINE_CAP_BUTT);
    cairo_set_dash(cairo, NULL, 0, 0);
    cairo_stroke(cairo);
    cairo_restore(cairo);
}

/* One by one, where the dots lie that a repeated tile has. */
static void paint_single_dots(cairo_t *cairo, const struct scene_item *item)
{
    double gap = item->pattern_gap, radius = item->pattern_width / 2;
    cairo_save(cairo);
    trace_rect(cairo, item->rect, item->radius);
    cairo_clip(cairo);
    cairo_new_path(cairo);
    for (double y = round(item->rect.y) + gap / 2; y - radius < item->rect.y + item->rect.height;
         y += gap) {
        for (double x = round(item->rect.x) + gap / 2; x - radius < item->rect.x + item->rect.width;
             x += gap) {
            cairo_new_sub_path(cairo);
            cairo_arc(cairo, x, y, radius, 0, 2 * M_PI);
        }
    }
    set_colour(cairo, item->pattern);
    cairo_fill(cairo);
    cairo_restore(cairo);
}

/* The dots of a waiting room are many and alike, so they are one small tile, repeated. */
static void paint_dots(cairo_t *cairo, const struct scene_item *item)
{
    int side = (int)lround(item->pattern_gap);
    if (side < 1) {
        return;
    }
    cairo_surface_t *tile = cairo_surface_create_similar_image(cairo_get_target(cairo),
                                                               CAIRO_FORMAT_ARGB32, side, side);
    cairo_t *dot = cairo_create(tile);
    cairo_arc(dot, side / 2.0, side / 2.0, item->pattern_width / 2, 0, 2 * M_PI);
    set_colour(dot, item->pattern);
    cairo_fill(dot);
    cairo_destroy(dot);

    double scale = side / item->pattern_gap;
    cairo_matrix_t matrix;
    cairo_matrix_init_scale(&matrix, scale, scale);
    cairo_matrix_translate(&matrix, -round(item->rect.x), -round(item->rect.y));
    cairo_pattern_t *pattern = cairo_pattern_create_for_surface(tile);
    cairo_pattern_set_extend(pattern, CAIRO_EXTEND_REPEAT);
    cairo_pattern_set_matrix(pattern, &matrix);
    cairo_set_source(cairo, pattern);
    trace_rect(cairo, item->rect, item->radius);
    cairo_fill(cairo);
    cairo_pattern_destroy(pattern);
    cairo_surface_destroy(tile);
}

static void paint_fade(cairo_t *cairo, const struct scene_item *item)
{
    scene_colour c = item->fill;
    double red = (c >> 24 & 255) / 255.0;
    double green = (c >> 16 & 255) / 255.0;
    double blue = (c >> 8 & 255) / 255.0;
    cairo_pattern_t *fade =
        cairo_pattern_create_linear(item->rect.x, 0, item->rect.x + item->rect.width, 0);
    cairo_pattern_add_color_stop_rgba(fade, 0, red, green, blue, 0);
    cairo_pattern_add_color_stop_rgba(fade, 1, red, green, blue, (c & 255) / 255.0);
    cairo_set_source(cairo, fade);
    trace_rect(cairo, item->rect, item->radius);
    cairo_fill(cairo);
    cairo_pattern_destroy(fade);
}

/* Fills the current path in the item's colour, keeping it for the outline. */
static void fill_path(cairo_t *cairo, const struct scene_item *item)
{
    if (item->fill & 255) {
        set_colour(cairo, item->fill);
        cairo_fill_preserve(cairo);
    }
}

static void stroke_path(cairo_t *cairo, const struct scene_item *item)
{
    if (!(item->stroke & 255) || item->stroke_width <= 0) {
        cairo_new_path(cairo); /* else a letter that is painted as a box would join it */
        return;
    }
    set_colour(cairo, item->stroke);
    cairo_set_line_width(cairo, item->stroke_width);
    cairo_set_line_cap(cairo, item->round_caps ? CAIRO_LINE_CAP_ROUND : CAIRO_LINE_CAP_BUTT);
    cairo_set_line_join(cairo, item->round_caps ? CAIRO_LINE_JOIN_ROUND : CAIRO_LINE_JOIN_MITER);
    bool is_dashed = item->dash[0] > 0;
    cairo_set_dash(cairo, item->dash, is_dashed ? 2 : 0, 0);
    cairo_stroke(cairo);
}

static void paint_fill(struct brush *brush, const struct scene_item *item)
{
    cairo_t *cairo = brush->cairo;
    if (item->fill_kind == FILL_FADE_RIGHT) {
        paint_fade(cairo, item);
        return;
    }
    trace_rect(cairo, item->rect, item->radius);
    fill_path(cairo, item);
    if (item->fill_kind == FILL_SOLID || !(item->pattern & 255)) {
        return;
    }
    if (item->fill_kind == FILL_DOTS && !brush->has_pixels) {
        paint_single_dots(cairo, item);
    } else if (item->fill_kind == FILL_DOTS) {
        paint_dots(cairo, item);
    } else if (!paint_tiled(brush, item)) {
        paint_hatch(cairo, item);
    }
}

static void paint_rect(struct brush *brush, const struct scene_item *item)
{
    paint_fill(brush, item);
    trace_rect(brush->cairo, item->rect, item->radius);
    stroke_path(brush->cairo, item);
}

static void paint_path(struct brush *brush, const struct scene_item *item)
{
    trace_path(brush->cairo, item->points, item->point_count);
    fill_path(brush->cairo, item);
    stroke_path(brush->cairo, item);
}

static void paint_text(struct brush *brush, const struct scene_item *item)
{
    for (uint32_t i = 0; i < item->run_count; i++) {
        const struct text_run *run = &item->runs[i];
        set_colour(brush->cairo, run->style.colour);
        pango_shaper_draw(brush->shaper, brush->cairo, item->rect.x + run->x,
                          item->rect.y + run->baseline, run->text, run->style);
    }
}

/* The rows of a strip that are not clipped away: one may be many times as high as the picture. */
static struct strip_pixels rows_in_view(cairo_t *cairo, const struct scene_item *item)
{
    double left, top, right, bottom, strip_top = round(item->rect.y);
    cairo_clip_extents(cairo, &left, &top, &right, &bottom);
    struct strip_pixels rows = {.width = (int)item->strip->column_count,
                                .height = (int)lround(item->rect.height)};
    rows.first_row = (int)fmax(0, fmin(rows.height, floor(top - strip_top)));
    rows.end_row = (int)fmax(rows.first_row, fmin(rows.height, ceil(bottom - strip_top)));
    return rows;
}

static void paint_strip(struct brush *brush, const struct scene_item *item)
{
    struct strip_pixels rows = rows_in_view(brush->cairo, item);
    cairo_surface_t *surface =
        cairo_image_surface_create(CAIRO_FORMAT_ARGB32, rows.width, rows.end_row - rows.first_row);
    if (cairo_surface_status(surface) == CAIRO_STATUS_SUCCESS && rows.width > 0 &&
        rows.end_row > rows.first_row) {
        cairo_surface_flush(surface);
        rows.pixels = (uint32_t *)cairo_image_surface_get_data(surface);
        rows.stride = cairo_image_surface_get_stride(surface) / 4;
        strip_fill_pixels(item->strip, &rows);
        cairo_surface_mark_dirty(surface);
        cairo_set_source_surface(brush->cairo, surface, round(item->rect.x),
                                 round(item->rect.y) + rows.first_row);
        cairo_pattern_set_filter(cairo_get_source(brush->cairo), CAIRO_FILTER_NEAREST);
        cairo_paint(brush->cairo);
    }
    cairo_surface_destroy(surface);
}

static void begin_clip(struct brush *brush, const struct scene_item *item)
{
    cairo_save(brush->cairo);
    trace_rect(brush->cairo, item->rect, item->radius);
    cairo_clip(brush->cairo);
}

static void end_clip(struct brush *brush, const struct scene_item *item)
{
    (void)item;
    cairo_restore(brush->cairo);
}

static void paint_nothing(struct brush *brush, const struct scene_item *item)
{
    (void)brush;
    (void)item;
}

static void (*const painters[])(struct brush *, const struct scene_item *) = {
    [SCENE_RECT] = paint_rect,           [SCENE_PATH] = paint_path,
    [SCENE_TEXT] = paint_text,           [SCENE_STRIP] = paint_strip,
    [SCENE_CLIP_BEGIN] = begin_clip,     [SCENE_CLIP_END] = end_clip,
    [SCENE_GROUP_BEGIN] = paint_nothing, [SCENE_GROUP_END] = paint_nothing,
};

/* Clips, and what they enclose, are followed wherever they lie. */
static bool is_needed(const struct scene_item *item, const struct damage *damage)
{
    return damage == NULL || item->shape == SCENE_CLIP_BEGIN || item->shape == SCENE_CLIP_END ||
           damage_has(damage, damage_reach_of(item));
}

static bool has_pixels(cairo_t *cairo)
{
    cairo_matrix_t matrix;
    cairo_get_matrix(cairo, &matrix);
    return matrix.xx == 1 &&
           cairo_surface_get_type(cairo_get_target(cairo)) == CAIRO_SURFACE_TYPE_IMAGE;
}

static void paint_items(cairo_t *cairo, const struct scene *scene, struct pango_shaper *shaper,
                        const struct damage *damage)
{
    struct brush brush = {.cairo = cairo, .shaper = shaper, .has_pixels = has_pixels(cairo)};
    cairo_save(cairo);
    for (uint32_t i = 0; damage != NULL && i < damage->count; i++) {
        const struct scene_rect *rect = &damage->rects[i];
        cairo_rectangle(cairo, rect->x, rect->y, rect->width, rect->height);
    }
    if (damage != NULL) {
        cairo_clip(cairo);
    }
    set_colour(cairo, scene->background);
    cairo_paint(cairo);
    for (uint32_t i = 0; i < scene->item_count; i++) {
        if (is_needed(&scene->items[i], damage)) {
            painters[scene->items[i].shape](&brush, &scene->items[i]);
        }
    }
    cairo_restore(cairo);
    for (int i = 0; i < brush.tile_count; i++) {
        cairo_pattern_destroy(brush.tiles[i].picture);
    }
}

void cairo_painter_paint(cairo_t *cairo, const struct scene *scene, struct pango_shaper *shaper)
{
    paint_items(cairo, scene, shaper, NULL);
}

static bool paint_pixels(struct pixel_memory memory, const struct scene *scene,
                         struct pango_shaper *shaper, const struct damage *damage)
{
    cairo_surface_t *surface = cairo_image_surface_create_for_data(
        memory.pixels, CAIRO_FORMAT_RGB24, memory.width, memory.height, memory.stride);
    cairo_t *cairo = cairo_create(surface);
    cairo_scale(cairo, scene->scale, scene->scale);
    paint_items(cairo, scene, shaper, damage);
    bool is_painted = cairo_status(cairo) == CAIRO_STATUS_SUCCESS;
    cairo_destroy(cairo);
    cairo_surface_finish(surface);
    cairo_surface_destroy(surface);
    return is_painted;
}

bool cairo_painter_repaint_pixels(struct pixel_memory memory, const struct scene *scene,
                                  struct pango_shaper *shaper, struct painted *painted)
{
    struct damage damage = damage_find(painted, scene, memory.pixels, memory.width, memory.height);
    return damage.count == 0 || paint_pixels(memory, scene, shaper, &damage);
}

bool cairo_painter_paint_pixels(struct pixel_memory memory, const struct scene *scene,
                                struct pango_shaper *shaper)
{
    return paint_pixels(memory, scene, shaper, NULL);
}
