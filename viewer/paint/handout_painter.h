/* A deck as a handout in Markdown: for each page its picture, which lies beside it, what happens
 * there, the line of the source and a question; at the end what was found and who waits for whom.
 */
#ifndef THREADLANE_VIEWER_PAINT_HANDOUT_PAINTER_H
#define THREADLANE_VIEWER_PAINT_HANDOUT_PAINTER_H

#include <stdio.h>

#include "viewer/scene/deck/deck.h"

/* `pictures` are the names of the files with the pages' pictures, as the handout is to call them.
 */
bool handout_painter_write(const struct deck *deck, const char *const *pictures, FILE *file);

#endif
