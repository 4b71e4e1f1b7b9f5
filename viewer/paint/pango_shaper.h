/* Measures and draws single lines of text with Pango: Inter and JetBrains Mono, with Noto's Han
 * characters of the simplified Chinese form. Shaping is what costs, so every line once seen keeps
 * its layout, by text and style without colour; scenes measure with it and the Cairo painter draws
 * the very same layout. One thread. */
#ifndef THREADLANE_VIEWER_PAINT_PANGO_SHAPER_H
#define THREADLANE_VIEWER_PAINT_PANGO_SHAPER_H

#include <cairo.h>

#include "viewer/scene/shape/text_shaper.h"

struct pango_shaper;

struct pango_shaper *pango_shaper_create(void);
void pango_shaper_destroy(struct pango_shaper *shaper);

/* The interface that scenes measure with; lives as long as the shaper. */
const struct text_shaper *pango_shaper_interface(struct pango_shaper *shaper);
/* Draws a line with its left at x and its baseline at y. */
void pango_shaper_draw(struct pango_shaper *shaper, cairo_t *cairo, double x, double y,
                       const char *text, struct text_style style);
/* Whether a font with Chinese characters is installed. */
bool pango_shaper_has_chinese(struct pango_shaper *shaper);

#endif
