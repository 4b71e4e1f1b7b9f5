/* The small triangle before a lane's name: to the right if there is something to unfold, down if it
 * stands below. */
#ifndef THREADLANE_VIEWER_SCENE_LANES_FOLD_MARK_H
#define THREADLANE_VIEWER_SCENE_LANES_FOLD_MARK_H

#include "viewer/scene/lanes/timeline.h"

/* Left of `icon_left`; nothing if the lane has nothing inside. */
void fold_mark_build(struct timeline *timeline, const struct lane_place *place, double icon_left);

#endif
