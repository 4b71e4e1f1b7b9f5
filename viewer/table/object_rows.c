/* Locks, conditions, queues and all else that events are about; and the lines of the source. */
#include "viewer/table/rows.h"

static const struct table_column columns[] = {
    {"object", COLUMN_KEY, "its place in the trace, from 0"},
    {"name", COLUMN_TEXT, "as the program calls it, else its type and a number"},
    {"type", COLUMN_TEXT, "lock, rlock, condition, queue, …"},
    {"process", COLUMN_PROCESS, "where it was made; of a copy: where that lies"},
    {"creator", COLUMN_THREAD, "who made it"},
    {"part_of", COLUMN_OBJECT, "the object it was made for, or as a part of"},
    {"lock", COLUMN_OBJECT, "the lock that a condition uses"},
    {"copy_of", COLUMN_OBJECT, "the object that a fork copied"},
    {"size_limit", COLUMN_NUMBER, "permits, capacity, parties, workers; 0: none"},
    {"is_shared", COLUMN_NUMBER, "1: one and the same in all processes"},
};

static bool write(const struct table_source *source, struct row_sink *sink)
{
    for (uint32_t i = 0; i < source->trace->object_count; i++) {
        const struct trace_object *object = &source->trace->objects[i];
        const struct cell cells[COLUMN_COUNT(columns)] = {
            cell_number(i),
            cell_text(object->name),
            cell_text(object_type_name(object->type)),
            cell_index(object->process),
            cell_index(object->creator),
            cell_index(object->parent),
            cell_index(object->lock),
            cell_index(object->origin),
            cell_number((int64_t)object->limit),
            cell_number(object->is_shared),
        };
        if (!sink->put(sink, cells)) {
            return false;
        }
    }
    return true;
}

const struct table object_rows = {
    "objects", "what the events are about", columns, COLUMN_COUNT(columns), write,
};

/* ---- lines of the source ---- */

static const struct table_column site_columns[] = {
    {"site", COLUMN_KEY, "its place in the trace, from 0"},
    {"file", COLUMN_TEXT, "the file, or what is known of an address"},
    {"line", COLUMN_NUMBER, "the line, from 1; empty: only an address is known"},
    {"function", COLUMN_TEXT, "the function around it"},
    {"text", COLUMN_TEXT, "the line itself"},
};

static bool write_sites(const struct table_source *source, struct row_sink *sink)
{
    for (uint32_t i = 0; i < source->trace->site_count; i++) {
        const struct trace_site *site = &source->trace->sites[i];
        const struct cell cells[COLUMN_COUNT(site_columns)] = {
            cell_number(i),
            cell_text(site->file),
            site->line > 0 ? cell_number(site->line) : cell_none(),
            cell_text(site->function),
            cell_text(site->text),
        };
        if (!sink->put(sink, cells)) {
            return false;
        }
    }
    return true;
}

const struct table site_rows = {
    "sites", "lines of the source", site_columns, COLUMN_COUNT(site_columns), write_sites,
};
