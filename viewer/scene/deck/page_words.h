/* What a page says besides its picture: caption, notes for the speaker, and the picture in words.
 * Comes from subject and step, goes to decks. All texts are placed in the arena. */
#ifndef THREADLANE_VIEWER_SCENE_DECK_PAGE_WORDS_H
#define THREADLANE_VIEWER_SCENE_DECK_PAGE_WORDS_H

#include "viewer/scene/view/view.h"

struct arena;

/* The step's sentence; before the first step, what there is to see. */
const char *page_caption(struct arena *arena, const struct subject *subject, uint32_t step,
                         enum language language);
/* All sentences after step `before` up to `step`, each with its source line where it has one, and
 * at the end of the story the findings. `before` is NONE_INDEX on the first page. */
const char *page_notes(struct arena *arena, const struct subject *subject, uint32_t before,
                       uint32_t step, enum language language);
/* When it is, what happens, and what every thread is doing just then. */
const char *page_alternative(struct arena *arena, const struct subject *subject,
                             const struct view *view);

/* What a title page or a page with what was found says. */
const char *page_cover_words(struct arena *arena, const struct subject *subject,
                             const struct view *view);

#endif
