/* A scene as a PNG, as many pixels to a unit as the scene says. The same scene gives the same
 * bytes. Drawing is quick and needs the shaper; writing takes longer and needs nothing, so it may
 * be done by another thread. */
#ifndef THREADLANE_VIEWER_PAINT_PNG_PAINTER_H
#define THREADLANE_VIEWER_PAINT_PNG_PAINTER_H

#include "viewer/paint/painter.h"

struct png_drawing;

bool png_painter_paint(const struct painting *painting, FILE *file);

/* The same in two steps. A drawing that failed fails when it is written. */
struct png_drawing *png_drawing_create(const struct painting *painting);
bool png_drawing_write(const struct png_drawing *drawing, FILE *file);
void png_drawing_destroy(struct png_drawing *drawing); /* accepts NULL */

#endif
