#include "tracer/analysis/rwlock_need.h"

/* Whether a thread waits for the lock to write, or to read. */
static bool waits_to_read(const struct moment *moment, uint32_t thread)
{
    const struct thread_moment *state = &moment->threads[thread];
    const struct open_bracket *innermost = &state->brackets[state->bracket_count - 1];
    return (moment->trace->events[innermost->begin_event].flags & FLAG_READER) != 0;
}

static struct index_list list_readers(struct arena *arena, const struct moment *moment,
                                      uint32_t object)
{
    struct index_list list = {0};
    for (uint32_t at = moment->objects[object].first_reader; at != NONE_INDEX;
         at = moment->readers.holds[at].next) {
        index_list_add(&list, arena, moment->readers.holds[at].thread);
    }
    return list;
}

static struct index_list list_waiting_writers(struct arena *arena, const struct moment *moment,
                                              uint32_t object)
{
    struct index_list list = {0};
    uint32_t target = target_make(TARGET_OBJECT, object);
    for (uint32_t thread = 1; thread < moment->trace->thread_count; thread++) {
        struct wait_leaf leaf;
        if (liveness_find_leaf(moment, thread, &leaf) && leaf.target == target &&
            leaf.operation == OPERATION_LOCK_ACQUIRE && !waits_to_read(moment, thread)) {
            index_list_add(&list, arena, thread);
        }
    }
    return list;
}

struct index_list rwlock_need(struct arena *arena, const struct moment *moment, uint32_t thread,
                              const struct wait_leaf *leaf)
{
    uint32_t object = target_index(leaf->target);
    const struct object_moment *lock = &moment->objects[object];
    struct index_list list = {0};
    if (lock->holder != NONE_INDEX) {
        index_list_add(&list, arena, lock->holder);
    } else if (!waits_to_read(moment, thread)) {
        list = list_readers(arena, moment, object);
    } else if (lock->first_reader != NONE_INDEX && moment->trace->objects[object].has_order) {
        list = list_waiting_writers(arena, moment, object);
    }
    return list;
}
