#include <string.h>

#include "tracer/model/arena.h"
#include "tracer/model/building.h"

void building_read_words(struct trace_builder *builder)
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
    trace->outsides[trace->outside_count++] =
        (struct trace_outside){target, text->strings[0], text->value == OUTSIDE_ENDS};
}

void building_apply_words(struct trace_builder *builder)
{
    struct trace *trace = builder->trace;
    size_t asleep_capacity = 0, outside_capacity = 0;
    for (size_t i = 0; i < builder->text_count; i++) {
        const struct raw_text *text = &builder->texts[i];
        uint64_t begin_ns = builder->origin_ns + text->extra; /* of what was seen so long ago */
        uint64_t time_ns = text->time_ns > begin_ns ? text->time_ns - begin_ns : 0;
        if (text->kind == TEXT_NAME && text->strings[0][0]) {
            apply_name(builder, text);
        } else if (text->kind == TEXT_END) {
            apply_end(trace, text, time_ns);
        } else if (text->kind == TEXT_ASLEEP && text->key < trace->thread_count) {
            trace->asleeps = array_grow(trace->asleeps, trace->asleep_count + (size_t)1,
                                        &asleep_capacity, sizeof *trace->asleeps);
            trace->asleeps[trace->asleep_count++] =
                (struct trace_asleep){(uint32_t)text->key, (uint32_t)text->value, time_ns};
        } else if (text->kind == TEXT_OUTSIDE) {
            apply_outside(builder, text, &outside_capacity);
        }
    }
}
