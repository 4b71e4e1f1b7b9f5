/* The whole picture: heading, timeline card, panel card, transport card, and help over them. This
 * is what the window shows and what exports draw. */
#ifndef THREADLANE_VIEWER_SCENE_FRAME_SCENE_H
#define THREADLANE_VIEWER_SCENE_FRAME_SCENE_H

#include "viewer/scene/scene.h"
#include "viewer/scene/view.h"

/* Where the cards lie, for a view's size. */
struct frame_layout {
    struct scene_rect heading, timeline, panel, transport;
};

struct frame_layout frame_layout_of(const struct view *view);

/* Adds the whole picture to an empty scene. */
void frame_scene_build(struct scene *scene, const struct subject *subject, const struct view *view);

/* The cards, each in its own file; they draw their card's background too. */
void heading_scene_build(struct scene *scene, const struct subject *subject,
                         const struct view *view, struct scene_rect card);
void timeline_scene_build(struct scene *scene, const struct subject *subject,
                          const struct view *view, struct scene_rect card);
void legend_scene_build(struct scene *scene, const struct subject *subject, const struct view *view,
                        struct scene_rect strip);
void panel_scene_build(struct scene *scene, const struct subject *subject, const struct view *view,
                       struct scene_rect card);
void wait_graph_scene_build(struct scene *scene, const struct subject *subject,
                            const struct view *view, struct scene_rect area);
void transport_scene_build(struct scene *scene, const struct subject *subject,
                           const struct view *view, struct scene_rect card);
void help_scene_build(struct scene *scene, const struct subject *subject, const struct view *view);

/* A card's rounded box with its shadow. */
void card_scene_build(struct scene *scene, const struct theme *theme, struct scene_rect card);

#endif
