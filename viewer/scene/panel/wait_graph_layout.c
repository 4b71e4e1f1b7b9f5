#include "viewer/scene/panel/wait_graph_layout.h"

#include "viewer/scene/panel/panel_section.h"
#include "viewer/scene/view/seen_time.h"

/* What is asked while the graph is filled. */
struct filling {
    struct wait_graph *graph;
    const struct subject *subject;
    uint64_t time_ns;
    bool is_at_end;  /* the analysis knows who is left to end the waits */
    bool counts_all; /* that wait, shown or not */
};

static bool is_at_end(const struct subject *subject, const struct view *view)
{
    const struct trace *trace = subject->trace;
    uint64_t last_ns = trace->event_count > 0 ? trace->events[trace->event_count - 1].time_ns : 0;
    return view->step + 1 == subject->story->step_count || view->cursor_ns > last_ns;
}

/* The wait that a thread is in at a time, in `found`; NULL: it waits for nothing. */
static const struct lane_segment *find_wait(const struct subject *subject, uint32_t thread,
                                            uint64_t time_ns, struct lane_segment *found)
{
    bool is_wait = lane_segment_find(&subject->lanes->threads[thread], time_ns, found) &&
                   found->state >= LANE_WAIT_LOCK && found->state <= LANE_WAIT_TRANSFER;
    return is_wait && found->target != NONE_INDEX ? found : NULL;
}

/* Who has a lock in hand at a time, or NONE_INDEX: one at most, so the latest hold decides. */
static uint32_t find_holder(const struct subject *subject, uint32_t object, uint64_t time_ns)
{
    struct lane_hold hold;
    bool is_held = hold_list_find_latest(&subject->lanes->objects[object].holds, time_ns, &hold);
    return is_held ? hold.thread : NONE_INDEX;
}

/* Edges lie by thread. */
static const struct wait_edge *find_edge(const struct filling *filling, uint32_t thread)
{
    const struct analysis *analysis = filling->subject->analysis;
    uint32_t low = 0, high = filling->is_at_end && analysis != NULL ? analysis->edge_count : 0;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (analysis->edges[middle].thread < thread) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    bool is_there = filling->is_at_end && analysis != NULL && low < analysis->edge_count &&
                    analysis->edges[low].thread == thread;
    return is_there ? &analysis->edges[low] : NULL;
}

/* The wait that a thread is in, or NULL. Who was woken, but never goes on, waits for what the
 * analysis says; `kept` is room for that. */
static const struct lane_segment *wait_of(const struct filling *filling, uint32_t thread,
                                          struct lane_segment *kept)
{
    const struct lane_segment *wait = find_wait(filling->subject, thread, filling->time_ns, kept);
    const struct analysis *analysis = filling->subject->analysis;
    bool may_be_kept =
        wait == NULL && analysis != NULL && analysis->is_dead != NULL && analysis->is_dead[thread];
    const struct wait_edge *edge = may_be_kept ? find_edge(filling, thread) : NULL;
    if (edge == NULL) {
        return wait;
    }
    *kept = (struct lane_segment){
        .state = edge->hold_event != NONE_INDEX ? LANE_WAIT_LOCK : LANE_WAIT_CONDITION,
        .target = edge->target,
    };
    return kept;
}

/* NULL when the graph is full. */
static struct graph_node *add_node(struct wait_graph *graph, enum graph_node_kind kind,
                                   uint32_t index)
{
    if (graph->node_count == GRAPH_NODES_MAX) {
        return NULL;
    }
    struct graph_node *node = &graph->nodes[graph->node_count++];
    *node = (struct graph_node){.kind = kind, .index = index, .next = NONE_INDEX};
    return node;
}

/* The node of a thing, made on first sight; NULL when the graph is full. */
static struct graph_node *node_of(struct wait_graph *graph, enum graph_node_kind kind,
                                  uint32_t index)
{
    for (uint32_t i = 0; i < graph->node_count; i++) {
        if (graph->nodes[i].kind == kind && graph->nodes[i].index == index) {
            return &graph->nodes[i];
        }
    }
    return add_node(graph, kind, index);
}

static void link_nodes(struct wait_graph *graph, struct graph_node *from, struct graph_node *to,
                       enum graph_link link)
{
    if (to != NULL && from->next == NONE_INDEX) {
        from->next = (uint32_t)(to - graph->nodes);
        from->link = link;
    }
}

static const struct wait_edge *find_dead_edge(const struct filling *filling, uint32_t thread)
{
    const struct wait_edge *edge = find_edge(filling, thread);
    const struct analysis *analysis = filling->subject->analysis;
    return edge != NULL && analysis->is_dead != NULL && analysis->is_dead[thread] ? edge : NULL;
}

/* Of a readers-writer lock not everybody needs the same thread: who writes needs the readers, and
 * who reads may need a writer that waits itself. NULL: it is another object, or goes on. */
static const struct wait_edge *find_rwlock_edge(const struct filling *filling, uint32_t thread,
                                                uint32_t object)
{
    const struct wait_edge *edge = find_dead_edge(filling, thread);
    bool is_it = edge != NULL && edge->provider != NONE_INDEX &&
                 filling->subject->trace->objects[object].type == TYPE_RWLOCK;
    return is_it ? edge : NULL;
}

/* Then it stands in the graph once for each of those; others stand there once. */
static struct graph_node *object_node(const struct filling *filling, uint32_t thread,
                                      uint32_t object)
{
    struct wait_graph *graph = filling->graph;
    const struct wait_edge *edge = find_rwlock_edge(filling, thread, object);
    if (edge == NULL) {
        return node_of(graph, GRAPH_OBJECT, object);
    }
    const struct graph_node *provider = node_of(graph, GRAPH_THREAD, edge->provider);
    for (uint32_t i = 0; provider != NULL && i < graph->node_count; i++) {
        struct graph_node *node = &graph->nodes[i];
        bool is_linked = node->next == (uint32_t)(provider - graph->nodes);
        if (node->kind == GRAPH_OBJECT && node->index == object && is_linked) {
            return node;
        }
    }
    return provider == NULL ? NULL : add_node(graph, GRAPH_OBJECT, object);
}

/* From what is waited for to who could give it. */
static void add_provider(const struct filling *filling, struct graph_node *object, uint32_t thread,
                         const struct lane_segment *wait)
{
    struct wait_graph *graph = filling->graph;
    const struct wait_edge *edge = find_dead_edge(filling, thread);
    const struct wait_edge *rwlock = find_rwlock_edge(filling, thread, object->index);
    uint32_t holder = wait->state == LANE_WAIT_LOCK
                          ? find_holder(filling->subject, object->index, filling->time_ns)
                          : NONE_INDEX;
    if (rwlock != NULL) {
        link_nodes(graph, object, node_of(graph, GRAPH_THREAD, rwlock->provider),
                   rwlock->hold_event != NONE_INDEX ? LINK_HELD : LINK_NEEDS);
    } else if (edge != NULL && edge->provider == NONE_INDEX) {
        link_nodes(graph, object, node_of(graph, GRAPH_NOBODY, object->index), LINK_NOBODY);
    } else if (holder != NONE_INDEX) {
        link_nodes(graph, object, node_of(graph, GRAPH_THREAD, holder), LINK_HELD);
    } else if (edge != NULL) {
        link_nodes(graph, object, node_of(graph, GRAPH_THREAD, edge->provider), LINK_NEEDS);
    }
}

/* A process waits as its main thread does, which is called as it is; NONE_INDEX if that does not
 * wait. */
static uint32_t stand_in_of(const struct filling *filling, uint32_t process)
{
    uint32_t thread = filling->subject->trace->processes[process].main_thread;
    struct lane_segment found;
    bool waits = thread != NONE_INDEX &&
                 find_wait(filling->subject, thread, filling->time_ns, &found) != NULL;
    return waits ? thread : NONE_INDEX;
}

static void add_wait(const struct filling *filling, uint32_t thread,
                     const struct lane_segment *wait)
{
    struct wait_graph *graph = filling->graph;
    struct graph_node *node = node_of(graph, GRAPH_THREAD, thread);
    if (node == NULL || node->next != NONE_INDEX) {
        return;
    }
    static const enum graph_node_kind kinds[] = {
        [TARGET_THREAD] = GRAPH_THREAD,
        [TARGET_PROCESS] = GRAPH_PROCESS,
    };
    enum target_class class = target_class(wait->target);
    uint32_t index = target_index(wait->target);
    uint32_t stand_in = class == TARGET_PROCESS ? stand_in_of(filling, index) : NONE_INDEX;
    struct graph_node *target = stand_in != NONE_INDEX   ? node_of(graph, GRAPH_THREAD, stand_in)
                                : class == TARGET_OBJECT ? object_node(filling, thread, index)
                                                         : node_of(graph, kinds[class], index);
    node->state = wait->state;
    bool is_lock = wait->state == LANE_WAIT_LOCK;
    link_nodes(graph, node, target,
               class != TARGET_OBJECT ? LINK_JOIN
               : is_lock              ? LINK_LOCK
                                      : LINK_WAIT);
    if (target != NULL && class == TARGET_OBJECT) {
        add_provider(filling, target, thread, wait);
    }
}

static void add_wait_of(const struct filling *filling, uint32_t thread)
{
    struct lane_segment kept;
    const struct lane_segment *wait = wait_of(filling, thread, &kept);
    if (wait != NULL) {
        add_wait(filling, thread, wait);
    }
}

static bool has_thread(const struct wait_graph *graph, uint32_t thread)
{
    for (uint32_t i = 0; i < graph->node_count; i++) {
        if (graph->nodes[i].kind == GRAPH_THREAD && graph->nodes[i].index == thread) {
            return true;
        }
    }
    return false;
}

/* The same, only whether; of thousands of threads nothing else is wanted. */
static bool is_waiting(const struct filling *filling, uint32_t thread)
{
    const struct analysis *analysis = filling->subject->analysis;
    enum lane_state state =
        lane_state_at(&filling->subject->lanes->threads[thread], filling->time_ns);
    bool is_kept = analysis != NULL && analysis->is_dead != NULL && analysis->is_dead[thread] &&
                   find_edge(filling, thread) != NULL;
    return (state >= LANE_WAIT_LOCK && state <= LANE_WAIT_TRANSFER) || is_kept;
}

/* The threads of the findings first: they are what the graph is for. */
static void fill_graph(const struct filling *filling)
{
    const struct analysis *analysis = filling->subject->analysis;
    if (analysis != NULL && analysis->finding_count > 0) {
        const struct finding *finding = &analysis->findings[0];
        for (uint32_t i = 0; i < finding->thread_count; i++) {
            add_wait_of(filling, finding->threads[i]);
        }
        for (uint32_t i = 0; i < finding->also_count; i++) {
            add_wait_of(filling, finding->also[i]);
        }
    }
    for (uint32_t i = 1; i < filling->subject->trace->thread_count; i++) {
        struct lane_segment kept;
        if (filling->graph->node_count == GRAPH_NODES_MAX && !has_thread(filling->graph, i)) {
            bool is_hidden = is_waiting(filling, i); /* there is no room for it */
            filling->graph->waiting_count += is_hidden;
            if (is_hidden && !filling->counts_all) {
                return;
            }
            continue;
        }
        const struct lane_segment *wait = wait_of(filling, i, &kept);
        if (wait != NULL) {
            add_wait(filling, i, wait);
            filling->graph->waiting_count++;
        }
    }
}

static void mark_rings(struct wait_graph *graph)
{
    for (uint32_t i = 0; i < graph->node_count; i++) {
        uint32_t at = graph->nodes[i].next;
        for (uint32_t steps = 0; steps < graph->node_count && at != NONE_INDEX && at != i;
             steps++) {
            at = graph->nodes[at].next;
        }
        graph->nodes[i].is_in_ring = at == i;
    }
}

/* The longest chain of waiters behind a node, rings not counted. */
static int chain_length(const struct wait_graph *graph, uint32_t node)
{
    int longest = 0;
    for (uint32_t i = 0; i < graph->node_count; i++) {
        if (graph->nodes[i].next == node && !graph->nodes[i].is_in_ring) {
            int length = 1 + chain_length(graph, i);
            longest = length > longest ? length : longest;
        }
    }
    return longest;
}

static void place_node(struct wait_graph *graph, uint32_t node, int column, int row)
{
    graph->nodes[node].column = column;
    graph->nodes[node].row = row;
    graph->nodes[node].is_placed = true;
}

/* The waiter behind a node that has the longest chain and no place yet, or NONE_INDEX. */
static uint32_t next_waiter(const struct wait_graph *graph, uint32_t node)
{
    uint32_t best = NONE_INDEX;
    for (uint32_t i = 0; i < graph->node_count; i++) {
        const struct graph_node *waiter = &graph->nodes[i];
        if (waiter->next == node && !waiter->is_in_ring && !waiter->is_placed &&
            (best == NONE_INDEX || chain_length(graph, i) > chain_length(graph, best))) {
            best = i;
        }
    }
    return best;
}

static bool is_last_waiter(struct wait_graph *graph, uint32_t node, uint32_t waiter)
{
    graph->nodes[waiter].is_placed = true;
    bool is_last = next_waiter(graph, node) == NONE_INDEX;
    graph->nodes[waiter].is_placed = false;
    return is_last;
}

/* Places a node and all who wait for it to its left, the first of them in its own row, the others
 * in rows below; a single other one right below it. Returns the first free row. */
static int place_tree(struct wait_graph *graph, uint32_t node, int column, int row)
{
    place_node(graph, node, column, row);
    int free_row = row + 1;
    uint32_t waiter = next_waiter(graph, node);
    if (waiter != NONE_INDEX) {
        free_row = place_tree(graph, waiter, column - 1, row);
    }
    for (bool is_second = true; (waiter = next_waiter(graph, node)) != NONE_INDEX;
         is_second = false) {
        bool is_alone =
            is_second && chain_length(graph, waiter) == 0 && is_last_waiter(graph, node, waiter);
        if (is_alone) {
            place_node(graph, waiter, column, row + 1);
            free_row = free_row > row + 2 ? free_row : row + 2;
        } else {
            free_row = place_tree(graph, waiter, column - 1, free_row);
        }
    }
    return free_row;
}

/* A ring runs along one row to the right and back along the next; one of two nodes lies in a row.
 * Those who wait for its first or last node stand to the left of it, one chain each. */
static int place_ring(struct wait_graph *graph, uint32_t first, int row)
{
    uint32_t ring[GRAPH_NODES_MAX], count = 0;
    for (uint32_t at = first; count == 0 || at != first; at = graph->nodes[at].next) {
        ring[count++] = at;
    }
    uint32_t upper = count == 2 ? 2 : (count + 1) / 2;
    int left = chain_length(graph, first), behind = chain_length(graph, ring[count - 1]);
    left = count > 2 && behind > left ? behind : left;
    for (uint32_t i = 0; i < count; i++) {
        bool is_upper = i < upper;
        /* an odd ring comes back under its second node */
        int column = is_upper ? (int)i : (int)(count - 1 - i) + (count % 2 == 1 ? 1 : 0);
        place_node(graph, ring[i], left + column, is_upper ? row : row + 1);
    }
    uint32_t waiter = next_waiter(graph, first);
    for (int column = left - 1; waiter != NONE_INDEX; column--) {
        place_node(graph, waiter, column, row);
        waiter = next_waiter(graph, waiter);
    }
    bool has_room_below = count > 2 && count % 2 == 0;
    waiter = has_room_below ? next_waiter(graph, ring[count - 1]) : NONE_INDEX;
    for (int column = left - 1; waiter != NONE_INDEX; column--) {
        place_node(graph, waiter, column, row + 1);
        waiter = next_waiter(graph, waiter);
    }
    return row + (count > 2 ? 2 : 1);
}

/* Where a ring is begun: at a thread that others wait for, else at its first thread. */
static bool begins_ring(const struct wait_graph *graph, uint32_t node)
{
    const struct graph_node *candidate = &graph->nodes[node];
    if (!candidate->is_in_ring || candidate->is_placed || candidate->kind != GRAPH_THREAD) {
        return false;
    }
    if (chain_length(graph, node) > 0) {
        return true;
    }
    for (uint32_t at = candidate->next; at != node; at = graph->nodes[at].next) {
        if (graph->nodes[at].kind == GRAPH_THREAD && chain_length(graph, at) > 0) {
            return false;
        }
    }
    return true;
}

static void place_all(struct wait_graph *graph)
{
    int row = 0;
    for (uint32_t i = 0; i < graph->node_count; i++) {
        if (begins_ring(graph, i)) {
            row = place_ring(graph, i, row);
        }
    }
    for (uint32_t i = 0; i < graph->node_count; i++) {
        if (graph->nodes[i].next == NONE_INDEX) {
            row = place_tree(graph, i, chain_length(graph, i), row);
        }
    }
}

/* Hides what lies outside the limits: rows at the bottom, columns at the left (the far ends of
 * chains), and moves the rest to the left. */
static void apply_limits(struct wait_graph *graph, int column_limit, int row_limit)
{
    int column_count = 0;
    for (uint32_t i = 0; i < graph->node_count; i++) {
        struct graph_node *node = &graph->nodes[i];
        node->is_placed = node->is_placed && node->row < row_limit;
        bool is_right = node->is_placed && node->column >= column_count;
        column_count = is_right ? node->column + 1 : column_count;
    }
    int cut = column_count > column_limit ? column_count - column_limit : 0;
    for (uint32_t i = 0; i < graph->node_count; i++) {
        struct graph_node *node = &graph->nodes[i];
        node->column -= cut;
        node->is_placed = node->is_placed && node->column >= 0;
        if (node->is_placed && node->row >= graph->row_count) {
            graph->row_count = node->row + 1;
        }
    }
    graph->column_count = column_count - cut;
}

static void count_hidden(struct wait_graph *graph)
{
    uint32_t shown = 0;
    for (uint32_t i = 0; i < graph->node_count; i++) {
        const struct graph_node *node = &graph->nodes[i];
        bool is_waiting = node->kind == GRAPH_THREAD && node->link != LINK_NONE;
        shown += is_waiting && node->is_placed && graph->nodes[node->next].is_placed;
    }
    graph->hidden_count = graph->waiting_count > shown ? graph->waiting_count - shown : 0;
}

static void fill(struct wait_graph *graph, const struct subject *subject, const struct view *view,
                 bool counts_all)
{
    *graph = (struct wait_graph){0};
    struct filling filling = {graph, subject, seen_time(subject, view), is_at_end(subject, view),
                              counts_all};
    fill_graph(&filling);
    mark_rings(graph);
}

void wait_graph_fill(struct wait_graph *graph, const struct subject *subject,
                     const struct view *view)
{
    fill(graph, subject, view, true);
}

void wait_graph_sketch(struct wait_graph *graph, const struct subject *subject,
                       const struct view *view)
{
    fill(graph, subject, view, false);
}

static void place_within(struct wait_graph *graph, int column_limit, int row_limit)
{
    place_all(graph);
    apply_limits(graph, column_limit, row_limit);
    count_hidden(graph);
}

void wait_graph_place(struct wait_graph *graph, int column_limit, int row_limit,
                      int noted_row_limit)
{
    const struct wait_graph filled = *graph;
    place_within(graph, column_limit, row_limit);
    if (graph->hidden_count > 0) {
        *graph = filled;
        place_within(graph, column_limit, noted_row_limit);
    }
}

bool wait_graph_has_waits(const struct subject *subject, const struct view *view)
{
    uint64_t time_ns = seen_time(subject, view);
    struct lane_segment found;
    for (uint32_t i = 1; i < subject->trace->thread_count; i++) {
        if (find_wait(subject, i, time_ns, &found) != NULL) {
            return true;
        }
    }
    return false;
}
