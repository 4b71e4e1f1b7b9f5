#include "viewer/scene/layout/stuck_pipe.h"

static const struct lane_wait *endless_wait(const struct subject *subject, uint32_t pipe)
{
    const struct object_lane *lane = &subject->lanes->objects[pipe];
    for (uint32_t i = 0; i < lane->wait_count; i++) {
        const struct lane_wait *wait = &lane->waits[i];
        if (wait->end_event == NONE_INDEX && subject->analysis->is_dead[wait->thread]) {
            return wait;
        }
    }
    return NULL;
}

const struct lane_wait *stuck_pipe_wait(const struct subject *subject, uint32_t pipe)
{
    bool is_judged = subject->analysis != NULL && subject->trace->objects[pipe].type == TYPE_PIPE;
    return is_judged ? endless_wait(subject, pipe) : NULL;
}
