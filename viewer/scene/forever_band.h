/* The red band of a thread that waits and can never go on, with the words that say for what. */
#ifndef THREADLANE_VIEWER_SCENE_FOREVER_BAND_H
#define THREADLANE_VIEWER_SCENE_FOREVER_BAND_H

#include "viewer/scene/timeline.h"

void forever_band_build(struct timeline *timeline, const struct lane_place *place,
                        const struct lane_segment *segment);

#endif
