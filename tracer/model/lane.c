/* One fold over the moment; what each event changes is the work of thread_lane.c, object_lane.c,
 * task_lane.c, bracket.c and reentry.c. Arrays grow in the builder and move into the lanes. */
#include "tracer/model/lane.h"

#include <stdlib.h>
#include <string.h>

#include "tracer/model/arena.h"
#include "tracer/model/lane_builder.h"

static void apply(struct lane_builder *builder)
{
    uint32_t index = (uint32_t)builder->moment->event_count;
    uint16_t kind = builder->lanes->trace->events[index].kind;
    if (kind == EVENT_PROCESS_END) {
        thread_lane_end_process(builder, index);
        task_lane_end_process(builder, index);
        moment_apply(builder->moment);
    } else {
        moment_apply(builder->moment);
        if (kind == EVENT_PROCESS_FORK_BEGIN) {
            object_lane_copy(builder, index);
        }
        thread_lane_update(builder, index);
        object_lane_update(builder, index);
        task_lane_update(builder, index);
        load_lane_update(builder, index);
        bracket_update(builder, index);
        reentry_update(builder, index);
    }
}

static void *allocate_zeroed(size_t count, size_t size)
{
    return memset(array_of(count + 1, size), 0, (count + 1) * size);
}

/* Who still has which end of a pipe when the trace ends. */
static void gather_pipe_ends(struct lane_builder *builder)
{
    const struct trace *trace = builder->lanes->trace;
    for (uint32_t i = 0; i < trace->object_count; i++) {
        size_t capacity = 0;
        for (uint32_t process = 1;
             trace->objects[i].type == TYPE_PIPE && process < trace->process_count; process++) {
            unsigned bits = moment_open_ends(builder->moment, process, i);
            if (bits != 0) {
                struct packed_rest *rest = object_lane_rest(builder, i);
                rest->ends = array_grow(rest->ends, rest->end_count + (size_t)1, &capacity,
                                        sizeof *rest->ends);
                rest->ends[rest->end_count++] = (struct lane_end){process, bits};
            }
        }
    }
}

/* ---- lists ---- */

const struct packed_rest packed_rest_none;

void hold_list_init(struct hold_list *holds, const struct trace *trace, uint32_t object)
{
    enum object_type type = object == NONE_INDEX ? TYPE_UNKNOWN : trace->objects[object].type;
    interval_list_init(&holds->list, trace, INTERVAL_PAIRS, 1);
    holds->object = object;
    holds->has_items = type == TYPE_QUEUE || type == TYPE_PROCESS_QUEUE || type == TYPE_PIPE;
}

static void init_lists(struct lanes *lanes)
{
    const struct trace *trace = lanes->trace;
    for (uint32_t i = 0; i < trace->thread_count; i++) {
        struct packed_thread *thread = &lanes->threads[i];
        interval_list_init(&thread->segments, trace, INTERVAL_CHANGES, LANE_STATE_COUNT);
        interval_list_init_references(&thread->holds, trace, &lanes->objects[0].holds.list,
                                      sizeof *lanes->objects);
        hold_list_init(&thread->tasks, trace, NONE_INDEX);
    }
    for (uint32_t i = 0; i < trace->object_count; i++) {
        struct packed_object *object = &lanes->objects[i];
        hold_list_init(&object->holds, trace, i);
        interval_list_init(&object->waits.list, trace, INTERVAL_PAIRS, 1);
        object->waits.object = i;
        object->rest = &packed_rest_none;
    }
}

static void seal_holds(struct hold_list *holds)
{
    interval_list_seal(&holds->list);
    interval_column_seal(&holds->threads);
    interval_column_seal(&holds->users);
    interval_column_seal(&holds->slots);
}

static void finish_holds(struct hold_list *holds)
{
    interval_list_finish(&holds->list);
    interval_column_finish(&holds->threads);
    interval_column_finish(&holds->users);
    interval_column_finish(&holds->slots);
}

static unsigned states_of(const struct interval_list *segments)
{
    uint64_t sums[INTERVAL_CLASSES_MAX] = {0};
    unsigned bits = 0;
    interval_index_add_sums(segments, 0, segments->count, sums);
    for (unsigned state = 0; state < LANE_STATE_COUNT; state++) {
        bits |= (unsigned)(sums[state] > 0) << state;
    }
    return bits;
}

static void seal_object(struct packed_object *object)
{
    seal_holds(&object->holds);
    interval_list_seal(&object->waits.list);
    interval_column_seal(&object->waits.rows);
    if (object->rest != &packed_rest_none) {
        struct packed_rest *rest = (struct packed_rest *)object->rest; /* of this object */
        seal_holds(&rest->reentries);
        interval_list_seal(&rest->levels);
        interval_column_seal(&rest->runnings);
        interval_list_seal(&rest->changes);
    }
}

static void seal_thread(struct packed_thread *thread)
{
    interval_list_seal(&thread->segments);
    interval_column_seal(&thread->targets);
    thread->state_bits = states_of(&thread->segments);
    interval_list_seal(&thread->holds);
    seal_holds(&thread->tasks);
    interval_column_seal(&thread->bracket_backs);
    interval_column_seal(&thread->bracket_ends);
    thread->brackets = array_fit(thread->brackets, thread->bracket_count, sizeof *thread->brackets);
}

/* What threads refer to comes first. */
static void seal_lists(struct lanes *lanes)
{
    for (uint32_t i = 0; i < lanes->trace->object_count; i++) {
        seal_object(&lanes->objects[i]);
    }
    for (uint32_t i = 0; i < lanes->trace->thread_count; i++) {
        seal_thread(&lanes->threads[i]);
    }
}

/* ---- the fold ---- */

static void finish_builder(struct lane_builder *builder)
{
    for (uint32_t i = 0; i < builder->lanes->trace->object_count; i++) {
        struct growing_object *growing = &builder->objects[i];
        free(growing->holds.items);
        free(growing->waits.items);
        free(growing->open_reentries);
        free(growing->wait_rows.words);
        free(growing->hold_slots.words);
    }
    moment_destroy(builder->moment);
    free(builder->threads);
    free(builder->objects);
    free(builder->latest_permit);
}

struct lanes *lanes_create(const struct trace *trace)
{
    struct lanes *lanes = allocate_zeroed(1, sizeof *lanes);
    *lanes = (struct lanes){
        .trace = trace,
        .threads = allocate_zeroed(trace->thread_count, sizeof *lanes->threads),
        .objects = allocate_zeroed(trace->object_count, sizeof *lanes->objects),
    };
    init_lists(lanes);
    struct lane_builder builder = {
        .lanes = lanes,
        .moment = moment_create(trace),
        .threads = allocate_zeroed(trace->thread_count, sizeof *builder.threads),
        .objects = allocate_zeroed(trace->object_count, sizeof *builder.objects),
        .latest_permit = allocate_zeroed(trace->thread_count, sizeof(uint32_t)),
    };
    for (uint32_t i = 0; i < trace->thread_count; i++) {
        builder.latest_permit[i] = NONE_INDEX;
        bracket_init(&builder.threads[i]);
    }
    while (builder.moment->event_count < trace->event_count) {
        apply(&builder);
    }
    task_lane_finish(&builder);
    gather_pipe_ends(&builder);
    finish_builder(&builder);
    seal_lists(lanes);
    return lanes;
}

static void destroy_rest(struct packed_rest *rest)
{
    finish_holds(&rest->reentries);
    interval_list_finish(&rest->levels);
    interval_column_finish(&rest->runnings);
    interval_list_finish(&rest->changes);
    free(rest->ends);
    free(rest);
}

void lanes_destroy(struct lanes *lanes)
{
    if (!lanes) {
        return;
    }
    for (uint32_t i = 0; i < lanes->trace->thread_count; i++) {
        struct packed_thread *thread = &lanes->threads[i];
        interval_list_finish(&thread->segments);
        interval_column_finish(&thread->targets);
        interval_list_finish(&thread->holds);
        finish_holds(&thread->tasks);
        free(thread->brackets);
        interval_column_finish(&thread->bracket_backs);
        interval_column_finish(&thread->bracket_ends);
    }
    for (uint32_t i = 0; i < lanes->trace->object_count; i++) {
        struct packed_object *object = &lanes->objects[i];
        finish_holds(&object->holds);
        interval_list_finish(&object->waits.list);
        interval_column_finish(&object->waits.rows);
        if (object->rest != &packed_rest_none) {
            destroy_rest((struct packed_rest *)object->rest);
        }
    }
    free(lanes->threads);
    free(lanes->objects);
    free(lanes);
}
