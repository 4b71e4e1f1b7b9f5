#include "tracer/sync/limit.h"

#include "tracer/sync/schedule.h"

#define NS_PER_SECOND 1e9
#define LIMIT_MAX_NS  (UINT64_C(1) << 62) /* 146 years; a deadline still fits into 64 bits */

static uint64_t nanoseconds(double seconds)
{
    double ns = seconds * NS_PER_SECOND;
    return ns < (double)LIMIT_MAX_NS ? (uint64_t)ns : LIMIT_MAX_NS;
}

struct limit limit_from_now(double seconds)
{
    if (!(seconds > 0)) {
        return (struct limit){0, schedule_now()};
    }
    return (struct limit){
        .asked_ns = nanoseconds(seconds),
        .deadline_ns = schedule_now() + nanoseconds(seconds / schedule_time_scale()),
    };
}
