/* --lecture: everything for a lesson about one trace, in a folder: slides, questions with their
 * answers, a handout, the replay for a browser, a picture a step, the words. */
#ifndef THREADLANE_VIEWER_APP_LECTURE_H
#define THREADLANE_VIEWER_APP_LECTURE_H

#include "viewer/paint/pango_shaper.h"
#include "viewer/scene/deck/deck.h"

/* How the lesson is asked for; all borrowed. */
struct lecture {
    const struct subject *subject;
    const struct view *view;
    const struct deck_choice *choice; /* DECK_ONE: the steps that matter */
    const char *folder;               /* made if it is not there */
};

/* Writes all that can be written and says what on standard output; what cannot be made here, a
 * format without its program, is said there, too. False: the sentence in `reason` says why the
 * folder or a file could not be written. */
bool lecture_write(const struct lecture *lecture, struct pango_shaper *shaper, char *reason,
                   size_t reason_size);

#endif
