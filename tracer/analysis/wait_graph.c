#include "tracer/analysis/wait_graph.h"

#include "tracer/analysis/index_list.h"
#include "tracer/analysis/pipe_need.h"
#include "tracer/analysis/process_need.h"
#include "tracer/analysis/rwlock_need.h"

struct builder {
    struct arena *arena;
    const struct moment *moment;
    const struct liveness *liveness;
    struct wait_graph *graph;
};

/* ---- edges ---- */

static uint32_t first_thread_of(const struct moment *moment, uint32_t process)
{
    const struct trace *trace = moment->trace;
    for (uint32_t thread = trace->processes[process].first_thread; thread != NONE_INDEX;
         thread = trace->threads[thread].next_in_process) {
        if (moment->threads[thread].status != THREAD_ABSENT && !thread_is_gone(moment, thread)) {
            return thread;
        }
    }
    return NONE_INDEX;
}

/* Who should read what a stuck thread cannot write: a thread of another process, the eldest. */
static uint32_t find_reader(const struct moment *moment, uint32_t writer, uint32_t pipe)
{
    uint32_t own = moment->trace->threads[writer].process;
    for (uint32_t process = 1; process < moment->trace->process_count; process++) {
        if (process != own && (moment_open_ends(moment, process, pipe) & PIPE_END_READ)) {
            return first_thread_of(moment, process);
        }
    }
    return NONE_INDEX;
}

/* Whoever runs the task that is waited for. */
static bool fill_runner(const struct moment *moment, const struct wait_leaf *leaf,
                        struct wait_edge *edge)
{
    uint32_t future = liveness_find_future(moment, leaf);
    if (future == NONE_INDEX || moment->objects[future].runner == NONE_INDEX) {
        return false;
    }
    edge->target = target_make(TARGET_OBJECT, future);
    edge->provider = moment->objects[future].runner;
    edge->hold_event = moment->objects[future].run_event;
    return true;
}

/* Whoever serves what it has asked a manager for. */
static bool fill_server(const struct moment *moment, struct wait_edge *edge)
{
    uint32_t server = liveness_find_server(moment, edge->thread);
    const struct open_bracket *call = thread_outermost(&moment->threads[edge->thread]);
    if (server == NONE_INDEX || call == NULL || call->operation != OPERATION_MANAGER_CALL) {
        return false;
    }
    edge->target = call->target;
    edge->provider = server;
    return true;
}

/* Of several who must act, one who never will; the waiter itself before others. */
static uint32_t find_culprit(const struct builder *builder, uint32_t thread,
                             const struct index_list *needed)
{
    uint32_t culprit = needed->count == 0 ? NONE_INDEX : needed->items[0];
    for (uint32_t i = 0; i < needed->count; i++) {
        uint32_t one = needed->items[i];
        bool is_lost = thread_is_gone(builder->moment, one) || builder->liveness->is_dead[one];
        culprit = is_lost ? one : culprit;
    }
    return index_list_has(needed, thread) ? thread : culprit;
}

static void fill_rwlock(const struct builder *builder, const struct wait_leaf *leaf,
                        struct wait_edge *edge)
{
    uint32_t object = target_index(leaf->target);
    struct index_list needed = rwlock_need(builder->arena, builder->moment, edge->thread, leaf);
    edge->provider = find_culprit(builder, edge->thread, &needed);
    if (edge->provider != NONE_INDEX) {
        edge->hold_event = moment_hold_event(builder->moment, object, edge->provider);
    }
}

static bool has_live_thread(const struct builder *builder, uint32_t process)
{
    const struct moment *moment = builder->moment;
    for (uint32_t thread = moment->trace->processes[process].first_thread; thread != NONE_INDEX;
         thread = moment->trace->threads[thread].next_in_process) {
        if (moment->threads[thread].status != THREAD_ABSENT && !thread_is_gone(moment, thread) &&
            !builder->liveness->is_dead[thread]) {
            return true;
        }
    }
    return false;
}

/* The lock without which a stuck thread cannot come back from its condition, if it is that which
 * keeps it: somebody could still notify, or its time will be up. Else NONE_INDEX. */
static uint32_t find_keeping_lock(const struct builder *builder, const struct wait_leaf *leaf,
                                  uint32_t thread)
{
    uint32_t process = builder->moment->trace->threads[thread].process;
    uint32_t lock = liveness_missing_lock(builder->moment, thread, leaf);
    bool is_it = lock != NONE_INDEX && builder->liveness->is_dead[thread] &&
                 (leaf->is_timed || has_live_thread(builder, process));
    return is_it ? lock : NONE_INDEX;
}

static void fill_lock(const struct moment *moment, uint32_t lock, struct wait_edge *edge)
{
    edge->target = target_make(TARGET_OBJECT, object_root(moment->trace, lock));
    edge->provider = moment->objects[lock].holder;
    edge->hold_event = moment->objects[lock].hold_event;
}

static void fill_object(const struct builder *builder, const struct wait_leaf *leaf,
                        struct wait_edge *edge)
{
    const struct moment *moment = builder->moment;
    uint32_t object = target_index(leaf->target);
    bool is_rwlock = moment->trace->objects[object].type == TYPE_RWLOCK;
    uint32_t lock = find_keeping_lock(builder, leaf, edge->thread);
    if (leaf->operation == OPERATION_LOCK_ACQUIRE && moment->objects[object].depth > 0) {
        lock = object;
    }
    if (leaf->operation == OPERATION_LOCK_ACQUIRE && is_rwlock) {
        fill_rwlock(builder, leaf, edge);
    } else if (lock != NONE_INDEX) {
        fill_lock(moment, lock, edge);
        return;
    } else if (pipe_opposite_end(leaf->operation) == PIPE_END_READ &&
               builder->liveness->is_dead[edge->thread]) {
        edge->provider = find_reader(moment, edge->thread, object);
    }
    edge->target = target_make(TARGET_OBJECT, object_root(moment->trace, object));
}

static void fill_provider(const struct builder *builder, const struct wait_leaf *leaf,
                          struct wait_edge *edge)
{
    const struct moment *moment = builder->moment;
    uint32_t index = target_index(leaf->target);
    if (fill_runner(moment, leaf, edge) || fill_server(moment, edge)) {
        return;
    }
    switch (target_class(leaf->target)) {
    case TARGET_OBJECT:
        fill_object(builder, leaf, edge);
        break;
    case TARGET_THREAD:
        edge->provider = index;
        break;
    case TARGET_PROCESS:
        index = process_awaited(moment, edge->thread, index);
        edge->target = target_make(TARGET_PROCESS, index);
        edge->provider = first_thread_of(moment, index);
        break;
    case TARGET_NONE:
        break;
    }
}

static void add_edge(struct builder *builder, uint32_t thread, const struct wait_leaf *leaf)
{
    const struct moment *moment = builder->moment;
    struct wait_graph *graph = builder->graph;
    const struct open_bracket *outermost = thread_outermost(&moment->threads[thread]);
    struct wait_edge edge = {
        .thread = thread,
        .target = leaf->target,
        .provider = NONE_INDEX,
        .wait_event = outermost == NULL ? leaf->event : outermost->begin_event,
        .hold_event = NONE_INDEX,
    };
    fill_provider(builder, leaf, &edge);
    edge.since_ns = moment->trace->events[edge.wait_event].time_ns;
    graph->edges = arena_grow_array(builder->arena, graph->edges, graph->edge_count, sizeof(edge));
    graph->edge_of[thread] = graph->edge_count;
    graph->edges[graph->edge_count++] = edge;
}

static void add_edges(struct builder *builder)
{
    for (uint32_t thread = 1; thread < builder->moment->trace->thread_count; thread++) {
        struct wait_leaf leaf;
        bool is_waiting = liveness_find_leaf(builder->moment, thread, &leaf);
        if (is_waiting && leaf.target != NONE_INDEX) {
            add_edge(builder, thread, &leaf);
        }
    }
}

const struct wait_edge *wait_graph_edge(const struct wait_graph *graph, uint32_t thread)
{
    uint32_t index = graph->edge_of[thread];
    return index == NONE_INDEX ? NULL : &graph->edges[index];
}

/* ---- roots ---- */

/* The next dead thread on the way from a dead one, or NONE_INDEX. */
static uint32_t successor(const struct builder *builder, uint32_t thread)
{
    const struct wait_edge *edge = wait_graph_edge(builder->graph, thread);
    if (edge == NULL || edge->provider == NONE_INDEX ||
        !builder->liveness->is_dead[edge->provider]) {
        return NONE_INDEX;
    }
    return edge->provider;
}

/* The circle from any of its members: its smallest thread speaks for it. */
static uint32_t mark_circle(const struct builder *builder, uint32_t member)
{
    uint32_t root = member;
    for (uint32_t at = successor(builder, member); at != member; at = successor(builder, at)) {
        root = at < root ? at : root;
    }
    uint32_t at = root;
    do {
        builder->graph->is_in_circle[at] = true;
        builder->graph->root_of[at] = root;
        at = successor(builder, at);
    } while (at != root);
    return root;
}

/* Walks from `thread` until the root is known, then writes it along the way. `walk` says which walk
 * has been at a thread, to notice a circle. */
static void find_root(const struct builder *builder, uint32_t thread, uint32_t *walk)
{
    uint32_t *root_of = builder->graph->root_of;
    uint32_t at = thread, root = NONE_INDEX;
    while (root == NONE_INDEX) {
        uint32_t next = successor(builder, at);
        walk[at] = thread;
        if (root_of[at] != NONE_INDEX) {
            root = root_of[at];
        } else if (next == NONE_INDEX) {
            root = at;
        } else if (walk[next] == thread) {
            root = mark_circle(builder, next);
        } else {
            at = next;
        }
    }
    for (at = thread; at != NONE_INDEX && root_of[at] == NONE_INDEX; at = successor(builder, at)) {
        root_of[at] = root;
    }
}

struct wait_graph *wait_graph_build(struct arena *arena, const struct moment *moment,
                                    const struct liveness *liveness)
{
    uint32_t thread_count = moment->trace->thread_count;
    struct wait_graph *graph = arena_allocate(arena, sizeof(*graph));
    graph->edge_of = arena_allocate(arena, thread_count * sizeof(*graph->edge_of) + 1);
    graph->root_of = arena_allocate(arena, thread_count * sizeof(*graph->root_of) + 1);
    graph->is_in_circle = arena_allocate(arena, thread_count * sizeof(*graph->is_in_circle) + 1);
    uint32_t *walk = arena_allocate(arena, thread_count * sizeof(*walk) + 1);
    for (uint32_t thread = 0; thread < thread_count; thread++) {
        graph->edge_of[thread] = NONE_INDEX;
        graph->root_of[thread] = NONE_INDEX;
    }
    struct builder builder = {arena, moment, liveness, graph};
    add_edges(&builder);
    for (uint32_t thread = 1; thread < thread_count; thread++) {
        if (liveness->is_dead[thread]) {
            find_root(&builder, thread, walk);
        }
    }
    return graph;
}

void wait_graph_list_circle(const struct wait_graph *graph, uint32_t thread, struct arena *arena,
                            struct index_list *circle)
{
    uint32_t at = thread;
    do {
        index_list_add(circle, arena, at);
        at = wait_graph_edge(graph, at)->provider;
    } while (at != thread);
}
