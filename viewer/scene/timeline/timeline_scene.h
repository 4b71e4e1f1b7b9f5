/* The timeline card: ruler, lanes, arrows and marks, the verdict, the legend. */
#ifndef THREADLANE_VIEWER_SCENE_TIMELINE_TIMELINE_SCENE_H
#define THREADLANE_VIEWER_SCENE_TIMELINE_TIMELINE_SCENE_H

#include "viewer/scene/shape/scene.h"
#include "viewer/scene/view/view.h"

/* Draws the card's background too. */
void timeline_scene_build(struct scene *scene, const struct subject *subject,
                          const struct view *view, struct scene_rect card);
/* How high a card that wide shows all lanes, with room for words as far as they are not too many.
 */
double timeline_scene_height(const struct subject *subject, const struct view *view, double width);

struct visible_counts;

/* What each colour and hatch means, and how many of each are seen; a strip of its own, without
 * `counts`, on title pages. */
void legend_scene_build(struct scene *scene, const struct subject *subject, const struct view *view,
                        struct scene_rect strip, const struct visible_counts *counts);

#endif
