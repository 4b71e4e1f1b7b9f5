/* The box in which each part of the picture lies. */
#ifndef THREADLANE_VIEWER_SCENE_PIECE_CARD_H
#define THREADLANE_VIEWER_SCENE_PIECE_CARD_H

#include "viewer/scene/shape/scene.h"
#include "viewer/scene/view/theme.h"

/* A card's rounded box with its shadow. */
void card_scene_build(struct scene *scene, const struct theme *theme, struct scene_rect card);

/* A tinted box for what matters most, with an edge at its left. */
void callout_box_build(struct scene *scene, struct scene_rect box, scene_colour edge,
                       scene_colour tint);

#endif
