/* What the window shows while a trace is being opened: what is done, what is being done, and how
 * long it has taken. Drawn by the window, again and again. */
#ifndef THREADLANE_VIEWER_SCENE_FRAME_OPENING_SCENE_H
#define THREADLANE_VIEWER_SCENE_FRAME_OPENING_SCENE_H

#include "viewer/scene/shape/scene.h"
#include "viewer/scene/view/theme.h"
#include "viewer/scene/view/words.h"

enum opening_stage {
    OPENING_READ,    /* the file */
    OPENING_SORT,    /* into lanes and links */
    OPENING_EXPLAIN, /* the verdict and the steps */
    OPENING_DONE
};

struct opening_view {
    const char *file_name;
    enum opening_stage stage; /* the one that goes on */
    uint64_t event_count;     /* 0: not known yet */
    double elapsed_s;
};

void opening_scene_build(struct scene *scene, const struct theme *theme, enum language language,
                         const struct opening_view *view);

#endif
