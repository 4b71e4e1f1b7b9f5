/* The colours of a theme that a film keeps exactly, whatever else it has to leave out. */
#ifndef THREADLANE_VIEWER_PAINT_FILM_COLOURS_H
#define THREADLANE_VIEWER_PAINT_FILM_COLOURS_H

#include "viewer/paint/film.h"
#include "viewer/scene/view/theme.h"

/* Makes them the film's; the list, which is returned, is the caller's to free when the film is
 * done. */
uint32_t *film_colours_set(struct film *film, const struct theme *theme);

#endif
