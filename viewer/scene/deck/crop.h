/* What of a trace the pages of a deck are about: the threads that act in them, the objects they act
 * on, and from when on. Comes from the steps that have a page, goes to the view of all pages. */
#ifndef THREADLANE_VIEWER_SCENE_DECK_CROP_H
#define THREADLANE_VIEWER_SCENE_DECK_CROP_H

#include "viewer/scene/deck/page_frame.h"

struct arena;

struct crop {
    struct lane_filter filter;
    uint64_t from_ns; /* what lies before does not matter */
};

/* Of the steps, and of the first finding; from the step before the first one on. The arrays are the
 * arena's. */
struct crop crop_of_steps(struct arena *arena, const struct subject *subject, const uint32_t *steps,
                          uint32_t count);

/* Leaves out more lanes, those first that the fewest of the steps are about, until a slide has room
 * for the others in letters that can be read from afar; never those that a hang is about. */
void crop_thin(struct crop *crop, const struct subject *subject, const struct view *view,
               const struct paper *paper, const uint32_t *steps, uint32_t count);

/* Adds the other tasks of a pool some of whose tasks are left, as far as a page has room for them:
 * what one waits for is often that another is not done. */
void crop_widen(struct crop *crop, const struct subject *subject, const struct view *view,
                const struct paper *paper);

#endif
