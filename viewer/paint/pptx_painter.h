/* A deck as slides for PowerPoint, Keynote and LibreOffice: a slide a page, its picture sharp at
 * any size (SVG) with pixels for programs that know no SVG, what the speaker says as notes, and the
 * picture in words for who cannot see it. */
#ifndef THREADLANE_VIEWER_PAINT_PPTX_PAINTER_H
#define THREADLANE_VIEWER_PAINT_PPTX_PAINTER_H

#include <stdio.h>

#include "viewer/paint/pango_shaper.h"
#include "viewer/scene/deck/deck.h"

bool pptx_painter_write(const struct deck *deck, struct pango_shaper *shaper, FILE *file);

#endif
