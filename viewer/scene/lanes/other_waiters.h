/* The last row of waiters in a lane, where there are more than are given a row each: all others
 * share it, as bars that say how many they are. Called while such a lane is built. */
#ifndef THREADLANE_VIEWER_SCENE_LANES_OTHER_WAITERS_H
#define THREADLANE_VIEWER_SCENE_LANES_OTHER_WAITERS_H

#include "viewer/scene/lanes/slot_rows.h"

/* All waits of the lane that have no row of their own. */
void other_waiters_build(struct timeline *timeline, const struct lane_place *place,
                         const struct waiter_look *look);

#endif
