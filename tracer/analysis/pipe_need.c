/* A thread tries before it waits. So what was done before the try does not count: the thread has
 * seen it. Only what ended after that, or is under way, can end the wait:
 *
 *     R pipe.read+ X    R tries: nothing    W pipe.write+ X … W pipe.write X    R door.wait+ X
 *                       └── R's last record before the wait stands before the try
 *
 * Bytes are exact besides: writes count from their begin and reads when they are done, so a pipe
 * that is said to be empty is. */
#include "tracer/analysis/pipe_need.h"

unsigned pipe_opposite_end(uint16_t operation)
{
    switch (operation) {
    case OPERATION_PIPE_READ:
    case OPERATION_PIPE_RECV:
        return PIPE_END_WRITE;
    case OPERATION_PIPE_WRITE:
    case OPERATION_PIPE_SEND:
        return PIPE_END_READ;
    default:
        return 0;
    }
}

bool pipe_is_known(const struct moment *moment, uint32_t object)
{
    return moment_pipe(moment, object) != NULL &&
           moment->trace->objects[object].create_event != NONE_INDEX;
}

bool pipe_is_kernels(const struct moment *moment, uint32_t object)
{
    return id_class(moment->trace->objects[object].id) == ID_KERNEL;
}

bool process_is_running(const struct moment *moment, uint32_t process)
{
    enum process_status status = moment->processes[process].status;
    return status == PROCESS_NEW || status == PROCESS_RUNNING;
}

uint32_t process_keeper(const struct moment *moment, uint32_t process)
{
    uint32_t keeper = process;
    do {
        uint32_t parent = moment->trace->processes[keeper].parent;
        keeper = parent != NONE_INDEX && parent < keeper ? parent : NONE_INDEX;
    } while (keeper != NONE_INDEX && !process_is_running(moment, keeper));
    return keeper;
}

static bool is_end_open(const struct moment *moment, uint32_t object, unsigned end)
{
    for (uint32_t process = 1; process < moment->trace->process_count; process++) {
        if (moment_open_ends(moment, process, object) & end) {
            return true;
        }
    }
    return false;
}

static bool is_later(uint32_t event, uint32_t than)
{
    return event != NONE_INDEX && (than == NONE_INDEX || event > than);
}

/* Whether a thread is in the middle of a transfer at the other end and may have done part of it
 * since the try. One that waits has done nothing since it began to wait. */
static bool is_transferring(const struct moment *moment, uint32_t thread, uint32_t target,
                            unsigned end, uint32_t try_event)
{
    const struct thread_moment *state = &moment->threads[thread];
    bool is_present = state->status >= THREAD_RUNNING && state->status < THREAD_ENDED;
    bool is_still = state->status == THREAD_WAITING && !is_later(state->wait_event, try_event);
    if (!is_present || is_still) {
        return false;
    }
    for (uint32_t i = 0; i < state->bracket_count; i++) {
        uint16_t operation = state->brackets[i].operation;
        unsigned own_end = pipe_opposite_end(operation) == PIPE_END_READ    ? PIPE_END_WRITE
                           : pipe_opposite_end(operation) == PIPE_END_WRITE ? PIPE_END_READ
                                                                            : 0;
        if (state->brackets[i].target == target && own_end == end) {
            return true;
        }
    }
    return false;
}

static bool is_transfer_under_way(const struct moment *moment, uint32_t waiter, uint32_t target,
                                  unsigned end)
{
    uint32_t try_event = moment->threads[waiter].try_event;
    for (uint32_t thread = 1; thread < moment->trace->thread_count; thread++) {
        if (thread != waiter && is_transferring(moment, thread, target, end, try_event)) {
            return true;
        }
    }
    return false;
}

static uint32_t owner_of_type(const struct trace *trace, uint32_t object, enum object_type type)
{
    uint32_t owner = trace->objects[object].parent;
    return owner != NONE_INDEX && trace->objects[owner].type == type ? owner : NONE_INDEX;
}

static bool has_child_to_collect(const struct moment *moment, uint32_t process)
{
    for (uint32_t i = 1; i < moment->trace->process_count; i++) {
        if (moment->trace->processes[i].parent == process &&
            moment->processes[i].status == PROCESS_ZOMBIE) {
            return true;
        }
    }
    return false;
}

/* An executor's pipes: from its workers, and from who wakes its manager. */
static bool has_bytes_for(const struct moment *moment, uint32_t executor)
{
    for (uint32_t i = 0; i < moment->trace->object_count; i++) {
        const struct pipe_moment *pipe = moment_pipe(moment, i);
        if (moment->trace->objects[i].parent == executor && pipe && pipe_bytes(pipe) > 0) {
            return true;
        }
    }
    return false;
}

/* Who manages the workers of an executor or a pool waits at one pipe, but also for the ends of the
 * workers; that of an executor reads the other pipe, too. */
static bool is_manager_called(const struct moment *moment, uint32_t object)
{
    const struct trace *trace = moment->trace;
    uint32_t executor = owner_of_type(trace, object, TYPE_PROCESS_EXECUTOR);
    uint32_t pool = owner_of_type(trace, object, TYPE_POOL);
    if (executor == NONE_INDEX && pool == NONE_INDEX) {
        return false;
    }
    return has_child_to_collect(moment, trace->objects[object].process) ||
           (executor != NONE_INDEX && has_bytes_for(moment, executor));
}

bool process_may_end_of_signal(const struct moment *moment, uint32_t process)
{
    return moment_may_heed_signal(moment, moment->trace->processes[process].main_thread,
                                  moment->processes[process].signal_event);
}

static bool is_surely_empty(const struct pipe_moment *pipe)
{
    bool counts_bytes = pipe->begun_bytes > 0 || pipe->sent_count == 0;
    return counts_bytes && pipe_bytes(pipe) == 0;
}

bool pipe_is_ready(const struct moment *moment, uint32_t thread, const struct wait_leaf *leaf)
{
    uint32_t object = target_index(leaf->target);
    const struct pipe_moment *pipe = moment_pipe(moment, object);
    unsigned end = pipe_opposite_end(leaf->operation);
    if (pipe == NULL) {
        return true;
    }
    if (pipe_is_known(moment, object) && !is_end_open(moment, object, end)) {
        return true;
    }
    if (pipe_is_kernels(moment, object)) {
        return !moment_is_asleep(moment, thread);
    }
    if (end == PIPE_END_WRITE && is_manager_called(moment, object)) {
        return !moment_is_asleep(moment, thread);
    }
    if (end == PIPE_END_WRITE && pipe_is_known(moment, object) && is_surely_empty(pipe)) {
        return false;
    }
    uint32_t latest = end == PIPE_END_WRITE ? pipe->last_write : pipe->last_read;
    bool may_be = is_later(latest, moment->threads[thread].try_event) ||
                  is_transfer_under_way(moment, thread, leaf->target, end);
    return may_be && !moment_is_asleep(moment, thread);
}
