/* tl_wait: a watch for as long as the wait lasts. */
#include <stdlib.h>

#include "tracer/sync/watch.h"

/* Moves the futures that are done to the front, both parts in their order; how many those are. */
static int part(struct tl_future **futures, size_t count, const struct watch *watch,
                struct tl_future **others)
{
    size_t done = 0, open = 0;
    for (size_t i = 0; i < count; i++) {
        const struct watch_link *link = watch_find(watch, futures[i]);
        if (link->is_settled) {
            futures[done++] = futures[i];
        } else {
            others[open++] = futures[i];
        }
    }
    for (size_t i = 0; i < open; i++) {
        futures[done + i] = others[i];
    }
    return (int)done;
}

static void await(struct watch *watch, struct limit limit)
{
    struct door_point point;
    door_point_open_limited(&point, OPERATION_FUTURE_WAIT, watch->id, limit);
    if (watch_is_satisfied(watch) || event_wait(&watch->event, limit) == TL_OK) {
        door_point_done(&point, 0);
    } else {
        door_point_fail(&point, REASON_TIMEOUT);
    }
    door_point_close(&point);
}

/* tl_return_when, by its values. */
static const enum watch_until untils[] = {
    [TL_ALL_COMPLETED] = WATCH_ALL,
    [TL_FIRST_COMPLETED] = WATCH_FIRST,
    [TL_FIRST_EXCEPTION] = WATCH_ERROR,
};

int tl_wait(struct tl_future **futures, size_t count, double timeout,
            enum tl_return_when return_when)
{
    DOOR_ENTER();
    if (watch_refuses(futures, count)) {
        return door_refuse(OPERATION_FUTURE_WAIT, 0, MISUSE_NULL_HANDLE, TL_INVALID);
    }
    if ((unsigned)return_when >= sizeof(untils) / sizeof(untils[0])) {
        return door_refuse(OPERATION_FUTURE_WAIT, 0, MISUSE_RETURN_WHEN, TL_INVALID);
    }
    struct limit limit = limit_from_seconds(timeout);
    struct tl_future **others = calloc(count ? count : 1, sizeof(struct tl_future *));
    struct watch *watch = malloc(sizeof(*watch)); /* not here: a fork may copy futures without us */
    int done = TL_NO_MEMORY;
    if (others && watch && watch_init(watch, TYPE_WAITER, untils[return_when], futures, count)) {
        await(watch, limit);
        watch_detach_all(watch);
        done = part(futures, count, watch, others);
        watch_finish(watch);
    }
    free(watch);
    free(others);
    return done;
}
