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

static void end_stretch(struct lane_builder *builder, uint32_t future, const struct event *event,
                        uint32_t index)
{
    struct object_lane *lane = &builder->lanes->objects[future];
    struct lane_hold *last = lane->hold_count > 0 ? &lane->holds[lane->hold_count - 1] : NULL;
    if (last != NULL && last->end_event == NONE_INDEX) {
        last->end_ns = event->time_ns;
        last->end_event = index;
    }
}

static void begin_stretch(struct lane_builder *builder, uint32_t future, const struct event *event,
                          uint32_t index, uint32_t state)
{
    struct object_lane *lane = &builder->lanes->objects[future];
    end_stretch(builder, future, event, index);
    lane->holds = array_grow(lane->holds, lane->hold_count + (size_t)1,
                             &builder->objects[future].hold_capacity, sizeof *lane->holds);
    lane->holds[lane->hold_count++] = (struct lane_hold){
        .begin_ns = event->time_ns,
        .end_ns = builder->lanes->trace->end_ns,
        .object = future,
        .thread = event->thread,
        .user = event->thread,
        .begin_event = index,
        .end_event = NONE_INDEX,
        .slot = state,
    };
}

static const struct lane_hold *last_stretch(const struct lane_builder *builder, uint32_t future)
{
    const struct object_lane *lane = &builder->lanes->objects[future];
    return lane->hold_count > 0 ? &lane->holds[lane->hold_count - 1] : NULL;
}

/* ---- an executor's load ---- */

static uint32_t stepped(uint32_t count, int step)
{
    return step < 0 && count == 0 ? 0 : count + (uint32_t)step;
}

static void add_level(struct lane_builder *builder, uint32_t future, const struct event *event,
                      uint32_t index, int waiting_step, int running_step)
{
    uint32_t executor = executor_of(builder->lanes->trace, future);
    if (executor == NONE_INDEX) {
        return;
    }
    struct object_lane *lane = &builder->lanes->objects[executor];
    struct lane_level level = {0};
    if (lane->level_count > 0) {
        level = lane->levels[lane->level_count - 1];
    }
    level.time_ns = event->time_ns;
    level.event = index;
    level.count = stepped(level.count, waiting_step);
    level.running = stepped(level.running, running_step);
    lane->levels = array_grow(lane->levels, lane->level_count + (size_t)1,
                              &builder->objects[executor].level_capacity, sizeof *lane->levels);
    lane->levels[lane->level_count++] = level;
    lane->level_max = level.count > lane->level_max ? level.count : lane->level_max;
}

/* ---- what a thread ran ---- */

static void begin_task(struct lane_builder *builder, const struct event *event, uint32_t index)
{
    struct thread_lane *lane = &builder->lanes->threads[event->thread];
    lane->tasks = array_grow(lane->tasks, lane->task_count + (size_t)1,
                             &builder->threads[event->thread].task_capacity, sizeof *lane->tasks);
    lane->tasks[lane->task_count++] = (struct lane_hold){
        .begin_ns = event->time_ns,
        .end_ns = builder->lanes->trace->end_ns,
        .object = target_index(event->target),
        .thread = event->thread,
        .user = event->thread,
        .begin_event = index,
        .end_event = NONE_INDEX,
    };
}

static void end_task(struct lane_builder *builder, const struct event *event, uint32_t index)
{
    struct thread_lane *lane = &builder->lanes->threads[event->thread];
    for (uint32_t i = lane->task_count; i-- > 0;) {
        if (lane->tasks[i].end_event == NONE_INDEX &&
            lane->tasks[i].object == target_index(event->target)) {
            lane->tasks[i].end_ns = event->time_ns;
            lane->tasks[i].end_event = index;
            return;
        }
    }
}

/* Whether a worker is at it, or is to be as far as its executor knows. */
static bool is_run(const struct lane_builder *builder, uint32_t future)
{
    const struct lane_hold *last = last_stretch(builder, future);
    uint16_t kind = last != NULL ? builder->lanes->trace->events[last->begin_event].kind : 0;
    bool is_through =
        kind == EVENT_TASK_RUN || kind == EVENT_TASK_RUN_FAILED || kind == EVENT_PROCESS_END;
    return last != NULL && last->slot == FUTURE_RUNNING && !is_through;
}

/* Before the event that the moment has applied already. */
static bool is_in(const struct lane_builder *builder, uint32_t future, enum future_state state)
{
    const struct object_lane *lane = &builder->lanes->objects[future];
    return lane->hold_count > 0 && lane->holds[lane->hold_count - 1].slot == (uint32_t)state;
}

/* ---- in another process ---- */

/* A pool says nothing about who takes a task on, and an executor hands it to a worker before that
 * worker runs it. */
static void begin_remote(struct lane_builder *builder, uint32_t future, const struct event *event,
                         uint32_t index)
{
    const struct lane_hold *last = last_stretch(builder, future);
    if (is_in(builder, future, FUTURE_PENDING)) {
        begin_stretch(builder, future, event, index, FUTURE_RUNNING);
        add_level(builder, future, event, index, -1, 1);
    } else if (is_in(builder, future, FUTURE_RUNNING) && last->thread != event->thread) {
        begin_stretch(builder, future, event, index, FUTURE_RUNNING);
    }
}

static void end_remote(struct lane_builder *builder, uint32_t future, const struct event *event,
                       uint32_t index)
{
    const struct trace *trace = builder->lanes->trace;
    bool is_remote = trace->threads[event->thread].process != trace->objects[future].process;
    if (is_remote && is_run(builder, future)) {
        add_level(builder, future, event, index, 0, -1);
        begin_stretch(builder, future, event, index, FUTURE_RUNNING);
    }
}

static void lose_task(struct lane_builder *builder, struct lane_hold *task,
                      const struct event *event, uint32_t index)
{
    task->end_ns = event->time_ns;
    task->end_event = index;
    const struct lane_hold *last = last_stretch(builder, task->object);
    if (is_run(builder, task->object) && last->thread == task->thread) {
        add_level(builder, task->object, event, index, 0, -1);
        begin_stretch(builder, task->object, event, index, FUTURE_RUNNING);
        struct object_lane *lane = &builder->lanes->objects[task->object];
        lane->holds[lane->hold_count - 1].thread = task->thread;
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
        struct thread_lane *lane = &builder->lanes->threads[thread];
        for (uint32_t i = 0; i < lane->task_count; i++) {
            if (lane->tasks[i].end_event == NONE_INDEX) {
                lose_task(builder, &lane->tasks[i], event, index);
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
    const struct lane_hold *last = future == NONE_INDEX ? NULL : last_stretch(builder, future);
    if (last == NULL || trace->objects[future].type != TYPE_FUTURE ||
        !is_in(builder, future, FUTURE_FINISHED)) {
        return;
    }
    struct growing_object *growing = &builder->objects[target_index(event->target)];
    if (last->begin_event + 1 > growing->latest_set) {
        growing->latest_set = last->begin_event + 1;
        return;
    }
    struct object_lane *lane = &builder->lanes->objects[future];
    lane->holds[lane->hold_count - 1].slot = LANE_HELD_BACK;
    begin_stretch(builder, future, event, index, FUTURE_FINISHED);
}

static bool is_waited_for(const struct object_lane *lane)
{
    for (uint32_t i = lane->wait_count; i-- > 0;) {
        if (lane->waits[i].end_event == NONE_INDEX) {
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
            struct object_lane *lane = &builder->lanes->objects[future];
            lane->holds[lane->hold_count - 1].slot = LANE_HELD_BACK;
        }
    }
}

void task_lane_finish(struct lane_builder *builder)
{
    const struct trace *trace = builder->lanes->trace;
    for (uint32_t i = 0; i < trace->object_count; i++) {
        if (trace->objects[i].type == TYPE_ITERATOR && is_waited_for(&builder->lanes->objects[i])) {
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
        begin_stretch(builder, future, event, index, state);
        add_level(builder, future, event, index, 1, 0);
        break;
    case EVENT_FUTURE_RUN:
    case EVENT_FUTURE_CANCEL:
        begin_stretch(builder, future, event, index, state);
        add_level(builder, future, event, index, -1, event->kind == EVENT_FUTURE_RUN);
        break;
    case EVENT_FUTURE_SET:
        add_level(builder, future, event, index, -is_in(builder, future, FUTURE_PENDING),
                  -is_run(builder, future));
        begin_stretch(builder, future, event, index, state);
        break;
    case EVENT_OBJECT_DESTROY:
        end_stretch(builder, future, event, index);
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
