/* Who made whom go on: every event of a trace that another one brought about, with that one. Found
 * once, when a trace is opened; arrows are drawn of those in view. */
#ifndef THREADLANE_VIEWER_SCENE_VIEW_LINK_H
#define THREADLANE_VIEWER_SCENE_VIEW_LINK_H

#include "tracer/model/trace.h"

struct link {
    uint32_t cause_event, effect_event;
};

struct link_list {
    struct link *links; /* by effect */
    size_t count, capacity;
};

struct link_list *link_list_create(const struct trace *trace);
void link_list_destroy(struct link_list *list); /* accepts NULL */
/* How many effects lie before an event. */
size_t link_list_count_before(const struct link_list *list, size_t event);

#endif
