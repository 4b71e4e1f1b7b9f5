/* What a thread printed, in quotes, and the texts of its marks, inside the bar in which it ran: the
 * events of other tracers are marks. */
#ifndef THREADLANE_VIEWER_SCENE_LANES_PRINTED_TEXT_H
#define THREADLANE_VIEWER_SCENE_LANES_PRINTED_TEXT_H

#include "viewer/scene/lanes/timeline.h"

void printed_text_build(struct timeline *timeline, const struct lane_place *place);

#endif
