/* A scene as SVG 1.1: real words that can be selected and searched, kept at their width whatever
 * font the reader has; groups with the scene's ids and titles; no reference to anything outside.
 */
#ifndef THREADLANE_VIEWER_PAINT_SVG_PAINTER_H
#define THREADLANE_VIEWER_PAINT_SVG_PAINTER_H

#include "viewer/paint/painter.h"

bool svg_painter_write(const struct painting *painting, FILE *file);

#endif
