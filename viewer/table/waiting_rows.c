/* Who waits for whom when the recording stops. */
#include "viewer/table/rows.h"

static const struct table_column columns[] = {
    {"waiting", COLUMN_KEY, "its number, from 1"},
    {"thread", COLUMN_THREAD, "who waits"},
    {"object", COLUMN_OBJECT, "what for, if that is an object"},
    {"about_thread", COLUMN_THREAD, "what for, if that is a thread's end"},
    {"about_process", COLUMN_PROCESS, "what for, if that is a process's end"},
    {"provider", COLUMN_THREAD, "the thread that has it; empty: nobody in particular"},
    {"since_ns", COLUMN_NUMBER, "since when"},
    {"is_stuck", COLUMN_NUMBER, "1: it can never go on"},
    {"wait_event", COLUMN_EVENT, "where the wait began"},
    {"hold_event", COLUMN_EVENT, "where the provider took what is waited for"},
};

static bool write(const struct table_source *source, struct row_sink *sink)
{
    for (uint32_t i = 0; i < source->analysis->edge_count; i++) {
        const struct wait_edge *edge = &source->analysis->edges[i];
        const struct cell cells[COLUMN_COUNT(columns)] = {
            cell_number(i + 1),
            cell_index(edge->thread),
            cell_target(edge->target, TARGET_OBJECT),
            cell_target(edge->target, TARGET_THREAD),
            cell_target(edge->target, TARGET_PROCESS),
            cell_index(edge->provider),
            cell_number((int64_t)edge->since_ns),
            cell_number(source->analysis->is_dead[edge->thread]),
            cell_index(edge->wait_event),
            cell_index(edge->hold_event),
        };
        if (!sink->put(sink, cells)) {
            return false;
        }
    }
    return true;
}

const struct table waiting_rows = {
    "waiting", "who waits for whom at the end", columns, COLUMN_COUNT(columns), write,
};
