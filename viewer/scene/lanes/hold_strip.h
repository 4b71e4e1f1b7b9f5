/* The strips under a thread's bar: which locks it holds. */
#ifndef THREADLANE_VIEWER_SCENE_LANES_HOLD_STRIP_H
#define THREADLANE_VIEWER_SCENE_LANES_HOLD_STRIP_H

#include "viewer/scene/lanes/timeline.h"

void hold_strip_build(struct timeline *timeline, const struct lane_place *place);
/* What they are, in words below them; over the arrows. */
void hold_words_build(struct timeline *timeline, const struct lane_place *place);

#endif
