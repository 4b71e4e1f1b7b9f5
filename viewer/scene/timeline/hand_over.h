/* What processes hand each other, as arrows: a message, an item of a process queue, a manager's
 * call and its answer, an exit to who collects it, a signal to its victim. Both ends carry the same
 * key, so nothing is guessed. Fed by arrow.c with all events in order. */
#ifndef THREADLANE_VIEWER_SCENE_TIMELINE_HAND_OVER_H
#define THREADLANE_VIEWER_SCENE_TIMELINE_HAND_OVER_H

#include "viewer/scene/timeline/arrow.h"

struct hand_over;

struct hand_over *hand_over_create(const struct timeline *timeline);
/* Notes a cause, or fills in the arrow to this event; false if none ends here. */
bool hand_over_follow(struct hand_over *over, uint32_t event, struct arrow *arrow);
void hand_over_destroy(struct hand_over *over);

#endif
