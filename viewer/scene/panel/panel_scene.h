/* The panel card: what went wrong, the steps, who waits for whom, a way out. */
#ifndef THREADLANE_VIEWER_SCENE_PANEL_PANEL_SCENE_H
#define THREADLANE_VIEWER_SCENE_PANEL_PANEL_SCENE_H

#include "viewer/scene/shape/scene.h"
#include "viewer/scene/view/view.h"

/* Draws the card's background too. */
void panel_scene_build(struct scene *scene, const struct subject *subject, const struct view *view,
                       struct scene_rect card);

/* The panel's picture alone, with its head: who waits for whom at the cursor, or how the whole run
 * went. The scene becomes that wide, and as high as it needs at any cursor. */
void panel_picture_scene_build(struct scene *scene, const struct subject *subject,
                               const struct view *view, double width);
/* The same without steps, as wide as a page: what was found and a way out at the left, who waits
 * for whom at the right. */
void finding_page_scene_build(struct scene *scene, const struct subject *subject,
                              const struct view *view, struct scene_rect card);

#endif
