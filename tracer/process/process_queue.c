#include "tracer/process/process_queue_part.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "tracer/process/connection.h"
#include "tracer/process/fork.h"
#include "tracer/process/message.h"
#include "tracer/process/process_buffer.h"
#include "tracer/process/process_guard.h"
#include "tracer/process/process_semaphore.h"
#include "tracer/process/shared_memory.h"
#include "tracer/process/value.h"
#include "tracer/sync/object.h"

/* ---- life ---- */

/* In the open point of its creation. */
static bool create_parts(struct tl_process_queue *queue)
{
    queue->counts = shared_allocate(sizeof(*queue->counts));
    queue->ahead = shared_allocate(sizeof(*queue->ahead));
    queue->room = process_semaphore_create(TYPE_BOUNDED_SEMAPHORE, queue->most, queue->id, "room");
    queue->read_lock = process_semaphore_create(TYPE_PROCESS_LOCK, 1, queue->id, "read lock");
    queue->write_lock = process_semaphore_create(TYPE_PROCESS_LOCK, 1, queue->id, "write lock");
    return connection_init_pair(false, queue->id, "pipe", queue->ends) == TL_OK && queue->counts &&
           queue->ahead && queue->room && queue->read_lock && queue->write_lock;
}

/* In the open point of its destruction, or of its creation, when that failed. */
static void destroy_parts(struct tl_process_queue *queue)
{
    tl_connection_destroy(queue->ends[0]);
    tl_connection_destroy(queue->ends[1]);
    if (queue->creator == process_self()) {
        process_semaphore_destroy(queue->write_lock);
        process_semaphore_destroy(queue->read_lock);
        process_semaphore_destroy(queue->room);
        shared_free(queue->ahead);
        shared_free(queue->counts);
    }
}

static bool init(struct tl_process_queue *queue, uint32_t capacity, uint64_t parent,
                 const char *name)
{
    struct door_point point;
    *queue = (struct tl_process_queue){
        .creator = process_self(),
        .most = capacity > 0 ? capacity : PROCESS_PERMITS_MAX,
    };
    queue->id = object_create_shared(&point, TYPE_PROCESS_QUEUE, parent, name);
    if (capacity > 0) {
        object_has(queue->id, ROLE_LIMIT, capacity);
    }
    bool is_whole = create_parts(queue);
    if (is_whole) {
        connection_set_locked(queue->ends[0], queue->ahead);
    } else {
        destroy_parts(queue);
    }
    door_point_close(&point);
    return is_whole;
}

struct tl_process_queue *process_queue_create(uint32_t capacity, uint64_t parent, const char *name)
{
    if (schedule_is_on()) {
        door_refuse(OPERATION_OBJECT_CREATE, 0, MISUSE_PROCESS_IN_VIRTUAL_TIME, TL_STATE);
        return NULL;
    }
    struct tl_process_queue *queue = malloc(sizeof(*queue));
    if (queue && !init(queue, capacity, parent, name)) {
        free(queue);
        return NULL;
    }
    return queue;
}

struct tl_process_queue *tl_process_queue_create(int capacity, const char *name)
{
    DOOR_ENTER();
    return process_queue_create(capacity > 0 ? (uint32_t)capacity : 0, 0, name);
}

uint64_t process_queue_id(const struct tl_process_queue *queue)
{
    return queue->id;
}

/* ---- this process's buffer ---- */

static struct feeder_route route_of(const struct tl_process_queue *queue)
{
    return (struct feeder_route){
        .owner = queue->id,
        .room = queue->room,
        .write_lock = queue->write_lock,
        .writer = queue->ends[1],
    };
}

/* NULL if the calling process has none yet. */
static struct process_buffer *own_buffer(const struct tl_process_queue *queue)
{
    struct process_buffer *buffer = queue->buffer;
    return buffer && process_buffer_is_own(buffer) ? buffer : NULL;
}

/* Makes one if there is none; NULL when out of memory. Two threads may make one at once: the later
 * takes the other's. */
static struct process_buffer *get_buffer(struct tl_process_queue *queue)
{
    struct process_buffer *known = queue->buffer;
    if (known && process_buffer_is_own(known)) {
        return known;
    }
    struct feeder_route route = route_of(queue);
    struct process_buffer *made = process_buffer_create(&route);
    if (made && !atomic_compare_exchange_strong(&queue->buffer, &known, made)) {
        process_buffer_destroy(made);
        return known;
    }
    return made;
}

static bool is_closed(const struct tl_process_queue *queue)
{
    const struct process_buffer *buffer = own_buffer(queue);
    return buffer && buffer->is_closed;
}

/* ---- put ---- */

static struct buffered_item *pack_item(struct tl_value value)
{
    size_t size = value_packed_size(value);
    struct buffered_item *item = malloc(sizeof(*item) + size);
    if (item) {
        item->packed_size = size;
        value_pack(value, item->packed);
    }
    return item;
}

static void record_put(struct tl_process_queue *queue, struct door_point *point,
                       struct buffered_item *item)
{
    process_guard_lock(&queue->room->guard);
    door_point_done_ordered(point, queue_put_value(queue->counts));
    item->number = ++queue->counts->put_count;
    process_guard_unlock(&queue->room->guard);
}

static int fail_to_put(struct door_point *point, struct limit limit)
{
    door_point_fail(point, limit.asked_ns == 0 ? REASON_BUSY : REASON_TIMEOUT);
    return TL_FULL;
}

static int put(struct tl_process_queue *queue, struct door_point *point, struct tl_value value,
               struct limit limit)
{
    struct process_buffer *buffer = get_buffer(queue);
    struct buffered_item *item = buffer ? pack_item(value) : NULL;
    if (!item) {
        door_point_fail(point, REASON_LIMIT);
        return TL_NO_MEMORY;
    }
    if (process_queue_put_at_once(queue, point, buffer, item)) {
        return TL_OK;
    }
    if (process_semaphore_acquire(queue->room, limit) != TL_OK) {
        free(item);
        return fail_to_put(point, limit);
    }
    record_put(queue, point, item);
    int result = process_buffer_put(buffer, item);
    if (result != TL_OK) {
        process_semaphore_release(queue->room, 1);
        free(item);
    }
    return result;
}

int process_queue_put(struct tl_process_queue *queue, struct tl_value value, struct limit limit)
{
    enum misuse misuse = value_refusal(value);
    if (misuse) {
        return door_refuse(OPERATION_QUEUE_PUT, queue->id, misuse, TL_INVALID);
    }
    if (is_closed(queue)) {
        return door_refuse(OPERATION_QUEUE_PUT, queue->id, MISUSE_PROCESS_QUEUE_CLOSED, TL_STATE);
    }
    struct door_point point;
    door_point_open_limited(&point, OPERATION_QUEUE_PUT, queue->id, limit);
    int result = put(queue, &point, value, limit);
    door_point_close(&point);
    return result;
}

int tl_process_queue_put(struct tl_process_queue *queue, struct tl_value value, double timeout)
{
    DOOR_ENTER();
    if (!queue) {
        return door_refuse(OPERATION_QUEUE_PUT, 0, MISUSE_NULL_HANDLE, TL_INVALID);
    }
    return process_queue_put(queue, value, limit_from_seconds(timeout));
}

/* ---- get ---- */

static void record_get(struct tl_process_queue *queue, struct door_point *point, uint32_t number)
{
    process_guard_lock(&queue->room->guard);
    door_point_done(point, queue_get_value(queue->counts, number));
    queue->counts->got_count++;
    process_guard_unlock(&queue->room->guard);
}

/* With the read lock held: TL_OK and a message, with room for the next. As CPython it looks first
 * when it may not wait for ever. */
static int receive(struct tl_process_queue *queue, struct door_point *point, struct limit limit,
                   void **message, size_t *size)
{
    bool may_wait = limit.asked_ns == WAIT_FOREVER;
    int result = may_wait ? TL_OK : connection_poll(queue->ends[0], limit);
    if (result == TL_OK) {
        result = connection_recv_bytes(queue->ends[0], message, size, limit_forever());
    }
    uint32_t number = 0;
    if (result == TL_OK && *size >= sizeof(number)) {
        memcpy(&number, *message, sizeof(number));
        record_get(queue, point, number);
        process_semaphore_release(queue->room, 1);
    }
    return result;
}

static int fail_to_get(struct door_point *point, struct limit limit, int error)
{
    if (error != TL_TIMEOUT && error != TL_BUSY) {
        door_point_fail(point, error == TL_END_OF_FILE ? REASON_END_OF_FILE : REASON_BROKEN);
        return error;
    }
    door_point_fail(point, limit.asked_ns == 0 ? REASON_BUSY : REASON_TIMEOUT);
    return TL_EMPTY;
}

static int get_slowly(struct tl_process_queue *queue, struct door_point *point,
                      struct tl_value *value, struct limit limit)
{
    void *message = NULL;
    size_t size = 0;
    int result = process_semaphore_acquire(queue->read_lock, limit);
    if (result == TL_OK) {
        result = receive(queue, point, limit, &message, &size);
        process_semaphore_release(queue->read_lock, 1);
    }
    if (result == TL_OK && size >= NUMBER_SIZE) {
        result = value_unpack((char *)message + NUMBER_SIZE, size - NUMBER_SIZE, value);
        free(message);
        return result;
    }
    free(message);
    return fail_to_get(point, limit, result == TL_OK ? TL_CORRUPT : result);
}

static int get(struct tl_process_queue *queue, struct door_point *point, struct tl_value *value,
               struct limit limit)
{
    struct message message;
    if (limit.asked_ns == WAIT_FOREVER && process_queue_get_at_once(queue, point, &message)) {
        return value_unpack(message.start + NUMBER_SIZE, message.header.size - NUMBER_SIZE, value);
    }
    if (limit.asked_ns != 0) {
        door_point_begin(point); /* what follows lies in it, also when nothing has to wait */
    }
    return get_slowly(queue, point, value, limit);
}

int process_queue_get(struct tl_process_queue *queue, struct tl_value *value, struct limit limit)
{
    if (is_closed(queue)) {
        return door_refuse(OPERATION_QUEUE_GET, queue->id, MISUSE_PROCESS_QUEUE_CLOSED, TL_STATE);
    }
    struct door_point point;
    door_point_open_limited(&point, OPERATION_QUEUE_GET, queue->id, limit);
    int result = get(queue, &point, value, limit);
    door_point_close(&point);
    return result;
}

int tl_process_queue_get(struct tl_process_queue *queue, struct tl_value *value, double timeout)
{
    DOOR_ENTER();
    if (!queue || !value) {
        return door_refuse(OPERATION_QUEUE_GET, queue ? queue->id : 0, MISUSE_NULL_HANDLE,
                           TL_INVALID);
    }
    return process_queue_get(queue, value, limit_from_seconds(timeout));
}

/* ---- asking ---- */

int tl_process_queue_size(const struct tl_process_queue *queue)
{
    return queue ? (int)(queue->most - process_semaphore_permits(queue->room)) : 0;
}

bool tl_process_queue_is_empty(const struct tl_process_queue *queue)
{
    DOOR_ENTER();
    const struct limit now = {0, 0};
    return !queue || connection_poll(queue->ends[0], now) != TL_OK;
}

bool tl_process_queue_is_full(const struct tl_process_queue *queue)
{
    return queue && process_semaphore_permits(queue->room) == 0;
}

/* ---- close ---- */

int tl_process_queue_close(struct tl_process_queue *queue)
{
    DOOR_ENTER();
    if (!queue) {
        return door_refuse(OPERATION_OBJECT_CLOSE, 0, MISUSE_NULL_HANDLE, TL_INVALID);
    }
    struct process_buffer *buffer = get_buffer(queue);
    if (!buffer) {
        return TL_NO_MEMORY;
    }
    process_buffer_close(buffer);
    return TL_OK;
}

int tl_process_queue_join_thread(struct tl_process_queue *queue)
{
    DOOR_ENTER();
    if (!queue) {
        return door_refuse(OPERATION_OBJECT_CLOSE, 0, MISUSE_NULL_HANDLE, TL_INVALID);
    }
    if (!is_closed(queue)) {
        return door_refuse(OPERATION_OBJECT_CLOSE, queue->id, MISUSE_PROCESS_QUEUE_OPEN, TL_STATE);
    }
    process_buffer_join(own_buffer(queue));
    return TL_OK;
}

int tl_process_queue_cancel_join_thread(struct tl_process_queue *queue)
{
    DOOR_ENTER();
    if (!queue) {
        return door_refuse(OPERATION_OBJECT_CLOSE, 0, MISUSE_NULL_HANDLE, TL_INVALID);
    }
    struct process_buffer *buffer = get_buffer(queue);
    if (!buffer) {
        return TL_NO_MEMORY;
    }
    buffer->is_join_cancelled = true;
    return TL_OK;
}

void process_queue_close_reader(struct tl_process_queue *queue)
{
    tl_connection_close(queue->ends[0]);
}

void process_queue_close_writer(struct tl_process_queue *queue)
{
    tl_connection_close(queue->ends[1]);
}

/* False if the feeder goes on, because nobody may wait for it. */
static bool end_buffer(struct tl_process_queue *queue)
{
    struct process_buffer *buffer = own_buffer(queue);
    if (!buffer) {
        return true;
    }
    struct door_point point;
    door_point_open(&point, 0, 0); /* only a storey */
    process_buffer_close(buffer);
    process_buffer_join(buffer);
    bool is_ended = process_buffer_destroy(buffer);
    queue->buffer = is_ended ? NULL : buffer;
    door_point_close(&point);
    return is_ended;
}

int tl_process_queue_destroy(struct tl_process_queue *queue)
{
    DOOR_ENTER();
    if (!queue) {
        return door_refuse(OPERATION_OBJECT_DESTROY, 0, MISUSE_NULL_HANDLE, TL_INVALID);
    }
    if (!end_buffer(queue)) {
        return door_refuse(OPERATION_OBJECT_DESTROY, queue->id, MISUSE_DESTROY_AWAITED, TL_IN_USE);
    }
    struct door_point point;
    bool is_creator = queue->creator == process_self();
    door_point_open(&point, is_creator ? OPERATION_OBJECT_DESTROY : 0, queue->id);
    if (is_creator) {
        door_point_done(&point, 0);
    }
    destroy_parts(queue);
    free(queue);
    door_point_close(&point);
    return TL_OK;
}
