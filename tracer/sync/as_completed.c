/* Futures in the order in which they are done: a watch that collects them, and those it has
 * collected, given out one by one. */
#include <stdlib.h>

#include "tracer/sync/iterator.h"
#include "tracer/sync/watch.h"

struct completions {
    struct tl_iterator iterator; /* first */
    struct watch watch;
    struct limit limit;       /* for all of it, from the beginning */
    struct tl_future **ready; /* done and not yet given out are [ready_next, ready_count) */
    size_t ready_count, ready_next;
};

/* Moves what the watch has collected behind what is ready. */
static void collect(struct completions *completions)
{
    struct watch *watch = &completions->watch;
    mutex_acquire(&watch->lock, limit_forever());
    for (size_t i = 0; i < watch->finished_count; i++) {
        completions->ready[completions->ready_count++] = watch->finished[i];
    }
    watch->finished_count = 0;
    event_clear(&watch->event);
    mutex_release(&watch->lock);
}

/* Until one is ready, or the limit has passed. */
static bool await_ready(struct completions *completions)
{
    bool is_late = false;
    while (completions->ready_next == completions->ready_count && !is_late) {
        is_late = event_wait(&completions->watch.event, completions->limit) != TL_OK;
        if (!is_late) {
            collect(completions);
        }
    }
    return completions->ready_next < completions->ready_count;
}

static int next(struct tl_iterator *iterator, void **item)
{
    struct completions *completions = (struct completions *)iterator;
    struct watch *watch = &completions->watch;
    struct door_point point;
    int result = TL_TIMEOUT;
    door_point_open_limited(&point, OPERATION_FUTURE_WAIT, watch->id, completions->limit);
    if (await_ready(completions)) {
        struct tl_future *future = completions->ready[completions->ready_next++];
        watch_detach(watch_find(watch, future));
        iterator->remaining--;
        door_point_done(&point, future->id);
        *item = future;
        result = TL_OK;
    } else {
        door_point_fail(&point, REASON_TIMEOUT);
    }
    door_point_close(&point);
    return result;
}

static void destroy(struct tl_iterator *iterator)
{
    struct completions *completions = (struct completions *)iterator;
    watch_finish(&completions->watch);
    free(completions->ready);
    free(completions);
}

static const struct iterator_ways completion_ways = {next, destroy};

/* Those that were done before come first. */
static void begin(struct completions *completions)
{
    const struct watch *watch = &completions->watch;
    for (size_t i = 0; i < watch->link_count; i++) {
        if (watch->links[i].was_settled) {
            completions->ready[completions->ready_count++] = watch->links[i].future;
        }
    }
    completions->iterator.ways = &completion_ways;
    completions->iterator.remaining = watch->link_count;
}

struct tl_iterator *tl_as_completed(struct tl_future *const *futures, size_t count, double timeout)
{
    DOOR_ENTER();
    if (watch_refuses(futures, count)) {
        door_refuse(OPERATION_OBJECT_CREATE, 0, MISUSE_NULL_HANDLE, TL_INVALID);
        return NULL;
    }
    struct completions *completions = calloc(1, sizeof(*completions));
    struct tl_future **ready = calloc(count ? count : 1, sizeof(struct tl_future *));
    if (!completions || !ready ||
        !watch_init(&completions->watch, TYPE_ITERATOR, WATCH_EACH, futures, count)) {
        free(ready);
        free(completions);
        return NULL;
    }
    completions->limit = limit_from_seconds(timeout);
    completions->ready = ready;
    begin(completions);
    return &completions->iterator;
}
