/* A scene as a PNG, as many pixels to a unit as the scene says. The same scene gives the same
 * bytes. */
#ifndef THREADLANE_VIEWER_PAINT_PNG_PAINTER_H
#define THREADLANE_VIEWER_PAINT_PNG_PAINTER_H

#include "viewer/paint/painter.h"

bool png_painter_paint(const struct painting *painting, FILE *file);

#endif
