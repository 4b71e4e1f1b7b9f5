/* What objects are made of: the parts of each, found without looking through all objects. Made from
 * a trace, for a frame; used by the layout of lanes. */
#ifndef THREADLANE_VIEWER_SCENE_VIEW_OBJECT_PARTS_H
#define THREADLANE_VIEWER_SCENE_VIEW_OBJECT_PARTS_H

#include "tracer/model/trace.h"

struct object_parts {
    uint32_t *first; /* by object: its first part, or NONE_INDEX */
    uint32_t *next;  /* by object: the next part of the same parent, or NONE_INDEX */
};

void object_parts_init(struct object_parts *parts, const struct trace *trace);
void object_parts_finish(struct object_parts *parts);

#endif
