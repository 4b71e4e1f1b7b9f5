/* Items of queues and messages in pipes: each lies there from put to get, from send to recv, and
 * all of them are the lane's level. */
#include "tracer/model/arena.h"
#include "tracer/model/lane_builder.h"

static void add_level(struct lane_builder *builder, const struct event *event, uint32_t index,
                      uint32_t count)
{
    struct packed_rest *rest = object_lane_rest(builder, target_index(event->target));
    interval_list_add_level(&rest->levels, index, count);
    rest->level_max = count > rest->level_max ? count : rest->level_max;
}

static struct interval_list *items_of(const struct lane_builder *builder, const struct event *event)
{
    return &builder->lanes->objects[target_index(event->target)].holds.list;
}

static bool is_item(const struct interval_list *items, uint32_t place, uint32_t number)
{
    uint32_t begin_event = interval_begin_event(items, place);
    return value_low(items->trace->events[begin_event].value) == number;
}

/* Items are numbered from 1 as they are put, so the number tells the place unless puts were lost.
 * NONE_INDEX: it is not there. */
static uint32_t find_item(const struct interval_list *items, uint32_t number)
{
    uint32_t place = number - 1;
    if (place < items->count && is_item(items, place, number)) {
        return place;
    }
    for (place = items->count; place-- > 0;) {
        if (is_item(items, place, number)) {
            return place;
        }
    }
    return NONE_INDEX;
}

static bool is_there(const struct interval_list *items, uint32_t place)
{
    return place != NONE_INDEX && interval_end_event(items, place) == NONE_INDEX;
}

static void put_item(struct lane_builder *builder, const struct event *event, uint32_t index,
                     uint32_t level)
{
    interval_list_begin_pair(items_of(builder, event), index);
    add_level(builder, event, index, level);
}

static void take_item(struct lane_builder *builder, const struct event *event, uint32_t index)
{
    struct interval_list *items = items_of(builder, event);
    uint32_t place = find_item(items, value_low(event->value));
    if (is_there(items, place)) {
        interval_list_end_pair(items, place, index);
    }
    add_level(builder, event, index, value_high(event->value));
}

static void drop_items(struct lane_builder *builder, const struct event *event, uint32_t index)
{
    struct interval_list *items = items_of(builder, event);
    for (uint32_t i = 0; i < items->count; i++) {
        if (is_there(items, i)) {
            interval_list_end_pair(items, i, index);
        }
    }
    add_level(builder, event, index, 0);
}

/* A message is on its way from the moment it begins to be sent. */
static uint32_t level_of(const struct lane_builder *builder, const struct event *event)
{
    const struct interval_list *levels =
        &builder->lanes->objects[target_index(event->target)].rest->levels;
    return levels->count > 0 ? interval_level(levels, levels->count - 1) : 0;
}

static void end_message(struct lane_builder *builder, const struct event *event, uint32_t index,
                        uint32_t place)
{
    struct interval_list *items = items_of(builder, event);
    uint32_t level = level_of(builder, event);
    if (is_there(items, place)) {
        interval_list_end_pair(items, place, index);
        add_level(builder, event, index, level > 0 ? level - 1 : 0);
    }
}

/* A failure does not say which message it was: the sender's latest. */
static uint32_t find_latest_sent(const struct interval_list *items, uint32_t thread)
{
    for (uint32_t i = items->count; i-- > 0;) {
        uint32_t begin_event = interval_begin_event(items, i);
        if (items->trace->events[begin_event].thread == thread && is_there(items, i)) {
            return i;
        }
    }
    return NONE_INDEX;
}

void item_lane_update(struct lane_builder *builder, uint32_t index)
{
    const struct event *event = &builder->lanes->trace->events[index];
    switch (event->kind) {
    case EVENT_QUEUE_PUT:
        put_item(builder, event, index, value_high(event->value));
        break;
    case EVENT_QUEUE_GET:
        take_item(builder, event, index);
        break;
    case EVENT_PIPE_SEND_BEGIN:
        put_item(builder, event, index, level_of(builder, event) + 1);
        break;
    case EVENT_PIPE_SEND_FAILED:
        end_message(builder, event, index,
                    find_latest_sent(items_of(builder, event), event->thread));
        break;
    case EVENT_PIPE_RECV:
        end_message(builder, event, index,
                    find_item(items_of(builder, event), value_low(event->value)));
        break;
    case EVENT_OBJECT_CLOSE:
        if (flags_detail(event->flags) == CLOSE_IMMEDIATE) {
            drop_items(builder, event, index);
        }
        break;
    default:
        break;
    }
}
