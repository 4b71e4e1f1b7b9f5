#include "tracer/model/trace_records.h"

struct handing {
    const struct trace *trace;
    const struct trace_records_sink *sink;
};

/* ---- before the events ---- */

static void put_text(struct handing *handing, struct raw_text text)
{
    for (int i = 0; i < TEXT_STRINGS; i++) {
        text.strings[i] = text.strings[i] ? text.strings[i] : "";
    }
    handing->sink->take_text(handing->sink->context, &text);
}

static void put_infos(struct handing *handing)
{
    for (uint32_t i = 0; i < handing->trace->info_count; i++) {
        const struct trace_info *info = &handing->trace->infos[i];
        put_text(handing,
                 (struct raw_text){.kind = TEXT_INFO, .strings = {info->key, info->value}});
    }
}

static void put_processes(struct handing *handing)
{
    for (uint32_t i = 0; i < handing->trace->process_count; i++) {
        const struct trace_process *process = &handing->trace->processes[i];
        if (process->exists) {
            put_text(handing, (struct raw_text){.kind = TEXT_NAME,
                                                .process = i,
                                                .key = id_make(ID_PROCESS, i),
                                                .strings = {process->name}});
        }
    }
}

static void put_threads(struct handing *handing)
{
    for (uint32_t i = 0; i < handing->trace->thread_count; i++) {
        const struct trace_thread *thread = &handing->trace->threads[i];
        const struct trace_process *process = &handing->trace->processes[thread->process];
        if (thread->exists && process->exists) { /* else only its number was ever mentioned */
            handing->sink->take_thread(handing->sink->context, i, thread->tid, thread->process,
                                       process->pid);
        }
        if (thread->exists) {
            put_text(handing, (struct raw_text){.kind = TEXT_NAME,
                                                .process = thread->process,
                                                .thread = i,
                                                .key = id_make(ID_THREAD, i),
                                                .strings = {thread->name}});
        }
    }
}

static void put_objects(struct handing *handing)
{
    for (uint32_t i = 0; i < handing->trace->object_count; i++) {
        const struct trace_object *object = &handing->trace->objects[i];
        if (object->has_name) {
            put_text(handing, (struct raw_text){.kind = TEXT_NAME,
                                                .process = object->process,
                                                .key = object->id,
                                                .strings = {object->name}});
        }
    }
}

static void put_sites(struct handing *handing)
{
    for (uint32_t i = 0; i < handing->trace->site_count; i++) {
        const struct trace_site *site = &handing->trace->sites[i];
        put_text(handing, (struct raw_text){.kind = TEXT_SITE,
                                            .key = i + UINT64_C(1),
                                            .value = site->line,
                                            .strings = {site->file, site->function, site->text}});
    }
}

static void put_texts(struct handing *handing)
{
    for (uint32_t i = 0; i < handing->trace->text_count; i++) {
        put_text(handing, (struct raw_text){.kind = TEXT_TEXT,
                                            .key = i + UINT64_C(1),
                                            .strings = {handing->trace->texts[i]}});
    }
}

void trace_records_before(const struct trace *trace, const struct trace_records_sink *sink)
{
    struct handing handing = {trace, sink};
    put_infos(&handing);
    put_processes(&handing);
    put_threads(&handing);
    put_objects(&handing);
    put_sites(&handing);
    put_texts(&handing);
}

/* ---- events ---- */

static uint64_t target_id(const struct trace *trace, uint32_t target)
{
    uint32_t index = target_index(target);
    switch (target_class(target)) {
    case TARGET_OBJECT:
        return trace->objects[index].id;
    case TARGET_THREAD:
        return id_make(ID_THREAD, index);
    case TARGET_PROCESS:
        return id_make(ID_PROCESS, index);
    default:
        return 0;
    }
}

void trace_record_fill(struct raw_event *record, const struct trace *trace, uint32_t index)
{
    const struct event *event = &trace->events[index];
    *record = (struct raw_event){
        .time_ns = event->time_ns,
        .value = event->value,
        .object = target_id(trace, event->target),
        .site = event->site == NONE_INDEX ? 0 : event->site + UINT64_C(1),
        .thread = event->thread,
        .process = trace->threads[event->thread].process,
        .kind = event->kind,
        .flags = event->flags,
    };
}

/* ---- after them ---- */

static bool has_end(const struct trace *trace)
{
    uint64_t last_ns = trace->event_count ? trace->events[trace->event_count - 1].time_ns : 0;
    return trace->outcome != OUTCOME_UNKNOWN || trace->exit_status != 0 || trace->end_ns > last_ns;
}

static void put_outside(struct handing *handing, const struct trace_outside *outside)
{
    const struct trace *trace = handing->trace;
    uint32_t index = target_index(outside->target);
    bool is_object = target_class(outside->target) == TARGET_OBJECT;
    bool is_thread = target_class(outside->target) == TARGET_THREAD;
    put_text(handing, (struct raw_text){
                          .kind = TEXT_OUTSIDE,
                          .time_ns = trace->end_ns,
                          .process = is_object ? trace->objects[index].process : 0,
                          .key = is_object ? trace->objects[index].id
                                           : id_make(is_thread ? ID_THREAD : ID_PROCESS, index),
                          .value = outside->may_end ? OUTSIDE_ENDS : OUTSIDE_ACTS,
                          .strings = {outside->reason},
                      });
}

static void put_kernel_word(struct handing *handing)
{
    const struct trace *trace = handing->trace;
    for (uint32_t i = 0; i < trace->asleep_count; i++) {
        put_text(handing, (struct raw_text){.kind = TEXT_ASLEEP,
                                            .time_ns = trace->asleeps[i].time_ns,
                                            .key = trace->asleeps[i].thread,
                                            .value = trace->asleeps[i].wait});
    }
    for (uint32_t i = 0; i < trace->outside_count; i++) {
        put_outside(handing, &trace->outsides[i]);
    }
}

static void put_end(struct handing *handing)
{
    static const char *const outcomes[] = {
        [OUTCOME_UNKNOWN] = "",
        [OUTCOME_ENDED] = "ended",
        [OUTCOME_HUNG] = "hung",
        [OUTCOME_CRASHED] = "crashed",
        [OUTCOME_INTERRUPTED] = "interrupted",
    };
    const struct trace *trace = handing->trace;
    if (has_end(trace)) {
        put_text(handing, (struct raw_text){.kind = TEXT_END,
                                            .time_ns = trace->end_ns,
                                            .value = (uint32_t)trace->exit_status,
                                            .strings = {outcomes[trace->outcome]}});
    }
}

void trace_records_after(const struct trace *trace, const struct trace_records_sink *sink)
{
    struct handing handing = {trace, sink};
    put_kernel_word(&handing);
    put_end(&handing);
}
