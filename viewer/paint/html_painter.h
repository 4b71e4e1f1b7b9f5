/* A deck as one HTML file that needs nothing else: a replay with keys, buttons and touch, in light
 * and dark; without scripts, and on paper, all pictures below each other. The pictures are the
 * window's, the words around them are the page's own, so that they fit any screen. Style and
 * script are page/page.css and page/page.js. */
#ifndef THREADLANE_VIEWER_PAINT_HTML_PAINTER_H
#define THREADLANE_VIEWER_PAINT_HTML_PAINTER_H

#include <stdio.h>

#include "viewer/paint/pango_shaper.h"
#include "viewer/scene/deck/deck.h"
#include "viewer/scene/frame/pair_scene.h"

bool html_painter_write(const struct deck *deck, struct pango_shaper *shaper, FILE *file);
/* The same of two runs: the deck is the left one's, its pages' pictures are those of the steps, and
 * what differs is said instead of what was found. */
bool html_painter_write_pair(const struct deck *deck, const struct pair_steps *steps,
                             struct pango_shaper *shaper, FILE *file);

#endif
