/* Two runs in words: where they part, what differs, and what each thread does in both, in the order
 * of its program. */
#ifndef THREADLANE_VIEWER_PAINT_PAIR_WORDS_PAINTER_H
#define THREADLANE_VIEWER_PAINT_PAIR_WORDS_PAINTER_H

#include <stdio.h>

#include "viewer/scene/frame/pair_scene.h"

bool pair_words_painter_write(const struct pair *pair, FILE *file);

#endif
