/* What a lecturer may ask at a step, before the next page is shown. Goes into handouts. */
#ifndef THREADLANE_VIEWER_SCENE_DECK_PAGE_QUESTION_H
#define THREADLANE_VIEWER_SCENE_DECK_PAGE_QUESTION_H

#include "viewer/scene/view/view.h"

struct arena;

/* One question that fits the step, in the arena; NONE_INDEX is before the first step. */
const char *page_question(struct arena *arena, const struct subject *subject, uint32_t step,
                          enum language language);

#endif
