/* Items of queues and messages in pipes: each lies there from put to get, from send to recv, and
 * all of them are the lane's level. */
#include "tracer/model/arena.h"
#include "tracer/model/lane_builder.h"

static void add_level(struct lane_builder *builder, const struct event *event, uint32_t index,
                      uint32_t count)
{
    uint32_t object = target_index(event->target);
    struct object_lane *lane = &builder->lanes->objects[object];
    lane->levels = array_grow(lane->levels, lane->level_count + (size_t)1,
                              &builder->objects[object].level_capacity, sizeof *lane->levels);
    lane->levels[lane->level_count++] = (struct lane_level){event->time_ns, index, count, 0};
    lane->level_max = count > lane->level_max ? count : lane->level_max;
}

static bool is_item(const struct lane_builder *builder, const struct lane_hold *hold,
                    uint32_t number)
{
    return value_low(builder->lanes->trace->events[hold->begin_event].value) == number;
}

/* Items are numbered from 1 as they are put, so the number tells the place unless puts were lost.
 */
static struct lane_hold *find_item(struct lane_builder *builder, uint32_t object, uint32_t number)
{
    struct object_lane *lane = &builder->lanes->objects[object];
    uint32_t place = number - 1;
    if (place < lane->hold_count && is_item(builder, &lane->holds[place], number)) {
        return &lane->holds[place];
    }
    for (place = lane->hold_count; place-- > 0;) {
        if (is_item(builder, &lane->holds[place], number)) {
            return &lane->holds[place];
        }
    }
    return NULL;
}

static void close_item(struct lane_hold *item, const struct event *event, uint32_t index,
                       uint32_t user)
{
    if (item != NULL && item->end_event == NONE_INDEX) {
        item->end_ns = event->time_ns;
        item->end_event = index;
        item->user = user;
    }
}

static void drop_items(struct lane_builder *builder, const struct event *event, uint32_t index)
{
    struct object_lane *lane = &builder->lanes->objects[target_index(event->target)];
    for (uint32_t i = 0; i < lane->hold_count; i++) {
        close_item(&lane->holds[i], event, index, NONE_INDEX);
    }
}

/* A message is on its way from the moment it begins to be sent. */
static uint32_t level_of(const struct lane_builder *builder, uint32_t object)
{
    const struct object_lane *lane = &builder->lanes->objects[object];
    return lane->level_count > 0 ? lane->levels[lane->level_count - 1].count : 0;
}

static void end_message(struct lane_builder *builder, const struct event *event, uint32_t index,
                        uint32_t user)
{
    uint32_t object = target_index(event->target), level = level_of(builder, object);
    struct lane_hold *message = find_item(builder, object, value_low(event->value));
    if (message != NULL && message->end_event == NONE_INDEX) {
        close_item(message, event, index, user);
        add_level(builder, event, index, level > 0 ? level - 1 : 0);
    }
}

/* A failure does not say which message it was: the sender's latest. */
static void end_failed_message(struct lane_builder *builder, const struct event *event,
                               uint32_t index)
{
    uint32_t object = target_index(event->target), level = level_of(builder, object);
    struct object_lane *lane = &builder->lanes->objects[object];
    for (uint32_t i = lane->hold_count; i-- > 0;) {
        if (lane->holds[i].thread == event->thread && lane->holds[i].end_event == NONE_INDEX) {
            close_item(&lane->holds[i], event, index, NONE_INDEX);
            add_level(builder, event, index, level > 0 ? level - 1 : 0);
            return;
        }
    }
}

void item_lane_update(struct lane_builder *builder, uint32_t index)
{
    const struct event *event = &builder->lanes->trace->events[index];
    uint32_t object = target_index(event->target);
    switch (event->kind) {
    case EVENT_QUEUE_PUT:
        object_lane_add_hold(builder, event, index)->user = NONE_INDEX;
        add_level(builder, event, index, value_high(event->value));
        break;
    case EVENT_QUEUE_GET:
        close_item(find_item(builder, object, value_low(event->value)), event, index,
                   event->thread);
        add_level(builder, event, index, value_high(event->value));
        break;
    case EVENT_PIPE_SEND_BEGIN:
        object_lane_add_hold(builder, event, index)->user = NONE_INDEX;
        add_level(builder, event, index, level_of(builder, object) + 1);
        break;
    case EVENT_PIPE_SEND_FAILED:
        end_failed_message(builder, event, index);
        break;
    case EVENT_PIPE_RECV:
        end_message(builder, event, index, event->thread);
        break;
    case EVENT_OBJECT_CLOSE:
        if (flags_detail(event->flags) == CLOSE_IMMEDIATE) {
            drop_items(builder, event, index);
            add_level(builder, event, index, 0);
        }
        break;
    default:
        break;
    }
}
