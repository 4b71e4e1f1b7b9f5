/* One fold over the moment; what each event changes is the work of thread_lane.c, object_lane.c,
 * task_lane.c, bracket.c and reentry.c. Arrays grow in the builder and move into the lanes. */
#include "tracer/model/lane.h"

#include <assert.h>
#include <stddef.h>
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
        bracket_update(builder, index);
        reentry_update(builder, index);
    }
}

/* Each thread's own view of the locks it held, by begin, gathered from the locks' lanes. */
static int compare_holds(const void *a, const void *b)
{
    const struct lane_hold *x = a, *y = b;
    return (x->begin_event > y->begin_event) - (x->begin_event < y->begin_event);
}

/* A lock that was copied taken is in nobody's hands. */
static bool is_in_hand(const struct trace *trace, const struct lane_hold *hold)
{
    const struct trace_object *lock = &trace->objects[hold->object];
    return lock->origin == NONE_INDEX || trace->threads[hold->thread].process == lock->process;
}

static void gather_thread_holds(struct lane_builder *builder)
{
    struct lanes *lanes = builder->lanes;
    for (uint32_t i = 0; i < lanes->trace->object_count; i++) {
        enum object_type type = lanes->trace->objects[i].type;
        bool is_lock = type < TYPE_SEMAPHORE && type != TYPE_GIL; /* or unknown */
        for (uint32_t j = 0; is_lock && j < lanes->objects[i].hold_count; j++) {
            const struct lane_hold *hold = &lanes->objects[i].holds[j];
            if (!is_in_hand(lanes->trace, hold)) {
                continue;
            }
            struct thread_lane *lane = &lanes->threads[hold->thread];
            lane->holds =
                array_grow(lane->holds, lane->hold_count + (size_t)1,
                           &builder->threads[hold->thread].hold_capacity, sizeof *lane->holds);
            lane->holds[lane->hold_count++] = *hold;
        }
    }
    for (uint32_t i = 0; i < lanes->trace->thread_count; i++) {
        if (lanes->threads[i].hold_count) {
            qsort(lanes->threads[i].holds, lanes->threads[i].hold_count, sizeof(struct lane_hold),
                  compare_holds);
        }
    }
}

static void *allocate_zeroed(size_t count, size_t size)
{
    size_t capacity = 0;
    return memset(array_grow(NULL, count + 1, &capacity, size), 0, (count + 1) * size);
}

/* Who still has which end of a pipe when the trace ends. */
static void gather_pipe_ends(struct lane_builder *builder)
{
    const struct trace *trace = builder->lanes->trace;
    for (uint32_t i = 0; i < trace->object_count; i++) {
        struct object_lane *lane = &builder->lanes->objects[i];
        size_t capacity = 0;
        for (uint32_t process = 1;
             trace->objects[i].type == TYPE_PIPE && process < trace->process_count; process++) {
            unsigned bits = moment_open_ends(builder->moment, process, i);
            if (bits != 0) {
                lane->ends = array_grow(lane->ends, lane->end_count + (size_t)1, &capacity,
                                        sizeof *lane->ends);
                lane->ends[lane->end_count++] = (struct lane_end){process, bits};
            }
        }
    }
}

static unsigned states_of(const struct thread_lane *lane)
{
    uint64_t sums[INTERVAL_CLASSES_MAX] = {0};
    unsigned bits = 0;
    interval_index_add_sums(&lane->segment_index, 0, lane->segment_count, sums);
    for (unsigned state = 0; state < LANE_STATE_COUNT; state++) {
        bits |= (unsigned)(sums[state] > 0) << state;
    }
    return bits;
}

static void index_lanes(struct lanes *lanes)
{
    uint64_t end_ns = lanes->trace->end_ns;
    for (uint32_t i = 0; i < lanes->trace->thread_count; i++) {
        struct thread_lane *lane = &lanes->threads[i];
        interval_index_init(&lane->segment_index, lane->segments, lane->segment_count,
                            sizeof *lane->segments, offsetof(struct lane_segment, state),
                            LANE_STATE_COUNT, end_ns);
        lane->state_bits = states_of(lane);
        interval_index_init(&lane->hold_index, lane->holds, lane->hold_count, sizeof *lane->holds,
                            0, 1, end_ns);
        interval_index_init(&lane->task_index, lane->tasks, lane->task_count, sizeof *lane->tasks,
                            0, 1, end_ns);
    }
    for (uint32_t i = 0; i < lanes->trace->object_count; i++) {
        struct object_lane *lane = &lanes->objects[i];
        interval_index_init(&lane->hold_index, lane->holds, lane->hold_count, sizeof *lane->holds,
                            0, 1, end_ns);
        interval_index_init(&lane->wait_index, lane->waits, lane->wait_count, sizeof *lane->waits,
                            0, 1, end_ns);
        interval_index_init(&lane->reentry_index, lane->reentries, lane->reentry_count,
                            sizeof *lane->reentries, 0, 1, end_ns);
    }
}

static_assert(offsetof(struct lane_segment, begin_ns) == 0 &&
                  offsetof(struct lane_segment, end_ns) == 8 &&
                  offsetof(struct lane_hold, begin_ns) == 0 &&
                  offsetof(struct lane_hold, end_ns) == 8 &&
                  offsetof(struct lane_wait, begin_ns) == 0 &&
                  offsetof(struct lane_wait, end_ns) == 8,
              "an interval begins with its times");

struct lanes *lanes_create(const struct trace *trace)
{
    struct lanes *lanes = allocate_zeroed(1, sizeof *lanes);
    *lanes = (struct lanes){
        .trace = trace,
        .threads = allocate_zeroed(trace->thread_count, sizeof *lanes->threads),
        .objects = allocate_zeroed(trace->object_count, sizeof *lanes->objects),
    };
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
    gather_thread_holds(&builder);
    gather_pipe_ends(&builder);
    index_lanes(lanes);
    for (uint32_t i = 0; i < trace->object_count; i++) {
        free(builder.objects[i].open_holds);
        free(builder.objects[i].open_waits);
        free(builder.objects[i].open_reentries);
        free(builder.objects[i].wait_rows.words);
        free(builder.objects[i].hold_slots.words);
    }
    moment_destroy(builder.moment);
    free(builder.threads);
    free(builder.objects);
    free(builder.latest_permit);
    return lanes;
}

void lanes_destroy(struct lanes *lanes)
{
    if (!lanes) {
        return;
    }
    for (uint32_t i = 0; i < lanes->trace->thread_count; i++) {
        free(lanes->threads[i].segments);
        free(lanes->threads[i].holds);
        free(lanes->threads[i].brackets);
        free(lanes->threads[i].tasks);
        interval_index_finish(&lanes->threads[i].segment_index);
        interval_index_finish(&lanes->threads[i].hold_index);
        interval_index_finish(&lanes->threads[i].task_index);
    }
    for (uint32_t i = 0; i < lanes->trace->object_count; i++) {
        free(lanes->objects[i].holds);
        free(lanes->objects[i].waits);
        free(lanes->objects[i].changes);
        free(lanes->objects[i].reentries);
        free(lanes->objects[i].levels);
        free(lanes->objects[i].ends);
        interval_index_finish(&lanes->objects[i].hold_index);
        interval_index_finish(&lanes->objects[i].wait_index);
        interval_index_finish(&lanes->objects[i].reentry_index);
    }
    free(lanes->threads);
    free(lanes->objects);
    free(lanes);
}
