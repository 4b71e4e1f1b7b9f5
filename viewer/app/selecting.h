/* What is pointed out in any part of the picture is selected; a second time takes it back. The
 * cursor goes to a stretch that it is not in, so that every part of the picture is about it. */
#ifndef THREADLANE_VIEWER_APP_SELECTING_H
#define THREADLANE_VIEWER_APP_SELECTING_H

#include "viewer/scene/view/view.h"

/* Selects what a group of the picture stands for: a thread or object, what a thread is at for a
 * while, what it has in its hands. False: the group stands for nothing of that kind. */
bool selecting_by_id(struct view *view, const struct subject *subject, const char *id);
/* What the selected thread is at, or what is held of the selected object, at the cursor; of the
 * present step's thread, if nothing is selected. A second time the thread or object again. */
void selecting_at_cursor(struct view *view, const struct subject *subject);

#endif
