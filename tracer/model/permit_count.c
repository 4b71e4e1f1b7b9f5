#include "tracer/model/permit_count.h"

#include <stdlib.h>

#include "tracer/model/arena.h"

/* What a fork copies has as many as its origin. */
static uint32_t *permits_of(struct permit_count *permits, const struct trace_object *objects,
                            uint32_t object)
{
    permits->permits = array_grow(permits->permits, object + (size_t)1, &permits->capacity,
                                  sizeof *permits->permits);
    while (permits->count <= object) {
        uint32_t origin = objects[permits->count].origin;
        permits->permits[permits->count++] = origin == NONE_INDEX ? 0 : permits->permits[origin];
    }
    return &permits->permits[object];
}

void permit_count_fill(struct permit_count *permits, const struct trace_object *objects,
                       struct event *event)
{
    bool is_limit = event->kind == EVENT_OBJECT_HAS && flags_detail(event->flags) == ROLE_LIMIT;
    bool is_change =
        (event->kind == EVENT_SEMAPHORE_ACQUIRE || event->kind == EVENT_SEMAPHORE_RELEASE) &&
        value_low(event->value) == PERMITS_UNKNOWN;
    if ((!is_limit && !is_change) || event->target == NONE_INDEX ||
        !event_is_about(event, TARGET_OBJECT)) {
        return;
    }
    uint32_t *now = permits_of(permits, objects, target_index(event->target));
    if (is_limit) {
        *now = value_low(event->value);
        return;
    }
    uint32_t given = value_high(event->value);
    if (event->kind == EVENT_SEMAPHORE_RELEASE) {
        *now += given;
    } else if (*now > 0) {
        --*now;
    }
    event->value = *now | (uint64_t)given << 32;
}

void permit_count_finish(struct permit_count *permits)
{
    free(permits->permits);
    *permits = (struct permit_count){0};
}
