#include "tracer/sync/mapping.h"

#include <stdio.h>
#include <stdlib.h>

#include "tracer/sync/future.h"
#include "tracer/sync/iterator.h"
#include "tracer/sync/object.h"

#define TASK_NAME_SIZE 96

struct mapping {
    struct tl_iterator iterator; /* first */
    uint64_t id;
    struct limit limit;         /* for all of it, from the beginning */
    struct tl_future **futures; /* owned; the next is [count - remaining] */
    size_t count;
};

/* The result, or what the future has instead; it is cancelled if it was not waited out. */
static int take(struct tl_future *future, struct limit limit, void **item)
{
    int result = future_wait(future, limit);
    if (result != TL_OK) {
        future_cancel(future);
    } else {
        result = future_failure(future);
        *item = result == TL_OK ? future->result : future;
    }
    return result;
}

static void cancel_rest(const struct mapping *mapping)
{
    for (size_t i = mapping->count - mapping->iterator.remaining; i < mapping->count; i++) {
        future_cancel(mapping->futures[i]);
    }
}

static enum event_reason reason_of(int result)
{
    switch (result) {
    case TL_TASK_ERROR:
        return REASON_TASK_ERROR;
    case TL_BROKEN:
        return REASON_BROKEN;
    case TL_CANCELLED:
        return REASON_CANCELLED;
    default:
        return REASON_TIMEOUT;
    }
}

static int next(struct tl_iterator *iterator, void **item)
{
    struct mapping *mapping = (struct mapping *)iterator;
    struct tl_future *future = mapping->futures[mapping->count - iterator->remaining];
    struct door_point point;
    door_point_open_limited(&point, OPERATION_FUTURE_WAIT, mapping->id, mapping->limit);
    int result = take(future, mapping->limit, item);
    iterator->remaining--;
    if (result == TL_OK) {
        door_point_done(&point, future->id);
    } else {
        door_point_fail(&point, reason_of(result));
        cancel_rest(mapping);
    }
    door_point_close(&point);
    return result;
}

static void destroy(struct tl_iterator *iterator)
{
    struct mapping *mapping = (struct mapping *)iterator;
    struct door_point point;
    door_point_open(&point, 0, 0); /* only a storey */
    if (!iterator->is_over) {
        cancel_rest(mapping);
    }
    door_point_close(&point);
    object_destroy(&point, mapping->id);
    for (size_t i = 0; i < mapping->count; i++) {
        future_destroy(mapping->futures[i]);
    }
    door_point_close(&point);
    free(mapping->futures);
    free(mapping);
}

static const struct iterator_ways mapping_ways = {next, destroy};

static void name_task(char *buffer, const char *name, size_t index)
{
    snprintf(buffer, TASK_NAME_SIZE, "%.64s[%zu]", name, index);
}

/* All of them; false if the executor takes no more. */
static bool submit_all(struct mapping *mapping, const struct mapping_source *source)
{
    char task_name[TASK_NAME_SIZE];
    while (mapping->count < source->count) {
        size_t index = mapping->count;
        name_task(task_name, source->name ? source->name : "", index);
        struct tl_future *future = source->submit(source, index, source->name ? task_name : NULL);
        if (!future) {
            return false;
        }
        mapping->futures[mapping->count++] = future;
        mapping->iterator.remaining++;
        object_has(mapping->id, ROLE_WATCH, future->id);
    }
    return true;
}

static struct mapping *make(size_t count)
{
    struct mapping *mapping = calloc(1, sizeof(*mapping));
    struct tl_future **futures = calloc(count ? count : 1, sizeof(struct tl_future *));
    if (!mapping || !futures) {
        free(futures);
        free(mapping);
        return NULL;
    }
    mapping->iterator.ways = &mapping_ways;
    mapping->futures = futures;
    return mapping;
}

struct tl_iterator *mapping_create(const struct mapping_source *source, double timeout)
{
    struct mapping *mapping = make(source->count);
    if (!mapping) {
        return NULL;
    }
    struct door_point point;
    mapping->limit = limit_from_seconds(timeout);
    mapping->id = object_create(&point, TYPE_ITERATOR, 0, NULL);
    bool is_made = submit_all(mapping, source);
    door_point_close(&point);
    if (!is_made) {
        destroy(&mapping->iterator);
        return NULL;
    }
    return &mapping->iterator;
}
