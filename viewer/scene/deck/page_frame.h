/* How pages fill their paper: the size of letters and lanes, and the stretch of time. Comes from
 * the view and the paper, goes back into them. */
#ifndef THREADLANE_VIEWER_SCENE_DECK_PAGE_FRAME_H
#define THREADLANE_VIEWER_SCENE_DECK_PAGE_FRAME_H

#include "viewer/scene/deck/paper.h"
#include "viewer/scene/view/view.h"

/* Gives the view the paper's size. A slide that has too many lanes for large
 * letters gets smaller ones; one that has too many for any letters of a slide is laid out as the
 * window. */
void page_frame_fit(struct view *view, const struct subject *subject, const struct paper *paper);
/* Whether page_frame_fit will make a slide of it, in letters that can be read from afar. */
bool page_frame_has_room(const struct view *view, const struct subject *subject,
                         const struct paper *paper);
/* The same of a page without lanes, on any paper in large letters. Returns pixels to a unit. */
double page_frame_cover(struct view *view, const struct paper *paper);

/* Whether most of the steps would lie on each other, as time is on the view's axis. */
bool page_frame_is_crowded(const struct view *view, const struct subject *subject,
                           const uint32_t *steps, uint32_t count);

/* Zooms in until the cursor stands in the right half: what comes after it is hidden anyway. */
void page_frame_fill(struct view *view);

#endif
