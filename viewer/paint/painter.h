/* What a painter of one picture gets. Each painter is a file; app/exporter.c has the table of them.
 */
#ifndef THREADLANE_VIEWER_PAINT_PAINTER_H
#define THREADLANE_VIEWER_PAINT_PAINTER_H

#include <stdio.h>

#include "viewer/paint/pango_shaper.h"
#include "viewer/scene/shape/scene.h"
#include "viewer/scene/view/view.h"

/* What is painted; all borrowed. Most painters need the scene alone. */
struct painting {
    const struct scene *scene;
    struct pango_shaper *shaper;
    const struct subject *subject; /* for painters in words */
    const struct view *view;
};

/* False: the picture failed; errno may say why. */
typedef bool paint_function(const struct painting *painting, FILE *file);

#endif
