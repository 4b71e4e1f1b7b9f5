/* What a lecturer may ask at a step, before the next page is shown, and what the answer is. Goes
 * into handouts and onto pages of questions. All texts are placed in the arena. */
#ifndef THREADLANE_VIEWER_SCENE_DECK_PAGE_QUESTION_H
#define THREADLANE_VIEWER_SCENE_DECK_PAGE_QUESTION_H

#include "viewer/scene/deck/decision.h"
#include "viewer/scene/view/view.h"

struct arena;

/* One question that fits the step; NONE_INDEX is before the first step. */
const char *page_question(struct arena *arena, const struct subject *subject, uint32_t step,
                          enum language language);

/* The question of the whole story, asked before the step that decides: what it is depends on what
 * was found. */
const char *page_prompt(struct arena *arena, const struct subject *subject,
                        struct decision decision, enum language language);
/* Its answer: what was found, or if nothing was, what happens then. */
const char *page_answer(struct arena *arena, const struct subject *subject,
                        struct decision decision, enum language language);

#endif
