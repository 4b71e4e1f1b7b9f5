/* A trace that has grown takes the place of what it was: whoever looks at it keeps what he sees. At
 * the end, where the window opens, he goes on with it; anywhere else he stays where he is. */
#ifndef THREADLANE_VIEWER_APP_GROWTH_H
#define THREADLANE_VIEWER_APP_GROWTH_H

#include "viewer/scene/view/view.h"

/* Makes a view of `before` one of `after`: cursor, selection, and what part is seen. */
void growth_keep_view(struct view *view, const struct subject *before, const struct subject *after);

#endif
