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
                          uint32_t index)
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
        .slot = builder->moment->objects[future].future,
    };
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

/* Before the event that the moment has applied already. */
static bool is_in(const struct lane_builder *builder, uint32_t future, enum future_state state)
{
    const struct object_lane *lane = &builder->lanes->objects[future];
    return lane->hold_count > 0 && lane->holds[lane->hold_count - 1].slot == (uint32_t)state;
}

void task_lane_update(struct lane_builder *builder, uint32_t index)
{
    const struct event *event = &builder->lanes->trace->events[index];
    const struct trace_object *object = event_object(builder->lanes->trace, event);
    if (object == NULL || object->type != TYPE_FUTURE) {
        return;
    }
    uint32_t future = target_index(event->target);
    switch (event->kind) {
    case EVENT_OBJECT_CREATE:
        begin_stretch(builder, future, event, index);
        add_level(builder, future, event, index, 1, 0);
        break;
    case EVENT_FUTURE_RUN:
    case EVENT_FUTURE_CANCEL:
        begin_stretch(builder, future, event, index);
        add_level(builder, future, event, index, -1, event->kind == EVENT_FUTURE_RUN);
        break;
    case EVENT_FUTURE_SET:
        add_level(builder, future, event, index, -is_in(builder, future, FUTURE_PENDING),
                  -is_in(builder, future, FUTURE_RUNNING));
        begin_stretch(builder, future, event, index);
        break;
    case EVENT_OBJECT_DESTROY:
        end_stretch(builder, future, event, index);
        break;
    case EVENT_TASK_RUN_BEGIN:
        if (is_in(builder, future, FUTURE_PENDING)) {
            begin_stretch(builder, future, event, index);
            add_level(builder, future, event, index, -1, 1);
        }
        begin_task(builder, event, index);
        break;
    case EVENT_TASK_RUN:
    case EVENT_TASK_RUN_FAILED:
        end_task(builder, event, index);
        break;
    default:
        break;
    }
}
