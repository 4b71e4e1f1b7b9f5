/* The whole picture: heading, timeline card, panel card, transport card, and help over them. This
 * is what the window shows and what exports draw. */
#ifndef THREADLANE_VIEWER_SCENE_FRAME_FRAME_SCENE_H
#define THREADLANE_VIEWER_SCENE_FRAME_FRAME_SCENE_H

#include "viewer/scene/shape/scene.h"
#include "viewer/scene/view/view.h"

/* Adds the whole picture to an empty scene. */
void frame_scene_build(struct scene *scene, const struct subject *subject, const struct view *view);

/* The cards, each in its own file; they draw their card's background too. */
void heading_scene_build(struct scene *scene, const struct subject *subject,
                         const struct view *view, struct scene_rect card);
void transport_scene_build(struct scene *scene, const struct subject *subject,
                           const struct view *view, struct scene_rect card);
/* Instead of the transport: what the page says, and which step of how many it is. */
void caption_scene_build(struct scene *scene, const struct subject *subject,
                         const struct view *view, struct scene_rect card);
/* The first page of a deck, all of it. */
void title_page_scene_build(struct scene *scene, const struct subject *subject,
                            const struct view *view);
/* What is being typed, over the cards. */
void entry_scene_build(struct scene *scene, const struct view *view);
void help_scene_build(struct scene *scene, const struct subject *subject, const struct view *view);

/* "poem.c · 3 threads, 1 condition · 8 steps · 4.00 ms recorded"; the scene's memory. */
const char *heading_subtitle_text(struct scene *scene, const struct subject *subject,
                                  enum growth growth, enum language language);

#endif
