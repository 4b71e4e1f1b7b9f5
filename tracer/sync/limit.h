/* How long an operation may wait: what the program asked for, which goes into the trace, and when
 * that is over, which the door waits for. */
#ifndef THREADLANE_SYNC_LIMIT_H
#define THREADLANE_SYNC_LIMIT_H

#include <math.h>
#include <stdbool.h>
#include <stdint.h>

#include "tracer/event/event_kind.h"

struct limit {
    uint64_t asked_ns;    /* scenario time; WAIT_FOREVER: no limit; 0: only tries */
    uint64_t deadline_ns; /* of schedule_now, or WAIT_FOREVER */
};

static inline struct limit limit_forever(void)
{
    return (struct limit){WAIT_FOREVER, WAIT_FOREVER};
}

/* Not infinity; what is negative or no number counts as 0. The clock starts now. */
struct limit limit_from_now(double seconds);

static inline struct limit limit_from_seconds(double seconds)
{
    return seconds == (double)INFINITY ? limit_forever() : limit_from_now(seconds);
}

/* Negative, or no number at all. */
static inline bool limit_is_refused(double seconds)
{
    return !(seconds >= 0);
}

/* FLAG_TIMED, FLAG_TRY or 0. */
static inline uint16_t limit_flags(struct limit limit)
{
    if (limit.asked_ns == WAIT_FOREVER) {
        return 0;
    }
    return limit.asked_ns == 0 ? FLAG_TRY : FLAG_TIMED;
}

#endif
