/* A scene as text that a person can review: one line an item, groups indented, places rounded to
 * a tenth of a pixel. Tests compare pictures in this form. */
#ifndef THREADLANE_VIEWER_PAINT_TEXT_PAINTER_H
#define THREADLANE_VIEWER_PAINT_TEXT_PAINTER_H

#include <stdio.h>

#include "viewer/scene/shape/scene.h"

void text_painter_write(const struct scene *scene, FILE *file);

#endif
