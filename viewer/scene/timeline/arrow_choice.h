/* Which arrows are drawn. Arrows that run side by side say the same again and hide what they
 * connect, so one of them stands for all; the more there are, the further apart they must be.
 * Called by arrow_scene.c with all arrows in view. */
#ifndef THREADLANE_VIEWER_SCENE_TIMELINE_ARROW_CHOICE_H
#define THREADLANE_VIEWER_SCENE_TIMELINE_ARROW_CHOICE_H

#include "viewer/scene/timeline/arrow.h"

#define ARROW_COUNT_MAX   150 /* and those of the current step … */
#define ARROW_COUNT_DENSE 40  /* … of many */

/* Leaves in the list what is drawn, in the same order, which part of it, and whether it is dense.
 * Those of the current step stay in any case. */
void arrow_list_choose(const struct timeline *timeline, struct arrow_list *list);
/* Whether it begins or ends in the step that lanes stand back for. */
bool arrow_is_lit(const struct timeline *timeline, const struct arrow *arrow);

#endif
