/* Up to when a person has seen the run: a step also covers the machinery behind its first event,
 * the wait that its operation ends in. */
#ifndef THREADLANE_VIEWER_SCENE_VIEW_SEEN_TIME_H
#define THREADLANE_VIEWER_SCENE_VIEW_SEEN_TIME_H

#include "viewer/scene/view/view.h"

/* At or after the cursor. */
uint64_t seen_time(const struct subject *subject, const struct view *view);

#endif
