#include "tracer/sync/watch.h"

#include <stdlib.h>

#include "tracer/sync/object.h"

/* ---- its futures, each once and in one order for all ---- */

bool watch_refuses(struct tl_future *const *futures, size_t count)
{
    for (size_t i = 0; futures && i < count; i++) {
        if (!futures[i]) {
            return true;
        }
    }
    return !futures && count > 0;
}

static int compare_ids(const void *a, const void *b)
{
    const struct watch_link *first = a, *second = b;
    return (first->future->id > second->future->id) - (first->future->id < second->future->id);
}

static size_t remove_repeated(struct watch_link *links, size_t count)
{
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        if (kept == 0 || links[kept - 1].future != links[i].future) {
            links[kept++] = links[i];
        }
    }
    return kept;
}

static bool make_links(struct watch *watch, struct tl_future *const *futures, size_t count)
{
    watch->links = calloc(count ? count : 1, sizeof(*watch->links));
    watch->finished = calloc(count ? count : 1, sizeof(struct tl_future *));
    if (!watch->links || !watch->finished) {
        free(watch->links);
        free(watch->finished);
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        watch->links[i] = (struct watch_link){.watch = watch, .future = futures[i]};
    }
    qsort(watch->links, count, sizeof(*watch->links), compare_ids);
    watch->link_count = remove_repeated(watch->links, count);
    return true;
}

struct watch_link *watch_find(const struct watch *watch, struct tl_future *future)
{
    const struct watch_link key = {.future = future};
    return bsearch(&key, watch->links, watch->link_count, sizeof(key), compare_ids);
}

/* ---- begin and end ---- */

static void lock_all(const struct watch *watch)
{
    for (size_t i = 0; i < watch->link_count; i++) {
        mutex_acquire(watch->links[i].future->condition.mutex, limit_forever());
    }
}

static void unlock_all(const struct watch *watch)
{
    for (size_t i = 0; i < watch->link_count; i++) {
        mutex_release(watch->links[i].future->condition.mutex);
    }
}

/* With the locks of all futures held: all of them stay as they are. */
static void attach(struct watch *watch)
{
    for (size_t i = 0; i < watch->link_count; i++) {
        struct watch_link *link = &watch->links[i];
        link->is_settled = link->was_settled = future_is_settled(link->future);
        link->is_attached = true;
        link->next = link->future->watches;
        link->future->watches = link;
        link->future->watch_count++;
        watch->pending_count += !link->is_settled;
        object_has(watch->id, ROLE_WATCH, link->future->id);
    }
}

/* How many of those watched must be done for the event to be set. */
static uint64_t needed_count(const struct watch *watch)
{
    return watch->until == WATCH_ALL ? watch->link_count : 1;
}

bool watch_init(struct watch *watch, enum object_type type, enum watch_until until,
                struct tl_future *const *futures, size_t count)
{
    struct door_point point;
    *watch = (struct watch){.until = until};
    if (!make_links(watch, futures, count)) {
        return false;
    }
    watch->id = object_create(&point, type, 0, NULL);
    mutex_init(&watch->lock, TYPE_LOCK, watch->id, NULL);
    event_init(&watch->event, watch->id, NULL);
    object_has(watch->id, ROLE_LIMIT, needed_count(watch));
    lock_all(watch);
    attach(watch);
    unlock_all(watch);
    door_point_close(&point);
    return true;
}

/* With the lock of its future held. */
static void leave_future(struct watch_link *link)
{
    struct watch_link **place = &link->future->watches;
    while (*place != link) {
        place = &(*place)->next;
    }
    *place = link->next;
    link->future->watch_count--;
}

void watch_detach(struct watch_link *link)
{
    if (!link->is_attached) {
        return;
    }
    struct mutex *lock = link->future->condition.mutex;
    mutex_acquire(lock, limit_forever());
    leave_future(link);
    mutex_release(lock);
    link->is_attached = false;
}

void watch_detach_all(struct watch *watch)
{
    struct door_point point;
    door_point_open(&point, 0, 0); /* only a storey: the locks are not the user's own */
    for (size_t i = 0; i < watch->link_count; i++) {
        watch_detach(&watch->links[i]);
    }
    door_point_close(&point);
}

void watch_finish(struct watch *watch)
{
    struct door_point point;
    watch_detach_all(watch);
    object_destroy(&point, watch->id);
    event_finish(&watch->event);
    mutex_finish(&watch->lock);
    door_point_close(&point);
    free(watch->links);
    free(watch->finished);
}

/* ---- what it waits for ---- */

static bool has_failed(const struct tl_future *future)
{
    return tl_future_state(future) == TL_FUTURE_FINISHED && future->error != 0;
}

bool watch_is_satisfied(const struct watch *watch)
{
    size_t settled = 0, failed = 0;
    for (size_t i = 0; i < watch->link_count; i++) {
        settled += watch->links[i].was_settled;
        failed += watch->links[i].was_settled && has_failed(watch->links[i].future);
    }
    bool is_enough =
        (watch->until == WATCH_FIRST && settled > 0) || (watch->until == WATCH_ERROR && failed > 0);
    return is_enough || settled == watch->link_count;
}

/* Under the watch's lock: whether this one is what was waited for. */
static bool is_awaited(const struct watch *watch, const struct tl_future *future)
{
    switch (watch->until) {
    case WATCH_EACH:
    case WATCH_FIRST:
        return true;
    case WATCH_ERROR:
        return watch->pending_count == 0 || has_failed(future);
    case WATCH_ALL:
        return watch->pending_count == 0;
    }
    return false;
}

void watch_tell(struct watch_link *link)
{
    struct watch *watch = link->watch;
    mutex_acquire(&watch->lock, limit_forever());
    link->is_settled = true;
    watch->pending_count--;
    watch->finished[watch->finished_count++] = link->future;
    if (is_awaited(watch, link->future)) {
        event_set(&watch->event);
    }
    mutex_release(&watch->lock);
}
