/* Load: how many tasks wait for an executor and how many it runs, how many calls wait for a manager
 * and how many it serves. Tasks are in task_lane.c; a call waits from its begin until a thread of
 * the manager takes it on, or until it ends without that. */
#include "tracer/model/lane_builder.h"

static uint32_t stepped(uint32_t count, int step)
{
    return step < 0 && count == 0 ? 0 : count + (uint32_t)step;
}

void load_lane_add(struct lane_builder *builder, uint32_t object, uint32_t index, int waiting_step,
                   int running_step)
{
    struct packed_rest *rest = object_lane_rest(builder, object);
    struct lane_level level = {0};
    if (rest->levels.count > 0) {
        level = lane_level_at(rest, rest->levels.count - 1);
    }
    level.count = stepped(level.count, waiting_step);
    level.running = stepped(level.running, running_step);
    interval_list_add_level(&rest->levels, index, level.count);
    interval_column_set(&rest->runnings, rest->levels.count - 1, level.running);
    rest->level_max = level.count > rest->level_max ? level.count : rest->level_max;
    rest->running_max = level.running > rest->running_max ? level.running : rest->running_max;
}

/* Of what is called or served; NONE_INDEX: it is not known. */
static uint32_t manager_of(const struct trace *trace, uint32_t target)
{
    if (target == NONE_INDEX || target_class(target) != TARGET_OBJECT) {
        return NONE_INDEX;
    }
    uint32_t parent = trace->objects[target_index(target)].parent;
    bool is_manager = parent != NONE_INDEX && trace->objects[parent].type == TYPE_MANAGER;
    return is_manager ? parent : NONE_INDEX;
}

static void begin_call(struct lane_builder *builder, uint32_t manager, const struct event *event,
                       uint32_t index)
{
    builder->threads[event->thread].waiting_call = value_low(event->value);
    load_lane_add(builder, manager, index, 1, 0);
}

/* Nobody took it on, and nobody will. */
static void end_call(struct lane_builder *builder, uint32_t manager, uint32_t caller,
                     uint32_t index)
{
    if (builder->threads[caller].waiting_call != 0) {
        builder->threads[caller].waiting_call = 0;
        load_lane_add(builder, manager, index, -1, 0);
    }
}

static void begin_service(struct lane_builder *builder, uint32_t manager, const struct event *event,
                          uint32_t index)
{
    uint32_t caller = value_high(event->value);
    bool is_awaited = caller < builder->lanes->trace->thread_count &&
                      builder->threads[caller].waiting_call == value_low(event->value);
    if (is_awaited) {
        builder->threads[caller].waiting_call = 0;
    }
    load_lane_add(builder, manager, index, is_awaited ? -1 : 0, 1);
}

void load_lane_update(struct lane_builder *builder, uint32_t index)
{
    const struct event *event = &builder->lanes->trace->events[index];
    enum event_operation operation = kind_operation(event->kind);
    if (operation != OPERATION_MANAGER_CALL && operation != OPERATION_MANAGER_SERVE) {
        return;
    }
    uint32_t manager = manager_of(builder->lanes->trace, event->target);
    if (manager == NONE_INDEX) {
        return;
    }
    switch (event->kind) {
    case EVENT_MANAGER_CALL_BEGIN:
        begin_call(builder, manager, event, index);
        break;
    case EVENT_MANAGER_CALL:
    case EVENT_MANAGER_CALL_FAILED:
        end_call(builder, manager, event->thread, index);
        break;
    case EVENT_MANAGER_SERVE_BEGIN:
        begin_service(builder, manager, event, index);
        break;
    case EVENT_MANAGER_SERVE:
    case EVENT_MANAGER_SERVE_FAILED:
        load_lane_add(builder, manager, index, 0, -1);
        break;
    default:
        break;
    }
}

void load_lane_end_thread(struct lane_builder *builder, uint32_t thread, uint32_t index)
{
    const struct thread_moment *state = &builder->moment->threads[thread];
    for (uint32_t i = 0; i < state->bracket_count; i++) {
        uint32_t manager = manager_of(builder->lanes->trace, state->brackets[i].target);
        if (manager != NONE_INDEX && state->brackets[i].operation == OPERATION_MANAGER_CALL) {
            end_call(builder, manager, thread, index);
        } else if (manager != NONE_INDEX &&
                   state->brackets[i].operation == OPERATION_MANAGER_SERVE) {
            load_lane_add(builder, manager, index, 0, -1);
        }
    }
}
