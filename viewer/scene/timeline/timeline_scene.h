/* The timeline card: ruler, lanes, arrows and marks, the verdict, the legend. */
#ifndef THREADLANE_VIEWER_SCENE_TIMELINE_TIMELINE_SCENE_H
#define THREADLANE_VIEWER_SCENE_TIMELINE_TIMELINE_SCENE_H

#include "viewer/scene/shape/scene.h"
#include "viewer/scene/view/view.h"

/* Draws the card's background too. */
void timeline_scene_build(struct scene *scene, const struct subject *subject,
                          const struct view *view, struct scene_rect card);

#endif
