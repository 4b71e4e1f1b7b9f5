/* The pixels of a strip: each column is filled on its own, from the shares of its layers. Half a
 * million pixels a frame come from here, so there is no library in between. Called by the painter
 * of pixels; knows no library. */
#ifndef THREADLANE_VIEWER_PAINT_STRIP_FILL_H
#define THREADLANE_VIEWER_PAINT_STRIP_FILL_H

#include "viewer/scene/shape/scene.h"

/* Where a strip's pixels go: of its height, only some rows may be seen. */
struct strip_pixels {
    uint32_t *pixels; /* premultiplied ARGB; of the first row that is seen */
    int width, stride;
    int height; /* of the whole strip */
    int first_row, end_row;
};

/* Column 0 of the strip is the first. What no layer covers becomes transparent. */
void strip_fill_pixels(const struct scene_strip *strip, const struct strip_pixels *target);

#endif
