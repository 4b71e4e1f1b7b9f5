/* Where things lie on the timeline card: the column of names, the plot, and a place for every lane.
 * Comes from the view and the subject, goes to the files that draw the card, and to the window for
 * scroll limits. Lanes shrink with their number and scroll when they cannot shrink further. */
#ifndef THREADLANE_VIEWER_SCENE_LAYOUT_TIMELINE_LAYOUT_H
#define THREADLANE_VIEWER_SCENE_LAYOUT_TIMELINE_LAYOUT_H

#include "viewer/scene/shape/scene.h"
#include "viewer/scene/view/view.h"

/* The fixed parts of the card. */
struct timeline_columns {
    double label_left; /* of group headings and avatars */
    double name_left;  /* of names */
    double name_right; /* names are cut here */
    double plot_left;  /* where time begins */
    double plot_right; /* and where for ever ends */
    double ruler_y;    /* the line under the tick labels */
    double lanes_top;  /* lanes are seen between these two */
    double lanes_bottom;
    double grid_bottom;        /* grid lines and the playhead end here */
    struct scene_rect verdict; /* the red band; height 0 without a hang */
    struct scene_rect legend;
};

struct timeline_columns timeline_columns_of(const struct subject *subject, const struct view *view,
                                            struct scene_rect card);

#endif
