/* Small line drawings for objects, made of paths. */
#ifndef THREADLANE_VIEWER_SCENE_PIECE_ICON_H
#define THREADLANE_VIEWER_SCENE_PIECE_ICON_H

#include "viewer/scene/shape/scene.h"

enum icon {
    ICON_HOURGLASS,
    ICON_LOCK,
    ICON_PERMITS,
    ICON_FLAG,
    ICON_BARRIER,
    ICON_QUEUE,
    ICON_STEPS,
};

/* Draws it around a middle; at scale 1 it is about 18 px high. */
void icon_build(struct scene *scene, enum icon icon, double x, double y, double scale,
                scene_colour colour);

#endif
