/* A subject that knows no verdict: the same trace with nothing found in it, for pages that must not
 * tell how the story ends. */
#ifndef THREADLANE_VIEWER_SCENE_DECK_BLIND_SUBJECT_H
#define THREADLANE_VIEWER_SCENE_DECK_BLIND_SUBJECT_H

#include "viewer/scene/view/view.h"

struct arena;

/* What the arena does not hold is the story, which blind_subject_finish frees. */
void blind_subject_init(struct subject *blind, struct arena *arena, const struct subject *subject);
void blind_subject_finish(struct subject *blind); /* accepts what is all zero */
/* The blind story's step for one of the whole story: the last not after it, which are the same but
 * for the hang at the end. */
uint32_t blind_subject_step(const struct subject *blind, const struct subject *subject,
                            uint32_t step);

#endif
