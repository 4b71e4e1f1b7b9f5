/* --steps: which steps of a trace get a page. Parsed from the command line, and held against the
 * story once there is one. */
#ifndef THREADLANE_VIEWER_APP_STEP_CHOICE_H
#define THREADLANE_VIEWER_APP_STEP_CHOICE_H

#include "viewer/scene/deck/deck.h"
#include "viewer/scene/view/marks.h"

#define STEP_RANGES_MAX 256

enum step_choice_kind { STEPS_ONE, STEPS_ALL, STEPS_KEY, STEPS_MARKS, STEPS_QUESTIONS, STEPS_LIST };

/* Steps as people count them: 0 is before the first. */
struct step_range {
    uint32_t first, last;
};

struct step_choice {
    enum step_choice_kind kind;
    struct step_range ranges[STEP_RANGES_MAX]; /* ascending, apart */
    uint32_t range_count;
};

/* "all", "key", "marks", "questions" or "1,4,7-9". False: it is none of these. */
bool step_choice_parse(const char *text, struct step_choice *choice);
/* What the steps of a deck_choice lie in. */
struct step_list {
    uint32_t *steps;
    const char **captions; /* the notes of the marks */
    struct marks marks;
};

/* Sets the choice's steps for a deck; they lie in `list`, which the caller finishes in any case.
 * False: the sentence in `reason` says what the trace does not have. */
bool step_choice_resolve(const struct step_choice *choice, const struct subject *subject,
                         struct deck_choice *deck_choice, struct step_list *list, char *reason,
                         size_t reason_size);
void step_list_finish(struct step_list *list);

#endif
