/* The panel card: what went wrong, the steps, who waits for whom, a way out. */
#ifndef THREADLANE_VIEWER_SCENE_PANEL_PANEL_SCENE_H
#define THREADLANE_VIEWER_SCENE_PANEL_PANEL_SCENE_H

#include "viewer/scene/shape/scene.h"
#include "viewer/scene/view/view.h"

/* Draws the card's background too. */
void panel_scene_build(struct scene *scene, const struct subject *subject, const struct view *view,
                       struct scene_rect card);

#endif
