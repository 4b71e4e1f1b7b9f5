/* How the files of the scene itself add items; card files use scene.h only. */
#ifndef THREADLANE_VIEWER_SCENE_SHAPE_SCENE_ITEM_H
#define THREADLANE_VIEWER_SCENE_SHAPE_SCENE_ITEM_H

#include "viewer/scene/shape/scene.h"

/* A new last item, otherwise zero. Valid until the next add. */
struct scene_item *scene_add_item(struct scene *scene, enum scene_shape shape,
                                  struct scene_rect rect);

#endif
