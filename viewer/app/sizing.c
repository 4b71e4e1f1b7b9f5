#include "viewer/app/sizing.h"

#include <math.h>
#include <stdbool.h>
#include <stddef.h>

static const double scales[] = {0.75, 1, 1.25, 1.5, 2, 2.5, 3, 4};
#define SCALE_COUNT (sizeof scales / sizeof scales[0])

/* The largest that leaves the picture what it needs. */
static double most(const struct sizing *sizing)
{
    bool has_window = sizing->width_px > 0 && sizing->height_px > 0;
    return has_window
               ? fmin(sizing->width_px / PICTURE_WIDTH_MIN, sizing->height_px / PICTURE_HEIGHT_MIN)
               : INFINITY;
}

static void want(struct sizing *sizing, double scale)
{
    sizing->wanted = scale;
    sizing->scale = fmin(scale, most(sizing));
}

void sizing_init(struct sizing *sizing, double usual, double wanted)
{
    *sizing = (struct sizing){.usual = usual};
    want(sizing, wanted > 0 ? wanted : usual);
}

void sizing_take_window(struct sizing *sizing, double width_px, double height_px)
{
    sizing->width_px = width_px;
    sizing->height_px = height_px;
    want(sizing, sizing->wanted);
}

void sizing_take_usual(struct sizing *sizing, double usual)
{
    bool was_usual = sizing->wanted == sizing->usual;
    sizing->usual = usual;
    want(sizing, was_usual ? usual : sizing->wanted);
}

void sizing_make_larger(struct sizing *sizing)
{
    for (size_t i = 0; i < SCALE_COUNT; i++) {
        if (scales[i] > sizing->scale) {
            want(sizing, scales[i] <= most(sizing) ? scales[i] : sizing->wanted);
            return;
        }
    }
}

void sizing_make_smaller(struct sizing *sizing)
{
    for (size_t i = SCALE_COUNT; i-- > 0;) {
        if (scales[i] < sizing->scale) {
            want(sizing, scales[i]);
            return;
        }
    }
}

void sizing_make_usual(struct sizing *sizing)
{
    want(sizing, sizing->usual);
}
