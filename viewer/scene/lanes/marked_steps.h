/* The steps that get a numbered circle: those on the plot, by thread. Found once a picture, by
 * timeline_scene.c, for all lanes; kept in the scene's arena. */
#ifndef THREADLANE_VIEWER_SCENE_LANES_MARKED_STEPS_H
#define THREADLANE_VIEWER_SCENE_LANES_MARKED_STEPS_H

#include "viewer/scene/lanes/timeline.h"

struct marked_step {
    uint32_t thread, index; /* of the step */
    enum step_tone tone;
    double x; /* where it is on the plot */
};

/* Of too many, only what went wrong and the current one are marked: the others would be one sign
 * along the whole bar. */
struct marked_steps marked_steps_find(const struct timeline *timeline);

/* Those of a thread, in order of time. */
const struct marked_step *marked_steps_of(const struct timeline *timeline, uint32_t thread,
                                          uint32_t *count);

#endif
