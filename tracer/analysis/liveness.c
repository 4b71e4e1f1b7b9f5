/* What a thread that waits is inside of, and whom it needs to go on. */
#include "tracer/analysis/liveness.h"

#include "tracer/analysis/pipe_need.h"
#include "tracer/analysis/process_need.h"
#include "tracer/analysis/rwlock_need.h"

bool thread_is_gone(const struct moment *moment, uint32_t thread)
{
    if (thread >= moment->trace->thread_count) {
        return true;
    }
    enum thread_status status = moment->threads[thread].status;
    return status == THREAD_ENDED || status == THREAD_KILLED;
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

/* In shared memory, and made by or known to somebody who is not in the trace. */
static bool is_open_to_strangers(const struct moment *moment, uint32_t object)
{
    const struct trace_object *made = &moment->trace->objects[object];
    return moment->objects[object].is_public ||
           (id_class(made->id) == ID_SHARED && made->create_event == NONE_INDEX);
}

static struct wait_need need_reach(const struct moment *moment, uint32_t object)
{
    const struct trace *trace = moment->trace;
    const struct trace_object *made = &trace->objects[object];
    if (is_open_to_strangers(moment, object)) {
        return (struct wait_need){.kind = NEED_NOTHING};
    }
    bool is_kernels = made->type == TYPE_PIPE || made->type == TYPE_CONNECTION;
    if (made->is_shared || is_kernels || made->process >= trace->process_count) {
        return (struct wait_need){.kind = NEED_ANYONE};
    }
    return (struct wait_need){.kind = NEED_PROCESS, .index = made->process};
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
    if (state->is_copied_taken || !liveness_is_owner_only(moment, object)) {
        return need_reach(moment, object);
    }
    if (thread_is_gone(moment, state->holder)) {
        return (struct wait_need){.kind = NEED_THE_ABSENT};
    }
    return (struct wait_need){.kind = NEED_THREAD, .index = state->holder};
}

static struct wait_need need_rwlock(struct arena *arena, const struct moment *moment,
                                    uint32_t thread, const struct wait_leaf *leaf)
{
    uint32_t object = target_index(leaf->target);
    const struct object_moment *state = &moment->objects[object];
    if (state->is_copied_taken || state->is_anyones) {
        return need_reach(moment, object);
    }
    struct index_list every = rwlock_need(arena, moment, thread, leaf);
    for (uint32_t i = 0; i < every.count; i++) {
        if (thread_is_gone(moment, every.items[i])) {
            return (struct wait_need){.kind = NEED_THE_ABSENT};
        }
    }
    return (struct wait_need){.kind = every.count == 0 ? NEED_NOTHING : NEED_EVERY, .every = every};
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
    bool is_of_outside = pipe_is_kernels(moment, pipe) && !pipe_is_known(moment, pipe);
    if (is_of_outside || pipe_is_ready(moment, thread, leaf)) {
        return (struct wait_need){.kind = NEED_NOTHING};
    }
    if (!pipe_is_known(moment, pipe)) {
        return (struct wait_need){.kind = NEED_ANYONE};
    }
    unsigned ends = pipe_opposite_end(leaf->operation);
    return (struct wait_need){.kind = NEED_PIPE_END, .index = pipe, .ends = ends};
}

/* Enough have arrived, or some of a round have passed and the others only not said so. What it
 * needs is not known of a barrier that was never seen to be made. */
static bool is_barrier_open(const struct moment *moment, uint32_t object)
{
    uint64_t parties = moment->trace->objects[object].limit;
    const struct object_moment *barrier = &moment->objects[object];
    return parties == 0 || barrier->waiter_count >= parties || barrier->pass_count % parties != 0;
}

static struct wait_need need_object(struct arena *arena, const struct moment *moment,
                                    uint32_t thread, const struct wait_leaf *leaf)
{
    uint32_t object = target_index(leaf->target);
    if (leaf->operation == OPERATION_LOCK_ACQUIRE &&
        moment->trace->objects[object].type == TYPE_RWLOCK) {
        return need_rwlock(arena, moment, thread, leaf);
    }
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
    const struct object_moment *state = &moment->objects[object];
    if (leaf->operation == OPERATION_QUEUE_GET && moment->objects[object].permits > 0) {
        return (struct wait_need){.kind = NEED_NOTHING};
    }
    bool is_semaphore = leaf->operation == OPERATION_SEMAPHORE_ACQUIRE;
    if (is_semaphore && (state->permits > 0 || state->is_posted_from_outside)) {
        return (struct wait_need){.kind = NEED_NOTHING};
    }
    if (leaf->operation == OPERATION_BARRIER_WAIT && is_barrier_open(moment, object)) {
        return (struct wait_need){.kind = NEED_NOTHING};
    }
    return need_reach(moment, object);
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

/* Only whoever has a manager's key, which is made up for it and handed on by forks, can be a
 * client. */
static bool is_managers(const struct moment *moment, uint32_t thread)
{
    uint32_t owner = moment->trace->threads[thread].owner;
    return owner != NONE_INDEX && moment->trace->objects[owner].type == TYPE_MANAGER;
}

struct wait_need liveness_find_need(struct arena *arena, const struct moment *moment,
                                    uint32_t thread)
{
    static const struct wait_need nothing = {.kind = NEED_NOTHING};
    struct wait_leaf leaf;
    if (!liveness_find_leaf(moment, thread, &leaf) || leaf.target == NONE_INDEX) {
        return nothing;
    }
    if (moment_may_heed_signal(moment, thread, moment->threads[thread].signal_event)) {
        return nothing;
    }
    uint32_t lock = liveness_missing_lock(moment, thread, &leaf);
    if (lock != NONE_INDEX) {
        return need_lock(moment, lock);
    }
    bool is_for_clients = leaf.operation == OPERATION_IO_WAIT && is_managers(moment, thread);
    bool is_for_child = target_class(leaf.target) == TARGET_PROCESS;
    bool is_outside = leaf.operation == OPERATION_SLEEP || leaf.operation == OPERATION_IO_WAIT ||
                      leaf.operation == OPERATION_GIL_TAKE;
    if (leaf.is_timed || (is_outside && !is_for_clients && !is_for_child)) {
        return nothing;
    }
    if (is_for_clients) {
        return (struct wait_need){.kind = NEED_ANYONE};
    }
    switch (target_class(leaf.target)) {
    case TARGET_OBJECT:
        return need_object(arena, moment, thread, &leaf);
    case TARGET_THREAD:
        return need_thread(moment, &leaf);
    case TARGET_PROCESS:
        return process_need(moment, thread, target_index(leaf.target));
    case TARGET_NONE:
        break;
    }
    return nothing;
}
