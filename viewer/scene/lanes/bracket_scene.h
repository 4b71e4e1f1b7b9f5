/* The rows under an unfolded thread's bar: the calls it was inside of, each below the one that it
 * was made for. */
#ifndef THREADLANE_VIEWER_SCENE_LANES_BRACKET_SCENE_H
#define THREADLANE_VIEWER_SCENE_LANES_BRACKET_SCENE_H

#include "viewer/scene/lanes/timeline.h"

void bracket_scene_build(struct timeline *timeline, const struct lane_place *place);

#endif
