/* Where the cards of the picture lie, for a view's size. Comes from the view alone; the frame, and
 * whoever turns places into times and lanes, ask here. */
#ifndef THREADLANE_VIEWER_SCENE_LAYOUT_FRAME_LAYOUT_H
#define THREADLANE_VIEWER_SCENE_LAYOUT_FRAME_LAYOUT_H

#include "viewer/scene/shape/scene.h"
#include "viewer/scene/view/view.h"

struct frame_layout {
    struct scene_rect heading, timeline, panel, transport;
};

struct frame_layout frame_layout_of(const struct view *view);

#endif
