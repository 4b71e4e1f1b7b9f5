#include "tracer/model/trace.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tracer/model/arena.h"

const struct trace_object *event_object(const struct trace *trace, const struct event *event)
{
    bool is_object = event->target != NONE_INDEX && event_is_about(event, TARGET_OBJECT);
    return is_object ? &trace->objects[target_index(event->target)] : NULL;
}

static bool is_meant(const struct trace_object *object, uint64_t id, uint32_t process)
{
    return object->id == id && (object->is_shared || object->process == process);
}

/* Serial numbers grow, so objects stand nearly in their order, but for those that forks copied. */
uint32_t trace_find_object(const struct trace *trace, uint64_t id, uint32_t process)
{
    uint32_t low = 0, high = trace->object_count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (trace->objects[middle].id < id) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    if (low < trace->object_count && is_meant(&trace->objects[low], id, process)) {
        return low;
    }
    uint32_t found = NONE_INDEX;
    for (uint32_t i = 0; i < trace->object_count && id_class(id) == ID_LIBRARY; i++) {
        if (is_meant(&trace->objects[i], id, process)) {
            return i;
        }
        found = trace->objects[i].id == id && found == NONE_INDEX ? i : found;
    }
    return found;
}

static bool tells_watched(const struct event *event, uint32_t watcher)
{
    return event->kind == EVENT_OBJECT_HAS && flags_detail(event->flags) == ROLE_WATCH &&
           event->target == target_make(TARGET_OBJECT, watcher);
}

/* They are told while it is made, on a higher storey. */
uint32_t trace_next_watched(const struct trace *trace, uint32_t watcher, uint32_t *event)
{
    if (*event == NONE_INDEX) {
        return NONE_INDEX;
    }
    uint32_t thread = trace->events[*event].thread;
    for (size_t i = (size_t)*event + 1; i < trace->event_count; i++) {
        const struct event *told = &trace->events[i];
        if (told->thread == thread && tells_watched(told, watcher)) {
            *event = (uint32_t)i;
            return trace_find_object(trace, told->value, trace->threads[thread].process);
        }
        if (told->thread == thread && flags_storey(told->flags) == 0) {
            break;
        }
    }
    *event = NONE_INDEX;
    return NONE_INDEX;
}

const char *event_text(const struct trace *trace, const struct event *event)
{
    bool has_text = kind_has_text(event->kind, event->flags);
    uint64_t number = event->value >> kind_text_shift(event->kind);
    return has_text && number - 1 < trace->text_count ? trace->texts[number - 1] : "";
}

const char *event_site_text(const struct trace *trace, const struct event *event, char *buffer,
                            size_t size)
{
    buffer[0] = '\0';
    if (event->site != NONE_INDEX) {
        const struct trace_site *site = &trace->sites[event->site];
        const char *slash = strrchr(site->file, '/');
        const char *base = slash ? slash + 1 : site->file;
        snprintf(buffer, size, site->line ? "%s:%u" : "%s", base, site->line);
    }
    return buffer;
}

const char *trace_info_value(const struct trace *trace, const char *key)
{
    for (uint32_t i = 0; i < trace->info_count; i++) {
        if (strcmp(trace->infos[i].key, key) == 0) {
            return trace->infos[i].value;
        }
    }
    return "";
}

const char *trace_target_name(const struct trace *trace, uint32_t target)
{
    uint32_t index = target_index(target);
    switch (target_class(target)) {
    case TARGET_OBJECT:
        return index < trace->object_count ? trace->objects[index].name : "";
    case TARGET_THREAD:
        return index < trace->thread_count ? trace->threads[index].name : "";
    case TARGET_PROCESS:
        return index < trace->process_count ? trace->processes[index].name : "";
    default:
        return "";
    }
}

void trace_destroy(struct trace *trace)
{
    if (trace) {
        free(trace->events);
        free(trace->threads);
        free(trace->processes);
        free(trace->objects);
        free(trace->sites);
        free(trace->texts);
        free(trace->infos);
        free(trace->asleeps);
        free(trace->outsides);
        thread_presence_finish(&trace->presence);
        arena_destroy(trace->arena);
        free(trace);
    }
}
