/* Where the strokes of a hatch or of bars lie in a box. Patterns begin at the box, so that they
 * move with it. Used by painters that know no patterns of lines themselves. */
#ifndef THREADLANE_VIEWER_PAINT_HATCH_H
#define THREADLANE_VIEWER_PAINT_HATCH_H

#include "viewer/scene/shape/scene.h"

struct hatch_stroke {
    double x1, y1, x2, y2;
};

struct hatch {
    enum scene_fill kind;
    struct scene_rect box;
    double gap;
    double position;     /* of the next stroke along the box */
    double end_position; /* no stroke from here on */
};

/* Strokes that lie outside of `visible` are left out. */
struct hatch hatch_begin(const struct scene_item *item, struct scene_rect visible);
/* The next stroke; it may stick out of the box, whose painter clips. False: that was all. */
bool hatch_next(struct hatch *hatch, struct hatch_stroke *stroke);

#endif
