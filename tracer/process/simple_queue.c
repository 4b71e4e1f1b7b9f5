#include "tracer/process/simple_queue.h"

#include <stdio.h>

#include "tracer/process/connection.h"
#include "tracer/process/robust_lock.h"

#define LOCK_NAME_SIZE 64

static struct robust_lock *make_lock(uint64_t parent, const char *queue, const char *name)
{
    char text[LOCK_NAME_SIZE];
    snprintf(text, sizeof(text), "%s.%s", queue, name);
    return robust_lock_create(parent, text);
}

bool simple_queue_init(struct simple_queue *queue, unsigned crowd, uint64_t parent,
                       const char *name)
{
    struct tl_connection *ends[2] = {NULL, NULL};
    *queue = (struct simple_queue){0};
    if (connection_init_pair(false, parent, name, ends) != TL_OK) {
        return false;
    }
    queue->reader = ends[0];
    queue->writer = ends[1];
    if (crowd & SIMPLE_QUEUE_READERS) {
        connection_set_locked(queue->reader, NULL);
        queue->read_lock = make_lock(parent, name, "rlock");
    }
    if (crowd & SIMPLE_QUEUE_WRITERS) {
        queue->write_lock = make_lock(parent, name, "wlock");
    }
    return (queue->read_lock || !(crowd & SIMPLE_QUEUE_READERS)) &&
           (queue->write_lock || !(crowd & SIMPLE_QUEUE_WRITERS));
}

void simple_queue_finish(struct simple_queue *queue)
{
    tl_connection_destroy(queue->reader);
    tl_connection_destroy(queue->writer);
    robust_lock_destroy(queue->read_lock);
    robust_lock_destroy(queue->write_lock);
    *queue = (struct simple_queue){0};
}

int simple_queue_put(struct simple_queue *queue, const void *data, size_t size)
{
    if (queue->write_lock) {
        robust_lock_acquire(queue->write_lock);
    }
    int result = connection_send_bytes(queue->writer, data, size);
    if (queue->write_lock) {
        robust_lock_release(queue->write_lock);
    }
    return result;
}

int simple_queue_get(struct simple_queue *queue, void **data, size_t *size)
{
    if (queue->read_lock) {
        robust_lock_acquire(queue->read_lock);
    }
    int result = connection_recv_bytes(queue->reader, data, size, limit_forever());
    if (queue->read_lock) {
        robust_lock_release(queue->read_lock);
    }
    return result;
}
