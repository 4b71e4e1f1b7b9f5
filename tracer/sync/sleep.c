/* Time for scenarios: it begins with the program, and --time-scale does not show in it. */
#include "tracer/record/clock.h"
#include "tracer/sync/door.h"
#include "tracer/sync/gil.h"
#include "tracer/threadlane.h"

#define NS_PER_SECOND 1e9

static uint64_t begin_ns; /* of CLOCK_MONOTONIC; the virtual clock begins at 0 */

__attribute__((constructor)) static void begin_time(void)
{
    begin_ns = clock_monotonic_ns();
}

double tl_time(void)
{
    uint64_t since = schedule_now() - (schedule_is_on() ? 0 : begin_ns);
    return (double)since / NS_PER_SECOND * schedule_time_scale();
}

/* Nobody wakes a sleeper, so its wait ends by its limit. */
static void sleep_until(struct door_point *point, struct limit limit)
{
    struct waiter waiter;
    door_reserve(&waiter);
    door_wait(&waiter, 0, limit, NULL);
    door_point_done(point, 0);
}

/* A yield: it does not wait, others may run. */
static void sleep_not_at_all(struct door_point *point)
{
    gil_let_go(point->thread, DROP_SLEEP);
    door_point_done_or_repeat(point, 0);
    door_yield(point->thread);
}

int tl_sleep(double seconds)
{
    DOOR_ENTER();
    if (limit_is_refused(seconds)) {
        return door_refuse(OPERATION_SLEEP, 0, MISUSE_TIMEOUT_NEGATIVE, TL_INVALID);
    }
    struct limit limit = limit_from_seconds(seconds);
    struct door_point point;
    door_point_open_limited(&point, OPERATION_SLEEP, 0, limit);
    if (limit.asked_ns == 0) {
        sleep_not_at_all(&point);
    } else {
        sleep_until(&point, limit);
    }
    door_point_close(&point);
    return TL_OK;
}
