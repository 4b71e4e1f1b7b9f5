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

const char *event_text(const struct trace *trace, const struct event *event)
{
    bool has_text = event->kind == EVENT_PRINT || event->kind == EVENT_MARK;
    return has_text && event->value - 1 < trace->text_count ? trace->texts[event->value - 1] : "";
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
        arena_destroy(trace->arena);
        free(trace);
    }
}
