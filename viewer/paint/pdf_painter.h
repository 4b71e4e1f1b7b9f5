/* A deck as PDF: a page a page, in its real size, with words that can be searched and copied, fonts
 * embedded, and an outline of the captions. The same deck gives the same bytes: the document has no
 * date of its own. */
#ifndef THREADLANE_VIEWER_PAINT_PDF_PAINTER_H
#define THREADLANE_VIEWER_PAINT_PDF_PAINTER_H

#include <stdio.h>

#include "viewer/paint/pango_shaper.h"
#include "viewer/scene/deck/deck.h"

/* False: it cannot be drawn or written. */
bool pdf_painter_write(const struct deck *deck, struct pango_shaper *shaper, FILE *file);

#endif
