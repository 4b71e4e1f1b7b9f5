/* What a recording is called: as its program says, else by the program's name. */
#ifndef THREADLANE_VIEWER_SCENE_VIEW_TITLE_H
#define THREADLANE_VIEWER_SCENE_VIEW_TITLE_H

#include "tracer/analysis/finding.h"

struct arena;

/* Placed in the arena, or static. */
const char *title_of_trace(struct arena *arena, const struct trace *trace, enum language language);

#endif
