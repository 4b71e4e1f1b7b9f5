/* Where a thread is blocked. With conditions of the C library that takes a closer look, because it
 * waits for the notify and then for the lock within one door.wait:
 *
 *     W condition.wait+ C; W lock.release M; W door.wait+ C #1 …… W door.wait C #1; W lock.acquire
 * M notified ──┘ └── has M again
 *
 * So it needs the holder of M in any case, notified or not, with a time limit or without. Notified,
 * it needs nothing else; it may have been by a notify that was under way when it began. If M is
 * free and the kernel says that it sleeps, the notify was not for it. */
#include "tracer/analysis/liveness.h"

/* Who is inside such an operation waits for an object; a spoilt trace may say otherwise. */
static bool is_for_object(enum event_operation operation)
{
    return (operation >= OPERATION_LOCK_ACQUIRE && operation <= OPERATION_FUTURE_WAIT) ||
           (operation >= OPERATION_PIPE_SEND && operation <= OPERATION_PIPE_READ);
}

static struct wait_leaf read_leaf(const struct moment *moment, uint32_t thread)
{
    const struct thread_moment *state = &moment->threads[thread];
    const struct event *wait = &moment->trace->events[state->wait_event];
    struct wait_leaf leaf = {
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
        leaf.operation = fits ? (enum event_operation)bracket->operation : OPERATION_DOOR_WAIT;
        leaf.is_timed |= bracket->is_timed;
    }
    return leaf;
}

/* ---- conditions of the C library ---- */

bool liveness_is_owner_only(const struct moment *moment, uint32_t lock)
{
    enum object_type type = moment->trace->objects[lock].type;
    bool is_so_made =
        type == TYPE_RLOCK || type == TYPE_MUTEX || type == TYPE_SPIN || type == TYPE_ONCE;
    return is_so_made && !moment->objects[lock].is_anyones;
}

static bool takes_lock_itself(const struct trace *trace, const struct wait_leaf *leaf)
{
    return leaf->operation == OPERATION_CONDITION_WAIT && leaf->target != NONE_INDEX &&
           target_class(leaf->target) == TARGET_OBJECT &&
           id_is_place(trace->objects[target_index(leaf->target)].id);
}

uint32_t liveness_missing_lock(const struct moment *moment, uint32_t thread,
                               const struct wait_leaf *leaf)
{
    const struct trace *trace = moment->trace;
    if (!takes_lock_itself(trace, leaf)) {
        return NONE_INDEX;
    }
    uint32_t lock = trace->objects[target_index(leaf->target)].lock;
    bool is_missing = lock != NONE_INDEX && liveness_is_owner_only(moment, lock) &&
                      moment->objects[lock].depth > 0 && !moment->objects[lock].is_copied_taken &&
                      moment->objects[lock].holder != thread;
    return is_missing ? lock : NONE_INDEX;
}

/* Of one that has been woken; false if nothing keeps it. */
static bool find_what_keeps(const struct moment *moment, uint32_t thread, struct wait_leaf *leaf)
{
    uint32_t lock = liveness_missing_lock(moment, thread, leaf);
    if (lock != NONE_INDEX) {
        leaf->target = target_make(TARGET_OBJECT, lock);
        leaf->operation = OPERATION_LOCK_ACQUIRE;
        leaf->is_timed = false;
        return true;
    }
    return takes_lock_itself(moment->trace, leaf) && moment_is_asleep(moment, thread);
}

bool liveness_find_leaf(const struct moment *moment, uint32_t thread, struct wait_leaf *leaf)
{
    const struct thread_moment *state = &moment->threads[thread];
    bool is_woken = state->status == THREAD_READY;
    if ((state->status != THREAD_WAITING && !is_woken) || state->wait_event == NONE_INDEX) {
        return false;
    }
    *leaf = read_leaf(moment, thread);
    bool may_be_woken =
        is_woken || (state->may_be_signalled && takes_lock_itself(moment->trace, leaf) &&
                     !moment_is_asleep(moment, thread));
    return !may_be_woken || find_what_keeps(moment, thread, leaf);
}
