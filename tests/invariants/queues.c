/* 7: what is in a queue was put and not got; first in, first out, unless it says otherwise. */
#include <stdlib.h>
#include <string.h>

#include "tests/invariants/rule.h"
#include "tracer/model/arena.h"

enum order { ORDER_FIRST, ORDER_LAST, ORDER_ANY }; /* as object.has order says; who is got next */

struct queue_facts {
    uint32_t *items; /* in it now, in the order of their puts */
    size_t first, end, capacity;
    uint32_t last_put; /* items are numbered from 1 */
    uint32_t unfinished;
    enum order order;
    bool is_closed;
    bool is_of_all; /* of all processes: items overtake each other on their way to the pipe */
};

static uint32_t size_of(const struct queue_facts *queue)
{
    return (uint32_t)(queue->end - queue->first);
}

static void check_put(struct checking *checking, struct queue_facts *queue, uint64_t limit)
{
    uint32_t item = value_low(checking->event->value), size = value_high(checking->event->value);
    expect(checking, queue->is_of_all || item == queue->last_put + 1, 7,
           "an item is put out of turn");
    expect(checking, !queue->is_closed || queue->is_of_all, 7, "puts into a queue that is closed");
    queue->items = array_grow(queue->items, queue->end + 1, &queue->capacity, sizeof(item));
    queue->items[queue->end++] = queue->last_put = item;
    queue->unfinished++;
    expect(checking, queue->is_of_all || size == size_of(queue), 7,
           "a queue's size is not puts less gets");
    expect(checking, limit == 0 || size <= limit, 7, "a queue has more items than its limit");
}

/* Where in the queue the item is; its end if it is not there. */
static size_t find_item(const struct queue_facts *queue, uint32_t item)
{
    size_t place = queue->first;
    while (place < queue->end && queue->items[place] != item) {
        place++;
    }
    return place;
}

static void remove_item(struct queue_facts *queue, size_t place)
{
    size_t before = place - queue->first;
    memmove(&queue->items[queue->first + 1], &queue->items[queue->first],
            before * sizeof(*queue->items));
    queue->first++;
}

static void check_get(struct checking *checking, struct queue_facts *queue)
{
    uint32_t item = value_low(checking->event->value), size = value_high(checking->event->value);
    size_t place = find_item(queue, item);
    if (place == queue->end) {
        expect(checking, false, 7, "gets an item that is not in the queue");
        return;
    }
    expect(checking, queue->order != ORDER_FIRST || queue->is_of_all || place == queue->first, 7,
           "gets an item before one that was put earlier");
    expect(checking, queue->order != ORDER_LAST || place + 1 == queue->end, 7,
           "gets an item before one that was put later");
    remove_item(queue, place);
    expect(checking, queue->is_of_all || size == size_of(queue), 7,
           "a queue's size is not puts less gets");
}

static void check_tasks(struct checking *checking, struct queue_facts *queue)
{
    const struct event *event = checking->event;
    if (event->kind == EVENT_QUEUE_JOIN) {
        expect(checking, queue->unfinished == 0, 7, "a queue is joined with tasks unfinished");
    } else if (event->kind == EVENT_QUEUE_TASK_DONE) {
        expect(checking, queue->unfinished > 0 && value_low(event->value) == queue->unfinished - 1,
               7, "the unfinished tasks are not puts less those done");
        queue->unfinished = value_low(event->value);
    }
}

static void check_close(struct checking *checking, struct queue_facts *queue)
{
    const struct event *event = checking->event;
    if (queue->is_of_all) {
        return; /* each process closes it for itself */
    }
    bool drops = flags_detail(event->flags) == CLOSE_IMMEDIATE;
    uint32_t dropped = drops ? size_of(queue) : 0;
    expect(checking, event->value == dropped, 7, "closing does not drop what is in the queue");
    queue->first += dropped;
    queue->unfinished -= dropped < queue->unfinished ? dropped : queue->unfinished;
    queue->is_closed = true;
}

static void look(struct checking *checking, void *threads, void *objects)
{
    (void)threads;
    const struct event *event = checking->event;
    const struct trace_object *object = event_object(checking->trace, event);
    if (!object || (object->type != TYPE_QUEUE && object->type != TYPE_PROCESS_QUEUE)) {
        return;
    }
    struct queue_facts *queue = (struct queue_facts *)objects + looked_at_object(checking);
    queue->is_of_all = object->type == TYPE_PROCESS_QUEUE;
    if (event->kind == EVENT_QUEUE_PUT) {
        check_put(checking, queue, object->limit);
    } else if (event->kind == EVENT_QUEUE_GET) {
        check_get(checking, queue);
    } else if (event->kind == EVENT_OBJECT_CLOSE) {
        check_close(checking, queue);
    } else if (event->kind == EVENT_OBJECT_HAS && flags_detail(event->flags) == ROLE_ORDER) {
        queue->order = (enum order)event->value;
    }
    check_tasks(checking, queue);
}

static void copy_queue(struct checking *checking, void *objects, uint32_t origin, uint32_t copy)
{
    (void)checking;
    struct queue_facts *queues = objects;
    const struct queue_facts *queue = &queues[origin];
    queues[copy] = *queue;
    queues[copy].items = NULL;
    queues[copy].capacity = 0;
    queues[copy].items =
        array_grow(NULL, queue->end, &queues[copy].capacity, sizeof(*queue->items));
    for (size_t i = 0; i < queue->end; i++) {
        queues[copy].items[i] = queue->items[i];
    }
}

static void finish(struct checking *checking, void *threads, void *objects)
{
    (void)threads;
    struct queue_facts *queues = objects;
    for (uint32_t i = 0; i < checking->trace->object_count; i++) {
        free(queues[i].items);
    }
}

const struct rule queue_rule = {
    .object_size = sizeof(struct queue_facts),
    .look = look,
    .finish = finish,
    .fork = copy_queue,
};
