/* The red band of a thread that waits and can never go on. The words that say for what come later
 * (forever_label_scene_build), over the arrows that cross the band. */
#ifndef THREADLANE_VIEWER_SCENE_LANES_FOREVER_BAND_H
#define THREADLANE_VIEWER_SCENE_LANES_FOREVER_BAND_H

#include "viewer/scene/lanes/timeline.h"

/* Whether this segment of the thread's lane is such a wait. */
bool forever_band_has(const struct timeline *timeline, uint32_t thread,
                      const struct lane_segment *segment);
void forever_band_build(struct timeline *timeline, const struct lane_place *place,
                        const struct lane_segment *segment);

#endif
