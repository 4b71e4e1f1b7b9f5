/* The lanes as far as they can be seen. Scenes draw every interval that they find; of a recording
 * of millions, that is more than there are pixels. So they are given an excerpt: of each visible
 * lane the intervals that are long enough to be shapes and lie in view; all shorter ones are summed
 * up by columns of pixels, the density, and drawn as one strip. What never ended is always a shape.
 * A picture with few intervals is drawn from the lanes as they are.
 *
 * Lives for one picture; made by timeline_scene.c. Costs pixels, not events (interval_index.h). */
#ifndef THREADLANE_VIEWER_SCENE_LAYOUT_LANE_EXCERPT_H
#define THREADLANE_VIEWER_SCENE_LAYOUT_LANE_EXCERPT_H

#include "viewer/scene/layout/lane_layout.h"
#include "viewer/scene/layout/time_axis.h"

/* How much of each column's time the intervals take that are no shapes, by class: the states of
 * segments, else one. Where intervals overlap, as waits do, it is how many there were. */
struct lane_density {
    uint32_t column_count, class_count; /* column 0 begins at the plot's left side */
    float *shares;                      /* by column, then class */
};

/* Of a place; NULL where all is shown as shapes. */
struct place_density {
    struct lane_density *segments, *holds, *tasks, *waits;
};

/* Of a place that is in view; else all is empty. */
struct place_lane {
    struct thread_lane thread;
    struct object_lane object;
};

struct lane_excerpt {
    bool is_whole;                   /* the lanes are the subject's, there are no densities */
    struct place_lane *lanes;        /* by place */
    struct place_density *densities; /* by place */
    struct arena *arena;
};

/* The arena is the scene's, and frees all of it with the picture. */
void lane_excerpt_init(struct lane_excerpt *excerpt, struct arena *arena,
                       const struct subject *subject, const struct selection *selection,
                       const struct lane_layout *layout, const struct timeline_columns *columns,
                       const struct time_axis *axis);

#endif
