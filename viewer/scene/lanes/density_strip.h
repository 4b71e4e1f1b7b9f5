/* What is too short for shapes, as a strip: drawn under the shapes of its lane. */
#ifndef THREADLANE_VIEWER_SCENE_LANES_DENSITY_STRIP_H
#define THREADLANE_VIEWER_SCENE_LANES_DENSITY_STRIP_H

#include "viewer/scene/lanes/timeline.h"

/* What a thread was doing: states lie on each other by their share of each column, and a wait is
 * seen however short it was. Nothing without a density. */
void density_strip_add_states(struct timeline *timeline, const struct lane_density *density,
                              double top, double height);
/* How full something was: a hold, or how many waited, of `most`. */
void density_strip_add_level(struct timeline *timeline, const struct lane_density *density,
                             double top, double height, double most, struct strip_layer look);
/* How many waited, of `most`; seen however short it was. */
void density_strip_add_waits(struct timeline *timeline, const struct lane_density *density,
                             double top, double height, double most, enum lane_state state);
/* The look of a state in a strip. */
struct strip_layer density_strip_look(const struct theme *theme, enum lane_state state);

#endif
