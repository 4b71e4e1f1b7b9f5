/* Which tasks a worker ran: a plate under its bar for each, with the task's name in it. */
#ifndef THREADLANE_VIEWER_SCENE_LANES_TASK_STRIP_H
#define THREADLANE_VIEWER_SCENE_LANES_TASK_STRIP_H

#include "viewer/scene/lanes/timeline.h"

void task_strip_build(struct timeline *timeline, const struct lane_place *place);
/* Their names, over the arrows. */
void task_words_build(struct timeline *timeline, const struct lane_place *place);
/* How much of the height below the bar they take. */
double task_strip_height(const struct timeline *timeline, uint32_t thread);

#endif
