/* Whether somebody waits on a pipe for ever: its lane then has a row more, which says who has the
 * other end open. */
#ifndef THREADLANE_VIEWER_SCENE_LAYOUT_STUCK_PIPE_H
#define THREADLANE_VIEWER_SCENE_LAYOUT_STUCK_PIPE_H

#include "viewer/scene/view/view.h"

/* The wait on a pipe that never ends; false: there is none. */
bool stuck_pipe_wait(const struct subject *subject, uint32_t pipe, struct lane_wait *wait);

#endif
