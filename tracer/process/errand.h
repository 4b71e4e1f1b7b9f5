/* What the threads and processes of the library do by themselves, between tasks: a call that has no
 * line of the user's, in which everything stands one storey up. */
#ifndef THREADLANE_PROCESS_ERRAND_H
#define THREADLANE_PROCESS_ERRAND_H

#include "tracer/sync/door.h"

struct errand {
    struct door_visit visit;
    struct door_point point;
};

static inline void errand_begin(struct errand *errand)
{
    errand->visit = door_enter(0, true);
    door_point_open(&errand->point, 0, 0); /* only a storey */
}

static inline void errand_end(struct errand *errand)
{
    door_point_close(&errand->point);
    door_leave(&errand->visit);
}

#endif
