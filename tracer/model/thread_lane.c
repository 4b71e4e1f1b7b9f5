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

static struct lane_segment describe_state(const struct thread_moment *thread)
{
    struct lane_segment segment = {.state = LANE_RUNNING, .target = NONE_INDEX};
    const struct open_bracket *bracket = told_bracket(thread);
    if (thread->status == THREAD_READY) {
        segment.state = LANE_READY;
    } else if (thread->status == THREAD_WAITING && bracket) {
        segment.state = lane_operation_state((enum event_operation)bracket->operation);
        segment.target = bracket->target;
    } else if (thread->status == THREAD_WAITING) {
        segment.state = TRANSFER;
    }
    return segment;
}

static void close_segment(struct lane_builder *builder, uint32_t thread, uint64_t time_ns,
                          uint32_t event)
{
    struct thread_lane *lane = &builder->lanes->threads[thread];
    if (builder->threads[thread].is_open) {
        struct lane_segment *last = &lane->segments[lane->segment_count - 1];
        last->end_ns = time_ns;
        last->end_event = event;
        builder->threads[thread].is_open = false;
        lane->segment_count -= last->end_ns == last->begin_ns;
    }
}

static bool is_unchanged(const struct lane_builder *builder, uint32_t thread,
                         const struct lane_segment *segment)
{
    const struct thread_lane *lane = &builder->lanes->threads[thread];
    if (!builder->threads[thread].is_open) {
        return false;
    }
    const struct lane_segment *last = &lane->segments[lane->segment_count - 1];
    return last->state == segment->state && last->target == segment->target;
}

static void update_segment(struct lane_builder *builder, uint32_t thread, uint32_t event)
{
    const struct thread_moment *now = &builder->moment->threads[thread];
    uint64_t time_ns = builder->lanes->trace->events[event].time_ns;
    if (now->status >= THREAD_ENDED) {
        close_segment(builder, thread, time_ns, event);
        return;
    }
    struct lane_segment segment = describe_state(now);
    if (now->status < THREAD_RUNNING || is_unchanged(builder, thread, &segment)) {
        return;
    }
    close_segment(builder, thread, time_ns, event);
    struct thread_lane *lane = &builder->lanes->threads[thread];
    struct growing_thread *growing = &builder->threads[thread];
    lane->segments = array_grow(lane->segments, lane->segment_count + (size_t)1,
                                &growing->segment_capacity, sizeof *lane->segments);
    segment.begin_ns = time_ns;
    segment.end_ns = builder->lanes->trace->end_ns;
    segment.begin_event = event;
    segment.end_event = NONE_INDEX;
    lane->segments[lane->segment_count++] = segment;
    growing->is_open = true;
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
        const struct thread_lane *lane = &builder->lanes->threads[i];
        bool is_waiting = builder->threads[i].is_open &&
                          lane->segments[lane->segment_count - 1].state > LANE_READY;
        if (!is_waiting || !keeps_waits) {
            close_segment(builder, i, event->time_ns, index);
        }
        if (!keeps_waits) {
            object_lane_end_thread(builder, i, index);
        }
    }
}
