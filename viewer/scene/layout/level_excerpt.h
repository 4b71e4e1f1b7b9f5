/* How full a lane was and which values it took on, as far as they can be seen: of few all, of many
 * for each column of pixels the greatest and the last. For lane_excerpt.c. */
#ifndef THREADLANE_VIEWER_SCENE_LAYOUT_LEVEL_EXCERPT_H
#define THREADLANE_VIEWER_SCENE_LAYOUT_LEVEL_EXCERPT_H

#include "tracer/model/lane.h"

/* Fills levels and changes of `lane`, in the arena. Edges are those of the columns, one more than
 * there are; what lies before the first is left out but for the last of it. */
void level_excerpt_fill(struct object_lane *lane, const struct packed_rest *rest,
                        const uint64_t *edges_ns, uint32_t column_count, struct arena *arena);

#endif
