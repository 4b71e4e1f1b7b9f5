#include "tracer/sync/limit.h"

#include <math.h>

#include "tracer/event/event_kind.h"
#include "tracer/sync/schedule.h"

#define NS_PER_SECOND 1e9
#define LIMIT_MAX_NS  (UINT64_C(1) << 62) /* 146 years; a deadline still fits into 64 bits */

struct limit limit_forever(void)
{
    return (struct limit){WAIT_FOREVER, WAIT_FOREVER};
}

static uint64_t nanoseconds(double seconds)
{
    double ns = seconds * NS_PER_SECOND;
    return ns < (double)LIMIT_MAX_NS ? (uint64_t)ns : LIMIT_MAX_NS;
}

struct limit limit_from_seconds(double seconds)
{
    if (isinf(seconds) && seconds > 0) {
        return limit_forever();
    }
    if (!(seconds > 0)) {
        return (struct limit){0, schedule_now()};
    }
    return (struct limit){
        .asked_ns = nanoseconds(seconds),
        .deadline_ns = schedule_now() + nanoseconds(seconds / schedule_time_scale()),
    };
}

bool limit_is_refused(double seconds)
{
    return !(seconds >= 0);
}

uint16_t limit_flags(struct limit limit)
{
    if (limit.asked_ns == WAIT_FOREVER) {
        return 0;
    }
    return limit.asked_ns == 0 ? FLAG_TRY : FLAG_TIMED;
}
