/* What processes hand each other: a message, an item of a process queue, a manager's call and its
 * answer, an exit to who collects it, a signal to its victim. Both ends carry the same key, so
 * nothing is guessed. Fed by link.c with all events in order. */
#ifndef THREADLANE_VIEWER_SCENE_VIEW_HAND_OVER_H
#define THREADLANE_VIEWER_SCENE_VIEW_HAND_OVER_H

#include "tracer/model/trace.h"

struct hand_over;

struct hand_over *hand_over_create(const struct trace *trace);
/* Notes an event as a cause; returns the cause of which it is the effect, or NONE_INDEX. */
uint32_t hand_over_follow(struct hand_over *over, uint32_t event);
void hand_over_destroy(struct hand_over *over);

#endif
