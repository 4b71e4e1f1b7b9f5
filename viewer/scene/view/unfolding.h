/* Which lanes stand unfolded, with what they are made of below them. Plain data inside the view:
 * copied with it, changed by commands and options. A lane is named by its target, target_make() of
 * a process, a thread or an object. */
#ifndef THREADLANE_VIEWER_SCENE_VIEW_UNFOLDING_H
#define THREADLANE_VIEWER_SCENE_VIEW_UNFOLDING_H

#include "tracer/model/trace.h"

#define UNFOLDING_MAX 64 /* lanes turned by hand; beyond, the first of them turns back */

struct unfolding {
    bool is_all;           /* else only processes are, and conditions, to show their own lock */
    uint32_t turned_count; /* lanes that are not as is_all says */
    uint32_t turned[UNFOLDING_MAX];
};

bool unfolding_has(const struct unfolding *unfolding, const struct trace *trace, uint32_t target);
/* Folds or unfolds one lane. */
void unfolding_turn(struct unfolding *unfolding, uint32_t target);
/* Unfolds one lane if it is folded. */
void unfolding_open(struct unfolding *unfolding, const struct trace *trace, uint32_t target);
/* Unfolds all lanes; if all are, goes back to how they stand at first. */
void unfolding_turn_all(struct unfolding *unfolding);

#endif
