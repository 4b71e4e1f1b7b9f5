/* Events are resolved in order of time, because identity depends on it: an address created again is
 * another object from then on. So the builder keeps what it is given until the end and then takes
 * the events by time (event_merge), unless the reader has promised that order. */
#include "tracer/model/trace_builder.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "tracer/model/arena.h"
#include "tracer/model/event_merge.h"
#include "tracer/model/id_map.h"
#include "tracer/model/naming.h"
#include "tracer/model/object_table.h"
#include "tracer/model/page_memory.h"
#include "tracer/model/process_table.h"
#include "tracer/model/signal_match.h"
#include "tracer/model/site_table.h"

/* An event that is not about what its kind is about is kept as one of a kind that nobody knows. */
#define KIND_CONTRADICTS 0x8000

struct trace_builder {
    struct trace *trace;
    struct event_merge merge;
    struct signal_match signals;
    size_t event_capacity;
    size_t thread_capacity;
    size_t process_capacity;
    struct raw_text *texts; /* strings in the trace's arena */
    size_t text_capacity;
    size_t text_count;
    uint64_t origin_ns;
    bool is_sorted; /* events come in order and are resolved at once */
    struct object_table objects;
    struct site_table sites;
    struct id_map text_ids; /* (text id, process) to trace->texts */
};

struct trace_builder *trace_builder_create(void)
{
    size_t capacity = 0;
    struct trace_builder *builder = array_grow(NULL, 1, &capacity, sizeof *builder);
    *builder = (struct trace_builder){0};
    capacity = 0;
    builder->trace = array_grow(NULL, 1, &capacity, sizeof *builder->trace);
    *builder->trace = (struct trace){.is_complete = true, .program = "", .file_name = ""};
    builder->trace->arena = arena_create();
    builder->sites.arena = builder->trace->arena;
    return builder;
}

static void reserve_process(struct trace_builder *builder, uint32_t process)
{
    struct trace *trace = builder->trace;
    trace->processes = array_grow(trace->processes, process + (size_t)1, &builder->process_capacity,
                                  sizeof *trace->processes);
    while (trace->process_count <= process) {
        trace->processes[trace->process_count++] = process_table_blank();
    }
}

static void reserve_thread(struct trace_builder *builder, uint32_t thread)
{
    struct trace *trace = builder->trace;
    trace->threads = array_grow(trace->threads, thread + (size_t)1, &builder->thread_capacity,
                                sizeof *trace->threads);
    while (trace->thread_count <= thread) {
        trace->threads[trace->thread_count++] = (struct trace_thread){
            .name = "",
            .next_in_process = NONE_INDEX,
            .creator = NONE_INDEX,
            .owner = NONE_INDEX,
            .create_event = NONE_INDEX,
            .begin_event = NONE_INDEX,
            .last_event = NONE_INDEX,
        };
    }
}

bool trace_builder_add_thread(struct trace_builder *builder, uint32_t thread, uint32_t tid,
                              uint32_t process, uint32_t pid)
{
    if (thread >= TRACE_NUMBER_LIMIT || process >= TRACE_NUMBER_LIMIT) {
        return false;
    }
    reserve_process(builder, process);
    reserve_thread(builder, thread);
    struct trace_thread *known = &builder->trace->threads[thread];
    if (known->exists && known->process != process) {
        return false;
    }
    known->exists = true;
    known->process = process;
    known->tid = tid;
    builder->trace->processes[process].exists = true;
    builder->trace->processes[process].pid = pid;
    return true;
}

void trace_builder_add_text(struct trace_builder *builder, const struct raw_text *raw)
{
    assert(!builder->is_sorted); /* it comes too late */
    builder->texts = array_grow(builder->texts, builder->text_count + 1, &builder->text_capacity,
                                sizeof *builder->texts);
    struct raw_text *added = &builder->texts[builder->text_count++];
    *added = *raw;
    for (int i = 0; i < TEXT_STRINGS; i++) {
        added->strings[i] = arena_copy_text(builder->trace->arena, raw->strings[i]);
    }
}

void trace_builder_add_lost(struct trace_builder *builder, uint64_t count)
{
    builder->trace->lost_events += count;
    builder->trace->is_complete &= count == 0;
}

void trace_builder_mark_torn(struct trace_builder *builder)
{
    builder->trace->is_complete = false;
}

/* ---- resolving ---- */

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
        reserve_thread(builder, (uint32_t)number);
        learn_thread(builder, raw, index);
        return target_make(TARGET_THREAD, (uint32_t)number);
    }
    if (id_class(raw->object) == ID_PROCESS && number < TRACE_NUMBER_LIMIT) {
        reserve_process(builder, (uint32_t)number);
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
        {OPERATION_PROCESS_FORK, OPERATION_SIGNAL_SEND, TARGET_PROCESS},
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

static void place_event(struct trace_builder *builder, const struct raw_event *raw)
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

static void reserve_events(struct trace_builder *builder, size_t count)
{
    struct trace *trace = builder->trace;
    trace->events = array_of(count, sizeof *trace->events);
    builder->event_capacity = count;
    page_memory_prefer_huge(trace->events, count * sizeof *trace->events);
}

static void place_merged_events(struct trace_builder *builder)
{
    struct raw_event raw;
    reserve_events(builder, event_merge_begin(&builder->merge));
    while (event_merge_take(&builder->merge, &raw)) {
        place_event(builder, &raw);
    }
}

/* What grew beside the trace is its own from here on. */
static void hand_over_tables(struct trace_builder *builder)
{
    struct trace *trace = builder->trace;
    trace->objects = builder->objects.objects;
    trace->object_count = builder->objects.count;
    trace->sites = builder->sites.sites;
    trace->site_count = builder->sites.site_count;
}

bool trace_builder_add_event(struct trace_builder *builder, const struct raw_event *raw)
{
    struct trace *trace = builder->trace;
    bool is_known = raw->thread < trace->thread_count && trace->threads[raw->thread].exists;
    bool is_believed = is_known
                           ? trace->threads[raw->thread].process == raw->process
                           : trace_builder_add_thread(builder, raw->thread, 0, raw->process, 0);
    if (!is_believed) {
        return false;
    }
    if (builder->is_sorted) {
        place_event(builder, raw);
    } else {
        event_merge_add(&builder->merge, raw);
    }
    return true;
}

/* ---- words ---- */

static void collect_infos(struct trace_builder *builder)
{
    struct trace *trace = builder->trace;
    size_t info_capacity = 0, text_capacity = 0;
    for (size_t i = 0; i < builder->text_count; i++) {
        const struct raw_text *text = &builder->texts[i];
        if (text->kind == TEXT_INFO) {
            trace->infos = array_grow(trace->infos, trace->info_count + (size_t)1, &info_capacity,
                                      sizeof *trace->infos);
            trace->infos[trace->info_count++] =
                (struct trace_info){text->strings[0], text->strings[1]};
        } else if (text->kind == TEXT_TEXT) {
            trace->texts = array_grow(trace->texts, trace->text_count + (size_t)1, &text_capacity,
                                      sizeof *trace->texts);
            id_map_store(&builder->text_ids, text->key, text->process, trace->text_count);
            trace->texts[trace->text_count++] = text->strings[0];
        } else if (text->kind == TEXT_SITE || text->kind == TEXT_MODULE) {
            site_table_register(&builder->sites, text);
        }
    }
    trace->program = trace_info_value(trace, "program");
    trace->is_virtual_time = strcmp(trace_info_value(trace, "clock"), "virtual") == 0;
}

void trace_builder_expect_sorted(struct trace_builder *builder, size_t event_count)
{
    builder->is_sorted = true;
    collect_infos(builder);
    reserve_events(builder, event_count);
}

static void apply_name(struct trace_builder *builder, const struct raw_text *text)
{
    struct trace *trace = builder->trace;
    uint64_t number = id_number(text->key);
    if (id_class(text->key) == ID_THREAD) {
        if (number < trace->thread_count) {
            trace->threads[number].name = text->strings[0];
        }
    } else if (id_class(text->key) == ID_PROCESS) {
        if (number < trace->process_count) {
            trace->processes[number].name = text->strings[0];
        }
    } else {
        uint32_t object = object_table_find_last(&builder->objects, text->key, text->process);
        if (object != NONE_INDEX) {
            trace->objects[object].name = text->strings[0];
            trace->objects[object].has_name = true;
        }
    }
}

static void apply_end(struct trace *trace, const struct raw_text *text, uint64_t time_ns)
{
    static const struct {
        const char *name;
        enum trace_outcome outcome;
    } outcomes[] = {{"ended", OUTCOME_ENDED},
                    {"hung", OUTCOME_HUNG},
                    {"crashed", OUTCOME_CRASHED},
                    {"interrupted", OUTCOME_INTERRUPTED}};
    for (size_t i = 0; i < sizeof outcomes / sizeof outcomes[0]; i++) {
        if (strcmp(text->strings[0], outcomes[i].name) == 0) {
            trace->outcome = outcomes[i].outcome;
        }
    }
    trace->exit_status = (int)text->value;
    trace->end_ns = time_ns > trace->end_ns ? time_ns : trace->end_ns;
}

/* What the id means in the end; NONE_INDEX for what the trace does not know. */
static uint32_t find_target(const struct trace_builder *builder, uint64_t id, uint32_t process)
{
    uint64_t number = id_number(id);
    if (id_class(id) == ID_THREAD) {
        bool is_known = number < builder->trace->thread_count;
        return is_known ? target_make(TARGET_THREAD, (uint32_t)number) : NONE_INDEX;
    }
    if (id_class(id) == ID_PROCESS) {
        bool is_known = number < builder->trace->process_count;
        return is_known ? target_make(TARGET_PROCESS, (uint32_t)number) : NONE_INDEX;
    }
    uint32_t object = object_table_find_last(&builder->objects, id, process);
    return object == NONE_INDEX ? NONE_INDEX : target_make(TARGET_OBJECT, object);
}

static void close_outside(struct trace *trace, uint32_t target)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < trace->outside_count; i++) {
        if (trace->outsides[i].target != target) {
            trace->outsides[count++] = trace->outsides[i];
        }
    }
    trace->outside_count = count;
}

static void apply_outside(struct trace_builder *builder, const struct raw_text *text,
                          size_t *capacity)
{
    struct trace *trace = builder->trace;
    uint32_t target = find_target(builder, text->key, text->process);
    if (target == NONE_INDEX) {
        return;
    }
    if (!text->value) {
        close_outside(trace, target);
        return;
    }
    trace->outsides = array_grow(trace->outsides, trace->outside_count + (size_t)1, capacity,
                                 sizeof *trace->outsides);
    trace->outsides[trace->outside_count++] = (struct trace_outside){target, text->strings[0]};
}

static void apply_texts(struct trace_builder *builder)
{
    struct trace *trace = builder->trace;
    size_t asleep_capacity = 0, outside_capacity = 0;
    for (size_t i = 0; i < builder->text_count; i++) {
        const struct raw_text *text = &builder->texts[i];
        uint64_t origin_ns = builder->origin_ns;
        if (text->kind == TEXT_NAME && text->strings[0][0]) {
            apply_name(builder, text);
        } else if (text->kind == TEXT_END) {
            apply_end(trace, text, text->time_ns > origin_ns ? text->time_ns - origin_ns : 0);
        } else if (text->kind == TEXT_ASLEEP && text->key < trace->thread_count) {
            trace->asleeps = array_grow(trace->asleeps, trace->asleep_count + (size_t)1,
                                        &asleep_capacity, sizeof *trace->asleeps);
            trace->asleeps[trace->asleep_count++] =
                (struct trace_asleep){(uint32_t)text->key, (uint32_t)text->value};
        } else if (text->kind == TEXT_OUTSIDE) {
            apply_outside(builder, text, &outside_capacity);
        }
    }
}

struct trace *trace_builder_finish(struct trace_builder *builder, const char *file_name)
{
    struct trace *trace = builder->trace;
    reserve_process(builder, 0);
    reserve_thread(builder, 0);
    trace->file_name = arena_copy_text(trace->arena, file_name);
    if (!builder->is_sorted) {
        collect_infos(builder);
        place_merged_events(builder);
    }
    hand_over_tables(builder);
    trace->end_ns = trace->event_count ? trace->events[trace->event_count - 1].time_ns : 0;
    apply_texts(builder);
    process_table_finish(trace);
    trace->threads[0].name = "trace-run";
    process_table_name(trace);
    naming_finish(trace, &builder->sites);
    builder->trace = NULL;
    trace_builder_destroy(builder);
    return trace;
}

void trace_builder_destroy(struct trace_builder *builder)
{
    if (!builder) {
        return;
    }
    event_merge_finish(&builder->merge);
    if (builder->trace) {
        hand_over_tables(builder);
    }
    trace_destroy(builder->trace);
    object_table_finish(&builder->objects);
    site_table_finish(&builder->sites);
    signal_match_finish(&builder->signals);
    id_map_finish(&builder->text_ids);
    free(builder->texts);
    free(builder);
}
