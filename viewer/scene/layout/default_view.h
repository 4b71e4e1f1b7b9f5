/* How a trace is looked at when it has just been opened. */
#ifndef THREADLANE_VIEWER_SCENE_LAYOUT_DEFAULT_VIEW_H
#define THREADLANE_VIEWER_SCENE_LAYOUT_DEFAULT_VIEW_H

#include "viewer/scene/view/view.h"

/* A view of the whole trace with the cursor at the end, as the window opens it. */
struct view view_default(const struct subject *subject, double width, double height,
                         const struct theme *theme, enum language language);

#endif
