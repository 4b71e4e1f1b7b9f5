#include "tracer/sync/waiter.h"

#include <stddef.h>

uint32_t waiter_generation;

static void drop_uncopied(struct waiter_queue *queue)
{
    if (queue->generation != waiter_generation) {
        *queue = (struct waiter_queue){.generation = waiter_generation};
    }
}

void waiter_queue_push(struct waiter_queue *queue, struct waiter *waiter)
{
    drop_uncopied(queue);
    waiter->next = NULL;
    waiter->is_queued = true;
    if (queue->last) {
        queue->last->next = waiter;
    } else {
        queue->first = waiter;
    }
    queue->last = waiter;
    queue->count++;
}

void waiter_queue_push_front(struct waiter_queue *queue, struct waiter *waiter)
{
    drop_uncopied(queue);
    waiter->next = queue->first;
    waiter->is_queued = true;
    queue->first = waiter;
    queue->last = queue->last ? queue->last : waiter;
    queue->count++;
}

struct waiter *waiter_queue_pop(struct waiter_queue *queue)
{
    drop_uncopied(queue);
    struct waiter *waiter = queue->first;
    if (waiter) {
        waiter_queue_remove(queue, waiter);
    }
    return waiter;
}

void waiter_queue_remove(struct waiter_queue *queue, struct waiter *waiter)
{
    if (!waiter->is_queued) {
        return;
    }
    struct waiter *before = NULL;
    for (struct waiter *w = queue->first; w != waiter; w = w->next) {
        before = w;
    }
    if (before) {
        before->next = waiter->next;
    } else {
        queue->first = waiter->next;
    }
    queue->last = queue->last == waiter ? before : queue->last;
    queue->count--;
    waiter->is_queued = false;
}
