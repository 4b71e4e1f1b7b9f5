/* Paints a scene with Cairo: for the window straight into its memory, for pictures onto a surface.
 * Decides nothing about looks. One thread. */
#ifndef THREADLANE_VIEWER_PAINT_CAIRO_PAINTER_H
#define THREADLANE_VIEWER_PAINT_CAIRO_PAINTER_H

#include <cairo.h>

#include "viewer/paint/damage.h"
#include "viewer/paint/pango_shaper.h"
#include "viewer/scene/shape/scene.h"

/* Memory of 32-bit pixels, 0xXXRRGGBB in the machine's order; borrowed. */
struct pixel_memory {
    void *pixels;
    int width, height;
    int stride; /* bytes from a row to the next */
};

void cairo_painter_paint(cairo_t *cairo, const struct scene *scene, struct pango_shaper *shaper);
/* The same into memory that holds what was painted into it before: only what has changed is
 * painted. False if Cairo cannot draw there. */
bool cairo_painter_repaint_pixels(struct pixel_memory memory, const struct scene *scene,
                                  struct pango_shaper *shaper, struct painted *painted);
/* All of it into memory. */
bool cairo_painter_paint_pixels(struct pixel_memory memory, const struct scene *scene,
                                struct pango_shaper *shaper);

#endif
