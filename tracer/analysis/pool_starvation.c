/* A pool that starves: each of its workers runs a task that waits for tasks of the same pool, and
 * no worker is left to begin those that nobody has begun. */
#include "tracer/analysis/inquiry.h"

struct pool {
    uint32_t executor;
    struct index_list workers; /* that have not ended */
    uint32_t hungry;   /* the first of them that waits for a task not begun, or NONE_INDEX */
    uint32_t starving; /* that task */
};

static bool is_worker(const struct inquiry *inquiry, uint32_t thread, uint32_t executor)
{
    return thread < inquiry->trace->thread_count &&
           inquiry->trace->threads[thread].owner == executor;
}

/* Whether only a worker of this pool can make the future go on; `is_pending` if none has begun. */
static bool needs_worker(const struct inquiry *inquiry, uint32_t future, uint32_t executor,
                         bool *is_pending)
{
    const struct object_moment *state = &inquiry->moment->objects[future];
    if (inquiry->trace->objects[future].parent != executor) {
        return false;
    }
    *is_pending = state->future == FUTURE_PENDING;
    return *is_pending || is_worker(inquiry, state->runner, executor);
}

static bool awaits_future(const struct inquiry *inquiry, struct pool *pool, uint32_t worker,
                          uint32_t future)
{
    bool is_pending = false;
    if (!needs_worker(inquiry, future, pool->executor, &is_pending)) {
        return false;
    }
    if (is_pending && pool->hungry == NONE_INDEX) {
        pool->hungry = worker;
        pool->starving = future;
    }
    return true;
}

static bool awaits_watched(const struct inquiry *inquiry, struct pool *pool, uint32_t worker,
                           uint32_t watcher)
{
    bool is_awaiting = false;
    uint32_t event = inquiry->trace->objects[watcher].create_event;
    for (uint32_t future = trace_next_watched(inquiry->trace, watcher, &event);
         future != NONE_INDEX; future = trace_next_watched(inquiry->trace, watcher, &event)) {
        is_awaiting |= awaits_future(inquiry, pool, worker, future);
    }
    return is_awaiting;
}

/* Stuck in a task, waiting for tasks of its own pool. */
static bool is_starving(const struct inquiry *inquiry, struct pool *pool, uint32_t worker)
{
    const struct wait_edge *edge = wait_graph_edge(inquiry->graph, worker);
    bool is_in_task = thread_task(&inquiry->moment->threads[worker]) != NONE_INDEX;
    if (!is_in_task || edge == NULL || !inquiry->liveness->is_dead[worker] ||
        target_class(edge->target) != TARGET_OBJECT) {
        return false;
    }
    uint32_t object = target_index(edge->target);
    switch (inquiry->trace->objects[object].type) {
    case TYPE_FUTURE:
        return awaits_future(inquiry, pool, worker, object);
    case TYPE_WAITER:
    case TYPE_ITERATOR:
        return awaits_watched(inquiry, pool, worker, object);
    default:
        return false;
    }
}

static void say(struct inquiry *inquiry, struct draft *draft, const struct pool *pool)
{
    const struct wait_edge *edge = wait_graph_edge(inquiry->graph, pool->hungry);
    const struct phrase_place places[] = {
        {"n", arena_print_text(inquiry->arena, "%u", pool->workers.count)},
        {"o", inquiry_object_name(inquiry, pool->executor)},
        {"t", inquiry_thread_name(inquiry, pool->hungry)},
        {"p", inquiry_object_name(inquiry, pool->starving)},
        {"s1", inquiry_site(inquiry, edge->wait_event)},
    };
    enum sentence sentence =
        pool->workers.count == 1 ? SENTENCE_STARVATION_OF_ONE : SENTENCE_STARVATION;
    draft_say(inquiry, draft, sentence, places, sizeof(places) / sizeof(places[0]));
}

static void report(struct inquiry *inquiry, const struct pool *pool)
{
    struct draft draft = draft_begin(FINDING_POOL_STARVATION, CAUSE_PROVEN, inquiry->grade);
    index_list_add(&draft.threads, inquiry->arena, pool->hungry);
    for (uint32_t i = 0; i < pool->workers.count; i++) {
        uint32_t worker = pool->workers.items[i];
        index_list_add(&draft.threads, inquiry->arena, worker);
        index_list_add(&draft.roots, inquiry->arena, inquiry->graph->root_of[worker]);
        index_list_add(&draft.events, inquiry->arena,
                       wait_graph_edge(inquiry->graph, worker)->wait_event);
    }
    index_list_add(&draft.objects, inquiry->arena, pool->executor);
    index_list_add(&draft.objects, inquiry->arena, pool->starving);
    index_list_add(&draft.events, inquiry->arena,
                   inquiry->trace->objects[pool->starving].create_event);
    say(inquiry, &draft, pool);
    inquiry_add(inquiry, &draft);
}

static void look_at(struct inquiry *inquiry, uint32_t executor)
{
    struct pool pool = {executor, {0}, NONE_INDEX, NONE_INDEX};
    for (uint32_t thread = 1; thread < inquiry->trace->thread_count; thread++) {
        if (!is_worker(inquiry, thread, executor) || thread_is_gone(inquiry->moment, thread)) {
            continue;
        }
        if (!is_starving(inquiry, &pool, thread)) {
            return;
        }
        index_list_add(&pool.workers, inquiry->arena, thread);
    }
    if (pool.hungry != NONE_INDEX) {
        report(inquiry, &pool);
    }
}

void pool_starvation_find(struct inquiry *inquiry)
{
    for (uint32_t i = 0; i < inquiry->trace->object_count; i++) {
        if (inquiry->trace->objects[i].type == TYPE_EXECUTOR) {
            look_at(inquiry, i);
        }
    }
}
