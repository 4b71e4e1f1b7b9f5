#include "tracer/model/arena.h"
#include "tracer/model/building.h"
#include "tracer/model/page_memory.h"
#include "tracer/model/process_table.h"

/* An event that is not about what its kind is about is kept as one of a kind that nobody knows. */
#define KIND_CONTRADICTS 0x8000

static void learn_thread(struct trace_builder *builder, const struct raw_event *raw, uint32_t index)
{
    struct trace_thread *about = &builder->trace->threads[id_number(raw->object)];
    switch (raw->kind) {
    case EVENT_THREAD_CREATE_BEGIN:
        about->creator = raw->thread;
        about->owner = raw->value ? object_table_know(&builder->objects, raw->value, raw->process)
                                  : NONE_INDEX;
        about->create_event = index;
        about->process = about->exists ? about->process : raw->process;
        about->is_daemon = raw->flags & FLAG_SPECIAL;
        break;
    case EVENT_THREAD_BEGIN:
        about->tid = (uint32_t)raw->value;
        break;
    default:
        break;
    }
    about->exists = true;
}

/* A fork that was not recorded is known by its child's first event. */
static void learn_fork(struct trace_builder *builder, const struct raw_event *raw, uint32_t child)
{
    uint32_t parent = builder->trace->processes[child].parent;
    bool is_fork = raw->kind == EVENT_PROCESS_FORK_BEGIN ||
                   (raw->kind == EVENT_PROCESS_BEGIN && flags_detail(raw->flags) == PROCESS_FORKED);
    if (is_fork && parent != NONE_INDEX) {
        object_table_fork(&builder->objects, parent, child);
    }
}

/* An id with an unbelievable number is shown as an object, not as a thread that cannot be. */
static uint32_t resolve_target(struct trace_builder *builder, const struct raw_event *raw,
                               uint32_t index)
{
    uint64_t number = id_number(raw->object);
    if (raw->object == 0) {
        return NONE_INDEX;
    }
    if (id_class(raw->object) == ID_THREAD && number < TRACE_NUMBER_LIMIT) {
        building_reserve_thread(builder, (uint32_t)number);
        learn_thread(builder, raw, index);
        return target_make(TARGET_THREAD, (uint32_t)number);
    }
    if (id_class(raw->object) == ID_PROCESS && number < TRACE_NUMBER_LIMIT) {
        building_reserve_process(builder, (uint32_t)number);
        process_table_learn(builder->trace, raw, (uint32_t)number, index);
        learn_fork(builder, raw, (uint32_t)number);
        if (process_table_is_exec(raw)) {
            object_table_replace(&builder->objects, (uint32_t)number);
        }
        return target_make(TARGET_PROCESS, (uint32_t)number);
    }
    return target_make(TARGET_OBJECT, object_table_resolve(&builder->objects, raw, index));
}

static uint64_t resolve_value(struct trace_builder *builder, const struct raw_event *raw)
{
    if (!kind_has_text(raw->kind, raw->flags)) {
        return raw->value;
    }
    unsigned shift = kind_text_shift(raw->kind);
    uint64_t number = raw->value >> shift, rest = raw->value - (number << shift);
    uint32_t text = id_map_find(&builder->text_ids, number, raw->process);
    if (text == ID_MAP_NONE) { /* a saved trace numbers its texts for all processes at once */
        text = id_map_find(&builder->text_ids, number, 0);
    }
    return rest | (text == ID_MAP_NONE ? 0 : text + (uint64_t)1) << shift;
}

/* Threads begin, processes fork, locks are taken: what such an event is about must be one. Only
 * failures may be about nothing. Who waits, sleeps or speaks may do so about anything. */
static bool fits(uint16_t kind, uint32_t target)
{
    static const struct {
        enum event_operation first, last;
        enum target_class class;
    } rules[] = {
        {OPERATION_THREAD_CREATE, OPERATION_THREAD_JOIN, TARGET_THREAD},
        {OPERATION_PROCESS_FORK, OPERATION_PROCESS_JOIN, TARGET_PROCESS},
        {OPERATION_OBJECT_CREATE, OPERATION_VARIABLE_STORE, TARGET_OBJECT},
    };
    enum event_operation operation = kind_operation(kind);
    enum target_class class = target_class(target);
    if (class == TARGET_NONE && kind_stage(kind) == STAGE_FAILED) {
        return true;
    }
    for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++) {
        if (operation >= rules[i].first && operation <= rules[i].last) {
            return class == rules[i].class;
        }
    }
    return true;
}

static uint32_t add_event(struct trace_builder *builder, const struct event *event)
{
    struct trace *trace = builder->trace;
    trace->events = array_grow(trace->events, trace->event_count + 1, &builder->event_capacity,
                               sizeof *trace->events);
    trace->events[trace->event_count] = *event;
    trace->threads[event->thread].last_event = (uint32_t)trace->event_count;
    thread_presence_note(&trace->presence, event->thread, trace->event_count);
    return (uint32_t)trace->event_count++;
}

/* A notify that could not say whom it wakes is told as one that could. */
static void place_wakes(struct trace_builder *builder, uint32_t notify)
{
    struct trace *trace = builder->trace;
    struct event wake = trace->events[notify];
    uint32_t asked = value_low(wake.value), woken = 0;
    wake.kind = EVENT_DOOR_WAKE;
    while (woken < asked &&
           (wake.value = signal_match_take(&builder->signals, target_index(wake.target),
                                           (uint32_t)trace->event_count))) {
        add_event(builder, &wake);
        woken++;
    }
    trace->events[notify].value = asked | (uint64_t)woken << 32;
}

void building_place_event(struct trace_builder *builder, const struct raw_event *raw)
{
    struct trace *trace = builder->trace;
    uint32_t index = (uint32_t)trace->event_count;
    if (index == 0) {
        builder->origin_ns = raw->time_ns;
    }
    struct event event = {
        .time_ns = raw->time_ns - builder->origin_ns,
        .value = resolve_value(builder, raw),
        .thread = raw->thread,
        .target = resolve_target(builder, raw, index),
        .site = site_table_resolve(&builder->sites, raw),
        .flags = raw->flags & (uint16_t)~FLAG_ADDRESS,
    };
    event.kind = fits(raw->kind, event.target) ? raw->kind : raw->kind | KIND_CONTRADICTS;
    permit_count_fill(&builder->permits, builder->objects.objects, &event);
    struct trace_thread *self = &trace->threads[raw->thread];
    self->begin_event = self->begin_event == NONE_INDEX ? index : self->begin_event;
    add_event(builder, &event);
    trace->objects = builder->objects.objects; /* which signals look at */
    if (signal_match_is_asked(raw) && event_object(trace, &event)) {
        place_wakes(builder, index);
    } else {
        signal_match_follow(&builder->signals, trace, index);
    }
}

void building_reserve_events(struct trace_builder *builder, size_t count)
{
    struct trace *trace = builder->trace;
    trace->events = array_of(count, sizeof *trace->events);
    builder->event_capacity = count;
    page_memory_prefer_huge(trace->events, count * sizeof *trace->events);
}
