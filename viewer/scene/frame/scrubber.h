/* Where the steps stand on the transport's bar, and back. Steps lie as on the timeline's axis (true
 * to time, but long standstills are cut short) as far as they do not touch: neighbours keep a small
 * distance, so that each can be seen and hit; between two steps time runs evenly. Used by the
 * transport scene and by the window, when somebody drags the thumb.
 */
#ifndef THREADLANE_VIEWER_SCENE_FRAME_SCRUBBER_H
#define THREADLANE_VIEWER_SCENE_FRAME_SCRUBBER_H

#include "viewer/scene/layout/time_axis.h"
#include "viewer/scene/view/view.h"

struct scrubber {
    const struct story *story;
    double left_x, right_x;
    uint64_t span_ns;    /* the right end */
    uint32_t step_count; /* that have places of their own: all of them, or if they are many none */
    double *step_x;      /* by step */
    struct time_axis axis; /* by which all else lies, before it is scaled */
    double scale;
};

/* Lays the steps over [left_x, right_x]. */
void scrubber_init(struct scrubber *scrubber, const struct subject *subject, double left_x,
                   double right_x);
void scrubber_finish(struct scrubber *scrubber);
/* Where a step stands. */
double scrubber_step_x(const struct scrubber *scrubber, uint32_t step);
double scrubber_x(const struct scrubber *scrubber, uint64_t time_ns);
/* The time at a place; places beyond the ends count as the ends. */
uint64_t scrubber_time(const struct scrubber *scrubber, double x);

#endif
