/* The levels of a lock that its holder takes again, as strips at the bottom of the held bar: one
 * strip a level beyond the first. */
#ifndef THREADLANE_VIEWER_SCENE_LANES_DEPTH_STRIP_H
#define THREADLANE_VIEWER_SCENE_LANES_DEPTH_STRIP_H

#include "viewer/scene/lanes/timeline.h"

/* What the strips of a lock need of its bar's height; 0 if it is never taken again. */
double depth_strip_room(const struct timeline *timeline, uint32_t object);
void depth_strip_build(struct timeline *timeline, const struct lane_place *place);

#endif
