/* The steps of a story that matter: what a lecture shows of it. Comes from the story and the
 * findings, goes to decks. */
#ifndef THREADLANE_VIEWER_SCENE_DECK_KEY_STEPS_H
#define THREADLANE_VIEWER_SCENE_DECK_KEY_STEPS_H

#include "viewer/scene/view/view.h"

#define KEY_STEPS_MAX 12

/* Fills `steps` with those that lead to the first finding: the events that it stands on, the waits
 * of its cycle and where the locks in it were taken, what went wrong, and the last step. A run that
 * went well has those at which somebody had to wait, and some others if these are few. Ascending;
 * returns how many, none only in a story without steps. */
uint32_t key_steps_choose(const struct subject *subject, uint32_t steps[KEY_STEPS_MAX]);

/* Whether somebody begins to wait at a step. */
bool step_is_wait(const struct story *story, uint32_t index);

#endif
