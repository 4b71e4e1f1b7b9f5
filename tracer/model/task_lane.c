/* What tasks add to lanes: the stretches of a future's life, the tasks a thread ran, and how many
 * of an executor's tasks are waiting and being run. */
#include "tracer/model/arena.h"
#include "tracer/model/lane_builder.h"

static uint32_t executor_of(const struct trace *trace, uint32_t future)
{
    uint32_t parent = trace->objects[future].parent;
    enum object_type type = parent == NONE_INDEX ? TYPE_UNKNOWN : trace->objects[parent].type;
    bool is_executor = type == TYPE_EXECUTOR || type == TYPE_PROCESS_EXECUTOR || type == TYPE_POOL;
    return is_executor ? parent : NONE_INDEX;
}

/* ---- a future's life ---- */

static void end_stretch(struct lane_builder *builder, uint32_t future, uint32_t index)
{
    struct interval_list *stretches = &builder->lanes->objects[future].holds.list;
    uint32_t count = stretches->count;
    if (count > 0 && interval_end_event(stretches, count - 1) == NONE_INDEX) {
        interval_list_end_pair(stretches, count - 1, index);
    }
}

static void begin_stretch(struct lane_builder *builder, uint32_t future, uint32_t index,
                          uint32_t state)
{
    struct hold_list *stretches = &builder->lanes->objects[future].holds;
    end_stretch(builder, future, index);
    interval_column_set(&stretches->slots, interval_list_begin_pair(&stretches->list, index),
                        state);
}

/* False: it has none yet. */
static bool last_stretch(const struct lane_builder *builder, uint32_t future,
                         struct lane_hold *stretch)
{
    const struct hold_list *stretches = &builder->lanes->objects[future].holds;
    if (stretches->list.count > 0) {
        *stretch = hold_list_at(stretches, stretches->list.count - 1);
    }
    return stretches->list.count > 0;
}

static void hold_back_last(struct lane_builder *builder, uint32_t future)
{
    struct hold_list *stretches = &builder->lanes->objects[future].holds;
    interval_column_set(&stretches->slots, stretches->list.count - 1, LANE_HELD_BACK);
}

/* ---- an executor's load ---- */

static void add_level(struct lane_builder *builder, uint32_t future, uint32_t index,
                      int waiting_step, int running_step)
{
    uint32_t executor = executor_of(builder->lanes->trace, future);
    if (executor != NONE_INDEX) {
        load_lane_add(builder, executor, index, waiting_step, running_step);
    }
}

/* ---- what a thread ran ---- */

static void begin_task(struct lane_builder *builder, const struct event *event, uint32_t index)
{
    interval_list_begin_pair(&builder->lanes->threads[event->thread].tasks.list, index);
}

static void end_task(struct lane_builder *builder, const struct event *event, uint32_t index)
{
    struct hold_list *tasks = &builder->lanes->threads[event->thread].tasks;
    for (uint32_t i = tasks->list.count; i-- > 0;) {
        if (interval_end_event(&tasks->list, i) == NONE_INDEX &&
            hold_list_at(tasks, i).object == target_index(event->target)) {
            interval_list_end_pair(&tasks->list, i, index);
            return;
        }
    }
}

/* Whether a worker is at it, or is to be as far as its executor knows. */
static bool is_run(const struct lane_builder *builder, uint32_t future)
{
    struct lane_hold last;
    if (!last_stretch(builder, future, &last) || last.slot != FUTURE_RUNNING) {
        return false;
    }
    uint16_t kind = builder->lanes->trace->events[last.begin_event].kind;
    return kind != EVENT_TASK_RUN && kind != EVENT_TASK_RUN_FAILED && kind != EVENT_PROCESS_END;
}

/* Before the event that the moment has applied already. */
static bool is_in(const struct lane_builder *builder, uint32_t future, enum future_state state)
{
    struct lane_hold last;
    return last_stretch(builder, future, &last) && last.slot == (uint32_t)state;
}

static bool is_latest_with(const struct lane_builder *builder, uint32_t future, uint32_t thread)
{
    struct lane_hold last;
    return last_stretch(builder, future, &last) && last.thread == thread;
}

/* ---- in another process ---- */

/* A pool says nothing about who takes a task on, and an executor hands it to a worker before that
 * worker runs it. */
static void begin_remote(struct lane_builder *builder, uint32_t future, const struct event *event,
                         uint32_t index)
{
    if (is_in(builder, future, FUTURE_PENDING)) {
        begin_stretch(builder, future, index, FUTURE_RUNNING);
        add_level(builder, future, index, -1, 1);
    } else if (is_in(builder, future, FUTURE_RUNNING) &&
               !is_latest_with(builder, future, event->thread)) {
        begin_stretch(builder, future, index, FUTURE_RUNNING);
    }
}

static void end_remote(struct lane_builder *builder, uint32_t future, const struct event *event,
                       uint32_t index)
{
    const struct trace *trace = builder->lanes->trace;
    bool is_remote = trace->threads[event->thread].process != trace->objects[future].process;
    if (is_remote && is_run(builder, future)) {
        add_level(builder, future, index, 0, -1);
        begin_stretch(builder, future, index, FUTURE_RUNNING);
    }
}

static void lose_task(struct lane_builder *builder, uint32_t thread, uint32_t place, uint32_t index)
{
    struct hold_list *tasks = &builder->lanes->threads[thread].tasks;
    uint32_t future = hold_list_at(tasks, place).object;
    interval_list_end_pair(&tasks->list, place, index);
    if (is_run(builder, future) && is_latest_with(builder, future, thread)) {
        add_level(builder, future, index, 0, -1);
        begin_stretch(builder, future, index, FUTURE_RUNNING);
        struct hold_list *stretches = &builder->lanes->objects[future].holds;
        interval_column_set(&stretches->threads, stretches->list.count - 1, thread);
    }
}

void task_lane_end_process(struct lane_builder *builder, uint32_t index)
{
    const struct trace *trace = builder->lanes->trace;
    const struct event *event = &trace->events[index];
    uint32_t process = target_index(event->target);
    if (!event_is_about(event, TARGET_PROCESS) || trace->processes[process].parent == NONE_INDEX) {
        return;
    }
    for (uint32_t thread = trace->processes[process].first_thread; thread != NONE_INDEX;
         thread = trace->threads[thread].next_in_process) {
        const struct interval_list *tasks = &builder->lanes->threads[thread].tasks.list;
        for (uint32_t i = 0; i < tasks->count; i++) {
            if (interval_end_event(tasks, i) == NONE_INDEX) {
                lose_task(builder, thread, i, index);
            }
        }
    }
}

/* ---- held back ---- */

/* What is delivered after a task that finished later was held back for that one. */
static void deliver(struct lane_builder *builder, const struct event *event, uint32_t index)
{
    const struct trace *trace = builder->lanes->trace;
    uint32_t process = trace->threads[event->thread].process;
    uint32_t future = trace_find_object(trace, event->value, process);
    struct lane_hold last;
    if (future == NONE_INDEX || !last_stretch(builder, future, &last) ||
        trace->objects[future].type != TYPE_FUTURE || !is_in(builder, future, FUTURE_FINISHED)) {
        return;
    }
    struct growing_object *growing = &builder->objects[target_index(event->target)];
    if (last.begin_event + 1 > growing->latest_set) {
        growing->latest_set = last.begin_event + 1;
        return;
    }
    hold_back_last(builder, future);
    begin_stretch(builder, future, index, FUTURE_FINISHED);
}

static bool is_waited_for(const struct interval_list *waits)
{
    for (uint32_t i = waits->count; i-- > 0;) {
        if (interval_end_event(waits, i) == NONE_INDEX) {
            return true;
        }
    }
    return false;
}

/* Somebody still waits for an earlier one. */
static void hold_back(struct lane_builder *builder, uint32_t iterator)
{
    const struct trace *trace = builder->lanes->trace;
    uint32_t event = trace->objects[iterator].create_event;
    bool is_behind = false;
    for (uint32_t future; event != NONE_INDEX &&
                          (future = trace_next_watched(trace, iterator, &event)) != NONE_INDEX;) {
        if (!is_in(builder, future, FUTURE_FINISHED)) {
            is_behind = true;
        } else if (is_behind) {
            hold_back_last(builder, future);
        }
    }
}

void task_lane_finish(struct lane_builder *builder)
{
    const struct trace *trace = builder->lanes->trace;
    for (uint32_t i = 0; i < trace->object_count; i++) {
        if (trace->objects[i].type == TYPE_ITERATOR &&
            is_waited_for(&builder->lanes->objects[i].waits.list)) {
            hold_back(builder, i);
        }
    }
}

void task_lane_update(struct lane_builder *builder, uint32_t index)
{
    const struct event *event = &builder->lanes->trace->events[index];
    const struct trace_object *object = event_object(builder->lanes->trace, event);
    if (object != NULL && object->type == TYPE_ITERATOR && event->kind == EVENT_FUTURE_WAIT) {
        deliver(builder, event, index);
    }
    if (object == NULL || object->type != TYPE_FUTURE) {
        return;
    }
    uint32_t future = target_index(event->target);
    uint32_t state = builder->moment->objects[future].future;
    switch (event->kind) {
    case EVENT_OBJECT_CREATE:
        begin_stretch(builder, future, index, state);
        add_level(builder, future, index, 1, 0);
        break;
    case EVENT_FUTURE_RUN:
    case EVENT_FUTURE_CANCEL:
        begin_stretch(builder, future, index, state);
        add_level(builder, future, index, -1, event->kind == EVENT_FUTURE_RUN);
        break;
    case EVENT_FUTURE_SET:
        add_level(builder, future, index, -is_in(builder, future, FUTURE_PENDING),
                  -is_run(builder, future));
        begin_stretch(builder, future, index, state);
        break;
    case EVENT_OBJECT_DESTROY:
        end_stretch(builder, future, index);
        break;
    case EVENT_TASK_RUN_BEGIN:
        begin_task(builder, event, index);
        begin_remote(builder, future, event, index);
        break;
    case EVENT_TASK_RUN:
    case EVENT_TASK_RUN_FAILED:
        end_task(builder, event, index);
        end_remote(builder, future, event, index);
        break;
    default:
        break;
    }
}
