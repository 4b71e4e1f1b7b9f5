/* Processes: what a fork copies and what an end takes away.
 *
 * The kernel copies all memory when a process is forked, somewhat later than process.fork.begin
 * says: another thread of the parent may have taken or given back a lock in between. So what the
 * child does is right, whatever was copied here. */
#include "tracer/model/moment_part.h"

void moment_reset_processes(struct moment *moment)
{
    moment->forking_count = 0;
    pipe_ends_clear(&moment->ends);
    for (uint32_t i = 0; i < moment->trace->process_count; i++) {
        moment->processes[i] =
            (struct process_moment){.first_end = NONE_INDEX, .signal_event = NONE_INDEX};
    }
}

/* ---- fork ---- */

static uint32_t find_copy(const struct trace *trace, uint32_t child, uint32_t object)
{
    uint32_t copy = trace->processes[child].first_copy;
    while (copy != NONE_INDEX && trace->objects[copy].origin != object) {
        copy = trace->objects[copy].next_copy;
    }
    return copy;
}

/* The thread that forks goes on in the child with what it was inside of, but for the fork. */
static void copy_brackets(struct moment *moment, uint32_t parent, uint32_t child_thread)
{
    const struct thread_moment *forking = &moment->threads[parent];
    uint32_t child = moment->trace->threads[child_thread].process;
    for (uint32_t i = 0; i + 1 < forking->bracket_count; i++) {
        struct open_bracket bracket = forking->brackets[i];
        if (bracket.target != NONE_INDEX && target_class(bracket.target) == TARGET_OBJECT) {
            uint32_t copy = find_copy(moment->trace, child, target_index(bracket.target));
            bracket.target = copy == NONE_INDEX ? bracket.target : target_make(TARGET_OBJECT, copy);
        }
        moment_push_bracket(moment, child_thread, bracket);
    }
}

/* Of the readers, too, only the one that forks is copied. */
static void copy_readers(struct moment *moment, uint32_t copy, uint32_t parent, uint32_t child)
{
    struct object_moment *copied = &moment->objects[copy];
    uint32_t at = moment->objects[moment->trace->objects[copy].origin].first_reader;
    for (; at != NONE_INDEX; at = moment->readers.holds[at].next) {
        struct reader_hold reader = moment->readers.holds[at];
        if (reader.thread == parent && child != NONE_INDEX) {
            for (uint32_t i = 0; i < reader.depth; i++) {
                reader_holds_take(&moment->readers, &copied->first_reader, child,
                                  reader.hold_event);
            }
        } else {
            copied->is_copied_taken = true;
            copied->depth = 1;
            copied->last_holder = reader.thread;
            copied->hold_event = reader.hold_event;
        }
    }
}

/* Only the thread that forks is copied: what others hold, nobody holds in the child. */
static void copy_object(struct moment *moment, uint32_t copy, uint32_t parent, uint32_t child)
{
    uint32_t origin = moment->trace->objects[copy].origin;
    struct object_moment copied = moment->objects[origin];
    copied.holder = NONE_INDEX;
    copied.next_held = NONE_INDEX;
    copied.waiter_count = 0;
    copied.pipe = NONE_INDEX;
    copied.first_reader = NONE_INDEX;
    copied.depth = 0;
    uint32_t depth = moment->objects[origin].depth;
    bool is_mine = depth > 0 && moment->objects[origin].holder == parent && child != NONE_INDEX;
    copied.is_copied_taken = depth > 0 && !is_mine;
    copied.depth = copied.is_copied_taken ? depth : 0;
    moment->objects[copy] = copied;
    if (is_mine) {
        moment_take_hold(moment, copy, child, depth, copied.hold_event);
    }
    copy_readers(moment, copy, parent, child);
}

static void begin_fork(struct moment *moment, const struct event *event)
{
    const struct trace *trace = moment->trace;
    uint32_t child = target_index(event->target), parent = trace->threads[event->thread].process;
    uint32_t child_thread = trace->processes[child].main_thread;
    struct process_moment *about = &moment->processes[child];
    if (about->status != PROCESS_ABSENT || child == parent) {
        return;
    }
    about->status = PROCESS_NEW;
    about->is_forking = true;
    moment->forking_count++;
    pipe_ends_copy(&moment->ends, &about->first_end, moment->processes[parent].first_end);
    for (uint32_t copy = trace->processes[child].first_copy; copy != NONE_INDEX;
         copy = trace->objects[copy].next_copy) {
        copy_object(moment, copy, event->thread, child_thread);
    }
    if (child_thread != NONE_INDEX && moment->threads[child_thread].status == THREAD_ABSENT) {
        moment->threads[child_thread].status = THREAD_NEW;
        copy_brackets(moment, event->thread, child_thread);
    }
}

static void end_fork(struct moment *moment, uint32_t child, bool has_failed)
{
    struct process_moment *about = &moment->processes[child];
    moment->forking_count -= about->is_forking;
    about->is_forking = false;
    if (has_failed && about->status == PROCESS_NEW) {
        about->status = PROCESS_ABSENT;
        pipe_ends_close_all(&moment->ends, &about->first_end);
    }
}

/* ---- what the child finds ---- */

static bool was_ever_taken_in(const struct moment *moment, uint32_t object)
{
    const struct object_moment *lock = &moment->objects[object];
    uint32_t process = moment->trace->objects[object].process;
    return lock->last_holder != NONE_INDEX &&
           moment->trace->threads[lock->last_holder].process == process;
}

/* None of the child's threads has taken it, and yet it is not free: another thread of the parent
 * took it between stamp and fork. */
void moment_find_taken(struct moment *moment, const struct event *event)
{
    uint32_t object = target_index(event->target);
    struct object_moment *lock = &moment->objects[object];
    uint32_t origin = moment->trace->objects[object].origin;
    if (origin != NONE_INDEX && lock->depth == 0 && !was_ever_taken_in(moment, object)) {
        lock->is_copied_taken = true;
        lock->depth = 1;
        lock->last_holder = moment->objects[origin].last_holder;
        lock->hold_event = moment->objects[origin].hold_event;
    }
}

/* ---- another program ---- */

/* Of the old program no thread is left, nor anything that it held; the one that goes on is inside
 * of nothing. Which ends of pipes are still open, the new one says. */
static void replace_program(struct moment *moment, const struct event *event, uint32_t process)
{
    const struct trace *trace = moment->trace;
    for (uint32_t i = trace->processes[process].first_thread; i != NONE_INDEX;
         i = trace->threads[i].next_in_process) {
        bool has_begun = moment->threads[i].status != THREAD_ABSENT;
        if (i != event->thread && has_begun && moment->threads[i].status < THREAD_ENDED) {
            moment->threads[i].status = THREAD_KILLED;
        }
    }
    moment_leave_all(moment, event->thread);
    pipe_ends_close_all(&moment->ends, &moment->processes[process].first_end);
}

/* ---- end ---- */

static void orphan_children(struct moment *moment, uint32_t parent)
{
    for (uint32_t i = 1; i < moment->trace->process_count; i++) {
        struct process_moment *child = &moment->processes[i];
        bool is_running = child->status == PROCESS_NEW || child->status == PROCESS_RUNNING;
        child->is_orphan |= moment->trace->processes[i].parent == parent && is_running;
        if (moment->trace->processes[i].parent == parent && child->status == PROCESS_ZOMBIE) {
            child->status = PROCESS_JOINED; /* by the system's first process */
        }
    }
}

static void end_process(struct moment *moment, uint32_t process, uint32_t index)
{
    const struct trace *trace = moment->trace;
    struct process_moment *about = &moment->processes[process];
    uint32_t parent = trace->processes[process].parent;
    if (about->status >= PROCESS_ZOMBIE) {
        return;
    }
    bool is_expected = parent != NONE_INDEX && moment->processes[parent].status < PROCESS_ZOMBIE;
    for (uint32_t i = trace->processes[process].first_thread; i != NONE_INDEX;
         i = trace->threads[i].next_in_process) {
        if (moment->threads[i].status < THREAD_ENDED) {
            moment->threads[i].status = THREAD_KILLED;
        }
    }
    moment_end_transfers(moment, process, index);
    pipe_ends_close_all(&moment->ends, &about->first_end);
    about->status = is_expected && !about->is_orphan ? PROCESS_ZOMBIE : PROCESS_JOINED;
    orphan_children(moment, process);
}

void moment_apply_to_process(struct moment *moment, const struct event *event, uint32_t index)
{
    uint32_t process = target_index(event->target);
    switch (event->kind) {
    case EVENT_PROCESS_FORK_BEGIN:
        begin_fork(moment, event);
        break;
    case EVENT_PROCESS_FORK:
    case EVENT_PROCESS_FORK_FAILED:
        end_fork(moment, process, event->kind == EVENT_PROCESS_FORK_FAILED);
        break;
    case EVENT_PROCESS_BEGIN:
        moment->processes[process].status = PROCESS_RUNNING;
        if (flags_detail(event->flags) == PROCESS_EXECUTED) {
            replace_program(moment, event, process);
        }
        break;
    case EVENT_SIGNAL_SEND:
        moment->processes[process].signal_event = index;
        break;
    case EVENT_PROCESS_END:
        end_process(moment, process, index);
        break;
    case EVENT_PROCESS_JOIN:
        if (moment->processes[process].status < PROCESS_ZOMBIE) {
            end_process(moment, process, index); /* killed: it could not say so */
        }
        moment->processes[process].status = PROCESS_JOINED;
        break;
    default:
        break;
    }
}
