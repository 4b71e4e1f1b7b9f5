/* What nobody has to wait for: all of it under the guards, with one look at the clock. */
#include <string.h>

#include "tracer/process/connection.h"
#include "tracer/process/process_queue_part.h"

/* ---- put ---- */

/* Under the guard of the room, of which there is some. */
static uint64_t take_room(struct tl_process_queue *queue, struct door_point *point,
                          struct tl_queue *items, struct buffered_item *item)
{
    struct process_semaphore *room = queue->room;
    uint16_t inside = door_storey_above(point->flags);
    struct process_semaphore_step take = process_semaphore_plan_take(room, room->state, inside);
    struct event_draft events[2 + QUEUE_EVENTS] = {
        take.draft, door_point_draft_done(point, queue_put_value(queue->counts))};
    queue_draft_put(items, inside, events + 2);
    uint64_t ticks =
        door_record_together(point->thread, events, sizeof(events) / sizeof(events[0]));
    item->number = ++queue->counts->put_count;
    process_semaphore_settle(room, take.state);
    return ticks;
}

/* Who has the guard may be kept from going on; nobody waits for that with the buffer claimed. */
static bool take_room_if_free(struct tl_process_queue *queue, struct door_point *point,
                              struct tl_queue *items, struct buffered_item *item, uint64_t *ticks)
{
    struct process_semaphore *room = queue->room;
    if (!process_guard_try(&room->guard)) {
        return false;
    }
    bool has_room = process_semaphore_permits(room) > 0;
    if (has_room) {
        *ticks = take_room(queue, point, items, item);
    }
    process_guard_unlock(&room->guard);
    return has_room;
}

bool process_queue_put_at_once(struct tl_process_queue *queue, struct door_point *point,
                               struct process_buffer *buffer, struct buffered_item *item)
{
    uint64_t ticks = 0;
    struct tl_queue *items = process_buffer_begin_put_at_once(buffer);
    if (!items) {
        return false;
    }
    bool is_done = take_room_if_free(queue, point, items, item, &ticks);
    if (is_done) {
        sleeper_rouse(queue_end_put_at_once(items, item, ticks));
    } else {
        queue_leave(items);
    }
    return is_done;
}

/* ---- get ---- */

/* Under the guards of the read lock and of the room. */
static void take_message(struct tl_process_queue *queue, struct door_point *point,
                         const struct message *message)
{
    struct process_semaphore *lock = queue->read_lock, *room = queue->room;
    uint16_t inside = door_storey_above(point->flags);
    uint32_t number;
    memcpy(&number, message->start, NUMBER_SIZE);
    struct event_draft received[CONNECTION_TAKE_EVENTS];
    connection_take_ahead(queue->ends[0], message, inside, received);
    struct process_semaphore_step hold = process_semaphore_plan_take(lock, lock->state, inside),
                                  release = process_semaphore_plan_give(lock, hold.state, inside),
                                  give = process_semaphore_plan_give(room, room->state, inside);
    const struct event_draft events[] = {
        hold.draft,  received[0],
        received[1], door_point_draft_done(point, queue_get_value(queue->counts, number)),
        give.draft,  release.draft};
    door_record_together(point->thread, events, sizeof(events) / sizeof(events[0]));
    queue->counts->got_count++;
    process_semaphore_settle(room, give.state);
    process_semaphore_settle(lock, release.state);
}

/* Whether it was taken, and whether somebody waited for the room that there is now. */
static bool take_if_ahead(struct tl_process_queue *queue, struct door_point *point,
                          struct message *message, bool *is_awaited)
{
    if (process_semaphore_permits(queue->read_lock) == 0 ||
        !connection_peek_ahead(queue->ends[0], message) || message->header.size < NUMBER_SIZE) {
        return false;
    }
    process_guard_lock(&queue->room->guard);
    bool is_sound = process_semaphore_permits(queue->room) < queue->room->most;
    if (is_sound) {
        take_message(queue, point, message);
        *is_awaited = queue->room->waiting_count > 0;
    }
    process_guard_unlock(&queue->room->guard);
    return is_sound;
}

bool process_queue_get_at_once(struct tl_process_queue *queue, struct door_point *point,
                               struct message *message)
{
    bool is_awaited = false;
    process_guard_lock(&queue->read_lock->guard);
    bool is_taken = take_if_ahead(queue, point, message, &is_awaited);
    process_guard_unlock(&queue->read_lock->guard);
    if (is_awaited) {
        process_semaphore_wake(queue->room, 1);
    }
    return is_taken;
}
