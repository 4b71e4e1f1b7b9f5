#include "viewer/paint/strip_fill.h"

#include <stdbool.h>

#define PERIOD_MAX 9 /* pixels after which a hatch repeats */

/* A layer's colours as pixels: those of a hatch repeat both ways. */
struct layer_pixels {
    int period;
    uint32_t tile[PERIOD_MAX][PERIOD_MAX]; /* by x and y */
};

static uint32_t premultiply(scene_colour colour)
{
    uint32_t alpha = colour & 255;
    uint32_t red = (colour >> 24 & 255) * alpha / 255;
    uint32_t green = (colour >> 16 & 255) * alpha / 255;
    uint32_t blue = (colour >> 8 & 255) * alpha / 255;
    return alpha << 24 | red << 16 | green << 8 | blue;
}

static int period_of(enum scene_fill fill_kind)
{
    switch (fill_kind) {
    case FILL_HATCH_FALLING:
        return 7;
    case FILL_HATCH_RISING:
        return 9;
    case FILL_DOTS:
    case FILL_BARS:
        return 5;
    case FILL_SOLID:
    case FILL_FADE_RIGHT:
        break;
    }
    return 1;
}

/* Hatches as the shapes have them, on whole pixels. */
static bool is_on_pattern(enum scene_fill fill_kind, int x, int y)
{
    switch (fill_kind) {
    case FILL_HATCH_FALLING:
        return (x + 7 - y) % 7 < 3;
    case FILL_HATCH_RISING:
        return (x + y) % 9 < 3;
    case FILL_DOTS:
        return x % 5 < 2 && y % 5 < 2;
    case FILL_BARS:
        return y % 5 < 3;
    case FILL_SOLID:
    case FILL_FADE_RIGHT:
        break;
    }
    return false;
}

static void lay_tile(struct layer_pixels *layer, const struct strip_layer *look)
{
    uint32_t fill = premultiply(look->fill), pattern = premultiply(look->pattern);
    layer->period = period_of(look->fill_kind);
    for (int x = 0; x < layer->period; x++) {
        for (int y = 0; y < layer->period; y++) {
            layer->tile[x][y] = is_on_pattern(look->fill_kind, x, y) ? pattern : fill;
        }
    }
}

/* A column, whose rows count from the strip's top. */
struct column {
    uint32_t *pixels; /* of the first row that is seen */
    int x, stride, first_row, end_row;
};

static void fill_rows(const struct column *column, const struct layer_pixels *layer, int top,
                      int bottom)
{
    top = top > column->first_row ? top : column->first_row;
    bottom = bottom < column->end_row ? bottom : column->end_row;
    const uint32_t *cells = layer->tile[column->x % layer->period];
    uint32_t *pixel = column->pixels + (top - column->first_row) * column->stride;
    if (layer->period == 1) {
        for (int y = top; y < bottom; y++, pixel += column->stride) {
            *pixel = cells[0];
        }
        return;
    }
    for (int y = top, phase = top % layer->period; y < bottom; y++, pixel += column->stride) {
        *pixel = cells[phase];
        phase = phase + 1 < layer->period ? phase + 1 : 0;
    }
}

static void fill_column(const struct column *column, const struct layer_pixels *layers,
                        const uint8_t *shares, uint32_t layer_count, int height)
{
    static const struct layer_pixels nothing = {.period = 1};
    int bottom = height;
    for (uint32_t i = 0; i < layer_count && bottom > column->first_row; i++) {
        if (shares[i] == 0) {
            continue;
        }
        int rows = (shares[i] * height + 127) / 255;
        int top = bottom - (rows > 0 ? rows : 1);
        top = top > 0 ? top : 0;
        fill_rows(column, &layers[i], top, bottom);
        bottom = top;
    }
    fill_rows(column, &nothing, 0, bottom);
}

#define LAYERS_MAX 16

void strip_fill_pixels(const struct scene_strip *strip, const struct strip_pixels *target)
{
    struct layer_pixels layers[LAYERS_MAX];
    uint32_t layer_count = strip->layer_count < LAYERS_MAX ? strip->layer_count : LAYERS_MAX;
    for (uint32_t i = 0; i < layer_count; i++) {
        lay_tile(&layers[i], &strip->layers[i]);
    }
    for (int x = 0; x < target->width && x < (int)strip->column_count; x++) {
        const struct column column = {target->pixels + x, x, target->stride, target->first_row,
                                      target->end_row};
        fill_column(&column, layers, strip->shares + (size_t)x * strip->layer_count, layer_count,
                    target->height);
    }
}
