#include "tracer/model/naming.h"

#include <string.h>

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

/* ---- objects ---- */

/* What lies at a place of the program's memory that has a name there. */
static void name_by_symbol(struct trace_object *object, const struct site_table *sites)
{
    const char *symbol = id_class(object->id) == ID_ADDRESS
                             ? site_table_symbol(sites, object->id, object->process)
                             : "";
    if (!object->has_name && object->origin == NONE_INDEX && symbol[0] != '\0') {
        object->name = symbol;
        object->has_name = true;
    }
}

/* Where a nameless object was made, or NULL: library objects are told apart by their numbers. */
static const struct trace_site *find_place(const struct trace *trace,
                                           const struct trace_object *object)
{
    if (id_class(object->id) == ID_LIBRARY || object->create_event == NONE_INDEX) {
        return NULL;
    }
    uint32_t site = trace->events[object->create_event].site;
    return site == NONE_INDEX ? NULL : &trace->sites[site];
}

static const char *describe_object(const struct trace *trace, const struct trace_object *object,
                                   uint32_t number)
{
    const char *type = object_type_name(object->type);
    const struct trace_site *place = find_place(trace, object);
    return !place ? arena_print_text(trace->arena, "%s %u", type, number)
           : place->line > 0
               ? arena_print_text(trace->arena, "%s %u (%s:%u)", type, number,
                                  base_name(place->file), place->line)
               : arena_print_text(trace->arena, "%s %u (%s)", type, number, place->file);
}

static void name_objects(struct trace *trace, const struct site_table *sites)
{
    uint32_t numbers[TYPE_COUNT] = {0};
    for (uint32_t i = 0; i < trace->object_count; i++) {
        struct trace_object *object = &trace->objects[i];
        unsigned type = (unsigned)object->type < TYPE_COUNT ? object->type : TYPE_UNKNOWN;
        name_by_symbol(object, sites);
        if (object->has_name) {
            numbers[type]++;
        } else if (object->origin != NONE_INDEX) {
            object->name = trace->objects[object->origin].name;
        } else {
            object->name = describe_object(trace, object, ++numbers[type]);
        }
    }
}

/* ---- threads ---- */

/* The function that a thread began with, or "". */
static const char *find_function(const struct trace *trace, const struct trace_thread *thread)
{
    if (thread->begin_event == NONE_INDEX) {
        return "";
    }
    const struct event *begin = &trace->events[thread->begin_event];
    bool is_known = begin->kind == EVENT_THREAD_BEGIN && begin->site != NONE_INDEX;
    return is_known ? trace->sites[begin->site].function : "";
}

/* How many threads began at each site: at the function that a new thread was given. */
static uint32_t *count_begins(const struct trace *trace)
{
    uint32_t *counts =
        arena_allocate(trace->arena, (trace->site_count + (size_t)1) * sizeof(*counts));
    for (uint32_t i = 0; i < trace->thread_count; i++) {
        if (find_function(trace, &trace->threads[i])[0] != '\0') {
            counts[trace->events[trace->threads[i].begin_event].site]++;
        }
    }
    return counts;
}

static const char *describe_thread(const struct trace *trace, uint32_t thread,
                                   const uint32_t *begin_counts)
{
    const struct trace_thread *about = &trace->threads[thread];
    const char *function = find_function(trace, about);
    if (function[0] == '\0') {
        return arena_print_text(trace->arena, "thread %u", thread);
    }
    bool has_namesake = begin_counts[trace->events[about->begin_event].site] > 1;
    return has_namesake ? arena_print_text(trace->arena, "%s %u", function, thread) : function;
}

static void name_threads(struct trace *trace)
{
    const uint32_t *begin_counts = count_begins(trace);
    for (uint32_t i = 0; i < trace->thread_count; i++) {
        if (trace->threads[i].name[0] == '\0') {
            trace->threads[i].name = describe_thread(trace, i, begin_counts);
        }
    }
}

void naming_finish(struct trace *trace, const struct site_table *sites)
{
    name_objects(trace, sites);
    name_threads(trace);
}
