/* What a stretch of a future's life is, in words, and of which look. Used by its lane and by the
 * picture in words. */
#ifndef THREADLANE_VIEWER_SCENE_VIEW_FUTURE_STATE_H
#define THREADLANE_VIEWER_SCENE_VIEW_FUTURE_STATE_H

#include "tracer/model/lane.h"
#include "viewer/scene/view/words.h"

enum future_look {
    FUTURE_LOOK_PENDING,
    FUTURE_LOOK_HANDED_OVER, /* running as Python says, but no worker has begun */
    FUTURE_LOOK_RUNNING,
    FUTURE_LOOK_RESULT_COMES, /* the worker is through, its result is not here */
    FUTURE_LOOK_LOST,         /* the worker has ended in the middle of it */
    FUTURE_LOOK_HELD_BACK,
    FUTURE_LOOK_FINISHED,
    FUTURE_LOOK_FAILED, /* with an error of its own, or because its executor broke */
    FUTURE_LOOK_CANCELLED,
};

enum future_look future_look_of(const struct trace *trace, const struct lane_hold *stretch);
/* "running on ForkPoolWorker-1". Returns buffer. */
const char *future_state_text(const struct trace *trace, const struct lane_hold *stretch,
                              enum language language, char *buffer, size_t size);

#endif
