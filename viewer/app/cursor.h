/* Moves of the replay's cursor along the story's steps. All keep the view's step and time in
 * agreement, stop at the ends, and bring the cursor back into the picture. */
#ifndef THREADLANE_VIEWER_APP_CURSOR_H
#define THREADLANE_VIEWER_APP_CURSOR_H

#include "viewer/scene/view/view.h"

/* NONE_INDEX is before the first step. */
void cursor_go_to_step(struct view *view, const struct subject *subject, uint32_t step);
/* The same to look at that step: what has nothing to do with it stands back. */
void cursor_step_to(struct view *view, const struct subject *subject, uint32_t step);
void cursor_go_to_end(struct view *view, const struct subject *subject);
/* To an instant; the step is the last one at or before it. */
void cursor_go_to_time(struct view *view, const struct subject *subject, uint64_t time_ns);
/* One step back (-1) or forward (1). */
void cursor_move(struct view *view, const struct subject *subject, int direction);
/* To the nearest step of the selected thread, else of the present step's thread. */
void cursor_move_in_thread(struct view *view, const struct subject *subject, int direction);
/* To the nearest step of a bad tone; stays where there is none. */
void cursor_move_to_problem(struct view *view, const struct subject *subject, int direction);
/* To where a finding became so; stays if there is no such finding, or no step of it. */
void cursor_step_to_finding(struct view *view, const struct subject *subject, uint32_t index);
/* Selects a lane, target_make() of a thread or an object, and scrolls to it. */
void cursor_select_target(struct view *view, const struct subject *subject, uint32_t target);
/* Selects the thread or object whose lane is above (-1) or below (1) the selected one's, the first
 * or last if none is, and scrolls to it. */
void cursor_select_lane(struct view *view, const struct subject *subject, int direction);

#endif
