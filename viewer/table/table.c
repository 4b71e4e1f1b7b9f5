#include "viewer/table/table.h"

#include <stdio.h>
#include <string.h>

#include "viewer/table/rows.h"

const struct table *const tables[] = {
    &event_rows,        &wait_rows,      &hold_rows,   &step_rows,    &finding_rows,
    &finding_part_rows, &waiting_rows,   &thread_rows, &process_rows, &object_rows,
    &site_rows,         &recording_rows, NULL,
};

struct cell cell_target(uint32_t target, enum target_class class)
{
    bool is_of_class = target != NONE_INDEX && target_class(target) == class;
    return is_of_class ? cell_number(target_index(target)) : cell_none();
}

struct cell cell_event_time(const struct trace *trace, uint32_t event)
{
    return event == NONE_INDEX ? cell_none() : cell_number((int64_t)trace->events[event].time_ns);
}

struct cell cell_event_site(const struct trace *trace, uint32_t event)
{
    return event == NONE_INDEX ? cell_none() : cell_index(trace->events[event].site);
}

const char *site_text(const struct trace *trace, uint32_t site, char *buffer, size_t size)
{
    if (site >= trace->site_count) {
        return "";
    }
    const struct trace_site *place = &trace->sites[site];
    const char *slash = strrchr(place->file, '/');
    const char *file = slash ? slash + 1 : place->file;
    if (place->line > 0) {
        snprintf(buffer, size, "%s:%u", file, place->line);
    } else {
        snprintf(buffer, size, "%s", file);
    }
    return buffer;
}
