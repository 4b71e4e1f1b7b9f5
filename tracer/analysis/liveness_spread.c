/* Mostly a waiting thread needs exactly one thread, or anyone of a group: the threads of a process,
 * of those that have the other end of a pipe, of all processes. A process is a node of the graph as
 * a thread is; it becomes live with the first live thread in it, and liveness flows on along the
 * edges to those who need it:
 *
 *     main --join--> A --lock--> process 1 <--lock-- B        nobody open: all dead
 *                                    ^
 *                                    '--- C runs              C open: all live
 *
 * Who may end a process, its ancestors, may end waits for it and for its ends of pipes. Who
 * waits to write what others read needs them all, and becomes live with the last of them. A barrier
 * needs several threads at once, but any one that is live could start the others, so it counts as
 * needing anyone. */
#include "tracer/analysis/liveness.h"

#include "tracer/analysis/acquaintance.h"
#include "tracer/analysis/pipe_need.h"

/* One thread that a node can bring to life. */
struct dependent {
    uint32_t thread;
    struct dependent *next;
};

struct spread {
    const struct moment *moment;
    struct liveness *liveness;
    struct arena *arena;
    struct dependent **first; /* by node: the threads that need it */
    bool *is_live;            /* by node */
    uint32_t *stack;          /* live nodes whose dependents have not been looked at */
    uint32_t stack_count;
    uint32_t *missing; /* by thread: how many of those that it all needs are not live */
    const struct acquaintance *acquaintance; /* NULL: strangers count as well */
};

/* Nodes: the threads, then a hub for each process, then the hub of everyone. */
static uint32_t process_node(const struct trace *trace, uint32_t process)
{
    return trace->thread_count + process;
}

static uint32_t anyone_node(const struct trace *trace)
{
    return trace->thread_count + trace->process_count;
}

static void make_live(struct spread *spread, uint32_t node)
{
    if (!spread->is_live[node]) {
        spread->is_live[node] = true;
        spread->stack[spread->stack_count++] = node;
    }
}

static void link_thread(struct spread *spread, uint32_t thread, uint32_t node)
{
    struct dependent *dependent = arena_allocate(spread->arena, sizeof(*dependent));
    *dependent = (struct dependent){thread, spread->first[node]};
    spread->first[node] = dependent;
}

/* A process can act by its threads, and be ended by its ancestors. */
static void link_to_end(struct spread *spread, uint32_t thread, uint32_t process)
{
    for (; process != NONE_INDEX; process = process_keeper(spread->moment, process)) {
        link_thread(spread, thread, process_node(spread->moment->trace, process));
    }
}

static void link_to_children(struct spread *spread, uint32_t thread, uint32_t parent)
{
    const struct trace *trace = spread->moment->trace;
    for (uint32_t child = 1; child < trace->process_count; child++) {
        if (trace->processes[child].parent == parent && process_is_running(spread->moment, child)) {
            link_to_end(spread, thread, child);
        }
    }
}

static void link_to_pipe(struct spread *spread, uint32_t thread, const struct wait_need *need)
{
    for (uint32_t process = 1; process < spread->moment->trace->process_count; process++) {
        if (moment_open_ends(spread->moment, process, need->index) & need->ends) {
            link_to_end(spread, thread, process);
        }
    }
}

static void link_to_every(struct spread *spread, uint32_t thread, const struct index_list *every)
{
    for (uint32_t i = 0; i < every->count; i++) {
        link_thread(spread, thread, every->items[i]);
    }
    spread->missing[thread] = every->count;
}

/* True if it is known who they are. */
static bool link_to_acquaintances(struct spread *spread, uint32_t thread)
{
    const struct acquaintance *acquaintance = spread->acquaintance;
    if (!acquaintance || !acquaintance_is_known(acquaintance, thread)) {
        return false;
    }
    for (uint32_t other = 1; other < spread->moment->trace->thread_count; other++) {
        if (other != thread && acquaintance_has(acquaintance, thread, other)) {
            link_thread(spread, thread, other);
        }
    }
    return true;
}

static void place_thread(struct spread *spread, uint32_t thread)
{
    const struct trace *trace = spread->moment->trace;
    struct wait_need need = spread->liveness->needs[thread];
    bool is_anyones = need.kind == NEED_PROCESS || need.kind == NEED_ANYONE;
    if (is_anyones && link_to_acquaintances(spread, thread)) {
        return;
    }
    switch (need.kind) {
    case NEED_NOTHING:
        make_live(spread, thread);
        break;
    case NEED_THREAD:
        link_thread(spread, thread, need.index);
        break;
    case NEED_EVERY:
        link_to_every(spread, thread, &need.every);
        break;
    case NEED_PROCESS:
        link_thread(spread, thread, process_node(trace, need.index));
        break;
    case NEED_ANYONE:
        link_thread(spread, thread, anyone_node(trace));
        break;
    case NEED_PIPE_END:
        link_to_pipe(spread, thread, &need);
        break;
    case NEED_END:
        link_to_end(spread, thread, need.index);
        break;
    case NEED_CHILD:
        link_to_children(spread, thread, need.index);
        break;
    case NEED_ANSWER:
        link_thread(spread, thread, need.index);
        link_to_end(spread, thread,
                    process_keeper(spread->moment, trace->threads[need.index].process));
        break;
    case NEED_THE_ABSENT:
        break;
    }
}

static bool is_present(const struct moment *moment, uint32_t thread)
{
    return moment->threads[thread].status != THREAD_ABSENT && !thread_is_gone(moment, thread);
}

/* A process is open while no thread of it has been seen, and when all have ended, but not itself,
 * or a signal may end it: all that lets those who wait for it go on. */
static void open_processes(struct spread *spread)
{
    const struct trace *trace = spread->moment->trace;
    bool *has_threads =
        arena_allocate(spread->arena, trace->process_count * sizeof(*has_threads) + 1);
    for (uint32_t thread = 1; thread < trace->thread_count; thread++) {
        if (is_present(spread->moment, thread)) {
            has_threads[trace->threads[thread].process] = true;
        }
    }
    for (uint32_t process = 1; process < trace->process_count; process++) {
        bool has_ended = spread->moment->processes[process].status >= PROCESS_ZOMBIE;
        bool may_end = process_may_end_of_signal(spread->moment, process);
        if (!has_ended && (!has_threads[process] || may_end)) {
            make_live(spread, process_node(trace, process));
        }
    }
}

/* Those who wait for it at the leaf may be woken. */
static void open_object(struct spread *spread, uint32_t target)
{
    for (uint32_t thread = 1; thread < spread->moment->trace->thread_count; thread++) {
        struct wait_leaf leaf;
        if (is_present(spread->moment, thread) &&
            liveness_find_leaf(spread->moment, thread, &leaf) && leaf.target == target) {
            make_live(spread, thread);
        }
    }
}

static void open_threads(struct spread *spread, uint32_t process)
{
    const struct trace *trace = spread->moment->trace;
    for (uint32_t i = trace->processes[process].first_thread; i != NONE_INDEX;
         i = trace->threads[i].next_in_process) {
        make_live(spread, i);
    }
}

/* Whatever acts in a process without being recorded could be any of its threads. What may reach one
 * object, or stands behind one thread, opens only that. */
static void open_from_outside(struct spread *spread, const struct trace_outside *outside)
{
    const struct trace *trace = spread->moment->trace;
    uint32_t target = outside->target;
    switch (target_class(target)) {
    case TARGET_PROCESS:
        make_live(spread, process_node(trace, target_index(target)));
        make_live(spread, anyone_node(trace));
        if (outside->may_end) {
            open_threads(spread, target_index(target));
        }
        break;
    case TARGET_THREAD:
        make_live(spread, target_index(target));
        break;
    case TARGET_OBJECT:
        open_object(spread, target);
        break;
    case TARGET_NONE:
        break;
    }
}

static void spread_life(struct spread *spread)
{
    const struct trace *trace = spread->moment->trace;
    while (spread->stack_count > 0) {
        uint32_t node = spread->stack[--spread->stack_count];
        if (node < trace->thread_count) {
            make_live(spread, process_node(trace, trace->threads[node].process));
            make_live(spread, anyone_node(trace));
        }
        for (const struct dependent *at = spread->first[node]; at != NULL; at = at->next) {
            if (spread->missing[at->thread] <= 1 || --spread->missing[at->thread] == 0) {
                make_live(spread, at->thread);
            }
        }
    }
}

static struct spread begin_spread(struct arena *arena, const struct moment *moment,
                                  struct liveness *liveness)
{
    const struct trace *trace = moment->trace;
    size_t node_count = (size_t)trace->thread_count + trace->process_count + 1;
    return (struct spread){
        .moment = moment,
        .liveness = liveness,
        .arena = arena,
        .first = arena_allocate(arena, node_count * sizeof(struct dependent *)),
        .is_live = arena_allocate(arena, node_count * sizeof(bool)),
        .stack = arena_allocate(arena, node_count * sizeof(uint32_t)),
        .missing = arena_allocate(arena, node_count * sizeof(uint32_t)),
    };
}

struct liveness *liveness_compute(struct arena *arena, const struct moment *moment,
                                  enum liveness_world world)
{
    const struct trace *trace = moment->trace;
    uint32_t thread_count = trace->thread_count;
    struct liveness *liveness = arena_allocate(arena, sizeof(*liveness));
    liveness->is_dead = arena_allocate(arena, thread_count * sizeof(*liveness->is_dead) + 1);
    liveness->needs = arena_allocate(arena, thread_count * sizeof(*liveness->needs) + 1);
    struct spread spread = begin_spread(arena, moment, liveness);
    if (world == WORLD_FAMILIAR) {
        spread.acquaintance = acquaintance_create(arena, moment);
    }
    for (uint32_t thread = 1; thread < thread_count; thread++) {
        if (is_present(moment, thread)) {
            liveness->needs[thread] = liveness_find_need(arena, moment, thread);
            place_thread(&spread, thread);
        }
    }
    open_processes(&spread);
    bool has_outsides = world == WORLD_RECORDED || world == WORLD_FAMILIAR;
    for (uint32_t i = 0; i < trace->outside_count && has_outsides; i++) {
        open_from_outside(&spread, &trace->outsides[i]);
    }
    spread_life(&spread);
    for (uint32_t thread = 1; thread < thread_count && world != WORLD_OPEN; thread++) {
        liveness->is_dead[thread] = is_present(moment, thread) && !spread.is_live[thread];
        liveness->dead_count += liveness->is_dead[thread];
    }
    return liveness;
}
