/* Events are resolved in order of time, because identity depends on it: an address created again is
 * another object from then on. So the builder keeps what it is given until the end and then takes
 * the events by time (event_merge), unless the reader has promised that order. */
#include "tracer/model/trace_builder.h"

#include <assert.h>
#include <stdlib.h>

#include "tracer/model/arena.h"
#include "tracer/model/building.h"
#include "tracer/model/naming.h"
#include "tracer/model/process_table.h"

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

void building_reserve_process(struct trace_builder *builder, uint32_t process)
{
    struct trace *trace = builder->trace;
    trace->processes = array_grow(trace->processes, process + (size_t)1, &builder->process_capacity,
                                  sizeof *trace->processes);
    while (trace->process_count <= process) {
        trace->processes[trace->process_count++] = process_table_blank();
    }
}

void building_reserve_thread(struct trace_builder *builder, uint32_t thread)
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
    building_reserve_process(builder, process);
    building_reserve_thread(builder, thread);
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

/* What grew beside the trace is its own from here on. */
static void hand_over_tables(struct trace_builder *builder)
{
    struct trace *trace = builder->trace;
    trace->objects = builder->objects.objects;
    trace->object_count = builder->objects.count;
    trace->sites = builder->sites.sites;
    trace->site_count = builder->sites.site_count;
}

static bool add_raw(struct trace_builder *builder, const struct raw_event *raw)
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
        building_place_event(builder, raw);
    } else {
        event_merge_add(&builder->merge, raw);
    }
    return true;
}

bool trace_builder_add_events(struct trace_builder *builder, const struct raw_event *events,
                              size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (!add_raw(builder, &events[i])) {
            return false;
        }
    }
    return true;
}

void trace_builder_expect_sorted(struct trace_builder *builder, size_t event_count)
{
    builder->is_sorted = true;
    building_read_words(builder);
    building_reserve_events(builder, event_count);
}

static void place_merged_events(struct trace_builder *builder)
{
    struct raw_event raw;
    building_reserve_events(builder, event_merge_begin(&builder->merge));
    while (event_merge_take(&builder->merge, &raw)) {
        building_place_event(builder, &raw);
    }
}

struct trace *trace_builder_finish(struct trace_builder *builder, const char *file_name)
{
    struct trace *trace = builder->trace;
    building_reserve_process(builder, 0);
    building_reserve_thread(builder, 0);
    trace->file_name = arena_copy_text(trace->arena, file_name);
    if (!builder->is_sorted) {
        building_read_words(builder);
        place_merged_events(builder);
    }
    hand_over_tables(builder);
    trace->end_ns = trace->event_count ? trace->events[trace->event_count - 1].time_ns : 0;
    building_apply_words(builder);
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
    permit_count_finish(&builder->permits);
    signal_match_finish(&builder->signals);
    id_map_finish(&builder->text_ids);
    free(builder->texts);
    free(builder);
}
