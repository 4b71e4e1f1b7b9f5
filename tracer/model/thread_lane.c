/* After each event the threads it can have changed (its own, the woken, the ended) are asked for
 * their state; a changed state closes a segment and opens another. */
#include "tracer/model/arena.h"
#include "tracer/model/lane_builder.h"

#define TRANSFER LANE_WAIT_TRANSFER

static const enum lane_state operation_states[OPERATION_COUNT] = {
    [OPERATION_THREAD_CREATE] = TRANSFER,
    [OPERATION_THREAD_JOIN] = TRANSFER,
    [OPERATION_PROCESS_FORK] = TRANSFER,
    [OPERATION_PROCESS_JOIN] = TRANSFER,
    [OPERATION_LOCK_ACQUIRE] = LANE_WAIT_LOCK,
    [OPERATION_CONDITION_WAIT] = LANE_WAIT_CONDITION,
    [OPERATION_SEMAPHORE_ACQUIRE] = TRANSFER,
    [OPERATION_EVENT_WAIT] = LANE_WAIT_CONDITION,
    [OPERATION_BARRIER_WAIT] = LANE_WAIT_CONDITION,
    [OPERATION_QUEUE_PUT] = TRANSFER,
    [OPERATION_QUEUE_GET] = TRANSFER,
    [OPERATION_QUEUE_JOIN] = TRANSFER,
    [OPERATION_FUTURE_WAIT] = TRANSFER,
    [OPERATION_TASK_RUN] = TRANSFER,
    [OPERATION_PIPE_SEND] = TRANSFER,
    [OPERATION_PIPE_RECV] = TRANSFER,
    [OPERATION_PIPE_WRITE] = TRANSFER,
    [OPERATION_PIPE_READ] = TRANSFER,
    [OPERATION_MANAGER_CALL] = TRANSFER,
    [OPERATION_MANAGER_SERVE] = TRANSFER,
    [OPERATION_GIL_TAKE] = LANE_READY,
    [OPERATION_SLEEP] = LANE_SLEEP,
    [OPERATION_IO_WAIT] = TRANSFER,
};

enum lane_state lane_operation_state(enum event_operation operation)
{
    return (unsigned)operation < OPERATION_COUNT ? operation_states[operation] : LANE_RUNNING;
}

/* What a waiting thread is told to wait for: its outermost bracket; but a waiter that was notified
 * and wants its lock back waits for that lock. */
static const struct open_bracket *told_bracket(const struct thread_moment *thread)
{
    const struct open_bracket *outermost = thread_outermost(thread);
    if (outermost && outermost->operation == OPERATION_CONDITION_WAIT) {
        const struct open_bracket *innermost = &thread->brackets[thread->bracket_count - 1];
        return innermost->operation == OPERATION_LOCK_ACQUIRE ? innermost : outermost;
    }
    return outermost;
}

static enum lane_state describe_state(const struct thread_moment *thread, uint32_t *target)
{
    *target = NONE_INDEX;
    if (thread->status == THREAD_READY) {
        return LANE_READY;
    }
    if (thread->status != THREAD_WAITING) {
        return LANE_RUNNING;
    }
    const struct open_bracket *bracket = told_bracket(thread);
    if (bracket == NULL) {
        return TRANSFER;
    }
    *target = bracket->target;
    return lane_operation_state((enum event_operation)bracket->operation);
}

/* What took no time is no segment. */
static void close_segment(struct lane_builder *builder, uint32_t thread, uint64_t time_ns)
{
    struct growing_thread *growing = &builder->threads[thread];
    if (growing->is_open && growing->segment_begin_ns == time_ns) {
        interval_list_void_change(&builder->lanes->threads[thread].segments);
    }
    growing->is_open = false;
}

static void end_segment(struct lane_builder *builder, uint32_t thread, uint32_t event)
{
    struct interval_list *segments = &builder->lanes->threads[thread].segments;
    if (builder->threads[thread].is_open) {
        close_segment(builder, thread, builder->lanes->trace->events[event].time_ns);
        interval_list_add_change(segments, event, INTERVAL_GAP);
    }
}

static void update_segment(struct lane_builder *builder, uint32_t thread, uint32_t event)
{
    const struct thread_moment *now = &builder->moment->threads[thread];
    struct growing_thread *growing = &builder->threads[thread];
    if (now->status >= THREAD_ENDED) {
        end_segment(builder, thread, event);
        return;
    }
    uint32_t target;
    enum lane_state state = describe_state(now, &target);
    bool is_same =
        growing->is_open && growing->segment_state == state && growing->segment_target == target;
    if (now->status < THREAD_RUNNING || is_same) {
        return;
    }
    struct packed_thread *lane = &builder->lanes->threads[thread];
    uint64_t time_ns = builder->lanes->trace->events[event].time_ns;
    close_segment(builder, thread, time_ns);
    interval_list_add_change(&lane->segments, event, state);
    if (target != lane_segment_usual_target(builder->lanes->trace, state, event)) {
        interval_column_set(&lane->targets, lane->segments.count - 1, target);
    }
    growing->is_open = true;
    growing->segment_begin_ns = time_ns;
    growing->segment_state = state;
    growing->segment_target = target;
}

void thread_lane_update(struct lane_builder *builder, uint32_t index)
{
    const struct trace *trace = builder->lanes->trace;
    const struct event *event = &trace->events[index];
    update_segment(builder, event->thread, index);
    if (event->kind == EVENT_DOOR_WAKE && value_high(event->value) < trace->thread_count) {
        update_segment(builder, value_high(event->value), index);
    } else if (event->kind == EVENT_THREAD_END && target_index(event->target) != event->thread) {
        update_segment(builder, target_index(event->target), index);
    }
}

void thread_lane_end_process(struct lane_builder *builder, uint32_t index)
{
    const struct trace *trace = builder->lanes->trace;
    const struct event *event = &trace->events[index];
    uint32_t process = target_index(event->target);
    bool keeps_waits = trace->processes[process].parent == NONE_INDEX;
    for (uint32_t i = trace->processes[process].first_thread; i != NONE_INDEX;
         i = trace->threads[i].next_in_process) {
        const struct growing_thread *growing = &builder->threads[i];
        bool is_waiting = growing->is_open && growing->segment_state > LANE_READY;
        if (!is_waiting || !keeps_waits) {
            end_segment(builder, i, index);
        }
        if (!keeps_waits) {
            object_lane_end_thread(builder, i, index);
            load_lane_end_thread(builder, i, index);
        }
    }
}
