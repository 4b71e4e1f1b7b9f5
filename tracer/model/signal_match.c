#include "tracer/model/signal_match.h"

#include <stdlib.h>

#include "tracer/model/arena.h"

struct room_waiter {
    uint32_t thread;
    uint32_t number; /* of its wait */
    uint32_t wake;   /* the door.wake that names it, or NONE_INDEX */
};

static uint64_t wake_value(const struct room_waiter *waiter)
{
    return (uint64_t)waiter->thread << 32 | waiter->number;
}

bool signal_match_is_asked(const struct raw_event *raw)
{
    return raw->kind == EVENT_CONDITION_NOTIFY && value_high(raw->value) == NOTIFY_UNKNOWN;
}

static struct waiting_room *room_of(struct signal_match *match, uint32_t object)
{
    match->rooms =
        array_grow(match->rooms, object + (size_t)1, &match->capacity, sizeof *match->rooms);
    while (match->count <= object) {
        match->rooms[match->count++] = (struct waiting_room){0};
    }
    return &match->rooms[object];
}

static void enter(struct waiting_room *room, const struct event *wait)
{
    room->waiters =
        array_grow(room->waiters, room->count + 1, &room->capacity, sizeof *room->waiters);
    room->waiters[room->count++] =
        (struct room_waiter){wait->thread, value_low(wait->value), NONE_INDEX};
}

static struct room_waiter *find_waiter(struct waiting_room *room, bool is_woken)
{
    for (size_t i = 0; i < room->count; i++) {
        if ((room->waiters[i].wake != NONE_INDEX) == is_woken) {
            return &room->waiters[i];
        }
    }
    return NULL;
}

/* The signal of one is another's. */
static void exchange(struct trace *trace, struct room_waiter *from, struct room_waiter *to)
{
    to->wake = from->wake;
    from->wake = NONE_INDEX;
    trace->events[to->wake].value = wake_value(to);
}

/* Somebody goes on: woken, and then a signal was for it; or in vain, and then none was. */
static void leave(struct waiting_room *room, struct trace *trace, const struct event *end)
{
    bool is_woken = end->kind == EVENT_DOOR_WAIT;
    for (size_t i = 0; i < room->count; i++) {
        struct room_waiter *waiter = &room->waiters[i];
        if (waiter->thread != end->thread) {
            continue;
        }
        bool has_signal = waiter->wake != NONE_INDEX;
        struct room_waiter *other = find_waiter(room, is_woken);
        if (has_signal != is_woken && other) {
            exchange(trace, is_woken ? other : waiter, is_woken ? waiter : other);
        }
        room->count--;
        for (; i < room->count; i++) {
            room->waiters[i] = room->waiters[i + 1];
        }
        return;
    }
}

void signal_match_follow(struct signal_match *match, struct trace *trace, uint32_t event)
{
    const struct event *placed = &trace->events[event];
    const struct trace_object *object = event_object(trace, placed);
    bool is_nameless = object && object->type == TYPE_CONDITION && id_is_place(object->id);
    if (!is_nameless || kind_operation(placed->kind) != OPERATION_DOOR_WAIT) {
        return;
    }
    struct waiting_room *room = room_of(match, target_index(placed->target));
    if (kind_stage(placed->kind) == STAGE_BEGIN) {
        enter(room, placed);
    } else {
        leave(room, trace, placed);
    }
}

uint64_t signal_match_take(struct signal_match *match, uint32_t object, uint32_t wake)
{
    struct room_waiter *waiter = find_waiter(room_of(match, object), false);
    if (!waiter) {
        return 0;
    }
    waiter->wake = wake;
    return wake_value(waiter);
}

void signal_match_finish(struct signal_match *match)
{
    for (uint32_t i = 0; i < match->count; i++) {
        free(match->rooms[i].waiters);
    }
    free(match->rooms);
    *match = (struct signal_match){0};
}
