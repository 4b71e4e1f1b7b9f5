/* Below a pipe that somebody waits on for ever: which processes have the other end open, so that
 * neither data nor its end can come from anybody else. */
#ifndef THREADLANE_VIEWER_SCENE_LANES_PIPE_ENDS_SCENE_H
#define THREADLANE_VIEWER_SCENE_LANES_PIPE_ENDS_SCENE_H

#include "viewer/scene/lanes/timeline.h"

void pipe_ends_scene_build(struct timeline *timeline, const struct lane_place *place);

#endif
