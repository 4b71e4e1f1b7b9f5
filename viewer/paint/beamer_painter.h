/* A deck as frames of LaTeX's Beamer: each is a page of a PDF file that lies beside it, with what
 * the speaker says as its note. */
#ifndef THREADLANE_VIEWER_PAINT_BEAMER_PAINTER_H
#define THREADLANE_VIEWER_PAINT_BEAMER_PAINTER_H

#include <stdio.h>

#include "viewer/scene/deck/deck.h"

/* `pages` is the PDF file, as the frames are to call it. */
bool beamer_painter_write(const struct deck *deck, const char *pages, FILE *file);

#endif
