/* How many of what the legend explains are in the part of the timeline that is seen: its stretch of
 * time, in the lanes that are not scrolled out. */
#ifndef THREADLANE_VIEWER_SCENE_TIMELINE_VISIBLE_COUNTS_H
#define THREADLANE_VIEWER_SCENE_TIMELINE_VISIBLE_COUNTS_H

#include "viewer/scene/lanes/timeline.h"

struct visible_counts {
    uint64_t states[LANE_STATE_COUNT]; /* stretches of threads that are so */
    uint64_t holds;                    /* of locks that have a lane */
    uint64_t forevers;                 /* of those, waits that never end */
    uint64_t links, lost_notifies;
    bool is_estimate; /* there are so many that only some were looked at */
};

struct visible_counts visible_counts_of(const struct timeline *timeline);
/* "12", "8400", "≈ 12 k", "≈ 3.4 M"; of an estimate all but 0 say so. Returns buffer. */
const char *visible_count_text(uint64_t count, bool is_estimate, char *buffer, size_t size);

#endif
