/* Painters that write files, one a row: trace-export and screenshots find theirs by the ending of
 * the file's name. A new kind of picture is a row in painter.c and a file with its painter. */
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

struct painter {
    const char *ending;                                         /* of file names: ".png" */
    bool (*paint)(const struct painting *painting, FILE *file); /* false: the picture failed */
};

/* By the ending of a file's name, or NULL. */
const struct painter *painter_find(const char *file_name);
/* ".png, .svg, .txt"; static. */
const char *painter_endings(void);
/* Paints into a new file. False leaves no file and the reason in `reason`: "cannot write 'x.png':
 * No space left on device". */
bool painting_write(const struct painting *painting, const char *file_name, char *reason,
                    size_t reason_size);

#endif
