/* The words below a bar that says "ready": who runs instead. Called while a thread's lane is built.
 */
#ifndef THREADLANE_VIEWER_SCENE_LANES_READY_CAPTION_H
#define THREADLANE_VIEWER_SCENE_LANES_READY_CAPTION_H

#include "viewer/scene/lanes/timeline.h"

/* Below the lane's first ready bar that has room for them. */
void ready_caption_build(struct timeline *timeline, const struct lane_place *place);

#endif
