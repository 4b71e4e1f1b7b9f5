#include "tracer/process/process_buffer.h"

#include <stdlib.h>

#include "tracer/process/connection.h"
#include "tracer/process/finalizer.h"
#include "tracer/process/fork.h"
#include "tracer/process/process_semaphore.h"
#include "tracer/sync/object.h"
#include "tracer/sync/thread.h"

/* As in CPython: what is closed first, and joined when the children have ended. */
#define CLOSE_PRIORITY 10
#define JOIN_PRIORITY  (-5)

#define ITEMS_AT_ONCE 32

struct process_buffer *process_buffer_create(const struct feeder_route *route)
{
    struct process_buffer *buffer = calloc(1, sizeof(*buffer));
    if (buffer) {
        buffer->process = process_self();
        buffer->route = *route;
    }
    return buffer;
}

bool process_buffer_is_own(const struct process_buffer *buffer)
{
    return buffer->process == process_self();
}

bool process_buffer_destroy(struct process_buffer *buffer)
{
    bool is_started = buffer->state == FEEDER_STARTED;
    if (is_started && tl_thread_is_alive(buffer->feeder)) {
        return false;
    }
    if (is_started) {
        finalizer_remove(buffer->close_at_exit);
        finalizer_remove(buffer->join_at_exit);
        tl_thread_destroy(buffer->feeder);
    }
    if (buffer->has_items) {
        queue_finish(&buffer->items);
    }
    free(buffer);
    return true;
}

/* ---- the feeder ---- */

/* Nobody reads any more, so there is room for another. */
static void lose(const struct feeder_route *route)
{
    process_semaphore_release(route->room, 1);
}

static void write_items(const struct feeder_route *route, struct buffered_item *const *items,
                        unsigned count)
{
    struct connection_message messages[ITEMS_AT_ONCE];
    for (unsigned i = 0; i < count; i++) {
        size_t size = sizeof(items[i]->number) + items[i]->packed_size;
        messages[i] = (struct connection_message){.data = &items[i]->number, .size = size};
    }
    process_semaphore_acquire(route->write_lock, limit_forever());
    connection_send_several(route->writer, messages, count);
    process_semaphore_release(route->write_lock, 1);
    for (unsigned i = 0; i < count; i++) {
        if (messages[i].result != TL_OK) {
            lose(route);
        }
    }
}

/* Before put_end's, if that is among them. */
static unsigned count_items(struct buffered_item *const *items, unsigned got)
{
    unsigned count = 0;
    while (count < got && items[count]) {
        count++;
    }
    return count;
}

/* Waits until there is something, and writes what there is; false when the last was among it. What
 * it does by itself has no line of the user's. */
static bool feed_some(struct process_buffer *buffer)
{
    struct buffered_item *items[ITEMS_AT_ONCE];
    struct door_visit visit = door_enter(0, true);
    struct door_point point;
    door_point_open(&point, 0, 0); /* only a storey */
    unsigned got = queue_get_several(&buffer->items, (void **)items, ITEMS_AT_ONCE);
    unsigned count = count_items(items, got);
    if (count > 0) {
        write_items(&buffer->route, items, count);
    }
    door_point_close(&point);
    door_leave(&visit);
    for (unsigned i = 0; i < got; i++) {
        free(items[i]);
    }
    return count == got;
}

static void feed(void *buffer)
{
    while (feed_some(buffer)) {
    }
}

/* ---- its life ---- */

static void close_at_exit(void *buffer)
{
    process_buffer_close(buffer);
}

static void join_at_exit(void *buffer)
{
    process_buffer_join(buffer);
}

static bool start_thread(struct process_buffer *buffer)
{
    buffer->feeder = thread_create_for(buffer->route.owner, feed, buffer, "QueueFeederThread");
    if (!buffer->feeder) {
        return false;
    }
    tl_thread_set_daemon(buffer->feeder, true);
    if (thread_start(buffer->feeder) != TL_OK) {
        tl_thread_destroy(buffer->feeder);
        return false;
    }
    return true;
}

/* If it cannot be started now, the next put tries again. */
static void start_feeder(struct process_buffer *buffer)
{
    enum feeder_state none = FEEDER_NONE;
    if (buffer->state != none ||
        !atomic_compare_exchange_strong(&buffer->state, &none, FEEDER_STARTING)) {
        return;
    }
    if (!start_thread(buffer)) {
        buffer->state = FEEDER_NONE;
        return;
    }
    buffer->join_at_exit = finalizer_add(JOIN_PRIORITY, join_at_exit, buffer);
    buffer->close_at_exit = finalizer_add(CLOSE_PRIORITY, close_at_exit, buffer);
    buffer->state = FEEDER_STARTED;
    if (buffer->is_closed) {
        process_buffer_close(buffer); /* by another thread, which found no feeder */
    }
}

static void begin_items(struct process_buffer *buffer)
{
    if (buffer->has_items) {
        return;
    }
    guard_lock(&buffer->guard);
    if (!buffer->has_items) {
        queue_init(&buffer->items, 0, buffer->route.owner, "buffer");
        buffer->has_items = true;
    }
    guard_unlock(&buffer->guard);
}

struct tl_queue *process_buffer_begin_put_at_once(struct process_buffer *buffer)
{
    bool is_ready = buffer->state == FEEDER_STARTED && queue_begin_put_at_once(&buffer->items);
    return is_ready ? &buffer->items : NULL;
}

int process_buffer_put(struct process_buffer *buffer, struct buffered_item *item)
{
    begin_items(buffer);
    start_feeder(buffer); /* before there is anything for it, as CPython */
    return queue_put(&buffer->items, item, limit_forever());
}

static void put_end(struct process_buffer *buffer)
{
    struct door_point point;
    door_point_open(&point, OPERATION_OBJECT_CLOSE, buffer->items.id);
    queue_put(&buffer->items, NULL, limit_forever());
    door_point_done_with(&point, 0, CLOSE_GENTLY);
    door_point_close(&point);
}

void process_buffer_close(struct process_buffer *buffer)
{
    buffer->is_closed = true;
    if (buffer->state == FEEDER_STARTED && !atomic_exchange(&buffer->is_ending, true)) {
        put_end(buffer);
    }
}

void process_buffer_join(struct process_buffer *buffer)
{
    if (buffer->state == FEEDER_STARTED && !buffer->is_join_cancelled) {
        thread_join(buffer->feeder, limit_forever());
    }
}
