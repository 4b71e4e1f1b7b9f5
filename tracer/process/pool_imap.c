/* imap: one job of many tasks, as multiprocessing's IMapIterator. Results are given in the order of
 * the arguments, so that one that came too early is held back until those before it are there; or,
 * unordered, as they come. */
#include <stdio.h>
#include <stdlib.h>

#include "tracer/process/pool.h"
#include "tracer/process/pool_job.h"
#include "tracer/sync/condition.h"
#include "tracer/sync/iterator.h"
#include "tracer/sync/object.h"

#define TASK_NAME_SIZE 96

struct result {
    bool is_set;
    int error;
    struct tl_value value; /* owned; the error's text if there is one */
};

struct mapping {
    struct pool_job job; /* first */
    struct tl_iterator iterator;
    uint64_t id;
    bool is_ordered;
    struct mutex lock; /* protects the rest */
    struct tl_condition condition;
    struct result *results; /* owned; one a task */
    size_t *given;          /* owned; the tasks in the order in which they are given */
    size_t given_count;     /* so many can be taken or have been */
};

static struct mapping *mapping_of_job(struct pool_job *job)
{
    return (struct mapping *)job;
}

static struct mapping *mapping_of_iterator(struct tl_iterator *iterator)
{
    return (struct mapping *)((char *)iterator - offsetof(struct mapping, iterator));
}

/* ---- the job ---- */

/* Under the lock: the result of that task can be taken now, or has to wait for earlier ones, or
 * lets later ones be taken with it. False if nothing is new for who waits. */
static bool give(struct mapping *mapping, size_t index)
{
    size_t before = mapping->given_count;
    if (!mapping->is_ordered) {
        mapping->given[mapping->given_count++] = index;
    }
    while (mapping->is_ordered && mapping->given_count < mapping->job.count &&
           mapping->results[mapping->given_count].is_set) {
        mapping->given[mapping->given_count] = mapping->given_count;
        mapping->given_count++;
    }
    return mapping->given_count > before;
}

/* In a point; under the lock. */
static void keep(struct mapping *mapping, struct remote_outcome *outcome, struct door_point *point)
{
    const char *text = outcome->error ? outcome->value.data : NULL;
    uint64_t text_id =
        outcome->error ? recorder_text(text ? text : tl_strerror(outcome->error)) : 0;
    door_point_done_with(point, text_id, outcome->error ? REASON_TASK_ERROR : 0);
    mapping->results[outcome->index] = (struct result){true, outcome->error, outcome->value};
}

static void set(struct pool_job *job, struct remote_outcome *outcome)
{
    struct mapping *mapping = mapping_of_job(job);
    struct door_point point;
    door_point_open(&point, OPERATION_FUTURE_SET, job->tasks[outcome->index].future);
    mutex_acquire(&mapping->lock, limit_forever());
    keep(mapping, outcome, &point);
    if (give(mapping, outcome->index)) {
        condition_notify(&mapping->condition, 1);
    }
    mutex_release(&mapping->lock);
    door_point_close(&point);
}

static void free_mapping(struct mapping *mapping)
{
    for (size_t i = 0; mapping->results && i < mapping->job.count; i++) {
        tl_value_free(&mapping->results[i].value);
    }
    pool_job_finish(&mapping->job);
    free(mapping->results);
    free(mapping->given);
    free(mapping);
}

static void destroy_futures(const struct mapping *mapping)
{
    for (size_t i = 0; i < mapping->job.count; i++) {
        struct door_point point;
        object_destroy(&point, mapping->job.tasks[i].future);
        door_point_close(&point);
    }
}

static void destroy_job(struct pool_job *job)
{
    struct mapping *mapping = mapping_of_job(job);
    struct door_point point;
    object_destroy(&point, mapping->id);
    condition_finish(&mapping->condition);
    mutex_finish_part(&mapping->lock);
    destroy_futures(mapping);
    door_point_close(&point);
    free_mapping(mapping);
}

static const struct pool_job_ways mapping_job_ways = {set, destroy_job};

/* ---- the iterator ---- */

/* Under the lock. */
static struct result *await_result(struct mapping *mapping, size_t position)
{
    while (position >= mapping->given_count) {
        condition_wait(&mapping->condition, limit_forever());
    }
    return &mapping->results[mapping->given[position]];
}

static int next(struct tl_iterator *iterator, void **item)
{
    struct mapping *mapping = mapping_of_iterator(iterator);
    size_t position = mapping->job.count - iterator->remaining;
    struct door_point point;
    door_point_open_limited(&point, OPERATION_FUTURE_WAIT, mapping->id, limit_forever());
    mutex_acquire(&mapping->lock, limit_forever());
    struct result *result = await_result(mapping, position);
    if (result->error) {
        door_point_fail(&point, REASON_TASK_ERROR);
    } else {
        door_point_done(&point, mapping->job.tasks[mapping->given[position]].future);
    }
    mutex_release(&mapping->lock);
    door_point_close(&point);
    iterator->remaining--;
    *item = &result->value;
    return result->error ? TL_TASK_ERROR : TL_OK;
}

static void destroy_iterator(struct tl_iterator *iterator)
{
    pool_job_let_go(&mapping_of_iterator(iterator)->job);
}

static const struct iterator_ways mapping_ways = {next, destroy_iterator};

/* ---- making ---- */

static struct mapping *make(tl_process_task *function, const struct tl_value *arguments,
                            size_t count)
{
    struct mapping *mapping = calloc(1, sizeof(*mapping));
    if (!mapping || !pool_job_init(&mapping->job, &mapping_job_ways, function, arguments, count)) {
        free(mapping);
        return NULL;
    }
    mapping->iterator.ways = &mapping_ways;
    mapping->iterator.remaining = count;
    mapping->results = calloc(count ? count : 1, sizeof(struct result));
    mapping->given = calloc(count ? count : 1, sizeof(size_t));
    if (!mapping->results || !mapping->given) {
        free_mapping(mapping);
        return NULL;
    }
    return mapping;
}

/* The tasks, as futures that the iterator watches. */
static void create_futures(struct mapping *mapping, uint64_t pool, const char *name)
{
    for (size_t i = 0; i < mapping->job.count; i++) {
        char text[TASK_NAME_SIZE];
        struct door_point point;
        snprintf(text, sizeof(text), "%.64s[%zu]", name ? name : "", i);
        uint64_t id = object_create_shared(&point, TYPE_FUTURE, pool, name ? text : NULL);
        door_point_close(&point);
        mapping->job.tasks[i].future = id;
        object_has(mapping->id, ROLE_WATCH, id);
    }
}

static void create_parts(struct mapping *mapping, uint64_t pool, const char *name)
{
    struct door_point point;
    mapping->id = object_create(&point, TYPE_ITERATOR, 0, NULL);
    mutex_init(&mapping->lock, TYPE_LOCK, mapping->id, NULL);
    condition_init(&mapping->condition, &mapping->lock, mapping->id, NULL);
    create_futures(mapping, pool, name);
    door_point_close(&point);
}

/* A job without tasks is done at once. */
static bool enter(struct mapping *mapping, struct tl_pool *pool)
{
    bool is_taken =
        mapping->job.count > 0 ? pool_job_enter(&mapping->job, pool) : pool_state(pool) == POOL_RUN;
    if (!is_taken) {
        door_refuse(OPERATION_OBJECT_CREATE, pool->id, MISUSE_POOL_NOT_RUNNING, TL_STATE);
        free_mapping(mapping);
    }
    return is_taken;
}

/* TL_OK; TL_INVALID, TL_NO_MEMORY, TL_STATE. */
static int start(struct tl_pool *pool, bool is_ordered, tl_process_task *function,
                 const struct tl_value *arguments, size_t count, const char *name,
                 struct mapping **started)
{
    if (!pool || !function || (!arguments && count > 0)) {
        return door_refuse(OPERATION_OBJECT_CREATE, 0, MISUSE_NULL_HANDLE, TL_INVALID);
    }
    struct mapping *mapping = make(function, arguments, count);
    if (!mapping) {
        return TL_NO_MEMORY;
    }
    mapping->is_ordered = is_ordered;
    if (!enter(mapping, pool)) {
        return TL_STATE;
    }
    struct door_point point;
    create_parts(mapping, pool->id, name);
    door_point_open(&point, 0, 0); /* only a storey */
    if (count > 0) {
        pool_job_submit(&mapping->job, pool);
    }
    door_point_close(&point);
    *started = mapping;
    return TL_OK;
}

/* ---- threadlane_process.h ---- */

struct tl_iterator *tl_pool_imap(struct tl_pool *pool, tl_process_task *function,
                                 const struct tl_value *arguments, size_t count, const char *name)
{
    DOOR_ENTER();
    struct mapping *mapping;
    int result = start(pool, true, function, arguments, count, name, &mapping);
    return result == TL_OK ? &mapping->iterator : NULL;
}

struct tl_iterator *tl_pool_imap_unordered(struct tl_pool *pool, tl_process_task *function,
                                           const struct tl_value *arguments, size_t count,
                                           const char *name)
{
    DOOR_ENTER();
    struct mapping *mapping;
    int result = start(pool, false, function, arguments, count, name, &mapping);
    return result == TL_OK ? &mapping->iterator : NULL;
}

/* All of them, also after a failure, as CPython; what failed is none. */
static int take_all(struct mapping *mapping, struct tl_value *results)
{
    int failure = TL_OK;
    for (size_t i = 0; i < mapping->job.count; i++) {
        void *item;
        int result = next(&mapping->iterator, &item);
        struct tl_value *value = item;
        results[i] = result == TL_OK ? *value : tl_none();
        *value = result == TL_OK ? tl_none() : *value;
        failure = failure ? failure : result;
    }
    return failure;
}

int tl_pool_map(struct tl_pool *pool, tl_process_task *function, const struct tl_value *arguments,
                size_t count, struct tl_value *results, const char *name)
{
    DOOR_ENTER();
    struct mapping *mapping;
    int result = start(pool, true, function, arguments, count, name, &mapping);
    if (result == TL_OK) {
        result = take_all(mapping, results);
        destroy_iterator(&mapping->iterator);
    }
    return result;
}
