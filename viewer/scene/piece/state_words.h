/* What a thread or an object is at, in a sentence, for titles of what stands for it outside its
 * lane. Texts live as long as the scene. */
#ifndef THREADLANE_VIEWER_SCENE_PIECE_STATE_WORDS_H
#define THREADLANE_VIEWER_SCENE_PIECE_STATE_WORDS_H

#include "viewer/scene/shape/scene.h"
#include "viewer/scene/view/view.h"

/* At the cursor; the thread's name if it is not there then. */
const char *state_words_of_thread(struct scene *scene, const struct subject *subject,
                                  const struct view *view, uint32_t thread);
const char *state_words_of_object(struct scene *scene, const struct subject *subject,
                                  const struct view *view, uint32_t object);
/* At any instant. */
const char *state_words_of_object_at(struct scene *scene, const struct subject *subject,
                                     const struct view *view, uint32_t object, uint64_t time_ns);

#endif
