/* What a lane says of the instant under the pointer, where nothing in it has a sentence of its own:
 * beside its boxes, and over what is too dense for any. */
#ifndef THREADLANE_VIEWER_APP_HOVERING_H
#define THREADLANE_VIEWER_APP_HOVERING_H

#include "viewer/scene/view/view.h"

/* Of the lane that a group of that id belongs to; "" if it is none. Into buffer, which is returned.
 */
const char *hovering_words(const struct subject *subject, enum language language, const char *id,
                           uint64_t time_ns, char *buffer, size_t size);

#endif
