/* Lines that fall through the lanes: the playhead, and the way into a waiting room. */
#ifndef THREADLANE_VIEWER_SCENE_TIMELINE_UPRIGHT_LINE_H
#define THREADLANE_VIEWER_SCENE_TIMELINE_UPRIGHT_LINE_H

#include "viewer/scene/lanes/timeline.h"

/* Passes behind the words of the lanes that are there already: it stops above each and goes on
 * below it. */
void upright_line_add(struct timeline *timeline, double x, double top, double bottom,
                      scene_colour colour, double width);

#endif
