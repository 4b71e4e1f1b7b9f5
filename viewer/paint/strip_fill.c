#include "viewer/paint/strip_fill.h"

#include <stdbool.h>

/* A layer's two colours as pixels. */
struct layer_pixels {
    enum scene_fill fill_kind;
    uint32_t fill, pattern;
};

static uint32_t premultiply(scene_colour colour)
{
    uint32_t alpha = colour & 255;
    uint32_t red = (colour >> 24 & 255) * alpha / 255;
    uint32_t green = (colour >> 16 & 255) * alpha / 255;
    uint32_t blue = (colour >> 8 & 255) * alpha / 255;
    return alpha << 24 | red << 16 | green << 8 | blue;
}

/* Hatches as the shapes have them, on whole pixels. */
static bool is_on_pattern(enum scene_fill fill_kind, int x, int y)
{
    switch (fill_kind) {
    case FILL_HATCH_FALLING:
        return (x + 7000 - y) % 7 < 3;
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

static void fill_column(const struct layer_pixels *layers, const uint8_t *shares,
                        uint32_t layer_count, uint32_t *pixels, int height, int stride, int x)
{
    int bottom = height;
    for (uint32_t i = 0; i < layer_count && bottom > 0; i++) {
        if (shares[i] == 0) {
            continue;
        }
        int rows = (shares[i] * height + 127) / 255;
        int top = bottom - (rows > 0 ? rows : 1);
        top = top > 0 ? top : 0;
        const struct layer_pixels *layer = &layers[i];
        for (int y = top; y < bottom; y++) {
            pixels[y * stride] =
                is_on_pattern(layer->fill_kind, x, y) ? layer->pattern : layer->fill;
        }
        bottom = top;
    }
    for (int y = 0; y < bottom; y++) {
        pixels[y * stride] = 0;
    }
}

#define LAYERS_MAX 16

void strip_fill_pixels(const struct scene_strip *strip, uint32_t *pixels, int width, int height,
                       int stride)
{
    struct layer_pixels layers[LAYERS_MAX];
    uint32_t layer_count = strip->layer_count < LAYERS_MAX ? strip->layer_count : LAYERS_MAX;
    for (uint32_t i = 0; i < layer_count; i++) {
        layers[i] =
            (struct layer_pixels){strip->layers[i].fill_kind, premultiply(strip->layers[i].fill),
                                  premultiply(strip->layers[i].pattern)};
    }
    for (int x = 0; x < width && x < (int)strip->column_count; x++) {
        fill_column(layers, strip->shares + (size_t)x * strip->layer_count, layer_count, pixels + x,
                    height, stride, x);
    }
}
