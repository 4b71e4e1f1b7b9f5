/* A film as an animated GIF that runs for ever: one palette for all frames, of each frame only the
 * rectangle that has changed, and in it only the pixels that have. Every frame is drawn twice, once
 * to learn the colours. */
#ifndef THREADLANE_VIEWER_PAINT_GIF_WRITER_H
#define THREADLANE_VIEWER_PAINT_GIF_WRITER_H

#include <stdio.h>

#include "viewer/paint/film.h"

/* False: the file cannot be written (errno says why) or a frame cannot be drawn (errno is 0). */
bool gif_write(const struct film *film, FILE *file);

#endif
