/* The outline round what is selected, in lanes. What it may lie round is told inside its group,
 * when it is drawn; the outlines come last, over what pales what is still to come. A selected lane
 * is tinted as a whole, so nothing in it is outlined. */
#ifndef THREADLANE_VIEWER_SCENE_LANES_SELECTION_MARK_H
#define THREADLANE_VIEWER_SCENE_LANES_SELECTION_MARK_H

#include "viewer/scene/lanes/timeline.h"

/* The tint of a selected lane, under all that is drawn in it. */
void selection_mark_lane(struct timeline *timeline, const struct lane_place *place);

/* In a thread's lane: a bar, and what it held or ran. */
void selection_mark_segment(struct timeline *timeline, uint32_t thread,
                            const struct lane_segment *segment, struct scene_rect box);
void selection_mark_held(struct timeline *timeline, const struct lane_hold *hold,
                         struct scene_rect box);
/* In an object's lane. */
void selection_mark_hold(struct timeline *timeline, const struct lane_hold *hold,
                         struct scene_rect box);
void selection_mark_wait(struct timeline *timeline, const struct lane_wait *wait,
                         struct scene_rect box);

/* Draws the outlines of all that was told, and forgets it. */
void selection_mark_build(struct timeline *timeline);

#endif
