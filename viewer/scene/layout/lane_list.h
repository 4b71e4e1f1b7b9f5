/* Which lanes the timeline has, in which order: comes from the subject and from what the view
 * unfolds and leaves out, and goes to lane_layout.c, which gives each its height and its place. */
#ifndef THREADLANE_VIEWER_SCENE_LAYOUT_LANE_LIST_H
#define THREADLANE_VIEWER_SCENE_LAYOUT_LANE_LIST_H

#include "viewer/scene/layout/lane_layout.h"

/* All lanes, without heights and tops. The caller frees them with free(). */
struct lane_place *lane_list_create(const struct subject *subject, const struct view *view,
                                    uint32_t *count);

#endif
