/* The point of a story: where a lecturer stops to ask. Comes from the story and the findings, goes
 * to pages of questions. */
#ifndef THREADLANE_VIEWER_SCENE_DECK_DECISION_H
#define THREADLANE_VIEWER_SCENE_DECK_DECISION_H

#include "viewer/scene/view/view.h"

struct decision {
    uint32_t step; /* that decides: the first that went wrong, else the first for which no permit is
                      left, else the one that ends the first wait for an object, else one in the
                      middle; 0 in a story without steps */
    uint32_t wait; /* where the wait begins that it ends, or NONE_INDEX */
};

struct decision decision_find(const struct subject *subject);

#endif
