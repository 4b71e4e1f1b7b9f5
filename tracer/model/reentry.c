/* A lock that its holder takes again is held one level deeper; each level is an interval. What a
 * condition gives back and takes again all at once goes through all levels in one event. */
#include "tracer/model/arena.h"
#include "tracer/model/lane_builder.h"

#define LEVELS_MAX 64 /* deeper ones are not told apart */

/* The levels below the first that the lock is held at after an event. */
static uint32_t levels_of(const struct object_moment *lock)
{
    uint32_t deeper = lock->holder == NONE_INDEX || lock->depth == 0 ? 0 : lock->depth - 1;
    return deeper < LEVELS_MAX ? deeper : LEVELS_MAX;
}

static void open_level(struct lane_builder *builder, uint32_t object, uint32_t index)
{
    struct packed_rest *rest = object_lane_rest(builder, object);
    struct growing_object *growing = &builder->objects[object];
    growing->open_reentries =
        array_grow(growing->open_reentries, growing->open_reentry_count + (size_t)1,
                   &growing->open_reentry_capacity, sizeof(uint32_t));
    uint32_t place = interval_list_begin_pair(&rest->reentries.list, index);
    growing->open_reentries[growing->open_reentry_count++] = place;
    uint32_t level = growing->open_reentry_count;
    interval_column_set(&rest->reentries.slots, place, level);
    rest->reentry_max = level > rest->reentry_max ? level : rest->reentry_max;
}

static void close_level(struct lane_builder *builder, uint32_t object, uint32_t index)
{
    struct growing_object *growing = &builder->objects[object];
    uint32_t last = growing->open_reentries[--growing->open_reentry_count];
    interval_list_end_pair(&object_lane_rest(builder, object)->reentries.list, last, index);
}

void reentry_update(struct lane_builder *builder, uint32_t index)
{
    const struct event *event = &builder->lanes->trace->events[index];
    bool is_lock = event->kind == EVENT_LOCK_ACQUIRE || event->kind == EVENT_LOCK_RELEASE;
    if (!is_lock || event->target == NONE_INDEX || !event_is_about(event, TARGET_OBJECT)) {
        return;
    }
    uint32_t object = target_index(event->target);
    enum object_type type = builder->lanes->trace->objects[object].type;
    if (type != TYPE_RLOCK && type != TYPE_MUTEX) {
        return;
    }
    uint32_t levels = levels_of(&builder->moment->objects[object]);
    while (builder->objects[object].open_reentry_count > levels) {
        close_level(builder, object, index);
    }
    while (builder->objects[object].open_reentry_count < levels) {
        open_level(builder, object, index);
    }
}
