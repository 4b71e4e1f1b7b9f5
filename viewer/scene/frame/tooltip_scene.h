/* The title of what lies under the pointer, in a small box beside it. */
#ifndef THREADLANE_VIEWER_SCENE_FRAME_TOOLTIP_SCENE_H
#define THREADLANE_VIEWER_SCENE_FRAME_TOOLTIP_SCENE_H

#include "viewer/scene/shape/scene.h"
#include "viewer/scene/view/view.h"

/* Adds the box for view->hover_id over a finished picture; nothing if that group has no title. */
void tooltip_scene_build(struct scene *scene, const struct view *view, double pointer_x,
                         double pointer_y);

#endif
