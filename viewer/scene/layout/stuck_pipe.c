#include "viewer/scene/layout/stuck_pipe.h"

static bool find_endless_wait(const struct subject *subject, uint32_t pipe, struct lane_wait *wait)
{
    const struct wait_list *waits = &subject->lanes->objects[pipe].waits;
    uint32_t at = 0, count = waits->list.count;
    while ((at = interval_index_next_long(&waits->list, at, count, UINT64_MAX, 0)) < count) {
        *wait = wait_list_at(waits, at++);
        if (wait->end_event == NONE_INDEX && subject->analysis->is_dead[wait->thread]) {
            return true;
        }
    }
    return false;
}

bool stuck_pipe_wait(const struct subject *subject, uint32_t pipe, struct lane_wait *wait)
{
    bool is_judged = subject->analysis != NULL && subject->trace->objects[pipe].type == TYPE_PIPE;
    return is_judged && find_endless_wait(subject, pipe, wait);
}
