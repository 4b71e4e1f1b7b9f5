/* Who waits for whom when the recording stops, in words: "小爱 waits for cond, for ever". For texts
 * that go with pictures. */
#ifndef THREADLANE_VIEWER_SCENE_VIEW_WAIT_TEXT_H
#define THREADLANE_VIEWER_SCENE_VIEW_WAIT_TEXT_H

#include "tracer/analysis/finding.h"

struct arena;

/* One edge of the analysis, in the arena. */
const char *wait_text(struct arena *arena, const struct analysis *analysis,
                      const struct wait_edge *edge, enum language language);

#endif
