/* Everything the picture says, in plain words: the verdict, what was found, the steps, what each
 * thread did, and who held each object and waited for it. For mails, screen readers and diffs. It
 * reads the subject, not the scene, because what lies outside the picture is said too. */
#ifndef THREADLANE_VIEWER_PAINT_WORDS_PAINTER_H
#define THREADLANE_VIEWER_PAINT_WORDS_PAINTER_H

#include "viewer/paint/painter.h"

bool words_painter_write(const struct painting *painting, FILE *file);

#endif
