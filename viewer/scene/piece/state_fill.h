/* How a state looks: its colour, and the hatch or height that says the same without colour. Bars,
 * rooms and the legend draw states through this. */
#ifndef THREADLANE_VIEWER_SCENE_PIECE_STATE_FILL_H
#define THREADLANE_VIEWER_SCENE_PIECE_STATE_FILL_H

#include "viewer/scene/shape/scene.h"
#include "viewer/scene/view/theme.h"

/* A bar of a state; ready and sleep use less of the height. */
void state_fill_build(struct scene *scene, const struct theme *theme, enum lane_state state,
                      struct scene_rect box, double radius);
/* A bar of who starts a thread and waits until it begins: about to run on. */
void start_fill_build(struct scene *scene, const struct theme *theme, struct scene_rect box,
                      double radius);
/* The red band of a wait without end. `cap` is the colour of what is waited for. It fades out over
 * the last `fade_px`. */
void forever_fill_build(struct scene *scene, const struct theme *theme, struct scene_rect box,
                        scene_colour cap, double fade_px);

#endif
