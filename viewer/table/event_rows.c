/* Every event of the trace. */
#include <string.h>

#include "viewer/table/rows.h"

static const struct table_column columns[] = {
    {"event", COLUMN_KEY, "its place in the trace, from 0"},
    {"time_ns", COLUMN_NUMBER, "nanoseconds since the first event"},
    {"thread", COLUMN_THREAD, "who did it"},
    {"operation", COLUMN_TEXT, "what: lock.acquire, condition.notify, …"},
    {"stage", COLUMN_TEXT, "begin of what could not finish at once, done or failed"},
    {"object", COLUMN_OBJECT, "what it is about, if that is an object"},
    {"about_thread", COLUMN_THREAD, "what it is about, if that is a thread"},
    {"about_process", COLUMN_PROCESS, "what it is about, if that is a process"},
    {"value", COLUMN_NUMBER, "as recorded, read as a signed number; -1: wait without limit"},
    {"flags", COLUMN_NUMBER, "as recorded"},
    {"storey", COLUMN_NUMBER, "0: called by the user's code, 1: by a primitive, and so on"},
    {"site", COLUMN_SITE, "the line from which it was called"},
    {"text", COLUMN_TEXT, "the line that was printed, the mark, the words of an error"},
};

static const char *stage_name(enum event_stage stage)
{
    static const char *const names[] = {
        [STAGE_DONE] = "done", [STAGE_BEGIN] = "begin", [STAGE_FAILED] = "failed"};
    return stage < COLUMN_COUNT(names) ? names[stage] : "";
}

/* All kinds of an operation have its name in common; some operations have no plain one. */
static const char *operation_name(uint16_t kind, char *buffer, size_t size)
{
    const char *name = kind_name(kind);
    size_t length = name ? strlen(name) : 0;
    if (length == 0 || length >= size) {
        return "";
    }
    memcpy(buffer, name, length + 1);
    char *ending = strrchr(buffer, '.');
    if (kind_stage(kind) != STAGE_DONE && ending) {
        *ending = '\0';
    }
    return buffer;
}

static bool put_event(const struct trace *trace, uint32_t index, struct row_sink *sink)
{
    const struct event *event = &trace->events[index];
    char operation[64];
    const struct cell cells[COLUMN_COUNT(columns)] = {
        cell_number(index),
        cell_number((int64_t)event->time_ns),
        cell_number(event->thread),
        cell_text(operation_name(event->kind, operation, sizeof operation)),
        cell_text(stage_name(kind_stage(event->kind))),
        cell_target(event->target, TARGET_OBJECT),
        cell_target(event->target, TARGET_THREAD),
        cell_target(event->target, TARGET_PROCESS),
        cell_number((int64_t)event->value),
        cell_number(event->flags),
        cell_number(flags_storey(event->flags)),
        cell_index(event->site),
        cell_text(event_text(trace, event)),
    };
    return sink->put(sink, cells);
}

static bool write(const struct table_source *source, struct row_sink *sink)
{
    for (uint32_t i = 0; i < source->trace->event_count; i++) {
        if (!put_event(source->trace, i, sink)) {
            return false;
        }
    }
    return true;
}

const struct table event_rows = {
    "events", "everything that happened, by time", columns, COLUMN_COUNT(columns), write,
};
