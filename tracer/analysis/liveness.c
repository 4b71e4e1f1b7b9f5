/* Every waiting thread needs exactly one thread, or anyone of a group: the threads of a process,
 * of those that have the other end of a pipe, of all processes. A process is a node of the graph as
 * a thread is; it becomes live with the first live thread in it, and liveness flows on along the
 * edges to those who need it:
 *
 *     main --join--> A --lock--> process 1 <--lock-- B        nobody open: all dead
 *                                    ^
 *                                    '--- C runs              C open: all live
 *
 * Who may end a process, its ancestors, may end waits for it and for its ends of pipes. Readers-
 * writer locks and barriers need several threads at once; they count as needing anyone, which can
 * only make a dead thread look live. */
#include "tracer/analysis/liveness.h"

#include "tracer/analysis/index_list.h"
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
};

bool thread_is_gone(const struct moment *moment, uint32_t thread)
{
    if (thread >= moment->trace->thread_count) {
        return true;
    }
    enum thread_status status = moment->threads[thread].status;
    return status == THREAD_ENDED || status == THREAD_KILLED;
}

/* Who is inside such an operation waits for an object; a spoilt trace may say otherwise. */
static bool is_for_object(enum event_operation operation)
{
    return (operation >= OPERATION_LOCK_ACQUIRE && operation <= OPERATION_FUTURE_WAIT) ||
           (operation >= OPERATION_PIPE_SEND && operation <= OPERATION_PIPE_READ);
}

bool liveness_find_leaf(const struct moment *moment, uint32_t thread, struct wait_leaf *leaf)
{
    const struct thread_moment *state = &moment->threads[thread];
    if (state->status != THREAD_WAITING || state->wait_event == NONE_INDEX) {
        return false;
    }
    const struct event *wait = &moment->trace->events[state->wait_event];
    *leaf = (struct wait_leaf){
        .target = wait->target,
        .event = state->wait_event,
        .operation = OPERATION_DOOR_WAIT,
        .is_timed = (wait->flags & FLAG_TIMED) != 0,
    };
    uint32_t count = state->bracket_count;
    if (count > 0 && count <= BRACKET_DEPTH_MAX) {
        const struct open_bracket *bracket = &state->brackets[count - 1];
        bool fits =
            target_class(wait->target) == TARGET_OBJECT || !is_for_object(bracket->operation);
        leaf->operation = fits ? (enum event_operation)bracket->operation : OPERATION_DOOR_WAIT;
        leaf->is_timed |= bracket->is_timed;
    }
    return true;
}

/* ---- managers ---- */

/* The begin of the innermost operation of that kind that a thread is inside of, or NONE_INDEX. */
static uint32_t find_open(const struct thread_moment *thread, enum event_operation operation)
{
    for (uint32_t i = thread->bracket_count; i-- > 0;) {
        if (thread->brackets[i].operation == operation) {
            return thread->brackets[i].begin_event;
        }
    }
    return NONE_INDEX;
}

uint32_t liveness_find_server(const struct moment *moment, uint32_t thread)
{
    const struct event *events = moment->trace->events;
    uint32_t call = find_open(&moment->threads[thread], OPERATION_MANAGER_CALL);
    if (call == NONE_INDEX) {
        return NONE_INDEX;
    }
    uint64_t served = (uint64_t)thread << 32 | value_low(events[call].value);
    for (uint32_t i = 1; i < moment->trace->thread_count; i++) {
        uint32_t serve = find_open(&moment->threads[i], OPERATION_MANAGER_SERVE);
        bool is_it = serve != NONE_INDEX && events[serve].value == served;
        if (is_it && !thread_is_gone(moment, i)) {
            return i;
        }
    }
    return NONE_INDEX;
}

uint32_t liveness_find_caller(const struct moment *moment, uint32_t thread)
{
    uint32_t serve = find_open(&moment->threads[thread], OPERATION_MANAGER_SERVE);
    uint32_t caller =
        serve == NONE_INDEX ? NONE_INDEX : value_high(moment->trace->events[serve].value);
    return caller < moment->trace->thread_count ? caller : NONE_INDEX;
}

/* ---- what a thread needs ---- */

static struct wait_need need_reach(const struct trace *trace, uint32_t object)
{
    const struct trace_object *made = &trace->objects[object];
    bool is_kernels = made->type == TYPE_PIPE || made->type == TYPE_CONNECTION;
    if (made->is_shared || is_kernels || made->process >= trace->process_count) {
        return (struct wait_need){.kind = NEED_ANYONE};
    }
    return (struct wait_need){.kind = NEED_PROCESS, .index = made->process};
}

static bool is_owner_only(enum object_type type)
{
    return type == TYPE_RLOCK || type == TYPE_MUTEX || type == TYPE_SPIN || type == TYPE_ONCE;
}

static struct wait_need need_lock(const struct moment *moment, uint32_t object)
{
    const struct object_moment *state = &moment->objects[object];
    if (state->depth == 0) {
        return (struct wait_need){.kind = NEED_NOTHING};
    }
    if (object_outlives_holder(moment->trace, object) && thread_is_gone(moment, state->holder)) {
        return (struct wait_need){.kind = NEED_NOTHING};
    }
    /* Who holds what was copied taken is not sure: it may have been given back before the copy. */
    if (state->is_copied_taken || !is_owner_only(moment->trace->objects[object].type)) {
        return need_reach(moment->trace, object);
    }
    if (thread_is_gone(moment, state->holder)) {
        return (struct wait_need){.kind = NEED_THE_ABSENT};
    }
    return (struct wait_need){.kind = NEED_THREAD, .index = state->holder};
}

/* ---- futures ---- */

static uint32_t parent_of_type(const struct trace *trace, uint32_t object, enum object_type type)
{
    uint32_t parent = object == NONE_INDEX ? NONE_INDEX : trace->objects[object].parent;
    return parent != NONE_INDEX && trace->objects[parent].type == type ? parent : NONE_INDEX;
}

/* One that a worker runs, of those that a waiter needs all of. */
static uint32_t find_running(const struct moment *moment, uint32_t waiter)
{
    uint32_t event = moment->trace->objects[waiter].create_event;
    uint32_t count = 0, running = NONE_INDEX;
    for (uint32_t future = trace_next_watched(moment->trace, waiter, &event); future != NONE_INDEX;
         future = trace_next_watched(moment->trace, waiter, &event)) {
        count++;
        running = moment->objects[future].runner != NONE_INDEX ? future : running;
    }
    return moment->trace->objects[waiter].limit == count ? running : NONE_INDEX;
}

uint32_t liveness_find_future(const struct moment *moment, const struct wait_leaf *leaf)
{
    const struct trace *trace = moment->trace;
    if (leaf->operation != OPERATION_CONDITION_WAIT || leaf->target == NONE_INDEX ||
        target_class(leaf->target) != TARGET_OBJECT) {
        return NONE_INDEX;
    }
    uint32_t condition = target_index(leaf->target);
    uint32_t future = parent_of_type(trace, condition, TYPE_FUTURE);
    if (future != NONE_INDEX) {
        return future;
    }
    uint32_t event = parent_of_type(trace, condition, TYPE_EVENT);
    uint32_t waiter = parent_of_type(trace, event, TYPE_WAITER);
    return waiter == NONE_INDEX ? NONE_INDEX : find_running(moment, waiter);
}

/* An executor notices when a worker process dies, and breaks its futures; a pool does not. */
static bool is_broken_by_death(const struct trace *trace, uint32_t future)
{
    return parent_of_type(trace, future, TYPE_PROCESS_EXECUTOR) != NONE_INDEX;
}

/* While a worker runs the task of a future, nobody else delivers it. */
static struct wait_need need_future(const struct moment *moment, uint32_t future)
{
    uint32_t runner = moment->objects[future].runner;
    if (is_broken_by_death(moment->trace, future)) {
        return (struct wait_need){.kind = NEED_ANYONE};
    }
    if (thread_is_gone(moment, runner)) {
        return (struct wait_need){.kind = NEED_THE_ABSENT};
    }
    return (struct wait_need){.kind = NEED_THREAD, .index = runner};
}

static struct wait_need need_pipe(const struct moment *moment, uint32_t thread,
                                  const struct wait_leaf *leaf)
{
    uint32_t pipe = target_index(leaf->target);
    if (pipe_is_ready(moment, thread, leaf)) {
        return (struct wait_need){.kind = NEED_NOTHING};
    }
    if (!pipe_is_known(moment, pipe)) {
        return (struct wait_need){.kind = NEED_ANYONE};
    }
    unsigned ends = pipe_opposite_end(leaf->operation);
    return (struct wait_need){.kind = NEED_PIPE_END, .index = pipe, .ends = ends};
}

static struct wait_need need_object(const struct moment *moment, uint32_t thread,
                                    const struct wait_leaf *leaf)
{
    uint32_t object = target_index(leaf->target);
    if (leaf->operation == OPERATION_LOCK_ACQUIRE) {
        return need_lock(moment, object);
    }
    uint32_t server = liveness_find_server(moment, thread);
    if (server != NONE_INDEX) {
        return (struct wait_need){.kind = NEED_ANSWER, .index = server};
    }
    if (pipe_opposite_end(leaf->operation) != 0) {
        return need_pipe(moment, thread, leaf);
    }
    uint32_t future = liveness_find_future(moment, leaf);
    if (future != NONE_INDEX && moment->objects[future].runner != NONE_INDEX) {
        return need_future(moment, future);
    }
    bool is_semaphore = leaf->operation == OPERATION_SEMAPHORE_ACQUIRE;
    if (is_semaphore && moment->objects[object].permits > 0) {
        return (struct wait_need){.kind = NEED_NOTHING};
    }
    return need_reach(moment->trace, object);
}

static struct wait_need need_thread(const struct moment *moment, const struct wait_leaf *leaf)
{
    uint32_t thread = target_index(leaf->target);
    enum thread_status status = moment->threads[thread].status;
    bool is_started = status != THREAD_NEW && status != THREAD_ABSENT;
    bool is_ready =
        leaf->operation == OPERATION_THREAD_CREATE ? is_started : thread_is_gone(moment, thread);
    return (struct wait_need){.kind = is_ready ? NEED_NOTHING : NEED_THREAD, .index = thread};
}

static struct wait_need need_end(const struct moment *moment, uint32_t process)
{
    bool is_ready = !process_is_running(moment, process);
    return (struct wait_need){.kind = is_ready ? NEED_NOTHING : NEED_END, .index = process};
}

/* Only whoever has a manager's key, which is made up for it and handed on by forks, can be a
 * client. */
static bool is_managers(const struct moment *moment, uint32_t thread)
{
    uint32_t owner = moment->trace->threads[thread].owner;
    return owner != NONE_INDEX && moment->trace->objects[owner].type == TYPE_MANAGER;
}

static struct wait_need find_need(const struct moment *moment, uint32_t thread)
{
    static const struct wait_need nothing = {.kind = NEED_NOTHING};
    struct wait_leaf leaf;
    if (!liveness_find_leaf(moment, thread, &leaf) || leaf.target == NONE_INDEX) {
        return nothing;
    }
    bool is_for_clients = leaf.operation == OPERATION_IO_WAIT && is_managers(moment, thread);
    bool is_outside = leaf.operation == OPERATION_SLEEP || leaf.operation == OPERATION_IO_WAIT ||
                      leaf.operation == OPERATION_GIL_TAKE;
    if (leaf.is_timed || (is_outside && !is_for_clients)) {
        return nothing;
    }
    if (is_for_clients) {
        return (struct wait_need){.kind = NEED_ANYONE};
    }
    switch (target_class(leaf.target)) {
    case TARGET_OBJECT:
        return need_object(moment, thread, &leaf);
    case TARGET_THREAD:
        return need_thread(moment, &leaf);
    case TARGET_PROCESS:
        return need_end(moment, target_index(leaf.target));
    case TARGET_NONE:
        break;
    }
    return nothing;
}

/* ---- spreading ---- */

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

static void link_to_pipe(struct spread *spread, uint32_t thread, const struct wait_need *need)
{
    for (uint32_t process = 1; process < spread->moment->trace->process_count; process++) {
        if (moment_open_ends(spread->moment, process, need->index) & need->ends) {
            link_to_end(spread, thread, process);
        }
    }
}

static void place_thread(struct spread *spread, uint32_t thread)
{
    const struct trace *trace = spread->moment->trace;
    struct wait_need need = spread->liveness->needs[thread];
    switch (need.kind) {
    case NEED_NOTHING:
        make_live(spread, thread);
        break;
    case NEED_THREAD:
        link_thread(spread, thread, need.index);
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

/* Whatever acts in a process without being recorded could be any of its threads. What may reach one
 * object, or stands behind one thread, opens only that. */
static void open_from_outside(struct spread *spread, uint32_t target)
{
    const struct trace *trace = spread->moment->trace;
    switch (target_class(target)) {
    case TARGET_PROCESS:
        make_live(spread, process_node(trace, target_index(target)));
        make_live(spread, anyone_node(trace));
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
            make_live(spread, at->thread);
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
    for (uint32_t thread = 1; thread < thread_count; thread++) {
        if (is_present(moment, thread)) {
            liveness->needs[thread] = find_need(moment, thread);
            place_thread(&spread, thread);
        }
    }
    open_processes(&spread);
    for (uint32_t i = 0; i < trace->outside_count && world == WORLD_RECORDED; i++) {
        open_from_outside(&spread, trace->outsides[i].target);
    }
    spread_life(&spread);
    for (uint32_t thread = 1; thread < thread_count && world != WORLD_OPEN; thread++) {
        liveness->is_dead[thread] = is_present(moment, thread) && !spread.is_live[thread];
        liveness->dead_count += liveness->is_dead[thread];
    }
    return liveness;
}
